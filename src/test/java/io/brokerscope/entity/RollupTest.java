package io.brokerscope.entity;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static io.brokerscope.testsupport.Fixtures.LAST_KNOWN_MS;
import static io.brokerscope.testsupport.Fixtures.TIMEOUT_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.health.HealthScore;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapRollupStore;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollupTest {

    private static final long START = 1_000_000_000_000L;

    private final ClusterSettings cluster = Fixtures.cluster("c");
    private final RecordedOutputs out = new RecordedOutputs();
    private final List<Long> timers = new ArrayList<>();
    private final MapRollupStore topicStore = new MapRollupStore(true);
    private final MapRollupStore clusterStore = new MapRollupStore(true);
    private final Rollup topics =
            new Rollup(RollupColumns.TOPIC, "acme", new HealthScore(), new NoStopgap());
    private final Rollup clusters =
            new Rollup(RollupColumns.CLUSTER, "acme", new HealthScore(), new NoStopgap());
    private final Contributions contributions = new Contributions(1);

    @Test
    void aTopicSumsItsLeaders() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 1_000L));
        assertThat(metricsOf("orders")).isEmpty();
        observe("2", 0, Map.of("orders", 500L, "clicks", 10L));
        MetricsRecord orders = metricsOf("orders").get(0);
        assertThat(orders.increments()).containsEntry("topic.bytes_in", 1_500L);
        assertThat(orders.metrics()).containsEntry("topic.bytes.in.rate", 150.0);
        assertThat(orders.quality()).isEqualTo(Quality.MEASURED);
        assertThat(orders.coverage()).isEqualTo(new Coverage(2, 2, 0, 0, 0, 0));
        assertThat(orders.dueAt()).isEqualTo(START);
        assertThat(metricsOf("clicks").get(0).increments()).containsEntry("topic.bytes_in", 10L);
        assertThat(topicStore.windows()).isEmpty();
    }

    @Test
    void aClusterSumsItsBrokersAndTellsHowManyReport() {
        join("1", "2", "3");
        observeBroker("1", 0, 100, 1.0, 4.0);
        observeBroker("2", 0, 200, 0.0, 9.0);
        observeBroker("3", 0, 300, 0.0, 9.0);
        MetricsRecord record = metricsOf("c").get(0);
        assertThat(record.metrics())
                .containsEntry("cluster.throughput.in.bytesPerSec", 60.0)
                .containsEntry("cluster.broker.count", 3.0)
                .containsEntry("cluster.availability.percentage", 100.0)
                .containsEntry("cluster.controllers.active", 1.0)
                // Every controller tells it, but only the active one knows.
                .containsEntry("cluster.partitions.offline", 4.0)
                .containsEntry("cluster.health.score", 40.0);
        assertThat(out.lastEntity().status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void aWindowThatNobodyCompletesClosesAtItsDeadline() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 1_000L));
        long deadline = START + INTERVAL_MS + TIMEOUT_MS + Rollup.GRACE_MS;
        assertThat(timers).contains(deadline);
        time(deadline - 1);
        assertThat(metricsOf("orders")).isEmpty();
        time(deadline);
        assertThat(metricsOf("orders"))
                .singleElement()
                .satisfies(m -> assertThat(m.coverage()).isEqualTo(new Coverage(2, 1, 0, 0, 0, 1)));
    }

    @Test
    void whatComesLaterIsACorrectionWithAHigherRevision() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 1_000L));
        time(START + 2 * INTERVAL_MS);
        observe("2", 0, Map.of("orders", 500L));
        observe("1", 1, Map.of("orders", 1_000L));
        observe("2", 1, Map.of("orders", 500L));
        assertThat(metricsOf("orders"))
                .extracting(MetricsRecord::dueAt, MetricsRecord::revision)
                .containsExactly(tuple(START, 0), tuple(START + INTERVAL_MS, 0), tuple(START, 1));
        assertThat(out.incrementSum("orders", "topic.bytes_in")).isEqualTo(3_000);
        assertThat(metricsOf("orders").get(2).coverage()).isEqualTo(new Coverage(2, 2, 0, 0, 0, 0));
        // The entity tells of the newest window, not of the corrected one.
        assertThat(out.lastEntity().dueAt()).isEqualTo(START + INTERVAL_MS);
    }

    @Test
    void aBrokerThatIsReadByAFallbackMakesItsTopicsAndTheClusterSecondary() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 100L, "clicks", 10L));
        emit(
                Contribution.Kind.TICK,
                "2",
                0,
                0,
                Quality.SECONDARY,
                Map.of("orders", 100L),
                List.of(),
                false,
                false);
        MetricsRecord orders = metricsOf("orders").get(0);
        assertThat(orders.quality()).isEqualTo(Quality.SECONDARY);
        assertThat(orders.coverage()).isEqualTo(new Coverage(2, 1, 1, 0, 0, 0));
        assertThat(orders.metrics()).containsEntry("topic.bytes.in.rate", 20.0);
        assertThat(metricsOf("clicks").get(0).quality()).isEqualTo(Quality.MEASURED);
        // Everybody was heard: nothing is left that a correction could add.
        assertThat(topicStore.windows()).isEmpty();
    }

    @Test
    void aBrokerThatFailsCountsAsLastKnownAndIsFilledInLater() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 100L));
        observe("2", 0, Map.of("orders", 100L));
        observe("1", 1, Map.of("orders", 100L));
        silent("2", 1, Quality.LAST_KNOWN);
        assertThat(metricsOf("orders").get(1).coverage()).isEqualTo(new Coverage(2, 1, 0, 1, 0, 0));
        emit(
                Contribution.Kind.FILL,
                "2",
                1,
                1,
                Quality.INTERPOLATED,
                Map.of("orders", 90L),
                List.of());
        observe("1", 2, Map.of("orders", 100L));
        observe("2", 2, Map.of("orders", 90L));
        MetricsRecord corrected = metricsOf("orders").get(3);
        assertThat(corrected.revision()).isEqualTo(1);
        assertThat(corrected.quality()).isEqualTo(Quality.INTERPOLATED);
        assertThat(corrected.increments()).containsEntry("topic.bytes_in", 190L);
    }

    @Test
    void aLeadershipMoveIsNeitherADipNorASpike() {
        join("1", "2");
        for (int tick = 0; tick < 3; tick++) {
            observe("1", tick, Map.of("orders", 10_000L));
            observe("2", tick, Map.of());
        }
        // Broker 1 lost the topic a while ago, broker 2 has counted since.
        emit(
                Contribution.Kind.TICK,
                "1",
                3,
                3,
                Quality.MEASURED,
                Map.of(),
                List.of(new SeriesKey("topic.bytes_in", "orders", null)));
        appear("2", 3, Map.of("orders", 3_000L));
        observe("1", 4, Map.of());
        observe("2", 4, Map.of("orders", 10_000L));
        List<MetricsRecord> orders = metricsOf("orders");
        assertThat(orders)
                .extracting(m -> m.metrics().get("topic.bytes.in.rate"))
                .containsExactly(1_000.0, 1_000.0, 1_000.0, 1_000.0, 1_000.0);
        assertThat(orders)
                .extracting(MetricsRecord::quality)
                .containsExactly(
                        Quality.MEASURED,
                        Quality.MEASURED,
                        Quality.MEASURED,
                        Quality.INTERPOLATED,
                        Quality.MEASURED);
        assertThat(orders.get(3).increments()).containsEntry("topic.bytes_in", 3_000L);
    }

    @Test
    void withoutAnyBrokerATopicIsLastKnownThenUnknown() {
        join("1");
        observe("1", 0, Map.of("orders", 100L));
        int ticks = (int) (LAST_KNOWN_MS / INTERVAL_MS) + 1;
        for (int tick = 1; tick <= ticks; tick++) {
            silent("1", tick, tick < ticks ? Quality.LAST_KNOWN : Quality.UNKNOWN);
        }
        List<MetricsRecord> orders = metricsOf("orders");
        assertThat(orders.get(1).quality()).isEqualTo(Quality.LAST_KNOWN);
        assertThat(orders.get(1).metrics()).containsEntry("topic.bytes.in.rate", 10.0);
        assertThat(orders.get(1).increments()).isEmpty();
        assertThat(orders.get(ticks).quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(orders.get(ticks).metrics()).isEmpty();
    }

    @Test
    void aTopicThatNobodyLeadsAnyMoreDisappearsAfterThreeWholeWindows() {
        join("1");
        observe("1", 0, Map.of("orders", 100L, "clicks", 1L));
        for (int tick = 1; tick <= 2; tick++) {
            observe("1", tick, Map.of("clicks", 1L));
        }
        assertThat(out.tombstones).isEmpty();
        observe("1", 3, Map.of("clicks", 1L));
        assertThat(out.tombstones).extracting(id -> id.name()).containsExactly("orders");
        assertThat(out.eventTypes()).contains(EventRecord.Type.TOPIC_DISAPPEARED);
        observe("1", 4, Map.of("clicks", 1L, "orders", 5L));
        assertThat(out.eventTypes()).contains(EventRecord.Type.TOPIC_APPEARED);
    }

    @Test
    void anIncompleteAnswerProvesNoAbsence() {
        join("1");
        observe("1", 0, Map.of("orders", 100L));
        for (int tick = 1; tick <= 5; tick++) {
            emit(
                    Contribution.Kind.TICK,
                    "1",
                    tick,
                    tick,
                    Quality.MEASURED,
                    Map.of("clicks", 1L),
                    List.of(),
                    false,
                    false);
        }
        assertThat(out.tombstones).isEmpty();
        assertThat(metricsOf("orders").get(5).quality()).isEqualTo(Quality.LAST_KNOWN);
    }

    @Test
    void aRangeOfTicksIsARecordOfItsContributor() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 100L));
        observe("2", 0, Map.of("orders", 100L));
        emit(
                Contribution.Kind.RANGE,
                "1",
                1,
                50,
                Quality.INTERPOLATED,
                Map.of("orders", 5_000L),
                List.of());
        emit(
                Contribution.Kind.RANGE,
                "2",
                1,
                50,
                Quality.INTERPOLATED,
                Map.of("orders", 7_000L),
                List.of());
        assertThat(metricsOf("orders").subList(1, 3))
                .extracting(MetricsRecord::contributor)
                .containsExactly("1", "2");
        assertThat(out.incrementSum("orders", "topic.bytes_in")).isEqualTo(12_200);
    }

    @Test
    void missedTicksAreNotWaitedFor() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 100L));
        clusters("2", Contribution.Kind.MISSED, 0, 5, Quality.UNKNOWN);
        assertThat(metricsOf("orders"))
                .singleElement()
                .satisfies(m -> assertThat(m.coverage().unknown()).isEqualTo(1));
    }

    @Test
    void aBrokerThatLeftIsExpectedNoLongerAndTheLastOneTakesEverythingAlong() {
        join("1", "2");
        observe("1", 0, Map.of("orders", 100L));
        observe("2", 0, Map.of("orders", 100L));
        leave("2", 0);
        observe("1", 1, Map.of("orders", 100L));
        assertThat(metricsOf("orders").get(1).coverage()).isEqualTo(new Coverage(1, 1, 0, 0, 0, 0));
        leave("1", 1);
        assertThat(out.tombstones)
                .extracting(id -> id.name())
                .containsExactlyInAnyOrder("orders", "c");
        assertThat(topicStore.isEmpty()).isTrue();
        assertThat(clusterStore.isEmpty()).isTrue();
    }

    @Test
    void aBrokerThatLeavesBeforeItsLastTickIsInIsWaitedFor() {
        join("1");
        leave("1", 0);
        assertThat(topicStore.isEmpty()).isFalse();
        observe("1", 0, Map.of("orders", 100L));
        assertThat(metricsOf("orders")).hasSize(1);
        assertThat(topicStore.isEmpty()).isTrue();
    }

    @Test
    void declaredBrokersThatNobodyDiscoveredAreMissing() {
        ClusterSettings expecting =
                new ClusterSettings(
                        cluster.name(),
                        cluster.provider(),
                        cluster.labels(),
                        cluster.kafka(),
                        cluster.scrape(),
                        cluster.discovery(),
                        cluster.topics(),
                        cluster.groups(),
                        new ExpectSettings(3, List.of(), List.of()),
                        cluster.lastKnownMs(),
                        cluster.lag());
        join(expecting, "1");
        observeBroker("1", 0, 1, 1, 0);
        MetricsRecord record = metricsOf("c").get(0);
        assertThat(record.coverage()).isEqualTo(new Coverage(3, 1, 0, 0, 0, 2));
        assertThat(out.lastEntity().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void aClusterIsHealthyOnceAllItsBrokersHaveReportedForAWhile() {
        join("1", "2");
        List<Status> statuses = new ArrayList<>();
        for (int tick = 0; tick < 6; tick++) {
            observeBroker("1", tick, 1, 1, 0);
            if (tick == 1) {
                silent("2", tick, Quality.UNKNOWN);
            } else {
                observeBroker("2", tick, 1, 0, 0);
            }
            statuses.add(out.lastEntity().status());
        }
        assertThat(statuses)
                .containsExactly(
                        Status.HEALTHY,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.HEALTHY);
    }

    @Test
    void windowsKeptForCorrectionsAreBounded() {
        join("1", "2");
        for (int tick = 0; tick < 100; tick++) {
            observe("1", tick, Map.of("orders", 100L));
            silent("2", tick, Quality.UNKNOWN);
        }
        assertThat(topicStore.windows()).hasSizeLessThanOrEqualTo(Rollup.KEPT_WINDOWS);
        // A correction for a window that is no longer kept still counts.
        emit(
                Contribution.Kind.FILL,
                "2",
                3,
                3,
                Quality.INTERPOLATED,
                Map.of("orders", 7L),
                List.of());
        assertThat(out.incrementSum("orders", "topic.bytes_in")).isEqualTo(10_007);
    }

    @Test
    void nothingIsSaidOfAClusterThatNobodyJoined() {
        observe("1", 0, Map.of("orders", 1L));
        emit(
                Contribution.Kind.RANGE,
                "1",
                1,
                50,
                Quality.INTERPOLATED,
                Map.of("orders", 5L),
                List.of());
        time(Long.MAX_VALUE);
        assertThat(out.metrics).isEmpty();
        assertThat(topicStore.isEmpty()).isTrue();
    }

    private void join(String... targets) {
        join(cluster, targets);
    }

    private void join(ClusterSettings settings, String... targets) {
        for (String target : targets) {
            contributions.forEachShard(
                    shard ->
                            accept(
                                    Contribution.empty(
                                            Contribution.Kind.JOINED,
                                            new TargetId("c", target),
                                            shard,
                                            1,
                                            START,
                                            START,
                                            Quality.UNKNOWN,
                                            settings),
                                    START));
        }
    }

    private void leave(String target, int lastTick) {
        clusters(target, Contribution.Kind.LEFT, lastTick, lastTick, Quality.UNKNOWN);
    }

    private void silent(String target, int tick, Quality quality) {
        clusters(target, Contribution.Kind.TICK, tick, tick, quality);
    }

    private void clusters(
            String target, Contribution.Kind kind, int from, int until, Quality quality) {
        contributions.forEachShard(
                shard ->
                        accept(
                                Contribution.empty(
                                        kind,
                                        new TargetId("c", target),
                                        shard,
                                        1,
                                        due(from),
                                        due(until),
                                        quality,
                                        null),
                                due(until)));
    }

    private void observe(String target, int tick, Map<String, Long> bytesIn) {
        emit(Contribution.Kind.TICK, target, tick, tick, Quality.MEASURED, bytesIn, List.of());
    }

    private void appear(String target, int tick, Map<String, Long> bytesIn) {
        emit(
                Contribution.Kind.TICK,
                target,
                tick,
                tick,
                Quality.MEASURED,
                bytesIn,
                List.of(),
                true,
                true);
    }

    private void emit(
            Contribution.Kind kind,
            String target,
            int from,
            int until,
            Quality quality,
            Map<String, Long> bytesIn,
            List<SeriesKey> vanished) {
        emit(kind, target, from, until, quality, bytesIn, vanished, true, false);
    }

    private void emit(
            Contribution.Kind kind,
            String target,
            int from,
            int until,
            Quality quality,
            Map<String, Long> bytesIn,
            List<SeriesKey> vanished,
            boolean complete,
            boolean appeared) {
        SeriesTable.Builder table = new SeriesTable.Builder();
        long[] increments = new long[bytesIn.size()];
        Change[] changes = new Change[bytesIn.size()];
        bytesIn.forEach(
                (topic, value) -> {
                    int row = table.row(new SeriesKey("topic.bytes_in", topic, null));
                    increments[row] = value;
                    changes[row] = appeared ? Change.APPEARED : null;
                });
        contributions.emit(
                new Contributions.Head(
                        kind,
                        new TargetId("c", target),
                        1,
                        due(from),
                        due(until),
                        quality,
                        due(until),
                        INTERVAL_MS,
                        complete),
                new Contributions.Values(
                        table.build(),
                        increments,
                        changes,
                        new boolean[bytesIn.size()],
                        vanished,
                        SeriesTable.EMPTY,
                        new double[0]),
                total -> total,
                contribution -> accept(contribution, due(until)));
    }

    private void observeBroker(
            String target, int tick, long bytesIn, double activeController, double offline) {
        SeriesTable.Builder counters = new SeriesTable.Builder();
        counters.row(new SeriesKey("broker.bytes_in", null, null));
        SeriesTable.Builder gauges = new SeriesTable.Builder();
        gauges.row(new SeriesKey("controller.active", null, null));
        gauges.row(new SeriesKey("controller.partitions.offline", null, null));
        contributions.emit(
                new Contributions.Head(
                        Contribution.Kind.TICK,
                        new TargetId("c", target),
                        1,
                        due(tick),
                        due(tick),
                        Quality.MEASURED,
                        due(tick),
                        INTERVAL_MS,
                        true),
                new Contributions.Values(
                        counters.build(),
                        new long[] {bytesIn},
                        new Change[1],
                        new boolean[1],
                        List.of(),
                        gauges.build(),
                        new double[] {activeController, offline}),
                total -> total,
                contribution -> accept(contribution, due(tick)));
    }

    private void accept(Contribution contribution, long now) {
        boolean ofCluster = contribution.shard() == Contribution.CLUSTER_SHARD;
        (ofCluster ? clusters : topics)
                .accept(ofCluster ? clusterStore : topicStore, contribution, now, out, timers::add);
    }

    private void time(long time) {
        topics.onTime(topicStore, time, time, out);
        clusters.onTime(clusterStore, time, time, out);
    }

    private List<MetricsRecord> metricsOf(String name) {
        return out.metrics.stream().filter(m -> m.name().equals(name)).toList();
    }

    private static long due(int tick) {
        return START + tick * INTERVAL_MS;
    }
}
