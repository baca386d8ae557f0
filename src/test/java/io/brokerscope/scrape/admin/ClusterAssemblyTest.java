package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.cluster.ClusterReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

class ClusterAssemblyTest {

    private static final Node ONE = new Node(1, "one", 9092);
    private static final Node TWO = new Node(2, "two", 9092, "rack-b", true);

    private final Map<String, TopicDescription> topics = new HashMap<>();
    private final Set<String> unread = new HashSet<>();
    private final Map<String, GroupListing> listed = new HashMap<>();
    private final Map<String, Answer<ConsumerGroupDescription>> groups = new HashMap<>();
    private final Map<String, Answer<Map<TopicPartition, OffsetAndMetadata>>> commits =
            new HashMap<>();
    private final Map<TopicPartition, Answer<ListOffsetsResultInfo>> starts = new HashMap<>();
    private final Map<TopicPartition, Answer<ListOffsetsResultInfo>> ends = new HashMap<>();
    private Answer<QuorumInfo> quorum = failed(new UnsupportedVersionException(""));
    private TopicConfigs configs = TopicConfigs.NONE;
    private LogSizes sizes = LogSizes.NONE;
    private WriteTimes writes = WriteTimes.NONE;
    private int maxRows = 100;

    private static <T> Answer<T> given(T value) {
        return new Answer<>(value, null);
    }

    private static <T> Answer<T> failed(Throwable failure) {
        return new Answer<>(null, failure);
    }

    private static Answer<ListOffsetsResultInfo> at(long offset) {
        return given(new ListOffsetsResultInfo(offset, -1, Optional.empty()));
    }

    private static TopicPartitionInfo partition(int number, Node leader, Node... replicas) {
        return new TopicPartitionInfo(
                number, leader, List.of(replicas), leader == null ? List.of() : List.of(leader));
    }

    private void topic(String name, TopicPartitionInfo... partitions) {
        topics.put(
                name,
                new TopicDescription(
                        name, false, List.of(partitions), Set.of(), Uuid.randomUuid()));
    }

    private void group(String name, TopicPartition... owned) {
        listed.put(
                name,
                new GroupListing(
                        name,
                        Optional.of(GroupType.CLASSIC),
                        "consumer",
                        Optional.of(GroupState.STABLE)));
        List<MemberDescription> members = new ArrayList<>();
        if (owned.length > 0) {
            members.add(
                    new MemberDescription(
                            "m", Optional.empty(), "c", "h", new MemberAssignment(Set.of(owned))));
        }
        groups.put(
                name,
                given(
                        new ConsumerGroupDescription(
                                name,
                                false,
                                members,
                                "range",
                                GroupType.CLASSIC,
                                GroupState.STABLE,
                                ONE,
                                Set.of(),
                                Optional.empty(),
                                Optional.empty())));
        commits.put(name, given(Map.of()));
    }

    private ClusterReading reading() {
        ClusterAnswers answers =
                new ClusterAnswers(
                        null,
                        Node.noNode(),
                        List.of(TWO, ONE),
                        true,
                        new TopicAnswers(topics, unread),
                        configs,
                        sizes,
                        listed,
                        groups,
                        commits,
                        1_000,
                        starts,
                        ends,
                        2_000,
                        quorum,
                        writes);
        return new ClusterAssembly(answers, maxRows, new MissingParts()).reading();
    }

    @Test
    void writesAreToldInTheOrderOfPartitionsAsFarAsTheyAreKnown() {
        topic("b", partition(0, ONE, ONE), partition(1, ONE, ONE));
        topic("a", partition(0, ONE, ONE));
        TopicPartition a0 = new TopicPartition("a", 0);
        TopicPartition b0 = new TopicPartition("b", 0);
        TopicPartition b1 = new TopicPartition("b", 1);
        writes =
                new WriteTimes(
                        Map.of(
                                b0,
                                record(7, 1_500),
                                b1,
                                failed(new RuntimeException()),
                                a0,
                                record(3, 1_200)),
                        Map.of(b0, record(9, 1_900), a0, failed(new RuntimeException())));
        ClusterReading.Writes told = reading().writes();
        assertThat(told.partition()).containsExactly(0, 1);
        assertThat(told.offset()).containsExactly(3, 7);
        assertThat(told.from()).containsExactly(1_200, 1_500);
        assertThat(told.until()).containsExactly(-1, 1_900);
    }

    private static Answer<ListOffsetsResultInfo> record(long offset, long timestamp) {
        return given(new ListOffsetsResultInfo(offset, timestamp, Optional.empty()));
    }

    @Test
    void anEmptyClusterIsEmpty() {
        ClusterReading reading = reading();
        assertThat(reading.clusterId()).isNull();
        assertThat(reading.controllerId()).isEqualTo(-1);
        assertThat(reading.nodes().id()).containsExactly(1, 2);
        assertThat(reading.nodes().rack()).containsExactly("", "rack-b");
        assertThat(reading.nodes().fenced()).containsExactly(false, true);
        assertThat(reading.topics().firstPartition()).containsExactly(0);
        assertThat(reading.partitions().firstReplica()).containsExactly(0);
        assertThat(reading.quorum()).as("nothing to tell of a cluster with ZooKeeper").isNull();
        assertThat(reading.missing().part()).isEmpty();
    }

    @Test
    void rowsAreSortedAndWhatHasNoAnswerIsUnknown() {
        topic("b", partition(0, null, TWO), partition(1, ONE, ONE, TWO));
        topic("a", partition(0, TWO, TWO));
        starts.put(new TopicPartition("b", 1), at(5));
        ends.put(new TopicPartition("b", 1), at(9));
        starts.put(new TopicPartition("a", 0), failed(new TimeoutException()));
        ends.put(new TopicPartition("a", 0), failed(new TimeoutException()));
        configs =
                new TopicConfigs(
                        Map.of(
                                "b",
                                new TopicConfigs.Settings(
                                        Uuid.ZERO_UUID, 60_000, -1, 2, "compact")),
                        Map.of(),
                        1);
        sizes = new LogSizes(Map.of(1, Map.of(new TopicPartition("b", 1), 777L)), Map.of(), 500);

        ClusterReading reading = reading();

        assertThat(reading.topics().name()).containsExactly("a", "b");
        assertThat(reading.topics().firstPartition()).containsExactly(0, 1, 3);
        assertThat(reading.topics().retentionMs()).containsExactly(-1, 60_000);
        assertThat(reading.topics().cleanup()).containsExactly("", "compact");
        ClusterReading.Partitions partitions = reading.partitions();
        assertThat(partitions.topic()).containsExactly(0, 1, 1);
        assertThat(partitions.number()).containsExactly(0, 0, 1);
        assertThat(partitions.leader()).containsExactly(2, -1, 1);
        assertThat(partitions.replicas()).containsExactly(2, 2, 1, 2);
        assertThat(partitions.firstReplica()).containsExactly(0, 1, 2, 4);
        assertThat(partitions.replicaCount(2)).isEqualTo(2);
        assertThat(partitions.preferredLeader(1)).isEqualTo(2);
        assertThat(partitions.inSync()).containsExactly(1, 0, 1);
        assertThat(partitions.start()).containsExactly(-1, -1, 5);
        assertThat(partitions.end()).containsExactly(-1, -1, 9);
        assertThat(partitions.size()).containsExactly(-1, -1, 777);
        assertThat(partitions.endsReadAt()).isEqualTo(2_000);
        assertThat(partitions.sizesReadAt()).isEqualTo(500);
        assertThat(reading.missing().part()).containsExactly("start offsets", "end offsets");
        assertThat(reading.missing().example()).containsExactly("a-0", "a-0");
        assertThat(reading.missing().why()).containsOnly("no answer in time");
    }

    @Test
    void commitsAndOwnedPartitionsAreOneTable() {
        topic("a", partition(0, ONE, ONE), partition(1, ONE, ONE), partition(2, ONE, ONE));
        group("g", new TopicPartition("a", 2), new TopicPartition("a", 0));
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        committed.put(new TopicPartition("a", 0), new OffsetAndMetadata(7));
        committed.put(new TopicPartition("a", 1), null);
        committed.put(new TopicPartition("gone", 0), new OffsetAndMetadata(1));
        commits.put("g", given(committed));

        ClusterReading.Commits rows = reading().commits();

        assertThat(rows.group()).containsExactly(0, 0, 0);
        assertThat(rows.partition()).containsExactly(0, 1, 2);
        assertThat(rows.offset()).containsExactly(7, -1, -1);
        assertThat(rows.owned()).containsExactly(true, false, true);
    }

    /** Not of topics that are gone or that the filter does not keep: nobody lacks these. */
    @Test
    void whatGroupsHaveToDoWithTopicsThatWereNotReadIsCounted() {
        topic("a", partition(0, ONE, ONE));
        unread.add("cut");
        group("g", new TopicPartition("cut", 1), new TopicPartition("cut", 2));
        group("h");
        commits.put(
                "g",
                given(
                        Map.of(
                                new TopicPartition("a", 0), new OffsetAndMetadata(7),
                                new TopicPartition("cut", 0), new OffsetAndMetadata(7),
                                new TopicPartition("cut", 1), new OffsetAndMetadata(7),
                                new TopicPartition("gone", 0), new OffsetAndMetadata(1))));
        group("unread", new TopicPartition("cut", 1));
        commits.put("unread", failed(new TimeoutException()));

        ClusterReading reading = reading();

        assertThat(reading.commits().offset()).containsExactly(7);
        assertThat(reading.groups().outOfSight()).containsExactly(3, 0, 0);
    }

    @Test
    void groupsThatAreNotAnsweredForAreThereAndNamed() {
        group("described");
        group("hidden");
        group("lost");
        groups.put("hidden", failed(new GroupAuthorizationException("hidden")));
        commits.put("hidden", failed(new GroupAuthorizationException("hidden")));
        commits.put("lost", failed(new TimeoutException()));
        quorum = failed(new ClusterAuthorizationException("secret"));

        ClusterReading reading = reading();

        assertThat(reading.groups().name()).containsExactly("described", "hidden", "lost");
        assertThat(reading.groups().members()).containsExactly(0, -1, 0);
        assertThat(reading.groups().coordinator()).containsExactly(1, -1, 1);
        assertThat(reading.groups().commitsReadAt()).containsExactly(1_000, -1, -1);
        assertThat(MissingParts.sentence(reading.missing()))
                .isEqualTo(
                        "not read: groups (hidden): not allowed: it takes Describe on the group;"
                                + " committed offsets (hidden): not allowed: it takes Describe on"
                                + " the group and on its topics; committed offsets (lost): no"
                                + " answer in time; metadata quorum: not allowed: it takes Describe"
                                + " on the cluster");
    }

    /** A sum over some of the commits of a group would not be its lag. */
    @Test
    void groupsWhoseCommitsAreBeyondTheLimitAreNotRead() {
        topic("a", partition(0, ONE, ONE), partition(1, ONE, ONE), partition(2, ONE, ONE));
        TopicPartition[] all = {
            new TopicPartition("a", 0), new TopicPartition("a", 1), new TopicPartition("a", 2)
        };
        group("first", all);
        group("fourth", all[0]);
        group("second", all);
        group("third");
        maxRows = 5;

        ClusterReading reading = reading();

        assertThat(reading.groups().name()).containsExactly("first", "fourth", "second", "third");
        assertThat(reading.groups().commitsReadAt()).containsExactly(1_000, 1_000, -1, 1_000);
        assertThat(reading.commits().group()).containsExactly(0, 0, 0, 1);
        assertThat(MissingParts.beyondLimits(reading.missing())).isEqualTo(3);
        assertThat(MissingParts.sentence(reading.missing()))
                .isEqualTo(
                        "not read: commits beyond the limits (second and 2 more): commits are more"
                                + " than limits.series allows: 5");
    }

    @Test
    void thousandsOfPartitionsWithoutAnAnswerAreOneLine() {
        TopicPartitionInfo[] many = new TopicPartitionInfo[3_000];
        for (int p = 0; p < many.length; p++) {
            many[p] = partition(p, ONE, ONE);
            ends.put(new TopicPartition("a", p), failed(new TimeoutException("secret " + p)));
        }
        topic("a", many);
        ClusterReading.Missing missing = reading().missing();
        assertThat(missing.count()).containsExactly(3_000);
        assertThat(missing.why()).containsExactly("no answer in time");
    }
}
