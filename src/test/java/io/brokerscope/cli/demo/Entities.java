package io.brokerscope.cli.demo;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.MetricsRecord;
import java.util.List;
import java.util.Map;

/** Entities and metrics for tests. */
final class Entities {

    private Entities() {}

    static EntityRecord entity(
            EntityType type, String name, Quality quality, Long observedAt, Map<String, Double> m) {
        return new EntityRecord(
                1,
                type + "|" + name,
                type,
                name,
                "demo",
                "demo",
                "kafka",
                Map.of(),
                Map.of(),
                quality == Quality.UNKNOWN ? Status.UNKNOWN : Status.HEALTHY,
                quality == Quality.UNKNOWN ? null : 100.0,
                List.of(),
                quality,
                0,
                observedAt,
                0,
                null,
                0,
                m,
                null,
                null);
    }

    /** A window of a topic, from two of three brokers or from all. */
    static MetricsRecord topicWindow(
            String topic,
            long dueAt,
            int revision,
            Quality quality,
            boolean fromAll,
            long observedAt,
            Map<String, Long> increments) {
        return metrics(
                EntityType.MESSAGE_QUEUE_TOPIC,
                topic,
                dueAt,
                null,
                revision,
                quality,
                observedAt,
                increments,
                new Coverage(3, fromAll ? 3 : 2, 0, 0, 0, fromAll ? 0 : 1),
                null);
    }

    static MetricsRecord metrics(
            EntityType type,
            String name,
            long dueAt,
            Long until,
            int revision,
            Quality quality,
            long observedAt,
            Map<String, Long> increments,
            Coverage coverage,
            String contributor) {
        return new MetricsRecord(
                1,
                type + "|" + name,
                type,
                name,
                "demo",
                dueAt,
                until,
                revision,
                quality,
                observedAt,
                2_000L,
                Map.of(),
                increments,
                coverage,
                contributor);
    }
}
