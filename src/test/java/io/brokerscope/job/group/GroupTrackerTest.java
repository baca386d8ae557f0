package io.brokerscope.job.group;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static io.brokerscope.testsupport.Fixtures.LAST_KNOWN_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.health.HealthScore;
import io.brokerscope.lag.LagStatus;
import io.brokerscope.lag.UnknownReason;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EntityRecord.Assignment;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputSchemas;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapGroupStore;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import io.brokerscope.testsupport.SteadyStopgap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupTrackerTest {

    private static final long START = 1_764_000_000_000L;

    private final TargetSpec spec = Fixtures.clusterSpec(Fixtures.cluster("c"));
    private final GroupTracker tracker =
            new GroupTracker("acme", new HealthScore(), new NoStopgap());
    private final MapGroupStore store = new MapGroupStore();
    private final RecordedOutputs out = new RecordedOutputs();
    private final List<Long> timers = new ArrayList<>();

    @BeforeEach
    void added() {
        take(Fixtures.added(spec, 1, START), START);
    }

    @Test
    void lagIsTheSumAndTheLargestOfWhatIsKnown() {
        read(
                0,
                at(0).topic("orders", 1_000, 500, 300, -1)
                        .group("billing")
                        .members(3)
                        .commit("orders", 0, 900)
                        .commit("orders", 1, 500)
                        .commit("orders", 2, -1)
                        .commit("orders", 3, 7));
        MetricsRecord metrics = lastMetrics();
        assertThat(metrics.quality()).isEqualTo(Quality.MEASURED);
        assertThat(metrics.dueAt()).isEqualTo(START);
        assertThat(metrics.observedAt()).isEqualTo(START + 100);
        assertThat(metrics.guid()).isEqualTo(EntityId.consumerGroup("acme", "c", "billing").guid());
        assertThat(metrics.metrics())
                .containsEntry("consumerGroup.lag.total", 100.0)
                .containsEntry("consumerGroup.lag.max", 100.0)
                .containsEntry("consumerGroup.members.count", 3.0)
                .containsEntry("consumerGroup.partitions.known", 2.0)
                .containsEntry("consumerGroup.partitions.unknown", 2.0)
                .containsEntry("consumerGroup.partitions.expired", 0.0)
                .containsEntry("consumerGroup.status", 0.0)
                .containsEntry("consumerGroup.complete", 0.0)
                .doesNotContainKeys(
                        "consumerGroup.commit.rate",
                        "consumerGroup.lag.trend",
                        "consumerGroup.lag.seconds.atLeast");
        EntityRecord entity = out.lastEntity();
        assertThat(entity.name()).isEqualTo("billing");
        assertThat(entity.provider()).isEqualTo("kafka");
        assertThat(entity.labels()).containsEntry("environment", "test");
        assertThat(entity.status()).isEqualTo(Status.HEALTHY);
        assertThat(entity.attributes())
                .containsEntry("lagStatus", "OK")
                .containsEntry("state", "Stable")
                .containsEntry("type", "Classic")
                .containsEntry("assignor", "range")
                .containsEntry("coordinator", "1")
                .containsEntry("trend", "UNKNOWN")
                .containsEntry("maxLagPartition", "orders-0")
                .containsEntry("unknown", "NO_COMMIT 1, END_NOT_READ 1, BELOW_TABLE 1")
                .doesNotContainKey("worstPartition");
        assertThat(entity.assignments().others()).isZero();
        assertThat(entity.assignments().worst())
                .containsExactly(
                        new Assignment(
                                "orders", 0, "OK", "BELOW_TABLE", 900L, 1_000L, 100L, null, true),
                        new Assignment("orders", 1, "OK", null, 500L, 500L, 0L, 0.0, true),
                        new Assignment(
                                "orders", 2, "UNKNOWN", "NO_COMMIT", null, 300L, null, null, true),
                        new Assignment(
                                "orders",
                                3,
                                "UNKNOWN",
                                "END_NOT_READ",
                                7L,
                                null,
                                null,
                                null,
                                true));
        assertThat(out.events).isEmpty();
    }

    @Test
    void aGroupOfWhichNothingIsKnownHasNoLagAndNoStatus() {
        read(0, at(0).topic("orders", 100).group("g").commit("orders", 0, -1));
        assertThat(lastMetrics().metrics())
                .doesNotContainKeys(
                        "consumerGroup.lag.total",
                        "consumerGroup.lag.max",
                        "consumerGroup.lag.seconds",
                        "consumerGroup.status")
                .containsEntry("consumerGroup.partitions.unknown", 1.0);
        assertThat(out.lastEntity().status()).isEqualTo(Status.UNKNOWN);
        assertThat(out.lastEntity().healthScore()).isNull();
        assertThat(out.lastEntity().quality()).isEqualTo(Quality.MEASURED);
        assertThat(out.lastEntity().reasons())
                .containsExactly("the status of no partition is known: NO_COMMIT 1");
    }

    @Test
    void timeLagAndCommitRateComeWithTheSecondReading() {
        read(0, at(0).topic("orders", 1_000).group("g").commit("orders", 0, 1_000));
        assertThat(lastMetrics().metrics()).containsEntry("consumerGroup.lag.seconds", 0.0);
        read(1, at(1).topic("orders", 2_000).group("g").commit("orders", 0, 1_500));
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.lag.total", 500.0)
                .containsEntry("consumerGroup.commit.rate", 50.0);
        assertThat(lastMetrics().metrics().get("consumerGroup.lag.seconds"))
                .isCloseTo(5, within(0.001));
    }

    /** Partition 1 is behind further than anybody knows how far: 5 s would be a lie. */
    @Test
    void whatIsCertainOfAnUnknownPartitionTakesThePlaceOfASmallerLag() {
        for (int tick = 0; tick < 3; tick++) {
            read(
                    tick,
                    at(tick).topic("orders", 1_000 + tick * 1_000, 5_000)
                            .group("g")
                            .commit("orders", 0, 500 + tick * 1_000)
                            .commit("orders", 1, 7));
        }
        assertThat(lastMetrics().metrics())
                .doesNotContainKey("consumerGroup.lag.seconds")
                .containsEntry("consumerGroup.lag.seconds.atLeast", 20.0);
    }

    @Test
    void aPartitionThatDoesNotMoveIsAnErrorWithItsReason() {
        int tick = 0;
        for (; tick < 10; tick++) {
            read(tick, moving(tick, 1_000 + 1_000L * tick));
        }
        assertThat(out.lastEntity().status()).isEqualTo(Status.HEALTHY);
        out.events.clear();
        for (; tick < 60; tick++) {
            read(tick, moving(tick, 10_000));
        }
        EntityRecord entity = out.lastEntity();
        assertThat(entity.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(entity.attributes())
                .containsEntry("lagStatus", "ERR")
                .containsEntry("worstPartition", "orders-0")
                .containsEntry("worstStatus", "STALL")
                .containsEntry("trend", "GROWING");
        assertThat(entity.metrics()).containsEntry("consumerGroup.status", 2.0);
        assertThat(entity.metrics().get("consumerGroup.lag.trend")).isCloseTo(100, within(1.0));
        assertThat(entity.reasons())
                .singleElement()
                .asString()
                .matches(
                        "partition orders-0 is STALL: [0-9,]+ offsets behind, no commit for \\d+"
                                + " min: -60");
        EventRecord changed = event(Type.LAG_STATUS_CHANGED);
        assertThat(changed.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(changed.message())
                .startsWith("consumer group g of c is ERR, was OK: partition orders-0 is STALL");
        assertThat(changed.attributes())
                .containsEntry("from", "OK")
                .containsEntry("to", "ERR")
                .containsEntry("topic", "orders")
                .containsEntry("partition", "0")
                .containsEntry("partitionStatus", "STALL");
        assertThat(out.eventTypes()).containsOnlyOnce(Type.LAG_STATUS_CHANGED);
        assertThat(out.eventTypes()).contains(Type.STATUS_CHANGED);
    }

    @Test
    void whereNobodyOwnsThePartitionItIsAStopAndWhereNobodyKnowsAStall() {
        for (int tick = 0; tick < 70; tick++) {
            read(
                    tick,
                    at(tick).topic("orders", 10_000)
                            .group("nobody")
                            .members(0)
                            .orphan("orders", 0, 5)
                            .group("unknown")
                            .members(-1)
                            .orphan("orders", 0, 5));
        }
        assertThat(lastEntity("nobody").attributes()).containsEntry("worstStatus", "STOP");
        assertThat(lastEntity("unknown").attributes()).containsEntry("worstStatus", "STALL");
        assertThat(lastEntity("unknown").metrics())
                .doesNotContainKey("consumerGroup.members.count");
        assertThat(lastEntity("unknown").assignments().worst().get(0).owned()).isNull();
        assertThat(lastEntity("nobody").assignments().worst().get(0).owned()).isFalse();
    }

    @Test
    void offsetsThatGoBackAreToldAtOnce() {
        read(0, at(0).topic("orders", 900, 900).group("g").commit("orders", 0, 600));
        read(1, at(1).topic("orders", 900, 900).group("g").commit("orders", 0, 200));
        EventRecord event = event(Type.OFFSETS_REWOUND);
        assertThat(event.severity()).isEqualTo(Severity.WARNING);
        assertThat(event.message())
                .isEqualTo(
                        "consumer group g of c committed offsets went back, in orders-0 from 600"
                                + " to 200");
        assertThat(lastMetrics().metrics()).containsEntry("consumerGroup.commit.rate", 0.0);
    }

    @Test
    void aFailedReadRepeatsWhatWasKnownUntilItIsTooOld() {
        read(0, moving(0, 0));
        fail(1);
        assertThat(lastMetrics().quality()).isEqualTo(Quality.LAST_KNOWN);
        assertThat(lastMetrics().observedAt()).isEqualTo(START + 100);
        assertThat(lastMetrics().dueAt()).isEqualTo(START + INTERVAL_MS);
        assertThat(lastMetrics().metrics()).containsEntry("consumerGroup.lag.total", 1_000.0);
        // A reading that is missed is no news.
        assertThat(out.lastEntity().quality()).isEqualTo(Quality.MEASURED);
        assertThat(out.eventTypes()).isEmpty();
        fail(4);
        assertThat(out.lastEntity().quality()).isEqualTo(Quality.LAST_KNOWN);
        assertThat(out.lastEntity().status()).isEqualTo(Status.DEGRADED);
        assertThat(out.lastEntity().assignments()).isNull();
        fail((int) (LAST_KNOWN_MS / INTERVAL_MS) + 1);
        assertThat(lastMetrics().quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(lastMetrics().observedAt()).isNull();
        assertThat(lastMetrics().metrics()).isEmpty();
        assertThat(out.lastEntity().status()).isEqualTo(Status.UNKNOWN);
        assertThat(out.lastEntity().attributes()).isEqualTo(Map.of("lagStatus", "UNKNOWN"));
        assertThat(out.eventTypes()).doesNotContain(Type.LAG_STATUS_CHANGED);
    }

    @Test
    void missedTicksHaveNoMetrics() {
        read(0, moving(0, 0));
        int before = out.metrics.size();
        long until = START + 9 * INTERVAL_MS;
        take(
                Fixtures.unobserved(
                        spec,
                        1,
                        OutcomeKind.MISSED,
                        FailureReason.DOWNTIME,
                        START + INTERVAL_MS,
                        until),
                until);
        assertThat(out.metrics).hasSize(before);
        assertThat(out.lastEntity().dueAt()).isEqualTo(until);
    }

    @Test
    void aGroupWhoseCommitsWereNotReadKeepsWhatWasKnownAndSaysWhy() {
        read(0, moving(0, 0));
        read(1, at(1).topic("orders", 2_000).group("g").unread());
        assertThat(lastMetrics().quality()).isEqualTo(Quality.LAST_KNOWN);
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.lag.total", 1_000.0)
                .containsEntry("consumerGroup.partitions.known", 0.0)
                .containsEntry("consumerGroup.partitions.unknown", 1.0);
        assertThat(out.lastEntity().attributes()).containsEntry("unknown", "COMMIT_NOT_READ 1");
        read(8, at(8).topic("orders", 9_000).group("g").unread());
        assertThat(lastMetrics().quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(lastMetrics().metrics())
                .containsOnlyKeys(
                        "consumerGroup.partitions.known", "consumerGroup.partitions.unknown");
        assertThat(out.lastEntity().status()).isEqualTo(Status.UNKNOWN);
        read(9, moving(9, 5_000));
        assertThat(lastMetrics().quality()).isEqualTo(Quality.MEASURED);
        assertThat(out.lastEntity().status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void groupsComeAndGo() {
        read(0, at(0).topic("orders", 9).group("a").commit("orders", 0, 9));
        assertThat(out.events).isEmpty();
        read(
                1,
                at(1).topic("orders", 9)
                        .group("a")
                        .commit("orders", 0, 9)
                        .group("b")
                        .members(0)
                        .orphan("orders", 0, 9));
        assertThat(out.eventTypes()).containsExactly(Type.GROUP_APPEARED);
        assertThat(event(Type.GROUP_APPEARED).guid())
                .isEqualTo(EntityId.consumerGroup("acme", "c", "b").guid());
        // Idle, and still there; the other one may have a coordinator that moves.
        read(2, at(2).topic("orders", 9).group("b").members(0).orphan("orders", 0, 9));
        assertThat(out.tombstones).isEmpty();
        read(3, at(3).topic("orders", 9).group("b").members(0).orphan("orders", 0, 9));
        assertThat(out.tombstones).containsExactly(EntityId.consumerGroup("acme", "c", "a"));
        assertThat(out.eventTypes()).containsOnlyOnce(Type.GROUP_APPEARED, Type.GROUP_DISAPPEARED);
        assertThat(store.groups()).containsExactly("b");
    }

    /** After an outage brokers answer before they have taken over the groups of each other. */
    @Test
    void aGroupThatIsAbsentFromTheFirstListAfterAnOutageIsNotGoneYet() {
        read(0, at(0).topic("orders", 9).group("a").commit("orders", 0, 9));
        fail(1);
        fail(2);
        fail(3);
        read(4, at(4).topic("orders", 9));
        assertThat(out.tombstones).isEmpty();
        read(5, at(5).topic("orders", 9));
        assertThat(out.tombstones).hasSize(1);
    }

    @Test
    void aGroupThatIsAbsentFromAnIncompleteListIsNotGone() {
        read(0, at(0).topic("orders", 9).group("a").commit("orders", 0, 9));
        read(1, at(1).topic("orders", 9).missing(Missing.GROUP_LIST));
        assertThat(out.tombstones).isEmpty();
        assertThat(lastMetrics().quality()).isEqualTo(Quality.LAST_KNOWN);
        // A limit that cut something else says nothing of groups.
        read(2, at(2).topic("orders", 9).missing(Missing.COMMIT_LIMIT));
        assertThat(out.tombstones).hasSize(1);
    }

    @Test
    void aGroupThatNobodyListsForLongIsForgotten() {
        read(0, at(0).topic("orders", 9).group("a").commit("orders", 0, 9));
        int week = (int) (spec.cluster().lag().commits().expireMs() / INTERVAL_MS);
        read(week - 1, at(week - 1).topic("orders", 9).missing(Missing.GROUP_LIST));
        assertThat(out.tombstones).isEmpty();
        read(week + 1, at(week + 1).topic("orders", 9).missing(Missing.GROUP_LIST));
        assertThat(out.tombstones).hasSize(1);
        assertThat(event(Type.GROUP_DISAPPEARED).message()).contains("was not listed for 7 d");
    }

    @Test
    void aGroupBeyondTheLimitIsNotGoneHoweverLongItIsNotRead() {
        read(0, both(0));
        int weeks = (int) (2 * spec.cluster().lag().commits().expireMs() / INTERVAL_MS);
        for (int tick : List.of(1, 2, weeks, weeks + 1)) {
            read(
                    tick,
                    at(tick).topic("orders", 9)
                            .group("a")
                            .commit("orders", 0, 9)
                            .missing(Missing.GROUP_LIMIT));
        }
        assertThat(out.tombstones).isEmpty();
        assertThat(out.eventTypes()).doesNotContain(Type.GROUP_DISAPPEARED);
        assertThat(lastEntity("b").quality()).isEqualTo(Quality.UNKNOWN);
        read(weeks + 2, at(weeks + 2).topic("orders", 9).group("a").commit("orders", 0, 9));
        assertThat(out.tombstones).containsExactly(EntityId.consumerGroup("acme", "c", "b"));
        assertThat(event(Type.GROUP_DISAPPEARED).message())
                .isEqualTo("consumer group b of c is not listed any more");
    }

    /** The limit leaves out the last by name. */
    @Test
    void aGroupThatIsAbsentBeforeTheLimitIsGone() {
        read(0, both(0));
        for (int tick = 1; tick < 3; tick++) {
            read(
                    tick,
                    at(tick).topic("orders", 9)
                            .group("b")
                            .commit("orders", 0, 9)
                            .missing(Missing.GROUP_LIMIT));
        }
        assertThat(out.tombstones).containsExactly(EntityId.consumerGroup("acme", "c", "a"));
    }

    private static ClusterReadings both(int tick) {
        return at(tick).topic("orders", 9)
                .group("a")
                .commit("orders", 0, 9)
                .group("b")
                .commit("orders", 0, 9);
    }

    /** Told of groups that commits beyond the limit leave out, too. */
    @Test
    void aGroupThatIsSeenFirstWithoutItsCommitsHasNoLag() {
        read(0, at(0).topic("orders", 9).group("g").unread().missing(Missing.COMMIT_LIMIT));
        assertThat(lastMetrics().quality()).isEqualTo(Quality.UNKNOWN);
        assertThat(lastMetrics().metrics())
                .isEqualTo(Map.of("consumerGroup.partitions.known", 0.0));
        assertThat(out.lastEntity().status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void aGroupThatIsSeenFirstWithoutSomeOfItsTopicsSaysSo() {
        read(
                0,
                at(0).topic("orders", 9)
                        .group("g")
                        .commit("orders", 0, 4)
                        .outOfSight(3)
                        .group("h")
                        .outOfSight(1)
                        .missing(Missing.TOPIC_LIMIT));
        assertThat(lastEntity("g").metrics())
                .containsEntry("consumerGroup.lag.total", 5.0)
                .containsEntry("consumerGroup.partitions.known", 1.0)
                .containsEntry("consumerGroup.partitions.unknown", 3.0);
        assertThat(lastEntity("g").attributes())
                .containsEntry("unknown", "COMMIT_NOT_READ 3, BELOW_TABLE 1");
        assertThat(lastEntity("g").assignments().others()).isEqualTo(3);
        assertThat(lastEntity("h").metrics())
                .doesNotContainKey("consumerGroup.lag.total")
                .containsEntry("consumerGroup.partitions.unknown", 1.0);
        assertThat(lastEntity("h").reasons())
                .containsExactly("the status of no partition is known: COMMIT_NOT_READ 1");
    }

    @Test
    void aTopicThatIsNotReadForLongHasNotLeftItsGroups() {
        read(
                0,
                at(0).topic("orders", 9)
                        .topic("zoo", 9)
                        .group("g")
                        .commit("orders", 0, 9)
                        .commit("zoo", 0, 5));
        int hour = (int) (GroupReading.FORGET_AFTER_MS / INTERVAL_MS);
        for (int tick = 1; tick <= hour + 2; tick++) {
            read(
                    tick,
                    at(tick).topic("orders", 9)
                            .group("g")
                            .commit("orders", 0, 9)
                            .outOfSight(1)
                            .missing(Missing.TOPIC_LIMIT));
            assertThat(lastMetrics().metrics())
                    .containsEntry("consumerGroup.partitions.unknown", 1.0);
        }
        assertThat(store.group("g").topics()).extracting(GroupTopic::topic).containsOnly("orders");
        assertThat(out.events).isEmpty();
    }

    @Test
    void aTopicThatIsCreatedAnewSharesNothingWithItsNamesake() {
        for (int tick = 0; tick < 3; tick++) {
            read(
                    tick,
                    at(tick).topicWithId("orders", "one", 1_000)
                            .group("g")
                            .commit("orders", 0, 900));
        }
        read(3, at(3).topicWithId("orders", "two", 50).group("g").commit("orders", 0, -1));
        assertThat(lastMetrics().metrics()).doesNotContainKey("consumerGroup.lag.total");
        assertThat(out.eventTypes()).doesNotContain(Type.OFFSETS_REWOUND, Type.GROUP_TOPIC_LEFT);
        assertThat(store.topics()).containsExactly("two");
        read(4, at(4).topicWithId("orders", "two", 90).group("g").commit("orders", 0, 50));
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.lag.total", 40.0)
                .doesNotContainKey("consumerGroup.commit.rate");
        assertThat(out.eventTypes()).doesNotContain(Type.OFFSETS_REWOUND);
    }

    @Test
    void topicsWithoutIdsAreKnownByName() {
        read(0, at(0).topicWithId("orders", "", 1_000).group("g").commit("orders", 0, 900));
        read(1, at(1).topicWithId("orders", "", 1_100).group("g").commit("orders", 0, 1_000));
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.lag.total", 100.0)
                .containsEntry("consumerGroup.commit.rate", 10.0);
    }

    @Test
    void aTopicThatIsDeletedLeavesItsGroups() {
        read(
                0,
                at(0).topic("orders", 10)
                        .topic("old", 10)
                        .group("g")
                        .commit("orders", 0, 10)
                        .commit("old", 0, 5));
        // Not described is not gone.
        read(
                1,
                at(1).topic("orders", 10)
                        .group("g")
                        .commit("orders", 0, 10)
                        .missing(Missing.TOPICS));
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.partitions.unknown", 1.0)
                .containsEntry("consumerGroup.lag.total", 0.0);
        assertThat(out.lastEntity().attributes()).containsEntry("unknown", "COMMIT_NOT_READ 1");
        assertThat(out.events).isEmpty();
        assertThat(store.topics()).hasSize(2);
        read(2, at(2).topic("orders", 10).group("g").commit("orders", 0, 10));
        assertThat(event(Type.GROUP_TOPIC_LEFT).attributes()).containsEntry("topics", "old");
        assertThat(lastMetrics().metrics()).containsEntry("consumerGroup.partitions.unknown", 0.0);
        assertThat(store.topics()).containsExactly("orders-id");
    }

    /** The one topic is read, the other was given up for eight days. */
    @Test
    void aTopicThatWasGivenUpExpiresAndCountsNoMore() {
        for (int tick = 0; tick <= 8; tick++) {
            long later = tick * 86_400_000L;
            ClusterReadings reading =
                    ClusterReadings.at(START + later)
                            .topic("new", 10 + tick)
                            .topic("old", 1_000_000 + tick)
                            .group("g")
                            .commit("new", 0, 10 + tick)
                            .orphan("old", 0, 10);
            take(Fixtures.told(spec, 1, START + later, reading.build()), START + later);
        }
        EventRecord left = event(Type.GROUP_TOPIC_LEFT);
        assertThat(left.message()).isEqualTo("consumer group g of c reads no more: topic old");
        assertThat(out.eventTypes()).containsOnlyOnce(Type.GROUP_TOPIC_LEFT);
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.lag.total", 0.0)
                .containsEntry("consumerGroup.partitions.known", 1.0)
                .containsEntry("consumerGroup.partitions.expired", 1.0)
                .containsEntry("consumerGroup.status", 0.0);
        assertThat(out.lastEntity().attributes()).containsEntry("unknown", "EXPIRED 1");
        assertThat(out.lastEntity().assignments().worst()).hasSize(2);
    }

    @Test
    void theTenWorstPartitionsAreListed() {
        ClusterReadings reading =
                at(0).topic("orders", LongStream.range(0, 25).map(p -> 100 + p).toArray());
        reading.group("g");
        for (int p = 0; p < 25; p++) {
            reading.commit("orders", p, 100);
        }
        read(0, reading);
        assertThat(out.lastEntity().assignments().worst())
                .extracting(Assignment::partition)
                .containsExactly(24, 23, 22, 21, 20, 19, 18, 17, 16, 15);
        assertThat(out.lastEntity().assignments().others()).isEqualTo(15);
    }

    @Test
    void entitiesAreWrittenWhenSomethingChangedOrTheyGrewOld() {
        for (int tick = 0; tick < 12; tick++) {
            read(tick, at(tick).topic("orders", 9).group("g").commit("orders", 0, 9));
        }
        assertThat(out.metrics).hasSize(12);
        // The first, the heartbeats after four ticks each, and those that know more: commit rate
        // and trend.
        assertThat(out.entities).hasSizeBetween(3, 6);
    }

    @Test
    void olderReadingsAreIgnored() {
        read(0, moving(0, 0));
        read(2, moving(2, 2_000));
        int before = out.metrics.size();
        read(1, moving(1, 500));
        fail(1);
        assertThat(out.metrics).hasSize(before);
    }

    @Test
    void whenTheClusterIsRetiredNothingIsLeft() {
        read(0, moving(0, 0));
        take(Fixtures.retired(spec, 1, START), START);
        assertThat(out.tombstones).containsExactly(EntityId.consumerGroup("acme", "c", "g"));
        assertThat(store.isEmpty()).isTrue();
        read(1, moving(1, 0));
        assertThat(store.isEmpty()).isTrue();
        assertThat(timers).isEmpty();
    }

    @Test
    void anIncarnationThatIsFollowedByAnotherTakesNothingAlong() {
        read(0, moving(0, 0));
        take(Fixtures.added(spec, 2, START + INTERVAL_MS), START);
        take(Fixtures.retired(spec, 1, START), START);
        assertThat(out.tombstones).isEmpty();
        read(1, moving(1, 1_000));
        assertThat(lastMetrics().metrics()).containsEntry("consumerGroup.commit.rate", 100.0);
        take(Fixtures.retired(spec, 2, START + INTERVAL_MS), START);
        assertThat(out.tombstones).hasSize(1);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void aRetirementMayOvertakeItsIncarnation() {
        read(0, moving(0, 0));
        take(Fixtures.retired(spec, 2, START + INTERVAL_MS), START);
        take(Fixtures.added(spec, 2, START + INTERVAL_MS), START);
        assertThat(out.tombstones).hasSize(1);
        assertThat(store.isEmpty()).isTrue();

        take(Fixtures.retired(spec, 3, START), START);
        assertThat(timers).containsExactly(START + 600_000);
        assertThat(store.isEmpty()).isFalse();
        tracker.onTime(store);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void moreGroupsThanTwoReadingsMayHoldAreForgottenTheLongestUnseenFirst() {
        MapGroupStore small = new MapGroupStore();
        var cluster = spec.cluster();
        var scrape = cluster.scrape();
        TargetSpec few =
                Fixtures.clusterSpec(
                        new ClusterSettings(
                                "c",
                                cluster.provider(),
                                cluster.labels(),
                                null,
                                new ScrapeSettings(
                                        scrape.endpoint(),
                                        scrape.intervalMs(),
                                        scrape.timeoutMs(),
                                        scrape.attemptTimeoutMs(),
                                        scrape.retry(),
                                        scrape.circuitBreaker(),
                                        new LimitSettings(1 << 20, 1_000, 2),
                                        null,
                                        null,
                                        null),
                                cluster.discovery(),
                                cluster.topics(),
                                cluster.groups(),
                                cluster.expect(),
                                cluster.lastKnownMs(),
                                cluster.lag()));
        tracker.accept(small, Fixtures.added(few, 1, START), START, out, timers::add);
        for (int tick = 0; tick < 5; tick++) {
            // The last by name are beyond the limit.
            int first = 9 - tick;
            ClusterReadings reading =
                    at(tick).topic("orders", 9).group(first + "a").group(first + "b");
            reading.missing(Missing.GROUP_LIMIT);
            long dueAt = START + tick * INTERVAL_MS;
            tracker.accept(
                    small, Fixtures.told(few, 1, dueAt, reading.build()), dueAt, out, timers::add);
        }
        assertThat(small.groups()).containsExactly("5a", "5b", "6a", "6b");
        assertThat(out.tombstones).hasSize(6);
        assertThat(event(Type.STATE_BOUNDED).message())
                .isEqualTo(
                        "more than 4 consumer groups of c are remembered: forgot 2 that were not"
                                + " read for the longest time");
    }

    @Test
    void anEndThatWasNotReadIsNoEnd() {
        read(0, at(0).topic("orders", 100).group("g").commit("orders", 0, 90));
        read(1, at(1).topic("orders", -1).group("g").commit("orders", 0, 95));
        assertThat(lastMetrics().metrics()).doesNotContainKey("consumerGroup.lag.total");
        assertThat(out.lastEntity().attributes()).containsEntry("unknown", "END_NOT_READ 1");
        read(2, at(2).topic("orders", 130).group("g").commit("orders", 0, 100));
        assertThat(lastMetrics().metrics())
                .containsEntry("consumerGroup.lag.total", 30.0)
                .containsEntry("consumerGroup.commit.rate", 0.5);
    }

    @Test
    void theSchemaNamesEveryStatusOfAPartitionAndEveryReason() {
        assertThat(schemaEnum("status"))
                .containsExactlyElementsOf(
                        Arrays.stream(LagStatus.values())
                                .filter(status -> status != LagStatus.ERR)
                                .map(Enum::name)
                                .toList());
        assertThat(schemaEnum("unknown"))
                .containsExactlyElementsOf(
                        Arrays.stream(UnknownReason.values()).map(Enum::name).toList());
    }

    private static List<String> schemaEnum(String field) {
        List<String> names = new ArrayList<>();
        OutputSchemas.document(OutputTopic.ENTITIES)
                .at("/properties/assignments/properties/worst/items/properties/" + field + "/enum")
                .forEach(name -> names.add(name.asText()));
        return names;
    }

    private ClusterReadings moving(int tick, long committed) {
        return at(tick).topic("orders", 1_000 + 1_000L * tick)
                .group("g")
                .commit("orders", 0, committed);
    }

    private static ClusterReadings at(int tick) {
        long readAt = START + tick * INTERVAL_MS + 100;
        return ClusterReadings.at(readAt);
    }

    private void read(int tick, ClusterReadings reading) {
        long dueAt = START + tick * INTERVAL_MS;
        take(Fixtures.told(spec, 1, dueAt, reading.build()), dueAt + 200);
    }

    private void fail(int tick) {
        long dueAt = START + tick * INTERVAL_MS;
        take(
                Fixtures.unobserved(
                        spec, 1, OutcomeKind.FAILED, FailureReason.READ_TIMEOUT, dueAt, dueAt),
                dueAt + 200);
    }

    @Test
    void anExpectedGroupThatIsNotThereIsMadeUpWhereTheClusterIsHybrid() {
        TargetSpec hybrid =
                Fixtures.clusterSpec(
                        Fixtures.hybrid(
                                "c", new ExpectSettings(null, List.of(), List.of("billing"))));
        GroupTracker filling = new GroupTracker("acme", new HealthScore(), new SteadyStopgap());
        MapGroupStore groups = new MapGroupStore();
        RecordedOutputs told = new RecordedOutputs();
        long interval = Fixtures.INTERVAL_MS;
        filling.accept(groups, Fixtures.added(hybrid, 1, START), START, told, t -> {});
        for (int tick = 0; tick < 5; tick++) {
            ScrapeOutcome none =
                    tick == 3
                            ? Fixtures.unobserved(
                                    hybrid,
                                    1,
                                    OutcomeKind.FAILED,
                                    FailureReason.REFUSED,
                                    START + tick * interval,
                                    START + tick * interval)
                            : Fixtures.told(hybrid, 1, START + tick * interval, at(tick).build());
            filling.accept(groups, none, START + tick * interval, told, t -> {});
        }
        assertThat(told.metrics)
                .hasSize(5)
                .allSatisfy(
                        m -> {
                            assertThat(m.quality()).isEqualTo(Quality.SIMULATED);
                            assertThat(m.metrics()).containsEntry("consumerGroup.lag.total", 3.0);
                            assertThat(m.observedAt()).isNull();
                        });
        assertThat(told.lastEntity())
                .returns("billing", EntityRecord::name)
                .returns(Status.UNKNOWN, EntityRecord::status)
                .returns(Quality.SIMULATED, EntityRecord::quality);
        assertThat(told.events).isEmpty();

        filling.accept(
                groups,
                Fixtures.told(
                        hybrid,
                        1,
                        START + 5 * interval,
                        at(5).topic("orders", 100)
                                .group("billing")
                                .members(1)
                                .commit("orders", 0, 90)
                                .build()),
                START + 5 * interval,
                told,
                t -> {});
        assertThat(told.lastEntity())
                .returns("billing", EntityRecord::name)
                .returns(Quality.MEASURED, EntityRecord::quality);
        assertThat(told.tombstones).isEmpty();

        TargetSpec without =
                Fixtures.clusterSpec(
                        Fixtures.hybrid(
                                "c", new ExpectSettings(null, List.of(), List.of("other"))));
        filling.accept(
                groups, Fixtures.added(without, 2, START + 6 * interval), START, told, t -> {});
        for (int tick = 6; tick < 10; tick++) {
            filling.accept(
                    groups,
                    Fixtures.told(without, 2, START + tick * interval, at(tick).build()),
                    START + tick * interval,
                    told,
                    t -> {});
        }
        assertThat(told.tombstones).extracting(EntityId::name).containsExactly("billing");
        assertThat(told.lastEntity().name()).isEqualTo("other");
    }

    private void take(ScrapeOutcome outcome, long now) {
        tracker.accept(store, outcome, now, out, timers::add);
    }

    private MetricsRecord lastMetrics() {
        return out.metrics.get(out.metrics.size() - 1);
    }

    private EntityRecord lastEntity(String name) {
        return out.entities.stream()
                .filter(entity -> entity.name().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private EventRecord event(Type type) {
        return out.events.stream()
                .filter(event -> event.type() == type)
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
