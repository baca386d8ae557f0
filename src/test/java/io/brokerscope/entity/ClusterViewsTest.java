package io.brokerscope.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.PartitionFacts;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterViewsTest {

    private static final Partition OFFLINE = new Partition(-1, 1, 5, 50, 1, 2);
    private static final Partition BEHIND = new Partition(1, 1, 5, 50, 1, 2);
    private static final Partition MOVED = new Partition(2, 2, 5, 50, 1, 2);

    private final List<Contribution> contributions = new ArrayList<>();

    @Test
    void everyShardHearsOfEveryReading() {
        emit(new ClusterReadings().topic("a", Partition.sound(1)), Map.of(), 4);
        assertThat(contributions)
                .extracting(Contribution::kind)
                .hasSize(5)
                .containsOnly(Contribution.Kind.VIEW);
        assertThat(contributions).extracting(Contribution::complete).containsOnly(true);
        assertThat(contributions.stream().flatMap(c -> List.of(c.rows()).stream()))
                .containsExactlyInAnyOrder("", "a");
    }

    @Test
    void troubleOfPartitionsIsCounted() {
        emit(
                new ClusterReadings()
                        .topic("a", Partition.sound(7), OFFLINE, BEHIND, MOVED)
                        .topic("b", Partition.sound(0)),
                Map.of("b", 2.5),
                1);
        assertThat(view("a").metrics())
                .containsEntry("topic.partition.count", 4.0)
                .containsEntry("topic.partitions.offline", 1.0)
                .containsEntry("topic.partitions.underReplicated", 2.0)
                .containsEntry("topic.partitions.underMinIsr", 2.0)
                .containsEntry("topic.leaders.size.bytes", 220.0)
                .doesNotContainKeys("topic.messages.in.rate", "topic.consumer.lag.sum");
        assertThat(view("b").metrics()).containsEntry("topic.messages.in.rate", 2.5);
        assertThat(view("").metrics())
                .containsEntry("cluster.partition.count", 5.0)
                .containsEntry("cluster.partitions.offline", 1.0)
                .containsEntry("cluster.partitions.underReplicated", 2.0)
                .containsEntry("cluster.partitions.underMinIsr", 2.0)
                .containsEntry("cluster.leaders.notPreferred", 1.0)
                .containsEntry("cluster.brokers.registered", 2.0)
                .containsEntry("cluster.brokers.fenced", 1.0)
                .containsEntry("cluster.topic.count", 2.0)
                .containsEntry("cluster.group.count", 0.0)
                .doesNotContainKeys("cluster.quorum.voters", "cluster.quorum.lag.max");
        assertThat(view("").attributes())
                .containsEntry("clusterId", "cluster-id")
                .containsEntry("controllerId", "1");
        assertThat(view("a").attributes())
                .containsEntry("topicId", "a-id")
                .containsEntry("cleanupPolicy", "delete")
                .containsEntry("minIsr", "2")
                .containsEntry("internal", "false");
    }

    @Test
    void partitionsInTroubleAreListedFirstAndTheRestIsCounted() {
        Partition[] partitions =
                IntStream.range(0, 30).mapToObj(i -> Partition.sound(i)).toArray(Partition[]::new);
        partitions[3] = MOVED;
        partitions[4] = BEHIND;
        partitions[5] = OFFLINE;
        emit(new ClusterReadings().topic("a", partitions), Map.of(), 1);
        assertThat(view("a").partitions())
                .extracting(PartitionFacts::number)
                .startsWith(5, 4, 3, 29, 28)
                .hasSize(ClusterViews.LISTED_PARTITIONS);
        assertThat(view("a").partitionsNotListed()).isEqualTo(20);
        assertThat(view("a").partitions().get(0))
                .isEqualTo(new PartitionFacts(5, null, List.of(1, 2), 1, 0L, 5L, 50L));
    }

    @Test
    void whatWasNotToldIsAbsent() {
        emit(
                new ClusterReadings()
                        .topic("a", new Partition(1, 2, -1, -1, 1, 2), Partition.sound(9))
                        .withoutConfigs()
                        .withoutFenced()
                        .missing(ClusterReading.Missing.TOPIC_LIMIT, "too many")
                        .missing(ClusterReading.Missing.GROUP_LIST, "not allowed"),
                Map.of(),
                1);
        assertThat(view("a").metrics())
                .containsOnlyKeys(
                        "topic.partition.count",
                        "topic.partitions.offline",
                        "topic.partitions.underReplicated");
        assertThat(view("a").attributes()).containsOnlyKeys("topicId", "internal");
        assertThat(view("").metrics()).containsOnlyKeys("cluster.brokers.registered");
        assertThat(contributions)
                .filteredOn(c -> c.shard() != Contribution.CLUSTER_SHARD)
                .extracting(Contribution::complete)
                .containsOnly(false);
    }

    @Test
    void lagIsTheSumOfAllOrNone() {
        ClusterReadings reading =
                new ClusterReadings()
                        .topic("a", Partition.sound(100), Partition.sound(50))
                        .topic("b", Partition.sound(100))
                        .topic("c", Partition.sound(100), new Partition(1, 2, -1, 0, 1, 2))
                        .group("x")
                        .commit("a", 0, 40)
                        .commit("a", 1, 43)
                        .group("y")
                        .commit("a", 0, 100)
                        .commit("b", 0, -1)
                        .commit("c", 0, 90)
                        .commit("c", 1, 7);
        emit(reading, Map.of(), 1);
        assertThat(view("a").metrics()).containsEntry("topic.consumer.lag.sum", 67.0);
        assertThat(view("b").metrics()).doesNotContainKey("topic.consumer.lag.sum");
        assertThat(view("c").metrics()).doesNotContainKey("topic.consumer.lag.sum");
        assertThat(view("").metrics()).containsEntry("cluster.group.count", 2.0);
        contributions.clear();
        emit(reading.missing(ClusterReading.Missing.COMMITS, "too late"), Map.of(), 1);
        assertThat(view("a").metrics()).doesNotContainKey("topic.consumer.lag.sum");
    }

    private static ClusterReading.Quorum quorum(long... logEnds) {
        return new ClusterReading.Quorum(
                3,
                17,
                1_000,
                new int[] {3, 4, 5, 6},
                new boolean[] {true, true, true, false},
                logEnds,
                new long[] {1, 1, 1, 1});
    }

    @Test
    void theQuorumsLagIsThatOfTheVoterFurthestBehind() {
        emit(new ClusterReadings().quorum(quorum(1_002, 990, 995, 10)), Map.of(), 1);
        assertThat(view("").metrics())
                .containsEntry("cluster.quorum.voters", 3.0)
                .containsEntry("cluster.quorum.observers", 1.0)
                .containsEntry("cluster.quorum.lag.max", 10.0);
        assertThat(view("").attributes())
                .containsEntry("quorumLeaderId", "3")
                .containsEntry("quorumLeaderEpoch", "17")
                .doesNotContainKey("controllerId");
    }

    @Test
    void aVoterOfWhichNothingIsKnownLeavesTheLagUnknown() {
        emit(new ClusterReadings().quorum(quorum(1_002, 990, -1, 10)), Map.of(), 1);
        assertThat(view("").metrics())
                .containsEntry("cluster.quorum.voters", 3.0)
                .doesNotContainKey("cluster.quorum.lag.max");
    }

    private void emit(ClusterReadings readings, Map<String, Double> rates, int shards) {
        new ClusterViews(new Contributions(shards))
                .emit(
                        new ClusterViews.Head(TargetId.ofCluster("c"), 1, 1_000, 1_500, 9_000),
                        readings.build(),
                        rates,
                        contributions::add);
    }

    private View view(String row) {
        for (Contribution contribution : contributions) {
            int index = List.of(contribution.rows()).indexOf(row);
            if (index >= 0) {
                return contribution.views()[index];
            }
        }
        throw new AssertionError("no view of " + row);
    }
}
