package io.brokerscope.console;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.output.RelationshipRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Records of a fleet as people have it, a good half hour of them: a large cluster in which some
 * things are wrong, one that is made up, one that is silent; and names that nobody should trust.
 */
final class FleetToLookAt {

    static final String CLUSTER = "prod-eu";
    static final String MADE_UP = "simulated";
    static final String SILENT = "edge-7";

    /** What a consumer group may be called: Kafka does not mind. */
    static final List<String> HOSTILE =
            List.of(
                    "<img src=x onerror=\"document.title='owned'\">",
                    "\"><script>document.title='owned'</script>",
                    "billing\u202Eexe.gpj",
                    "g-" + "very-long-name-".repeat(16));

    /** A broker that does not answer. */
    static final int DEAD = 7;

    static final int BROKERS = 50;
    static final int TOPICS = 500;
    private static final int GROUPS = 40;
    private static final int REPLICAS = 3;
    private static final long INTERVAL_MS = 15_000;
    private static final int POINTS = 140;

    private final long now;
    private final Sink sink;

    /** Takes a record of a topic. */
    interface Sink {

        void take(OutputTopic topic, String key, byte[] value);
    }

    /**
     * @param now end of the time that is told of, epoch milliseconds
     * @param sink takes the records
     */
    FleetToLookAt(long now, Sink sink) {
        this.now = now;
        this.sink = sink;
    }

    /** The whole fleet. */
    void write() {
        cluster(CLUSTER, Status.DEGRADED, 70.0, Quality.MEASURED, coverage(47, 1, 1, 0, 1));
        cluster(MADE_UP, Status.HEALTHY, 100.0, Quality.SIMULATED, coverage(0, 0, 0, 12, 0));
        cluster(SILENT, Status.UNKNOWN, null, Quality.UNKNOWN, coverage(0, 0, 0, 0, 3));
        for (int id = 1; id <= BROKERS; id++) {
            broker(id);
        }
        for (int id = 1; id <= 12; id++) {
            entity(
                    ConsoleRecords.broker(MADE_UP, id),
                    Status.HEALTHY,
                    100.0,
                    Quality.SIMULATED,
                    List.of(),
                    Map.of("broker.network.throughput", 1.0e6 * id, "broker.cpu.usage", 0.4));
        }
        for (int i = 0; i < TOPICS; i++) {
            topic(i);
        }
        for (int i = 0; i < GROUPS; i++) {
            group("group-" + i, i);
        }
        HOSTILE.forEach(name -> group(name, 1));
        targets();
        relationships();
        incidents();
        event(
                EventRecord.Type.STATUS_CHANGED,
                EventRecord.Severity.CRITICAL,
                180,
                ConsoleRecords.broker(CLUSTER, DEAD).guid(),
                "broker 7 became UNHEALTHY: its last answer is 3 min old");
        event(
                EventRecord.Type.BREAKER_CHANGED,
                EventRecord.Severity.WARNING,
                150,
                ConsoleRecords.broker(CLUSTER, DEAD).guid(),
                "the circuit of broker 7 opened after 3 failures");
        event(
                EventRecord.Type.GROUP_APPEARED,
                EventRecord.Severity.INFO,
                90,
                ConsoleRecords.group(CLUSTER, HOSTILE.get(0)).guid(),
                "group " + HOSTILE.get(0) + " appeared");
    }

    /** How a broker is now. */
    void brokerIs(int id, Status status, double score, List<String> reasons) {
        entity(
                ConsoleRecords.broker(CLUSTER, id),
                status,
                score,
                Quality.MEASURED,
                reasons,
                brokerMetrics(id, 0));
    }

    /** A tick of all targets, so that what is known is fresh. */
    void tick() {
        brokerIs(1, Status.HEALTHY, 100, List.of());
        for (int id = 1; id <= BROKERS; id++) {
            outcome(id, now);
        }
    }

    private void outcome(int id, long dueAt) {
        String target = Integer.toString(id);
        boolean dead = id == DEAD;
        send(
                OutputTopic.OUTCOMES,
                CLUSTER + "/" + target,
                OutputJson.write(
                        ConsoleRecords.outcome(
                                CLUSTER,
                                target,
                                dead ? OutcomeKind.REJECTED : OutcomeKind.OBSERVED,
                                dueAt,
                                dead ? BreakerState.OPEN : BreakerState.CLOSED)));
    }

    private void relationships() {
        for (int i = 0; i < TOPICS; i++) {
            EntityId topic = ConsoleRecords.topic(CLUSTER, topicName(i));
            for (int r = 0; r < REPLICAS; r++) {
                EntityId broker = ConsoleRecords.broker(CLUSTER, 1 + (i * 7 + r) % BROKERS);
                edge(broker, RelationshipType.HOSTS, topic, Map.of("replica.count", 4L));
            }
        }
        for (int i = 0; i < GROUPS; i++) {
            readsTopics("group-" + i, i);
        }
        HOSTILE.forEach(name -> readsTopics(name, 1));
    }

    private void readsTopics(String group, int i) {
        for (int t = 0; t < 3; t++) {
            edge(
                    ConsoleRecords.group(CLUSTER, group),
                    RelationshipType.SUBSCRIBES_TO,
                    ConsoleRecords.topic(CLUSTER, topicName(i + 11 * t)),
                    Map.of("lag.sum", 1_200L * i, "partition.count", 12L));
        }
    }

    private void incidents() {
        EntityId broker = ConsoleRecords.broker(CLUSTER, DEAD);
        incident(
                EventRecord.Type.INCIDENT_OPENED,
                "4be1c09a77d2",
                "broker 7 of prod-eu is not well: it does not answer; affects 12 topics",
                180,
                150,
                broker,
                ConsoleRecords.topic(CLUSTER, topicName(1)),
                ConsoleRecords.group(CLUSTER, HOSTILE.get(0)));
        EntityId stalled = ConsoleRecords.group(CLUSTER, HOSTILE.get(1));
        incident(
                EventRecord.Type.INCIDENT_CLOSED,
                "90aa3e5f1c04",
                "over after 10 min: consumer group " + HOSTILE.get(1) + " is not well: it stalls",
                1_500,
                900,
                stalled);
    }

    private void cluster(
            String name, Status status, Double score, Quality quality, Coverage coverage) {
        EntityId id = EntityId.cluster("default", name);
        Map<String, Double> metrics =
                quality == Quality.UNKNOWN
                        ? Map.of()
                        : Map.of(
                                "cluster.throughput.in.bytesPerSec", 84.2e6,
                                "cluster.throughput.out.bytesPerSec", 231.0e6,
                                "cluster.messages.in.rate", 412_300.0,
                                "cluster.partitions.underReplicated", 12.0,
                                "cluster.health.score", 70.0);
        List<String> reasons =
                status == Status.DEGRADED
                        ? List.of("1 of 50 brokers do not report: -25", "5 requests failed: -5")
                        : List.of();
        entity(id, status, score, quality, reasons, metrics, coverage);
        List<CoverageRecord.Gap> gaps =
                coverage.unknown() == 0
                        ? List.of()
                        : List.of(
                                new CoverageRecord.Gap(
                                        CoverageRecord.GapKind.BROKER_SILENT,
                                        Integer.toString(DEAD),
                                        now - 180_000,
                                        "broker 7 has not answered for 12 ticks: connection refused",
                                        "Check that the broker runs and that its exporter listens on port"
                                                + " 9404."));
        send(
                OutputTopic.COVERAGE,
                name,
                OutputJson.write(
                        new CoverageRecord(
                                1, name, null, now, now, coverage, gaps, 0, null, null, null,
                                null)));
    }

    private void broker(int id) {
        EntityId broker = ConsoleRecords.broker(CLUSTER, id);
        switch (id) {
            case DEAD ->
                    entity(
                            broker,
                            Status.UNHEALTHY,
                            30.0,
                            Quality.LAST_KNOWN,
                            List.of(
                                    "12 partitions are under-replicated: -25",
                                    "its values are the last known ones, 3 min old: -25",
                                    "its CPU is at 91 %: -20"),
                            brokerMetrics(id, 0));
            case 12, 31 ->
                    entity(
                            broker,
                            Status.DEGRADED,
                            75.0,
                            Quality.MEASURED,
                            List.of("produce requests take 180 ms (p99): -25"),
                            brokerMetrics(id, 0));
            case 44 -> entity(broker, Status.UNKNOWN, null, Quality.UNKNOWN, List.of(), Map.of());
            default -> brokerIs(id, Status.HEALTHY, 100, List.of());
        }
        for (int i = 0; i < (id <= 8 ? POINTS : 2); i++) {
            brokerPoint(broker, id, i);
        }
    }

    /** A tick in the past; some of them are told by others, late, or not at all. */
    private void brokerPoint(EntityId broker, int id, int i) {
        Quality quality = Quality.MEASURED;
        if (i > 40 && i < 55) {
            quality = Quality.INTERPOLATED;
        } else if (i > 80 && i < 90) {
            quality = Quality.SECONDARY;
        } else if (i >= 100 && i < 108) {
            quality = Quality.UNKNOWN;
        } else if (id == DEAD && i > POINTS - 12) {
            quality = Quality.LAST_KNOWN;
        }
        long dueAt = now - (POINTS - i) * INTERVAL_MS;
        MetricsRecord record =
                ConsoleRecords.metrics(
                        broker,
                        dueAt,
                        0,
                        quality,
                        quality == Quality.UNKNOWN ? Map.of() : brokerMetrics(id, i));
        send(OutputTopic.METRICS, broker.guid(), OutputJson.write(record));
    }

    private static Map<String, Double> brokerMetrics(int id, int i) {
        double wave = Math.sin(i / 9.0 + id);
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("broker.cpu.usage", 1.4 + 0.5 * wave);
        metrics.put("broker.memory.usage", 0.5 + 0.3 * (i % 20) / 20);
        metrics.put("broker.network.throughput", 4.8e6 + 1.1e6 * wave);
        metrics.put("broker.throughput.in.bytesPerSec", 1.7e6 + 0.3e6 * wave);
        metrics.put("broker.messages.in.rate", 8_240 + 1_200 * wave);
        metrics.put("broker.request.latency.p99", 0.012 + 0.004 * wave);
        metrics.put("broker.partition.count", 311.0);
        metrics.put("broker.leader.count", 104.0);
        metrics.put("broker.partitions.underReplicated", id == DEAD ? 12.0 : 0.0);
        metrics.put("broker.error.rate", 0.0);
        return metrics;
    }

    private void topic(int i) {
        boolean wrong = i % 97 == 1;
        entity(
                ConsoleRecords.topic(CLUSTER, topicName(i)),
                wrong ? Status.DEGRADED : Status.HEALTHY,
                wrong ? 75.0 : 100.0,
                Quality.MEASURED,
                wrong ? List.of("2 partitions are under-replicated: -25") : List.of(),
                Map.of(
                        "topic.bytes.in.rate", 9.0e6 / (1 + i),
                        "topic.messages.in.rate", 90_000.0 / (1 + i),
                        "topic.partition.count", 12.0));
    }

    private static String topicName(int i) {
        return i == 3
                ? "a-topic-with-the-longest-name-" + "x".repeat(219)
                : "events." + (i % 7) + ".topic-" + i;
    }

    private void group(String name, int i) {
        Status status = i % 19 == 1 ? Status.UNHEALTHY : Status.HEALTHY;
        entity(
                ConsoleRecords.group(CLUSTER, name),
                status,
                status == Status.HEALTHY ? 100.0 : 40.0,
                Quality.MEASURED,
                status == Status.HEALTHY
                        ? List.of()
                        : List.of("it stalls in partition 3 of events.1.topic-1: -60"),
                Map.of(
                        "consumerGroup.lag.total",
                        1_200.0 * i,
                        "consumerGroup.lag.seconds",
                        3.0 * i,
                        "consumerGroup.status",
                        status == Status.HEALTHY ? 0.0 : 2.0,
                        "consumerGroup.members.count",
                        3.0));
    }

    private void targets() {
        for (int id = 1; id <= BROKERS; id++) {
            boolean dead = id == DEAD;
            BreakerState breaker = dead ? BreakerState.OPEN : BreakerState.CLOSED;
            String target = Integer.toString(id);
            for (int tick = 20; tick > 0; tick--) {
                outcome(id, now - tick * INTERVAL_MS);
            }
            send(
                    OutputTopic.COVERAGE,
                    CLUSTER + "/" + target,
                    OutputJson.write(
                            new CoverageRecord(
                                    1,
                                    CLUSTER,
                                    target,
                                    now,
                                    now,
                                    null,
                                    List.of(),
                                    0,
                                    "http://kafka-" + id + ".example:9404/metrics",
                                    dead ? Quality.LAST_KNOWN : Quality.MEASURED,
                                    dead ? now - 180_000 : now,
                                    new CoverageRecord.Statistics(
                                            240,
                                            dead ? 228 : 240,
                                            dead ? 0.95 : 1.0,
                                            dead ? 260 : 240,
                                            new CoverageRecord.Latency(20 + id, 60 + id, 110 + id),
                                            640_000L + id,
                                            6_348,
                                            1_804,
                                            id == 9 ? 120 : 0,
                                            "jmx-exporter-2_0_0",
                                            breaker,
                                            dead
                                                    ? List.of(
                                                            new CoverageRecord.BreakerChange(
                                                                    now - 150_000,
                                                                    BreakerState.OPEN))
                                                    : List.of()))));
        }
    }

    private void event(
            EventRecord.Type type,
            EventRecord.Severity severity,
            long secondsAgo,
            String guid,
            String message) {
        send(
                OutputTopic.EVENTS,
                guid,
                OutputJson.write(
                        new EventRecord(
                                1,
                                type,
                                severity,
                                now - secondsAgo * 1_000,
                                CLUSTER,
                                null,
                                guid,
                                message,
                                Map.of("incident", "4be1c09a77d2"))));
    }

    private void entity(
            EntityId id,
            Status status,
            Double score,
            Quality quality,
            List<String> reasons,
            Map<String, Double> metrics) {
        entity(id, status, score, quality, reasons, metrics, null);
    }

    private void entity(
            EntityId id,
            Status status,
            Double score,
            Quality quality,
            List<String> reasons,
            Map<String, Double> metrics,
            Coverage coverage) {
        boolean broker = id.type() == EntityType.MESSAGE_QUEUE_BROKER;
        Long observedAt =
                switch (quality) {
                    case UNKNOWN -> null;
                    case LAST_KNOWN -> now - 180_000;
                    default -> now;
                };
        EntityRecord record =
                new EntityRecord(
                        1,
                        id.guid(),
                        id.type(),
                        id.name(),
                        "default",
                        id.cluster(),
                        "kafka",
                        Map.of("environment", "prod", "team", HOSTILE.get(0)),
                        broker
                                ? Map.of(
                                        "host",
                                        "kafka-" + id.name() + ".example",
                                        "rack",
                                        "eu-west-1a")
                                : Map.of(),
                        status,
                        score,
                        reasons,
                        quality,
                        now,
                        observedAt,
                        now,
                        observedAt == null ? null : now - observedAt,
                        0,
                        metrics,
                        coverage,
                        null);
        send(OutputTopic.ENTITIES, id.guid(), OutputJson.write(record));
    }

    private void send(OutputTopic topic, String key, byte[] value) {
        sink.take(topic, key, value);
    }

    private void incident(
            EventRecord.Type type,
            String id,
            String message,
            long openedAgo,
            long ago,
            EntityId... affected) {
        EntityId cause = affected[0];
        send(
                OutputTopic.EVENTS,
                CLUSTER,
                OutputJson.write(
                        new EventRecord(
                                1,
                                type,
                                type == EventRecord.Type.INCIDENT_CLOSED
                                        ? EventRecord.Severity.INFO
                                        : EventRecord.Severity.CRITICAL,
                                now - ago * 1_000,
                                CLUSTER,
                                null,
                                null,
                                message,
                                Map.of(
                                        "incident", id,
                                        "severity", "CRITICAL",
                                        "cause",
                                                cause.type() == EntityType.MESSAGE_QUEUE_BROKER
                                                        ? "BROKER"
                                                        : "GROUP",
                                        "causeGuid", cause.guid(),
                                        "causeName", cause.name(),
                                        "openedAt", Long.toString(now - openedAgo * 1_000),
                                        "affected", Integer.toString(affected.length + 10),
                                        "affectedGuids",
                                                Arrays.stream(affected)
                                                        .map(EntityId::guid)
                                                        .collect(Collectors.joining(","))))));
    }

    private void edge(
            EntityId source, RelationshipType type, EntityId target, Map<String, Long> attributes) {
        RelationshipRecord record =
                new RelationshipRecord(
                        1,
                        type,
                        RelationshipRecord.End.of(source),
                        RelationshipRecord.End.of(target),
                        CLUSTER,
                        attributes,
                        now,
                        now,
                        now);
        send(OutputTopic.RELATIONSHIPS, record.key(), OutputJson.write(record));
    }

    private static Coverage coverage(
            int measured, int secondary, int lastKnown, int simulated, int unknown) {
        return new Coverage(
                measured + secondary + lastKnown + simulated + unknown,
                measured,
                secondary,
                lastKnown,
                simulated,
                unknown);
    }
}
