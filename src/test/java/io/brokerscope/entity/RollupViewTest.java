package io.brokerscope.entity;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static io.brokerscope.testsupport.Fixtures.LAST_KNOWN_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.health.HealthScore;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapRollupStore;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Roll-ups of a cluster that is asked itself, beside its brokers or alone. */
class RollupViewTest {

    private static final long START = 1_000_000_000_000L;
    private static final TargetId CLUSTER = TargetId.ofCluster("c");

    private final ClusterSettings cluster = Fixtures.cluster("c");
    private final RecordedOutputs out = new RecordedOutputs();
    private final MapRollupStore topicStore = new MapRollupStore(true);
    private final MapRollupStore clusterStore = new MapRollupStore(true);
    private final Rollup topics =
            new Rollup(RollupColumns.TOPIC, "acme", new HealthScore(), new NoStopgap());
    private final Rollup clusters =
            new Rollup(RollupColumns.CLUSTER, "acme", new HealthScore(), new NoStopgap());
    private final Contributions contributions = new Contributions(1);
    private final ClusterViews views = new ClusterViews(contributions);

    @Test
    void whatTheClusterTellsStandsBetweenWhatItsBrokersTell() {
        watch();
        join("1");
        tell(0, "orders");
        observe("1", 0, Map.of("orders", 1_000L));
        MetricsRecord orders = last("orders");
        assertThat(orders.quality()).isEqualTo(Quality.MEASURED);
        assertThat(orders.metrics())
                .containsEntry("topic.bytes.in.rate", 100.0)
                .containsEntry("topic.partition.count", 1.0);
        assertThat(orders.sources())
                .containsEntry("topic.partition.count", "admin")
                .doesNotContainKey("topic.bytes.in.rate");
        assertThat(orders.adminObservedAt()).isEqualTo(due(0));
        assertThat(last("c").metrics())
                .containsEntry("cluster.broker.count", 1.0)
                .containsEntry("cluster.topic.count", 1.0);
        EntityRecord entity = entity("orders");
        assertThat(entity.attributes()).containsEntry("topicId", "orders-id");
        assertThat(entity.partitions()).hasSize(1);
        assertThat(entity.partitionsNotListed()).isZero();
    }

    @Test
    void aClusterIsNoMember() {
        watch();
        join("1");
        tell(0, "orders");
        assertThat(out.metrics).isEmpty();
        observe("1", 0, Map.of("orders", 1L));
        assertThat(last("orders").coverage()).isEqualTo(new Coverage(1, 1, 0, 0, 0, 0));
    }

    @Test
    void aTopicThatOnlyTheClusterTellsOfIsAnEntity() {
        watch();
        join("1");
        tell(0, "idle", "orders");
        observe("1", 0, Map.of("orders", 1_000L));
        assertThat(last("idle").quality()).isEqualTo(Quality.SECONDARY);
        assertThat(last("idle").observedAt()).isEqualTo(due(0));
        assertThat(entity("idle").metrics()).containsEntry("topic.partition.count", 1.0);
        assertThat(out.eventTypes()).isEmpty();
    }

    @Test
    void silentBrokersLeaveWhatTheClusterTellsAndNothingElse() {
        watch();
        join("1");
        tell(0, "orders");
        observe("1", 0, Map.of("orders", 1_000L));
        tell(1, "orders");
        silent("1", 1);
        MetricsRecord orders = last("orders");
        assertThat(orders.quality()).isEqualTo(Quality.SECONDARY);
        assertThat(orders.metrics())
                .containsKey("topic.partition.count")
                .doesNotContainKey("topic.bytes.in.rate");
        MetricsRecord all = last("c");
        assertThat(all.quality()).isEqualTo(Quality.SECONDARY);
        assertThat(all.metrics())
                .containsEntry("cluster.broker.count", 0.0)
                .containsEntry("cluster.availability.percentage", 0.0)
                .doesNotContainKey("cluster.throughput.in.bytesPerSec");
        assertThat(all.sources()).doesNotContainKey("cluster.broker.count");
    }

    @Test
    void anAnswerThatIsOutOfDateTellsNothing() {
        watch();
        join("1");
        tell(0, "idle", "orders");
        observe("1", 0, Map.of("orders", 1_000L));
        int tick = (int) (LAST_KNOWN_MS / INTERVAL_MS) + 1;
        observe("1", tick, Map.of("orders", 1_000L));
        assertThat(last("orders").sources()).isNull();
        assertThat(last("orders").adminObservedAt()).isNull();
        assertThat(entity("orders").partitions()).isNull();
        // Nobody says that the topic is gone: the one source that knew it is silent.
        assertThat(last("idle").quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(last("idle").metrics()).isEmpty();
        for (int more = 1; more < 10; more++) {
            observe("1", tick + more, Map.of("orders", 1_000L));
        }
        assertThat(out.eventTypes()).doesNotContain(EventRecord.Type.TOPIC_DISAPPEARED);
        // An hour later nobody waits for it any more.
        observe("1", tick + (int) (RowWriter.FORGET_AFTER_MS / INTERVAL_MS), Map.of("orders", 1L));
        assertThat(out.tombstones)
                .singleElement()
                .satisfies(t -> assertThat(t.name()).isEqualTo("idle"));
        assertThat(topicStore.views()).containsExactly("orders");
    }

    @Test
    void aTopicIsGoneWhenNeitherTellsOfItAnyMore() {
        watch();
        join("1");
        tell(0, "orders", "payments");
        observe("1", 0, Map.of("orders", 1L, "payments", 1L));
        for (int tick = 1; tick < 6; tick++) {
            tell(tick, "orders", "payments");
            observe("1", tick, Map.of("orders", 1L));
        }
        assertThat(last("payments").quality()).isEqualTo(Quality.SECONDARY);
        assertThat(out.eventTypes()).isEmpty();
        for (int tick = 6; tick < 6 + RowWriter.ABSENCES; tick++) {
            tell(tick, "orders");
            observe("1", tick, Map.of("orders", 1L));
        }
        assertThat(out.eventTypes()).containsExactly(EventRecord.Type.TOPIC_DISAPPEARED);
        assertThat(topicStore.rows()).containsExactly("orders");
    }

    @Test
    void aTopicThatOnlyBrokersTellOfStays() {
        watch();
        join("1");
        for (int tick = 0; tick < 6; tick++) {
            tell(tick, "orders");
            observe("1", tick, Map.of("orders", 1L, "__internal", 1L));
        }
        assertThat(out.eventTypes()).isEmpty();
        assertThat(last("__internal").quality()).isEqualTo(Quality.MEASURED);
    }

    @Test
    void anAnswerThatIsNotWholeTakesNothingAway() {
        watch();
        join("1");
        tell(0, "idle", "orders");
        observe("1", 0, Map.of("orders", 1L));
        for (int tick = 1; tick < 5; tick++) {
            tell(
                    tick,
                    new ClusterReadings()
                            .topic("orders", Partition.sound(1))
                            .missing(ClusterReading.Missing.TOPICS, "no answer in time"));
            observe("1", tick, Map.of("orders", 1L));
        }
        assertThat(out.eventTypes()).isEmpty();
        assertThat(last("idle").quality()).isEqualTo(Quality.SECONDARY);
    }

    @Test
    void aNewTopicIsNewsOnceWhoeverTellsFirst() {
        watch();
        join("1");
        tell(0, "orders");
        observe("1", 0, Map.of("orders", 1L));
        tell(1, "idle", "orders");
        observe("1", 1, Map.of("orders", 1L));
        observe("1", 2, Map.of("orders", 1L, "clicks", 1L));
        tell(3, "clicks", "idle", "orders");
        observe("1", 3, Map.of("orders", 1L, "idle", 1L, "clicks", 1L));
        assertThat(out.events)
                .extracting(EventRecord::message)
                .containsExactly("topic idle of c appeared", "topic clicks of c appeared");
    }

    @Test
    void aClusterThatIsAskedLaterBringsNoNews() {
        join("1");
        observe("1", 0, Map.of("orders", 1L));
        watch();
        tell(1, "idle", "orders");
        observe("1", 1, Map.of("orders", 1L));
        assertThat(out.eventTypes()).isEmpty();
        assertThat(last("idle").quality()).isEqualTo(Quality.SECONDARY);
    }

    @Test
    void aClusterThatIsAskedNoMoreTakesItsViewsAlong() {
        watch();
        join("1");
        tell(0, "idle", "orders");
        observe("1", 0, Map.of("orders", 1L));
        unwatch(0);
        for (int tick = 1; tick <= RowWriter.ABSENCES; tick++) {
            observe("1", tick, Map.of("orders", 1L));
        }
        assertThat(topicStore.views()).isEmpty();
        assertThat(last("orders").sources()).isNull();
        assertThat(out.eventTypes()).containsExactly(EventRecord.Type.TOPIC_DISAPPEARED);
        leave("1", RowWriter.ABSENCES);
        assertThat(topicStore.isEmpty()).isTrue();
        assertThat(clusterStore.isEmpty()).isTrue();
    }

    @Test
    void aClusterNoneOfWhoseBrokersIsKnownIsToldByItsOwnTicks() {
        watch();
        tell(0, "orders");
        assertThat(last("orders").quality()).isEqualTo(Quality.SECONDARY);
        assertThat(last("orders").dueAt()).isEqualTo(due(0));
        assertThat(last("c").coverage()).isEqualTo(new Coverage(0, 0, 0, 0, 0, 0));
        assertThat(last("c").metrics())
                .containsEntry("cluster.topic.count", 1.0)
                .doesNotContainKey("cluster.availability.percentage");
        tell(1, "orders");
        assertThat(out.metrics).filteredOn(m -> m.name().equals("orders")).hasSize(2);
        // It falls silent: what it said is repeated for a while, then nothing is known.
        for (int tick = 2; tick < 10; tick++) {
            silentCluster(tick);
        }
        assertThat(last("orders").quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(last("c").quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(out.eventTypes()).containsOnly(EventRecord.Type.STATUS_CHANGED);
        for (int tick = 10; tick < 10 + RowWriter.ABSENCES; tick++) {
            tell(tick, "clicks");
        }
        assertThat(out.eventTypes())
                .contains(EventRecord.Type.TOPIC_APPEARED, EventRecord.Type.TOPIC_DISAPPEARED);
        unwatch(20);
        assertThat(out.tombstones)
                .extracting(id -> id.name())
                .containsExactlyInAnyOrder("orders", "clicks", "c");
        assertThat(topicStore.isEmpty()).isTrue();
        assertThat(clusterStore.isEmpty()).isTrue();
    }

    @Test
    void brokersThatComeLaterTakeOverAndMayGoAgain() {
        watch();
        tell(0, "orders");
        join("1");
        tell(2, "orders");
        assertThat(out.metrics).filteredOn(m -> m.name().equals("orders")).hasSize(1);
        observe("1", 2, Map.of("orders", 1L));
        assertThat(last("orders").quality()).isEqualTo(Quality.MEASURED);
        silent("1", 3);
        assertThat(topicStore.windows()).containsExactly(due(3));
        leave("1", 3);
        assertThat(topicStore.windows()).isEmpty();
        tell(4, "orders");
        assertThat(last("orders").quality()).isEqualTo(Quality.SECONDARY);
        assertThat(last("orders").dueAt()).isEqualTo(due(4));
        assertThat(out.tombstones).isEmpty();
    }

    @Test
    void aCorrectionRepeatsWhatTheClusterToldThen() {
        watch();
        join("1");
        tell(0, "orders");
        silent("1", 0);
        MetricsRecord before = last("orders");
        for (int tick = 1; tick < 10; tick++) {
            tell(
                    tick,
                    new ClusterReadings().topic("orders", Partition.sound(7), Partition.sound(7)));
            observe("1", tick, Map.of("orders", 1L));
        }
        assertThat(last("orders").metrics()).containsEntry("topic.partition.count", 2.0);
        EntityRecord entity = entity("orders");

        contribute(Contribution.Kind.FILL, Quality.INTERPOLATED, "1", 0, 9, Map.of("orders", 500L));
        observe("1", 10, Map.of("orders", 1L));
        MetricsRecord corrected =
                out.metrics.stream()
                        .filter(m -> m.name().equals("orders") && m.revision() == 1)
                        .findFirst()
                        .orElseThrow();
        assertThat(corrected.dueAt()).isEqualTo(due(0));
        assertThat(corrected.increments()).containsEntry("topic.bytes_in", 500L);
        assertThat(corrected.metrics())
                .containsAllEntriesOf(before.metrics())
                .containsEntry("topic.partition.count", 1.0);
        assertThat(corrected.sources()).isEqualTo(before.sources());
        assertThat(corrected.adminObservedAt()).isEqualTo(due(0));
        assertThat(entity("orders").partitions()).isEqualTo(entity.partitions());
        assertThat(topicStore.windows()).isEmpty();
    }

    @Test
    void whereAnswersAreNeverWholeATopicIsWaitedForForAnHour() {
        watch();
        tell(0, inPart("idle", "orders"));
        int hour = (int) (RowWriter.FORGET_AFTER_MS / INTERVAL_MS);
        for (int tick = 1; tick <= hour; tick++) {
            tell(tick, inPart("orders"));
        }
        assertThat(last("idle").quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(out.tombstones).isEmpty();
        // A cluster that does not answer tells nothing of what it has.
        silentCluster(hour + 1);
        assertThat(out.tombstones).isEmpty();
        tell(hour + 2, inPart("orders"));
        assertThat(out.tombstones).extracting(id -> id.name()).containsExactly("idle");
        assertThat(out.events)
                .filteredOn(e -> e.type() == EventRecord.Type.TOPIC_DISAPPEARED)
                .extracting(EventRecord::message)
                .containsExactly("topic idle of c was not told of for an hour");
        assertThat(topicStore.rows()).containsExactly("orders");
        assertThat(topicStore.views()).containsExactly("orders");
    }

    @Test
    void aViewOfAnEarlierStayIsNotTaken() {
        watch();
        unwatch(0);
        tell(1, "orders");
        assertThat(out.metrics).isEmpty();
        assertThat(topicStore.isEmpty()).isTrue();
    }

    private void watch() {
        facts(Contribution.Kind.WATCHED, CLUSTER, 0, Quality.UNKNOWN, cluster);
    }

    private void unwatch(int tick) {
        facts(Contribution.Kind.UNWATCHED, CLUSTER, tick, Quality.UNKNOWN, null);
    }

    private void silentCluster(int tick) {
        facts(Contribution.Kind.VIEW, CLUSTER, tick, Quality.UNKNOWN, null);
    }

    private void join(String target) {
        facts(Contribution.Kind.JOINED, new TargetId("c", target), 0, Quality.UNKNOWN, cluster);
    }

    private void leave(String target, int tick) {
        facts(Contribution.Kind.LEFT, new TargetId("c", target), tick, Quality.UNKNOWN, null);
    }

    private void silent(String target, int tick) {
        facts(Contribution.Kind.TICK, new TargetId("c", target), tick, Quality.LAST_KNOWN, null);
    }

    private void facts(
            Contribution.Kind kind,
            TargetId target,
            int tick,
            Quality quality,
            ClusterSettings settings) {
        contributions.forEachShard(
                shard ->
                        accept(
                                Contribution.empty(
                                        kind, target, shard, 1, due(tick), due(tick), quality,
                                        settings),
                                tick));
    }

    private void tell(int tick, String... names) {
        ClusterReadings readings = new ClusterReadings();
        for (String name : names) {
            readings.topic(name, Partition.sound(7));
        }
        tell(tick, readings);
    }

    private static ClusterReadings inPart(String... names) {
        ClusterReadings readings =
                new ClusterReadings().missing(ClusterReading.Missing.TOPIC_LIMIT, "too many");
        for (String name : names) {
            readings.topic(name, Partition.sound(7));
        }
        return readings;
    }

    private void tell(int tick, ClusterReadings readings) {
        views.emit(
                new ClusterViews.Head(CLUSTER, 1, due(tick), due(tick), due(tick + 3)),
                readings.build(),
                Map.of(),
                contribution -> accept(contribution, tick));
    }

    private void observe(String target, int tick, Map<String, Long> bytesIn) {
        contribute(Contribution.Kind.TICK, Quality.MEASURED, target, tick, tick, bytesIn);
    }

    private void contribute(
            Contribution.Kind kind,
            Quality quality,
            String target,
            int tick,
            int now,
            Map<String, Long> bytesIn) {
        SeriesTable.Builder table = new SeriesTable.Builder();
        long[] increments = new long[bytesIn.size()];
        new TreeMap<>(bytesIn)
                .forEach(
                        (topic, value) ->
                                increments[
                                                table.row(
                                                        new SeriesKey(
                                                                "topic.bytes_in", topic, null))] =
                                        value);
        contributions.emit(
                new Contributions.Head(
                        kind,
                        new TargetId("c", target),
                        1,
                        due(tick),
                        due(tick),
                        quality,
                        due(tick),
                        INTERVAL_MS,
                        true),
                new Contributions.Values(
                        table.build(),
                        increments,
                        new Change[increments.length],
                        new boolean[increments.length],
                        List.of(),
                        SeriesTable.EMPTY,
                        new double[0]),
                total -> total,
                contribution -> accept(contribution, now));
    }

    private void accept(Contribution contribution, int tick) {
        boolean ofCluster = contribution.shard() == Contribution.CLUSTER_SHARD;
        (ofCluster ? clusters : topics)
                .accept(
                        ofCluster ? clusterStore : topicStore,
                        contribution,
                        due(tick),
                        out,
                        time -> {});
    }

    private MetricsRecord last(String name) {
        return out.metrics.stream()
                .filter(m -> m.name().equals(name))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private EntityRecord entity(String name) {
        return out.entities.stream()
                .filter(e -> e.name().equals(name))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static long due(int tick) {
        return START + tick * INTERVAL_MS;
    }
}
