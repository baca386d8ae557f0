package io.brokerscope.job;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.DeadLetter;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.output.RelationshipRecord;
import io.brokerscope.relationship.EntityFact;
import org.apache.flink.util.Collector;

/**
 * Encodes what the cores say into records for the sink. Tells besides which entities exist for it,
 * those whose record was written, until their tombstone; and which are not well, or well again.
 *
 * <p>An entity that is well says so when it begins to be, and once a minute. In one job the first
 * word would be enough; after a restore on a machine whose clock is behind it may seem older than
 * what was known before, and then one of the next does it.
 */
public class EncodedOutputs implements Outputs {

    private final Collector<OutputRecord> out;
    private final SideOutput side;

    /**
     * @param out takes the records; nobody wants to know anything besides
     */
    public EncodedOutputs(Collector<OutputRecord> out) {
        this(out, SideOutput.NONE);
    }

    /**
     * @param out takes the records
     * @param side is told of entities that are written, and of their tombstones
     */
    EncodedOutputs(Collector<OutputRecord> out, SideOutput side) {
        this.out = out;
        this.side = side;
    }

    @Override
    public void ledger(LedgerRecord line) {
        out.collect(OutputRecord.of(line));
    }

    @Override
    public void metrics(MetricsRecord metrics) {
        emit(OutputTopic.METRICS, metrics.guid(), OutputJson.write(metrics), metrics.dueAt());
    }

    @Override
    public void entity(EntityRecord entity) {
        emit(OutputTopic.ENTITIES, entity.guid(), OutputJson.write(entity), entity.emittedAt());
        var health = io.brokerscope.incident.EntityFact.of(entity);
        if (health.inTrouble()) {
            side.tell(IncidentFunction.HEALTH, health);
        }
    }

    @Override
    public void exists(EntityRecord written) {
        side.tell(RelationshipFunction.ENTITIES, EntityFact.exists(written));
        var health = io.brokerscope.incident.EntityFact.of(written);
        if (!health.inTrouble()) {
            side.tell(IncidentFunction.HEALTH, health);
        }
    }

    @Override
    public void tombstone(EntityId entity, long at) {
        emit(OutputTopic.ENTITIES, entity.guid(), null, at);
        side.tell(RelationshipFunction.ENTITIES, EntityFact.gone(entity));
        side.tell(IncidentFunction.HEALTH, io.brokerscope.incident.EntityFact.gone(entity, at));
    }

    @Override
    public void event(EventRecord event) {
        emit(OutputTopic.EVENTS, eventKey(event), OutputJson.write(event), event.at());
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        emit(
                OutputTopic.DEAD_LETTERS,
                letter.cluster() + "/" + letter.target(),
                OutputJson.write(letter),
                letter.dueAt());
    }

    @Override
    public void coverage(CoverageRecord coverage) {
        emit(
                OutputTopic.COVERAGE,
                coverage.key(),
                OutputJson.write(coverage),
                coverage.emittedAt());
    }

    @Override
    public void coverageGone(String key, long at) {
        emit(OutputTopic.COVERAGE, key, null, at);
    }

    @Override
    public void relationship(RelationshipRecord relationship) {
        emit(
                OutputTopic.RELATIONSHIPS,
                relationship.key(),
                OutputJson.write(relationship),
                relationship.emittedAt());
    }

    @Override
    public void relationshipGone(String key, long at) {
        emit(OutputTopic.RELATIONSHIPS, key, null, at);
    }

    private static String eventKey(EventRecord event) {
        if (event.guid() != null) {
            return event.guid();
        }
        String cluster = event.cluster() == null ? "" : event.cluster();
        return event.target() == null ? cluster : cluster + "/" + event.target();
    }

    private void emit(OutputTopic topic, String key, byte[] value, long timestamp) {
        out.collect(new OutputRecord(topic, key, value, timestamp));
    }
}
