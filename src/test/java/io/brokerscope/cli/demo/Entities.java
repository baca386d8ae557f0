package io.brokerscope.cli.demo;

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
                null);
    }

    static MetricsRecord topicMetrics(
            String topic, long dueAt, int revision, Quality quality, Map<String, Double> metrics) {
        return metrics(
                EntityType.MESSAGE_QUEUE_TOPIC, topic, dueAt, null, revision, quality, metrics);
    }

    static MetricsRecord metrics(
            EntityType type,
            String name,
            long dueAt,
            Long until,
            int revision,
            Quality quality,
            Map<String, Double> metrics) {
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
                dueAt,
                2_000L,
                metrics,
                Map.of(),
                null,
                null);
    }
}
