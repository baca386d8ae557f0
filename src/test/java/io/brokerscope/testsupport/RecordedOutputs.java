package io.brokerscope.testsupport;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.DeadLetter;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.output.RelationshipRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a core says, in order; can be cut back as an aborted transaction would. */
public final class RecordedOutputs implements Outputs {

    public final List<LedgerRecord> ledger = new ArrayList<>();
    public final List<MetricsRecord> metrics = new ArrayList<>();
    public final List<EntityRecord> entities = new ArrayList<>();
    public final List<EntityRecord> existing = new ArrayList<>();
    public final List<EntityId> tombstones = new ArrayList<>();
    public final List<EventRecord> events = new ArrayList<>();
    public final List<DeadLetter> deadLetters = new ArrayList<>();
    public final List<CoverageRecord> coverage = new ArrayList<>();
    public final List<String> coverageGone = new ArrayList<>();
    public final List<RelationshipRecord> relationships = new ArrayList<>();
    public final List<String> relationshipsGone = new ArrayList<>();

    @Override
    public void ledger(LedgerRecord line) {
        ledger.add(line);
    }

    @Override
    public void metrics(MetricsRecord record) {
        metrics.add(record);
    }

    @Override
    public void entity(EntityRecord entity) {
        entities.add(entity);
    }

    @Override
    public void exists(EntityRecord written) {
        existing.add(written);
    }

    @Override
    public void tombstone(EntityId entity, long at) {
        tombstones.add(entity);
    }

    @Override
    public void event(EventRecord event) {
        events.add(event);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        deadLetters.add(letter);
    }

    @Override
    public void coverage(CoverageRecord record) {
        coverage.add(record);
    }

    @Override
    public void coverageGone(String key, long at) {
        coverageGone.add(key);
    }

    @Override
    public void relationship(RelationshipRecord relationship) {
        relationships.add(relationship);
    }

    @Override
    public void relationshipGone(String key, long at) {
        relationshipsGone.add(key);
    }

    /** Types of all events, in order. */
    public List<EventRecord.Type> eventTypes() {
        return events.stream().map(EventRecord::type).toList();
    }

    /** The last entity record. */
    public EntityRecord lastEntity() {
        return entities.get(entities.size() - 1);
    }

    /** A mark to come back to. */
    public int[] mark() {
        return new int[] {ledger.size(), metrics.size()};
    }

    /** Forgets ledger and metrics written since the mark. */
    public void rollBackTo(int[] mark) {
        ledger.subList(mark[0], ledger.size()).clear();
        metrics.subList(mark[1], metrics.size()).clear();
    }

    /**
     * The sum of an increment as a reader of the metrics topic makes it: per entity and tick the
     * highest revision counts, records with a contributor add up.
     */
    public long incrementSum(String name, String metric) {
        Map<String, MetricsRecord> latest = new HashMap<>();
        long sum = 0;
        for (MetricsRecord record : metrics) {
            if (!record.name().equals(name)) {
                continue;
            }
            if (record.contributor() != null) {
                sum += record.increments().getOrDefault(metric, 0L);
                continue;
            }
            latest.merge(
                    record.guid() + "@" + record.dueAt() + "-" + record.untilDueAt(),
                    record,
                    (old, next) -> next.revision() >= old.revision() ? next : old);
        }
        for (MetricsRecord record : latest.values()) {
            sum += record.increments().getOrDefault(metric, 0L);
        }
        return sum;
    }
}
