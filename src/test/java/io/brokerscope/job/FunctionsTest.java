package io.brokerscope.job;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.health.HealthScore;
import io.brokerscope.incident.Background;
import io.brokerscope.job.target.TargetTracker;
import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputSchemas;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.output.RelationshipRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.relationship.EntityFact;
import io.brokerscope.relationship.Picture;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The functions around the cores, in Flink's operator harness. */
class FunctionsTest {

    private static final long START = 1_000_000_000_000L;
    private static final SeriesKey ORDERS = new SeriesKey("topic.bytes_in", "orders", null);

    private final TargetSpec spec = Fixtures.spec(Fixtures.cluster("c"), "7");

    @Test
    void aTargetGoesOnFromItsSavepointAndLeavesNothingBehind() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = target()) {
            harness.open();
            harness.processElement(record(Fixtures.added(spec, 1, START)));
            harness.processElement(observed(0, 100));
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = target()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(observed(1, 250));
            assertThat(values(harness.extractOutputValues(), OutputTopic.METRICS))
                    .singleElement()
                    .satisfies(
                            json ->
                                    assertThat(OutputJson.readMetrics(json).dueAt())
                                            .isEqualTo(START + INTERVAL_MS));
            assertThat(harness.getSideOutput(TargetFunction.TOPICS)).hasSize(2);
            assertThat(harness.getSideOutput(TargetFunction.CLUSTERS)).hasSize(1);
            harness.processElement(record(Fixtures.retired(spec, 1, START + INTERVAL_MS)));
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.extractOutputValues())
                    .anySatisfy(
                            record -> {
                                assertThat(record.topic()).isEqualTo(OutputTopic.ENTITIES);
                                assertThat(record.value()).isNull();
                            });
        }
    }

    @Test
    void aSecondOutcomeOfATickIsRefused() throws Exception {
        try (var harness = target()) {
            harness.open();
            harness.processElement(record(Fixtures.added(spec, 1, START)));
            harness.processElement(observed(0, 100));
            int before = harness.extractOutputValues().size();
            harness.processElement(observed(0, 100));
            assertThat(harness.extractOutputValues()).hasSize(before);
        }
    }

    @Test
    void anOutcomeThatOvertookItsIncarnationWaitsForIt() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = target()) {
            harness.open();
            harness.processElement(observed(0, 100));
            harness.processElement(record(Fixtures.retired(spec, 1, START)));
            assertThat(harness.extractOutputValues()).isEmpty();
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = target()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(record(Fixtures.added(spec, 1, START)));
            assertThat(values(harness.extractOutputValues(), OutputTopic.OUTCOMES))
                    .extracting(json -> OutputJson.readLedger(json).kind())
                    .containsExactly(OutcomeKind.ADDED, OutcomeKind.OBSERVED, OutcomeKind.RETIRED);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void outcomesOfAnIncarnationThatIsNeverAddedAreLetGo() throws Exception {
        try (var harness = target()) {
            harness.open();
            for (int tick = 0; tick < 100; tick++) {
                harness.processElement(observed(tick, 100));
            }
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
            harness.processWatermark(START + 700_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void aRollupClosesItsWindowByTimerAndLeavesNeitherStateNorTimersBehind() throws Exception {
        List<Contribution> contributions = contributions();
        try (var harness = rollup(RollupColumns.CLUSTER)) {
            harness.open();
            for (Contribution contribution : contributions) {
                if (contribution.shard() == Contribution.CLUSTER_SHARD) {
                    harness.processElement(new StreamRecord<>(contribution));
                }
            }
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.numEventTimeTimers()).isEqualTo(1);
            harness.processWatermark(START + 10 * INTERVAL_MS);
            assertThat(values(harness.extractOutputValues(), OutputTopic.METRICS)).hasSize(1);
            assertThat(harness.numEventTimeTimers()).isZero();
            for (String target : List.of("7", "8")) {
                harness.processElement(
                        new StreamRecord<>(
                                Contribution.empty(
                                        Contribution.Kind.LEFT,
                                        new TargetId("c", target),
                                        Contribution.CLUSTER_SHARD,
                                        1,
                                        START,
                                        START,
                                        Quality.UNKNOWN,
                                        null)));
            }
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void topicsRollUpFromRestoredState() throws Exception {
        List<Contribution> contributions = contributions();
        OperatorSubtaskState snapshot;
        try (var harness = rollup(RollupColumns.TOPIC)) {
            harness.open();
            for (Contribution contribution : contributions) {
                if (contribution.shard() != Contribution.CLUSTER_SHARD) {
                    harness.processElement(new StreamRecord<>(contribution));
                }
            }
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = rollup(RollupColumns.TOPIC)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processWatermark(START + 10 * INTERVAL_MS);
            assertThat(values(harness.extractOutputValues(), OutputTopic.METRICS))
                    .singleElement()
                    .satisfies(
                            json ->
                                    assertThat(OutputJson.readMetrics(json).name())
                                            .isEqualTo("orders"));
        }
    }

    @Test
    void whatAClusterToldIsRestoredAndGoesWithIt() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = rollup(RollupColumns.CLUSTER)) {
            harness.open();
            processCluster(harness, clusterContributions());
            assertThat(values(harness.extractOutputValues(), OutputTopic.METRICS)).hasSize(1);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = rollup(RollupColumns.CLUSTER)) {
            harness.initializeState(snapshot);
            harness.open();
            processCluster(harness, contributions());
            harness.processWatermark(START + 10 * INTERVAL_MS);
            assertThat(values(harness.extractOutputValues(), OutputTopic.METRICS))
                    .singleElement()
                    .satisfies(
                            json ->
                                    assertThat(OutputJson.readMetrics(json).sources())
                                            .containsEntry("cluster.topic.count", "admin"));
            for (String target : List.of("7", "8")) {
                harness.processElement(
                        new StreamRecord<>(
                                fact(Contribution.Kind.LEFT, new TargetId("c", target))));
            }
            assertThat(harness.numKeyedStateEntries()).isPositive();
            harness.processElement(
                    new StreamRecord<>(fact(Contribution.Kind.UNWATCHED, TargetId.ofCluster("c"))));
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    private static Contribution fact(Contribution.Kind kind, TargetId target) {
        return Contribution.empty(
                kind, target, Contribution.CLUSTER_SHARD, 1, START, START, Quality.UNKNOWN, null);
    }

    private static void processCluster(
            KeyedOneInputStreamOperatorTestHarness<String, Contribution, OutputRecord> harness,
            List<Contribution> contributions)
            throws Exception {
        for (Contribution contribution : contributions) {
            if (contribution.shard() == Contribution.CLUSTER_SHARD) {
                harness.processElement(new StreamRecord<>(contribution));
            }
        }
    }

    /** The cluster itself was asked, a window before its brokers are read. */
    private List<Contribution> clusterContributions() {
        List<Contribution> contributions = new ArrayList<>();
        var tracker =
                new TargetTracker(
                        "acme", OutputSettings.Ledger.OFF, 2, new HealthScore(), new NoStopgap());
        var out = new RecordedOutputs();
        TargetSpec asked =
                new TargetSpec(
                        TargetId.ofCluster("c"), "kafka://c", "", "", Map.of(), spec.cluster());
        long dueAt = START - INTERVAL_MS;
        var state =
                tracker.accept(
                                null,
                                Fixtures.added(asked, 1, dueAt),
                                dueAt,
                                out,
                                contributions::add)
                        .state();
        tracker.accept(
                state,
                new ScrapeOutcome(
                        OutcomeKind.OBSERVED,
                        asked.target(),
                        1,
                        dueAt,
                        dueAt,
                        null,
                        "",
                        Fixtures.stats(1, dueAt),
                        null,
                        Fixtures.readings(-1, true, Map.of(), Map.of()),
                        null,
                        null,
                        new ClusterReadings()
                                .topic("orders", ClusterReadings.Partition.sound(7))
                                .build(),
                        0),
                dueAt,
                out,
                contributions::add);
        return contributions;
    }

    @Test
    void groupsGoOnFromTheirSavepointAndLeaveNothingBehind() throws Exception {
        TargetSpec cluster = Fixtures.clusterSpec(spec.cluster());
        OperatorSubtaskState snapshot;
        try (var harness = groups()) {
            harness.open();
            harness.processElement(record(Fixtures.added(cluster, 1, START)));
            harness.processElement(told(cluster, 0, 100));
            assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = groups()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(told(cluster, 1, 250));
            assertThat(values(harness.extractOutputValues(), OutputTopic.METRICS))
                    .singleElement()
                    .satisfies(
                            json ->
                                    assertThat(OutputJson.readMetrics(json).metrics())
                                            .containsEntry("consumerGroup.lag.total", 50.0)
                                            .containsEntry("consumerGroup.commit.rate", 15.0));
            assertThat(harness.extractOutputValues())
                    .filteredOn(record -> record.value() != null)
                    .allSatisfy(
                            record ->
                                    assertThat(
                                                    OutputSchemas.problems(
                                                            record.topic(), record.value()))
                                            .isEmpty());
            harness.processElement(record(Fixtures.retired(cluster, 1, START + INTERVAL_MS)));
            assertThat(harness.extractOutputValues())
                    .anySatisfy(
                            record -> {
                                assertThat(record.topic()).isEqualTo(OutputTopic.ENTITIES);
                                assertThat(record.value()).isNull();
                            });
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void aRetirementOfGroupsThatWaitsForItsIncarnationIsLetGo() throws Exception {
        TargetSpec cluster = Fixtures.clusterSpec(spec.cluster());
        try (var harness = groups()) {
            harness.open();
            harness.processElement(record(Fixtures.retired(cluster, 1, START)));
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
            assertThat(harness.numEventTimeTimers()).isEqualTo(1);
            harness.processWatermark(START + 700_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void ownersOfEntitiesTellWhichExist() throws Exception {
        TargetSpec cluster = Fixtures.clusterSpec(spec.cluster());
        try (var harness = groups()) {
            harness.open();
            harness.processElement(record(Fixtures.added(cluster, 1, START)));
            harness.processElement(told(cluster, 0, 100));
            harness.processElement(record(Fixtures.retired(cluster, 1, START)));
            assertThat(harness.getSideOutput(RelationshipFunction.ENTITIES))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(
                            exists(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "g", START),
                            new EntityFact(
                                    "c", EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "g", false, 0));
        }
        try (var harness = target()) {
            harness.open();
            harness.processElement(record(Fixtures.added(spec, 1, START)));
            harness.processElement(observed(0, 100));
            assertThat(harness.getSideOutput(RelationshipFunction.ENTITIES))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(exists(EntityType.MESSAGE_QUEUE_BROKER, "7", START));
        }
        try (var harness = rollup(RollupColumns.CLUSTER)) {
            harness.open();
            processCluster(harness, clusterContributions());
            assertThat(harness.getSideOutput(RelationshipFunction.ENTITIES))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(
                            exists(EntityType.MESSAGE_QUEUE_CLUSTER, "c", START - INTERVAL_MS));
        }
    }

    @Test
    void relationshipsGoOnAtAnotherParallelismAndLeaveNothingBehind() throws Exception {
        TargetSpec cluster = Fixtures.clusterSpec(spec.cluster());
        EntityFact topic = exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders", START);
        EntityFact group = exists(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "g", START);
        OperatorSubtaskState snapshot;
        try (var harness = relationships(1, 0)) {
            harness.open();
            harness.processElement1(
                    new StreamRecord<>(exists(EntityType.MESSAGE_QUEUE_CLUSTER, "c", START)));
            harness.processElement1(new StreamRecord<>(topic));
            harness.processElement2(picture(Fixtures.added(cluster, 1, START)));
            harness.processElement2(picture(told(cluster, 0, 100).getValue()));
            assertThat(edges(harness.extractOutputValues())).containsExactly("c CONTAINS orders");
            snapshot = harness.snapshot(1, 1);
        }
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator("c", 128, 2);
        try (var harness = relationships(2, owner)) {
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            snapshot, 128, 1, 2, owner));
            harness.open();
            harness.processElement1(new StreamRecord<>(group));
            assertThat(edges(harness.extractOutputValues()))
                    .containsExactly("g SUBSCRIBES_TO orders");
            harness.extractOutputValues()
                    .forEach(
                            record ->
                                    assertThat(
                                                    OutputSchemas.problems(
                                                            record.topic(), record.value()))
                                            .isEmpty());
            for (EntityFact fact :
                    List.of(group, topic, exists(EntityType.MESSAGE_QUEUE_CLUSTER, "c", START))) {
                harness.processElement1(
                        new StreamRecord<>(
                                new EntityFact(
                                        fact.cluster(), fact.type(), fact.name(), false, 0)));
            }
            harness.processElement2(picture(Fixtures.retired(cluster, 1, START)));
            assertThat(harness.extractOutputValues())
                    .filteredOn(record -> record.value() == null)
                    .extracting(OutputRecord::key)
                    .containsExactlyInAnyOrder(
                            RelationshipRecord.key(
                                    EntityId.consumerGroup("acme", "c", "g").guid(),
                                    RelationshipType.SUBSCRIBES_TO,
                                    EntityId.topic("acme", "c", "orders").guid()),
                            RelationshipRecord.key(
                                    EntityId.cluster("acme", "c").guid(),
                                    RelationshipType.CONTAINS,
                                    EntityId.topic("acme", "c", "orders").guid()));
            harness.processBothWatermarks(
                    new org.apache.flink.streaming.api.watermark.Watermark(START + 700_000));
            assertThat(values(harness.extractOutputValues(), OutputTopic.EVENTS)).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    private static EntityFact exists(EntityType type, String name, long dueAt) {
        return new EntityFact("c", type, name, true, dueAt);
    }

    private static StreamRecord<Picture> picture(ScrapeOutcome outcome) {
        List<Picture> pictures = new ArrayList<>();
        new PictureFunction().flatMap(outcome, new ListCollector<>(pictures));
        return new StreamRecord<>(pictures.get(0));
    }

    private static List<String> edges(List<OutputRecord> records) {
        return values(records, OutputTopic.RELATIONSHIPS).stream()
                .map(OutputJson::readRelationship)
                .map(edge -> edge.source().name() + " " + edge.type() + " " + edge.target().name())
                .toList();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, EntityFact, Picture, OutputRecord>
            relationships(int parallelism, int subtask) throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new RelationshipFunction("acme")),
                        EntityFact::cluster,
                        Picture::cluster,
                        Types.STRING,
                        128,
                        parallelism,
                        subtask);
        harness.setProcessingTime(START);
        return harness;
    }

    @Test
    void ownersOfEntitiesTellWhichAreNotWellAndWhichAreAgain() throws Exception {
        try (var harness = target()) {
            harness.open();
            harness.processElement(record(Fixtures.added(spec, 1, START)));
            harness.processElement(observed(0, 100));
            for (int tick = 1; tick < 12; tick++) {
                harness.setProcessingTime(START + tick * INTERVAL_MS);
                harness.processElement(
                        tick == 1
                                ? record(
                                        Fixtures.unobserved(
                                                spec,
                                                1,
                                                OutcomeKind.FAILED,
                                                FailureReason.READ_TIMEOUT,
                                                START + tick * INTERVAL_MS,
                                                START + tick * INTERVAL_MS))
                                : observed(tick, 100));
            }
            harness.processElement(record(Fixtures.retired(spec, 1, START + 12 * INTERVAL_MS)));
            List<io.brokerscope.incident.EntityFact> facts =
                    harness.getSideOutput(IncidentFunction.HEALTH).stream()
                            .map(StreamRecord::getValue)
                            .toList();
            assertThat(facts)
                    .extracting(io.brokerscope.incident.EntityFact::inTrouble)
                    .startsWith(false, true)
                    .endsWith(false, false);
            assertThat(facts)
                    .as("a broker that is well says so once a minute only")
                    .hasSizeLessThan(9)
                    .doesNotHaveDuplicates();
            assertThat(facts)
                    .extracting(io.brokerscope.incident.EntityFact::guid)
                    .containsOnly(EntityId.broker("acme", spec.target()).guid());
        }
    }

    @Test
    void incidentsGoOnAtAnotherParallelismAndLeaveNothingBehind() throws Exception {
        TargetSpec cluster = Fixtures.clusterSpec(spec.cluster());
        long opened = START + 60_000;
        OperatorSubtaskState snapshot;
        String incident;
        try (var harness = incidents(1, 0)) {
            harness.open();
            harness.processElement2(background(Fixtures.added(spec, 1, START)));
            harness.processElement2(background(Fixtures.added(cluster, 1, START)));
            clock(harness, opened);
            harness.processElement2(background(told(cluster, 6, 100).getValue()));
            // The cluster sees no broker 7.
            harness.processElement1(health("7", Status.DEGRADED, opened));
            harness.processElement1(health("1", Status.HEALTHY, opened));
            clock(harness, opened + 7_000);
            EventRecord event = events(harness.extractOutputValues()).get(0);
            assertThat(event.type()).isEqualTo(EventRecord.Type.INCIDENT_OPENED);
            incident = event.attributes().get("incident");
            snapshot = harness.snapshot(1, 1);
        }
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator("c", 128, 2);
        try (var harness = incidents(2, owner)) {
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            snapshot, 128, 1, 2, owner));
            harness.setProcessingTime(opened + 10_000);
            harness.open();
            clock(harness, opened + 20_000);
            harness.processElement1(health("7", Status.HEALTHY, opened + 20_000));
            clock(harness, opened + 60_000);
            assertThat(events(harness.extractOutputValues()))
                    .extracting(EventRecord::type)
                    .containsExactly(EventRecord.Type.INCIDENT_UPDATED);
            harness.processElement2(background(Fixtures.retired(spec, 1, START)));
            harness.processElement2(background(Fixtures.retired(cluster, 1, START)));
            for (long at = opened + 60_000; at < opened + 800_000; at += 10_000) {
                clock(harness, at);
            }
            List<EventRecord> events = events(harness.extractOutputValues());
            assertThat(events)
                    .extracting(EventRecord::type)
                    .containsExactly(
                            EventRecord.Type.INCIDENT_UPDATED, EventRecord.Type.INCIDENT_CLOSED);
            assertThat(events)
                    .extracting(event -> event.attributes().get("incident"))
                    .containsOnly(incident);
            assertThat(harness.extractOutputValues())
                    .allSatisfy(
                            record -> {
                                assertThat(record.key()).isEqualTo("c");
                                assertThat(OutputSchemas.problems(record.topic(), record.value()))
                                        .isEmpty();
                            });
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    private static void clock(
            KeyedTwoInputStreamOperatorTestHarness<
                            String, io.brokerscope.incident.EntityFact, Background, OutputRecord>
                    harness,
            long now)
            throws Exception {
        harness.setProcessingTime(now);
        harness.processBothWatermarks(
                new org.apache.flink.streaming.api.watermark.Watermark(now - 1_000));
    }

    private static StreamRecord<io.brokerscope.incident.EntityFact> health(
            String broker, Status status, long at) {
        EntityId id = EntityId.broker("acme", new TargetId("c", broker));
        return new StreamRecord<>(
                new io.brokerscope.incident.EntityFact(
                        id.guid(),
                        id.type(),
                        id.name(),
                        "c",
                        status,
                        60.0,
                        "does not answer",
                        status != Status.HEALTHY,
                        false,
                        at));
    }

    private static StreamRecord<Background> background(ScrapeOutcome outcome) {
        List<Background> backgrounds = new ArrayList<>();
        new BackgroundFunction().flatMap(outcome, new ListCollector<>(backgrounds));
        return new StreamRecord<>(backgrounds.get(0));
    }

    private static List<EventRecord> events(List<OutputRecord> records) {
        return values(records, OutputTopic.EVENTS).stream().map(OutputJson::readEvent).toList();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, io.brokerscope.incident.EntityFact, Background, OutputRecord>
            incidents(int parallelism, int subtask) throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<
                        String, io.brokerscope.incident.EntityFact, Background, OutputRecord>(
                        new KeyedCoProcessOperator<>(new IncidentFunction()),
                        io.brokerscope.incident.EntityFact::cluster,
                        background -> background.target().cluster(),
                        Types.STRING,
                        128,
                        parallelism,
                        subtask);
        harness.setProcessingTime(START);
        return harness;
    }

    @Test
    void outcomesOfBrokersAreNoBackground() {
        List<Background> backgrounds = new ArrayList<>();
        new BackgroundFunction()
                .flatMap(observed(0, 100).getValue(), new ListCollector<>(backgrounds));
        assertThat(backgrounds).isEmpty();
    }

    @Test
    void noticesBecomeEvents() {
        for (DiscoveryNotice.Type type : DiscoveryNotice.Type.values()) {
            List<OutputRecord> events = new ArrayList<>();
            new NoticeFunction()
                    .flatMap(
                            notice(new DiscoveryNotice("c", type, "said", 5)),
                            new ListCollector<>(events));
            EventRecord event = OutputJson.readEvent(events.get(0).value());
            assertThat(event.type().name()).isEqualTo(type.name());
            assertThat(event.cluster()).isEqualTo("c");
            assertThat(event.message()).isEqualTo("said");
            assertThat(events.get(0).key()).isEqualTo("c");
        }
    }

    @Test
    void outcomesAreNoNotices() {
        List<OutputRecord> events = new ArrayList<>();
        new NoticeFunction().flatMap(Fixtures.added(spec, 1, START), new ListCollector<>(events));
        assertThat(events).isEmpty();
    }

    @Test
    void watermarksFollowTheClock() {
        List<Watermark> emitted = new ArrayList<>();
        WatermarkOutput output =
                new WatermarkOutput() {
                    @Override
                    public void emitWatermark(Watermark watermark) {
                        emitted.add(watermark);
                    }

                    @Override
                    public void markIdle() {}

                    @Override
                    public void markActive() {}
                };
        ClockWatermarks watermarks =
                new ClockWatermarks(Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC));
        watermarks.onEvent(Fixtures.added(spec, 1, START), START, output);
        assertThat(emitted).isEmpty();
        watermarks.onPeriodicEmit(output);
        assertThat(emitted).containsExactly(new Watermark(START - 1_000));
    }

    /** Broker 7 was read, broker 8 was not. */
    private List<Contribution> contributions() {
        List<Contribution> contributions = new ArrayList<>();
        var tracker =
                new TargetTracker(
                        "acme", OutputSettings.Ledger.OFF, 2, new HealthScore(), new NoStopgap());
        var out = new RecordedOutputs();
        TargetSpec other = Fixtures.spec(spec.cluster(), "8");
        tracker.accept(null, Fixtures.added(other, 1, START), START, out, contributions::add);
        var state =
                tracker.accept(null, Fixtures.added(spec, 1, START), START, out, contributions::add)
                        .state();
        tracker.accept(state, observed(0, 100).getValue(), START, out, contributions::add);
        return contributions;
    }

    private StreamRecord<ScrapeOutcome> observed(int tick, long bytes) {
        long dueAt = START + tick * INTERVAL_MS;
        return record(
                Fixtures.observed(
                        spec,
                        1,
                        dueAt,
                        dueAt,
                        Fixtures.readings(1, true, Map.of(ORDERS, bytes), Map.of())));
    }

    private static ScrapeOutcome notice(DiscoveryNotice notice) {
        return new ScrapeOutcome(
                OutcomeKind.NOTICE,
                null,
                0,
                0,
                0,
                (FailureReason) null,
                "",
                null,
                null,
                null,
                null,
                notice,
                null,
                0);
    }

    private static StreamRecord<ScrapeOutcome> record(ScrapeOutcome outcome) {
        return new StreamRecord<>(outcome, outcome.dueAt());
    }

    private static List<byte[]> values(List<OutputRecord> records, OutputTopic topic) {
        return records.stream()
                .filter(record -> record.topic() == topic && record.value() != null)
                .map(OutputRecord::value)
                .toList();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScrapeOutcome, OutputRecord>
            target() throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new TargetFunction("acme", OutputSettings.Ledger.GOLDEN, 2)),
                        outcome -> outcome.target().toString(),
                        Types.STRING);
        harness.setProcessingTime(START);
        return harness;
    }

    private static StreamRecord<ScrapeOutcome> told(TargetSpec cluster, int tick, long committed) {
        long dueAt = START + tick * INTERVAL_MS;
        return record(
                Fixtures.told(
                        cluster,
                        1,
                        dueAt,
                        ClusterReadings.at(dueAt)
                                .topic("orders", 300)
                                .group("g")
                                .commit("orders", 0, committed)
                                .build()));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScrapeOutcome, OutputRecord>
            groups() throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new GroupFunction("acme")),
                        outcome -> outcome.target().cluster(),
                        Types.STRING);
        harness.setProcessingTime(START);
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Contribution, OutputRecord>
            rollup(RollupColumns columns) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new RollupFunction(columns, "acme")),
                        Contribution::key,
                        Types.STRING);
        harness.setProcessingTime(START);
        return harness;
    }
}
