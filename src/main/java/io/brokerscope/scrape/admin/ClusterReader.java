package io.brokerscope.scrape.admin;

import io.brokerscope.kafka.AdminClients;
import io.brokerscope.model.NameFilter;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.admin.MissingParts.Part;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
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

    private static final double LISTS_UNTIL = 0.5;
    private static final double DESCRIPTIONS_UNTIL = 0.7;
    private static final double OFFSETS_UNTIL = 0.8;
    private static final double WRITES_UNTIL = 0.88;
    private static final double SLOW_UNTIL = 0.95;

    /** Of consumers, and of those that only commit and are no members. */
    private static final Set<String> CONSUMERS = Set.of("consumer", "");

    private final Admin admin;
    private final Clock clock;
    private final NameFilter topicFilter;
    private final NameFilter groupFilter;
    private final int maxTopics;
    private final int maxRows;

    private volatile boolean fencedAreTold = true;
    private volatile boolean idsAreEnough = true;
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
        this.topicFilter = new NameFilter(cluster.topics());
        this.groupFilter = new NameFilter(cluster.groups());
        this.maxTopics = cluster.scrape().limits().topics();
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
        CompletableFuture<Map<String, TopicDescription>> topics = topics(time, missing);
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
                                            topics.join(),
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
                                return stage(result.clusterId())
                                        .thenCombine(
                                                stage(result.controller()),
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

    private CompletableFuture<Map<String, TopicDescription>> topics(
            AnswerTime time, MissingParts missing) {
        return stage(
                        admin.listTopics(
                                        new ListTopicsOptions()
                                                .listInternal(true)
                                                .timeoutMs(time.untilShare(LISTS_UNTIL)))
                                .listings())
                .thenCompose(
                        listings -> {
                            Map<String, TopicListing> kept =
                                    bounded(
                                            listings,
                                            TopicListing::name,
                                            listing -> topicFilter.keeps(listing.name()),
                                            "topics",
                                            Part.TOPIC_LIMIT,
                                            missing);
                            return descriptions(kept, time)
                                    .thenApply(answers -> described(answers, missing));
                        });
    }

    /**
     * By their ids, where the brokers take them, which is from Kafka 3.1 on: that is one request
     * for all topics, by name it is one for every 2,000 partitions.
     */
    private CompletableFuture<Map<String, Answer<TopicDescription>>> descriptions(
            Map<String, TopicListing> listings, AnswerTime time) {
        if (!idsAreEnough
                || listings.values().stream()
                        .anyMatch(topic -> topic.topicId().equals(Uuid.ZERO_UUID))) {
            return Answer.toAll(
                    admin.describeTopics(
                                    TopicCollection.ofTopicNames(listings.keySet()),
                                    descriptionOptions(time))
                            .topicNameValues());
        }
        return Answer.toAll(descriptionsById(listings, time))
                .thenCompose(
                        answers -> {
                            boolean tooOld =
                                    answers.values().stream()
                                            .anyMatch(
                                                    answer ->
                                                            answer.failure()
                                                                    instanceof
                                                                    UnsupportedVersionException);
                            if (!tooOld) {
                                return CompletableFuture.completedFuture(answers);
                            }
                            idsAreEnough = false;
                            return descriptions(listings, time);
                        });
    }

    private static DescribeTopicsOptions descriptionOptions(AnswerTime time) {
        return new DescribeTopicsOptions().timeoutMs(time.untilShare(DESCRIPTIONS_UNTIL));
    }

    private Map<String, KafkaFuture<TopicDescription>> descriptionsById(
            Map<String, TopicListing> listings, AnswerTime time) {
        Map<Uuid, KafkaFuture<TopicDescription>> byId =
                admin.describeTopics(
                                TopicCollection.ofTopicIds(
                                        listings.values().stream()
                                                .map(TopicListing::topicId)
                                                .toList()),
                                descriptionOptions(time))
                        .topicIdValues();
        Map<String, KafkaFuture<TopicDescription>> byName = new LinkedHashMap<>();
        listings.forEach((name, topic) -> byName.put(name, byId.get(topic.topicId())));
        return byName;
    }

    /** The descriptions that came, as far as there is room for their partitions. */
    private Map<String, TopicDescription> described(
            Map<String, Answer<TopicDescription>> answers, MissingParts missing) {
        Map<String, TopicDescription> described = new LinkedHashMap<>();
        int partitions = 0;
        int cut = 0;
        String example = "";
        for (Map.Entry<String, Answer<TopicDescription>> topic : answers.entrySet()) {
            if (!topic.getValue().given()) {
                missing.add(Part.TOPICS, topic.getKey(), topic.getValue().failure());
                continue;
            }
            int more = topic.getValue().value().partitions().size();
            if (partitions + more > maxRows) {
                example = cut++ == 0 ? topic.getKey() : example;
                continue;
            }
            partitions += more;
            described.put(topic.getKey(), topic.getValue().value());
        }
        missing.add(
                Part.TOPIC_LIMIT,
                example,
                cut,
                "topics whose partitions are more than limits.series allows: " + maxRows);
        return described;
    }

    private CompletableFuture<GroupAnswers> groups(AnswerTime time, MissingParts missing) {
        ListGroupsResult result =
                admin.listGroups(
                        new ListGroupsOptions()
                                .withProtocolTypes(CONSUMERS)
                                .timeoutMs(time.untilShare(LISTS_UNTIL)));
        // Never exceptionally: who did not answer is among the errors.
        return stage(result.valid())
                .thenCombine(
                        stage(result.errors()),
                        (valid, errors) -> {
                            errors.forEach(
                                    error -> missing.add(Part.GROUP_LIST, "", innermost(error)));
                            return bounded(
                                    valid,
                                    GroupListing::groupId,
                                    this::keeps,
                                    "groups",
                                    Part.GROUP_LIMIT,
                                    missing);
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

    /** What the filter keeps, sorted by name, up to the limit. */
    private <T> Map<String, T> bounded(
            Collection<T> all,
            Function<T, String> name,
            Predicate<T> filter,
            String what,
            Part limit,
            MissingParts missing) {
        Map<String, T> sorted = new TreeMap<>();
        all.stream().filter(filter).forEach(one -> sorted.put(name.apply(one), one));
        if (sorted.size() <= maxTopics) {
            return sorted;
        }
        List<String> names = new ArrayList<>(sorted.keySet());
        List<String> cut = names.subList(maxTopics, names.size());
        missing.add(
                limit,
                cut.get(0),
                cut.size(),
                what + " are more than limits.topics allows: " + maxTopics);
        cut.forEach(sorted::remove);
        return sorted;
    }

    private static <T> CompletableFuture<T> stage(KafkaFuture<T> question) {
        CompletionStage<T> stage = question.toCompletionStage();
        return stage.toCompletableFuture();
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
