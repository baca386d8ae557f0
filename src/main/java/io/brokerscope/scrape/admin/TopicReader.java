package io.brokerscope.scrape.admin;

import io.brokerscope.model.NameFilter;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.admin.MissingParts.Part;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Asks a cluster for its topics and their partitions, as far as filter and limits keep them.
 *
 * <p>Whatever these keep, it looks after the topic in which Kafka keeps groups: no broker has the
 * groups of a partition without a leader, and none says that they are missing from its list.
 */
final class TopicReader {

    private static final String GROUPS_TOPIC = "__consumer_offsets";

    private final Admin admin;
    private final NameFilter filter;
    private final int maxTopics;
    private final int maxPartitions;

    private volatile boolean idsAreEnough = true;

    /** Partitions of the topic of groups that had no leader when that was last told. */
    private volatile Set<Integer> leaderless = Set.of();

    /**
     * Nothing is asked yet.
     *
     * @param admin the client
     * @param cluster filter and limits
     */
    TopicReader(Admin admin, ClusterSettings cluster) {
        this.admin = admin;
        this.filter = new NameFilter(cluster.topics());
        this.maxTopics = cluster.scrape().limits().topics();
        this.maxPartitions = cluster.scrape().limits().series();
    }

    /**
     * Reads once; does not block.
     *
     * @return completes exceptionally where topics cannot be listed
     */
    CompletableFuture<TopicAnswers> read(AnswerTime time, MissingParts missing) {
        return Answer.stage(
                        admin.listTopics(
                                        new ListTopicsOptions()
                                                .listInternal(true)
                                                .timeoutMs(
                                                        time.untilShare(ClusterReader.LISTS_UNTIL)))
                                .listings())
                .thenCompose(listings -> read(listings, time, missing));
    }

    private CompletableFuture<TopicAnswers> read(
            Collection<TopicListing> listings, AnswerTime time, MissingParts missing) {
        SortedMap<String, TopicListing> kept = new TreeMap<>();
        listings.stream()
                .filter(listing -> filter.keeps(listing.name()))
                .forEach(listing -> kept.put(listing.name(), listing));
        Set<String> unread = new HashSet<>(kept.keySet());
        missing.limit(
                kept,
                maxTopics,
                Part.TOPIC_LIMIT,
                "topics are more than limits.topics allows: " + maxTopics);
        Map<String, TopicListing> asked = new LinkedHashMap<>(kept);
        listings.stream()
                .filter(listing -> listing.name().equals(GROUPS_TOPIC))
                .forEach(listing -> asked.put(GROUPS_TOPIC, listing));
        return descriptions(asked, time)
                .thenApply(
                        answers -> {
                            tellUnlisted(answers.get(GROUPS_TOPIC), missing);
                            answers.keySet().retainAll(kept.keySet());
                            Map<String, TopicDescription> told =
                                    described(answers, maxPartitions, missing);
                            unread.removeAll(told.keySet());
                            return new TopicAnswers(told, unread);
                        });
    }

    /**
     * Tells where brokers cannot list all groups. A broker that has only just become the leader may
     * not have read them yet, so that a partition counts for one read more.
     *
     * @param topic the topic of the groups; null where there is none yet or it may not be seen
     */
    private void tellUnlisted(Answer<TopicDescription> topic, MissingParts missing) {
        SortedSet<Integer> unlisted = new TreeSet<>(leaderless);
        if (topic == null) {
            leaderless = Set.of();
        } else if (topic.given()) {
            leaderless = leaderless(topic.value());
        }
        unlisted.addAll(leaderless);
        if (!unlisted.isEmpty()) {
            missing.add(
                    Part.GROUP_LIST,
                    GROUPS_TOPIC + "-" + unlisted.first(),
                    unlisted.size(),
                    "the partition has no leader, or has only just got one: no broker lists its"
                            + " groups");
        }
    }

    private static Set<Integer> leaderless(TopicDescription topic) {
        return topic.partitions().stream()
                .filter(partition -> !ClusterAssembly.isThere(partition.leader()))
                .map(TopicPartitionInfo::partition)
                .collect(Collectors.toSet());
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
                                    TopicCollection.ofTopicNames(listings.keySet()), options(time))
                            .topicNameValues());
        }
        return Answer.toAll(byId(listings, time))
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

    private static DescribeTopicsOptions options(AnswerTime time) {
        return new DescribeTopicsOptions()
                .timeoutMs(time.untilShare(ClusterReader.DESCRIPTIONS_UNTIL));
    }

    private Map<String, KafkaFuture<TopicDescription>> byId(
            Map<String, TopicListing> listings, AnswerTime time) {
        Map<Uuid, KafkaFuture<TopicDescription>> byId =
                admin.describeTopics(
                                TopicCollection.ofTopicIds(
                                        listings.values().stream()
                                                .map(TopicListing::topicId)
                                                .toList()),
                                options(time))
                        .topicIdValues();
        Map<String, KafkaFuture<TopicDescription>> byName = new LinkedHashMap<>();
        listings.forEach((name, topic) -> byName.put(name, byId.get(topic.topicId())));
        return byName;
    }

    /** The descriptions that came, as far as there is room for their partitions. */
    static Map<String, TopicDescription> described(
            Map<String, Answer<TopicDescription>> answers,
            int maxPartitions,
            MissingParts missing) {
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
            if (partitions + more > maxPartitions) {
                example = cut++ == 0 ? topic.getKey() : example;
                continue;
            }
            partitions += more;
            described.put(topic.getKey(), numbered(topic.getValue().value(), missing));
        }
        missing.add(
                Part.TOPIC_LIMIT,
                example,
                cut,
                "topics whose partitions are more than limits.series allows: " + maxPartitions);
        return described;
    }

    /** Kafka numbers partitions from 0 without a gap; whatever else is told is none. */
    private static TopicDescription numbered(TopicDescription topic, MissingParts missing) {
        int count = topic.partitions().size();
        List<TopicPartitionInfo> own =
                topic.partitions().stream()
                        .filter(p -> p.partition() >= 0 && p.partition() < count)
                        .sorted(Comparator.comparingInt(TopicPartitionInfo::partition))
                        .toList();
        missing.add(
                Part.TOPICS,
                topic.name(),
                own.size() == count ? 0 : 1,
                "partitions are not numbered from 0 to one less than there are");
        return new TopicDescription(
                topic.name(),
                topic.isInternal(),
                own,
                topic.authorizedOperations(),
                topic.topicId());
    }
}
