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
import java.util.function.Consumer;
import org.apache.flink.util.Collector;

/**
 * Encodes what the cores say into records for the sink, and tells which entities exist for it:
 * those whose record was written, until their tombstone.
 */
public class EncodedOutputs implements Outputs {

    private final Collector<OutputRecord> out;
    private final Consumer<EntityFact> entities;

    /**
     * @param out takes the records; nobody wants to know of entities
     */
    public EncodedOutputs(Collector<OutputRecord> out) {
        this(out, fact -> {});
    }

    /**
     * @param out takes the records
     * @param entities is told of entities that are written, and of their tombstones
     */
    public EncodedOutputs(Collector<OutputRecord> out, Consumer<EntityFact> entities) {
        this.out = out;
        this.entities = entities;
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
    }

    @Override
    public void exists(EntityRecord written) {
        entities.accept(EntityFact.exists(written));
    }

    @Override
    public void tombstone(EntityId entity, long at) {
        emit(OutputTopic.ENTITIES, entity.guid(), null, at);
        entities.accept(EntityFact.gone(entity));
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
