package io.brokerscope.relationship;

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
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a reader of the compacted topic has: the last record by key, without those that are over.
 */
final class ReadTopic implements Outputs {

    final TreeMap<String, RelationshipRecord> latest = new TreeMap<>();
    final List<EventRecord> events = new ArrayList<>();
    int written;
    int removed;

    /** The relationships, in words. */
    Set<String> edges() {
        return latest.values().stream()
                .map(r -> r.source().name() + " " + r.type() + " " + r.target().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The one between these. */
    RelationshipRecord edge(String words) {
        return latest.values().stream()
                .filter(
                        r ->
                                (r.source().name() + " " + r.type() + " " + r.target().name())
                                        .equals(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(words + " is not in " + edges()));
    }

    @Override
    public void relationship(RelationshipRecord relationship) {
        written++;
        latest.put(relationship.key(), relationship);
    }

    @Override
    public void relationshipGone(String key, long at) {
        if (latest.remove(key) == null) {
            throw new AssertionError("a tombstone for nothing: " + key);
        }
        removed++;
    }

    @Override
    public void event(EventRecord event) {
        events.add(event);
    }

    @Override
    public void ledger(LedgerRecord line) {
        throw new AssertionError(line);
    }

    @Override
    public void metrics(MetricsRecord metrics) {
        throw new AssertionError(metrics);
    }

    @Override
    public void entity(EntityRecord entity) {
        throw new AssertionError(entity);
    }

    @Override
    public void exists(EntityRecord written) {
        throw new AssertionError(written);
    }

    @Override
    public void tombstone(EntityId entity, long at) {
        throw new AssertionError(entity);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        throw new AssertionError(letter);
    }

    @Override
    public void coverage(CoverageRecord coverage) {
        throw new AssertionError(coverage);
    }

    @Override
    public void coverageGone(String key, long at) {
        throw new AssertionError(key);
    }
}
