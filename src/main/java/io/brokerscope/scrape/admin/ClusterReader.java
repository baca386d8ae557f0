package io.brokerscope.scrape.admin;

import io.brokerscope.kafka.AdminClients;
import io.brokerscope.model.NameFilter;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.admin.MissingParts.Part;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Asks a cluster for all that it tells of itself. Every question goes once to each broker that can
 * answer it, with everything that is asked of that broker in it. Commits are read before end
 * offsets; configurations and sizes, which may take brokers long, come last. One read at a time.
 */
final class ClusterReader {

    /** Shares of the budget after which a stage has to make do with the answers it has. */
    private static final double CLUSTER_UNTIL = 0.4;

    static final double LISTS_UNTIL = 0.5;
    static final double DESCRIPTIONS_UNTIL = 0.7;
    private static final double OFFSETS_UNTIL = 0.8;
    private static final double WRITES_UNTIL = 0.88;
    private static final double SLOW_UNTIL = 0.95;

    /** Of consumers, and of those that only commit and are no members. */
    private static final Set<String> CONSUMERS = Set.of("consumer", "");

    private final Admin admin;
    private final Clock clock;
    private final TopicReader topicReader;
    private final NameFilter groupFilter;
    private final int maxGroups;
    private final int maxRows;

    private volatile boolean fencedAreTold = true;
    private volatile TopicConfigs configs = TopicConfigs.NONE;
    private volatile LogSizes sizes = LogSizes.NONE;
    private volatile WriteTimes.Ends ends = WriteTimes.Ends.NONE;

    /**
     * Nothing is asked yet.
     *
     * @param admin the client
     * @param cluster filters and limits
     * @param clock tells when something was asked
     */
    ClusterReader(Admin admin, ClusterSettings cluster, Clock clock) {
        this.admin = admin;
        this.clock = clock;
        this.topicReader = new TopicReader(admin, cluster);
        this.groupFilter = new NameFilter(cluster.groups());
        this.maxGroups = cluster.scrape().limits().topics();
        this.maxRows = cluster.scrape().limits().series();
    }

    /**
     * Reads once; does not block.
     *
     * @param time how long it may take
     * @return completes exceptionally only where the cluster cannot be asked for its brokers and
     *     topics; whatever else fails is named in the reading
     */
    CompletableFuture<ClusterReading> read(AnswerTime time) {
        MissingParts missing = new MissingParts();
        return cluster(time).thenCompose(cluster -> parts(cluster, time, missing));
    }

    private record Cluster(
            String id, Node controller, Collection<Node> nodes, boolean fencedTold) {}

    private record GroupAnswers(
            Map<String, GroupListing> listed,
            Map<String, Answer<ConsumerGroupDescription>> described,
            Map<String, Answer<Map<TopicPartition, OffsetAndMetadata>>> commits,
            long commitsReadAt) {}

    private record Offsets(
            Map<TopicPartition, Answer<ListOffsetsResultInfo>> starts,
            Map<TopicPartition, Answer<ListOffsetsResultInfo>> ends,
            long readAt) {}

    private CompletableFuture<ClusterReading> parts(
            Cluster cluster, AnswerTime time, MissingParts missing) {
        CompletableFuture<TopicAnswers> topicAnswers = topicReader.read(time, missing);
        CompletableFuture<Map<String, TopicDescription>> topics =
                topicAnswers.thenApply(TopicAnswers::described);
        CompletableFuture<GroupAnswers> groups = groups(time, missing);
        CompletableFuture<Answer<QuorumInfo>> quorum = quorum(time);
        // Commits first: a group that goes on meanwhile must not seem to be ahead of the end.
        CompletableFuture<Offsets> offsets =
                topics.thenCombine(groups, (described, read) -> described)
                        .thenCompose(described -> offsets(described.values(), time));
        CompletableFuture<WriteTimes> writes =
                offsets.thenCompose(read -> writes(topics.join(), groups.join(), read, time));
        // Last: a broker answers one question after the other, and these may take it long.
        CompletableFuture<TopicConfigs> newConfigs =
                writes.thenCompose(read -> newConfigs(topics.join(), time));
        CompletableFuture<LogSizes> newSizes =
                writes.thenCompose(read -> newSizes(cluster.nodes(), time));
        return CompletableFuture.allOf(quorum, newConfigs, newSizes)
                .thenApply(
                        done -> {
                            configs = newConfigs.join();
                            sizes = newSizes.join();
                            configs.tellTo(missing);
                            sizes.tellTo(missing);
                            GroupAnswers group = groups.join();
                            Offsets offset = offsets.join();
                            ClusterAnswers answers =
                                    new ClusterAnswers(
                                            cluster.id(),
                                            cluster.controller(),
                                            cluster.nodes(),
                                            cluster.fencedTold(),
                                            topicAnswers.join(),
                                            configs,
                                            sizes,
                                            group.listed(),
                                            group.described(),
                                            group.commits(),
                                            group.commitsReadAt(),
                                            offset.starts(),
                                            offset.ends(),
                                            offset.readAt(),
                                            quorum.join(),
                                            writes.join());
                            return new ClusterAssembly(answers, maxRows, missing).reading();
                        });
    }

    private CompletableFuture<WriteTimes> writes(
            Map<String, TopicDescription> topics,
            GroupAnswers groups,
            Offsets offsets,
            AnswerTime time) {
        WriteTimes.Ends before = ends;
        WriteTimes.Ends now = WriteTimes.Ends.of(topics, offsets.ends(), offsets.readAt());
        ends = now;
        return WriteTimes.between(
                admin, before, now, groups.commits(), time.untilShare(WRITES_UNTIL));
    }

    private CompletableFuture<TopicConfigs> newConfigs(
            Map<String, TopicDescription> topics, AnswerTime time) {
        Map<String, Uuid> ids = new HashMap<>();
        topics.forEach((name, topic) -> ids.put(name, topic.topicId()));
        return configs.renewed(admin, ids, clock.millis(), time.untilShare(SLOW_UNTIL));
    }

    private CompletableFuture<LogSizes> newSizes(Collection<Node> nodes, AnswerTime time) {
        return sizes.renewed(admin, nodes, clock.millis(), time.untilShare(SLOW_UNTIL));
    }

    /** A broker that crashed stays registered, but fenced; before Kafka 4.0 it is not named. */
    private CompletableFuture<Cluster> cluster(AnswerTime time) {
        boolean withFenced = fencedAreTold;
        DescribeClusterResult result =
                admin.describeCluster(
                        new DescribeClusterOptions()
                                .includeFencedBrokers(withFenced)
                                .timeoutMs(time.untilShare(CLUSTER_UNTIL)));
        return Answer.to(result.nodes())
                .thenCompose(
                        nodes -> {
                            if (nodes.given()) {
                                // The same answer carries all three.
                                return Answer.stage(result.clusterId())
                                        .thenCombine(
                                                Answer.stage(result.controller()),
                                                (id, controller) ->
                                                        new Cluster(
                                                                id,
                                                                controller,
                                                                nodes.value(),
                                                                withFenced));
                            }
                            if (withFenced
                                    && nodes.failure() instanceof UnsupportedVersionException) {
                                fencedAreTold = false;
                                return cluster(time);
                            }
                            return CompletableFuture.failedFuture(nodes.failure());
                        });
    }

    private CompletableFuture<GroupAnswers> groups(AnswerTime time, MissingParts missing) {
        ListGroupsResult result =
                admin.listGroups(
                        new ListGroupsOptions()
                                .withProtocolTypes(CONSUMERS)
                                .timeoutMs(time.untilShare(LISTS_UNTIL)));
        // Never exceptionally: who did not answer is among the errors.
        return Answer.stage(result.valid())
                .thenCombine(
                        Answer.stage(result.errors()),
                        (valid, errors) -> {
                            errors.forEach(
                                    error -> missing.add(Part.GROUP_LIST, "", innermost(error)));
                            SortedMap<String, GroupListing> kept = new TreeMap<>();
                            valid.stream()
                                    .filter(this::keeps)
                                    .forEach(group -> kept.put(group.groupId(), group));
                            missing.limit(
                                    kept,
                                    maxGroups,
                                    Part.GROUP_LIMIT,
                                    "groups are more than limits.topics allows: " + maxGroups);
                            return kept;
                        })
                .thenCompose(listed -> described(listed, time));
    }

    /** The client wraps what went wrong before it asked any broker. */
    private static Throwable innermost(Throwable error) {
        return error.getCause() == null ? error : error.getCause();
    }

    private boolean keeps(GroupListing group) {
        return groupFilter.keeps(group.groupId())
                && group.type()
                        .map(type -> type == GroupType.CLASSIC || type == GroupType.CONSUMER)
                        .orElse(true);
    }

    private CompletableFuture<GroupAnswers> described(
            Map<String, GroupListing> listed, AnswerTime time) {
        if (listed.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new GroupAnswers(listed, Map.of(), Map.of(), clock.millis()));
        }
        int timeoutMs = time.untilShare(DESCRIPTIONS_UNTIL);
        CompletableFuture<Map<String, Answer<ConsumerGroupDescription>>> described =
                Answer.toAll(
                        admin.describeConsumerGroups(
                                        listed.keySet(),
                                        new DescribeConsumerGroupsOptions().timeoutMs(timeoutMs))
                                .describedGroups());
        Map<String, ListConsumerGroupOffsetsSpec> everything = new LinkedHashMap<>();
        listed.keySet().forEach(group -> everything.put(group, new ListConsumerGroupOffsetsSpec()));
        long readAt = clock.millis();
        ListConsumerGroupOffsetsResult result =
                admin.listConsumerGroupOffsets(
                        everything, new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMs));
        Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> commits =
                new LinkedHashMap<>();
        listed.keySet()
                .forEach(group -> commits.put(group, result.partitionsToOffsetAndMetadata(group)));
        return described.thenCombine(
                Answer.toAll(commits),
                (groups, offsets) -> new GroupAnswers(listed, groups, offsets, readAt));
    }

    private CompletableFuture<Answer<QuorumInfo>> quorum(AnswerTime time) {
        return Answer.to(
                admin.describeMetadataQuorum(
                                new DescribeMetadataQuorumOptions()
                                        .timeoutMs(time.untilShare(DESCRIPTIONS_UNTIL)))
                        .quorumInfo());
    }

    /** Nobody can tell the offsets of a partition without a leader. */
    private CompletableFuture<Offsets> offsets(
            Collection<TopicDescription> topics, AnswerTime time) {
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : topics) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (ClusterAssembly.isThere(partition.leader())) {
                    TopicPartition id = new TopicPartition(topic.name(), partition.partition());
                    earliest.put(id, OffsetSpec.earliest());
                    latest.put(id, OffsetSpec.latest());
                }
            }
        }
        long readAt = clock.millis();
        int timeoutMs = time.untilShare(OFFSETS_UNTIL);
        return WriteTimes.offsets(admin, latest, timeoutMs)
                .thenCombine(
                        WriteTimes.offsets(admin, earliest, timeoutMs),
                        (ends, starts) -> new Offsets(starts, ends, readAt));
    }

    /** Aborts what is under way; does not block. */
    void abort() {
        AdminClients.discard(admin);
    }

    /** Waits until the client has let go of its thread and its connections. */
    void awaitEnd(Duration atMost) {
        admin.close(atMost);
    }
}
