package io.brokerscope.console.fleet;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;

/**
 * An entity: its record as it stands in the topic, and beside it what is looked for.
 *
 * @param guid names it for good
 * @param type kind
 * @param cluster cluster name
 * @param name its own name
 * @param status how it is
 * @param healthScore 0 to 100; null where nothing is known
 * @param quality how its values are known
 * @param observedAt when they were taken, epoch milliseconds; null where never
 * @param emittedAt when the record was made, epoch milliseconds
 * @param metrics golden metrics
 * @param size how much there is of it, to compare entities of one kind: bytes in per second of a
 *     topic, total lag of a consumer group; 0 where that is not known
 * @param json the record, UTF-8; not to be changed
 */
public record EntityEntry(
        String guid,
        EntityType type,
        String cluster,
        String name,
        Status status,
        Double healthScore,
        Quality quality,
        Long observedAt,
        long emittedAt,
        MetricValues metrics,
        double size,
        byte[] json) {

    private static final byte[] NO_RECORD = {};

    static EntityEntry of(EntityRecord record, byte[] json, NameTable names) {
        MetricValues metrics = MetricValues.of(record.metrics(), names);
        return new EntityEntry(
                record.guid(),
                record.entityType(),
                record.cluster().intern(),
                record.name(),
                record.status(),
                record.healthScore(),
                record.quality(),
                record.observedAt(),
                record.emittedAt(),
                metrics,
                size(record.entityType(), metrics),
                json);
    }

    /** A place in every {@link Order}, where there may be an entity or none. */
    public static EntityEntry place(
            String guid,
            EntityType type,
            String cluster,
            String name,
            Status status,
            Double healthScore,
            long emittedAt,
            double size) {
        return new EntityEntry(
                guid,
                type,
                cluster,
                name,
                status,
                healthScore,
                Quality.UNKNOWN,
                null,
                emittedAt,
                MetricValues.NONE,
                size,
                NO_RECORD);
    }

    private static double size(EntityType type, MetricValues metrics) {
        Double size =
                switch (type) {
                    case MESSAGE_QUEUE_TOPIC -> metrics.get("topic.bytes.in.rate");
                    case MESSAGE_QUEUE_CONSUMER_GROUP -> metrics.get("consumerGroup.lag.total");
                    default -> null;
                };
        return size == null ? 0 : size;
    }
}
