package io.brokerscope.console;

import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import java.util.List;
import java.util.Map;

/** Records as a job writes them. */
public final class ConsoleRecords {

    /** A fixed time, epoch milliseconds. */
    public static final long NOW = 1_764_000_000_000L;

    private ConsoleRecords() {}

    public static EntityId broker(String cluster, int id) {
        return EntityId.broker("default", new TargetId(cluster, Integer.toString(id)));
    }

    public static EntityId topic(String cluster, String name) {
        return EntityId.topic("default", cluster, name);
    }

    public static EntityRecord entity(
            EntityId id, Status status, Double score, Map<String, Double> metrics) {
        return new EntityRecord(
                1,
                id.guid(),
                id.type(),
                id.name(),
                "default",
                id.cluster(),
                "kafka",
                Map.of(),
                Map.of(),
                status,
                score,
                List.of(),
                Quality.MEASURED,
                NOW,
                NOW,
                NOW + 20,
                20L,
                0,
                metrics,
                null,
                null);
    }

    public static MetricsRecord metrics(
            EntityId id, long dueAt, int revision, Quality quality, Map<String, Double> metrics) {
        return new MetricsRecord(
                1,
                id.guid(),
                id.type(),
                id.name(),
                id.cluster(),
                dueAt,
                null,
                revision,
                quality,
                dueAt,
                null,
                metrics,
                Map.of(),
                null,
                null);
    }

    public static LedgerRecord outcome(
            String cluster, String target, OutcomeKind kind, long dueAt, BreakerState breaker) {
        return outcome(cluster, target, kind, dueAt, null, 1, 1, breaker);
    }

    public static LedgerRecord outcome(
            String cluster,
            String target,
            OutcomeKind kind,
            long dueAt,
            Long untilDueAt,
            long ticks,
            Integer attempts,
            BreakerState breaker) {
        return new LedgerRecord(
                1,
                kind,
                cluster,
                target,
                1,
                dueAt,
                untilDueAt,
                ticks,
                15_000,
                null,
                null,
                attempts,
                dueAt,
                kind == OutcomeKind.OBSERVED ? dueAt : null,
                5.0,
                null,
                null,
                null,
                null,
                null,
                breaker,
                null,
                null,
                null,
                null);
    }

    public static EventRecord event(String cluster, String message) {
        return event(cluster, message, NOW);
    }

    public static EventRecord event(String cluster, String message, long at) {
        return new EventRecord(
                1,
                EventRecord.Type.STATUS_CHANGED,
                EventRecord.Severity.WARNING,
                at,
                cluster,
                null,
                null,
                message,
                Map.of());
    }

    public static CoverageRecord coverage(String cluster, String target) {
        return new CoverageRecord(
                1,
                cluster,
                target,
                NOW,
                NOW + 10,
                target == null ? new Coverage(3, 3, 0, 0, 0, 0) : null,
                List.of(),
                0,
                null,
                null,
                null,
                target == null
                        ? null
                        : new CoverageRecord.Statistics(
                                1, 1, 1.0, 1, null, null, null, null, null, null, null, List.of()));
    }

    /** Gives a model records as the topics would. */
    public record Feed(FleetModel model) {

        public Feed entity(EntityRecord record) {
            model.take(OutputTopic.ENTITIES, record.guid(), OutputJson.write(record));
            return this;
        }

        public Feed metrics(MetricsRecord record) {
            model.take(OutputTopic.METRICS, record.guid(), OutputJson.write(record));
            return this;
        }

        public Feed outcome(LedgerRecord record) {
            model.take(OutputTopic.OUTCOMES, record.key(), OutputJson.write(record));
            return this;
        }

        public Feed event(EventRecord record) {
            model.take(OutputTopic.EVENTS, "key", OutputJson.write(record));
            return this;
        }

        public Feed coverage(CoverageRecord record) {
            model.take(OutputTopic.COVERAGE, record.key(), OutputJson.write(record));
            return this;
        }

        /** A small fleet: two clusters, one of them with a broker that is not healthy. */
        public Feed smallFleet() {
            entity(cluster("prod", Status.HEALTHY));
            entity(ConsoleRecords.entity(broker("prod", 1), Status.HEALTHY, 100.0, cpu(0.25)));
            entity(ConsoleRecords.entity(broker("prod", 2), Status.UNHEALTHY, 10.0, cpu(0.95)));
            entity(
                    ConsoleRecords.entity(
                            topic("prod", "orders"),
                            Status.DEGRADED,
                            70.0,
                            Map.of("topic.bytes.in.rate", 10.0)));
            entity(
                    ConsoleRecords.entity(
                            topic("prod", "<script>\"x\"\\"),
                            Status.HEALTHY,
                            100.0,
                            Map.of("topic.bytes.in.rate", 99.0)));
            entity(cluster("test", Status.UNKNOWN));
            metrics(ConsoleRecords.metrics(broker("prod", 1), NOW, 0, Quality.MEASURED, cpu(0.25)));
            outcome(ConsoleRecords.outcome("prod", "1", OutcomeKind.OBSERVED, NOW, null));
            event(ConsoleRecords.event("prod", "first"));
            event(ConsoleRecords.event("test", "second"));
            coverage(ConsoleRecords.coverage("prod", null));
            return coverage(ConsoleRecords.coverage("prod", "1"));
        }

        private static EntityRecord cluster(String name, Status status) {
            return ConsoleRecords.entity(
                    EntityId.cluster("default", name),
                    status,
                    status == Status.UNKNOWN ? null : 100.0,
                    Map.of());
        }

        private static Map<String, Double> cpu(double usage) {
            return Map.of("broker.cpu.usage", usage);
        }
    }

    public static EntityId group(String cluster, String name) {
        return EntityId.consumerGroup("default", cluster, name);
    }
}
