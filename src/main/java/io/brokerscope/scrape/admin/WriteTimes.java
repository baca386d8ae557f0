package io.brokerscope.scrape.admin;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Between two reads of a cluster nobody sees when its partitions are written to; the timestamps of
 * their records tell. They are asked for where they matter, that is where a group is behind the end
 * and the end has moved, and cost two requests to each leader.
 *
 * @param first the first record since the read before, by partition
 * @param newest the record with the largest timestamp
 */
record WriteTimes(
        Map<TopicPartition, Answer<ListOffsetsResultInfo>> first,
        Map<TopicPartition, Answer<ListOffsetsResultInfo>> newest) {

    /** Partitions that are asked about in one read. */
    static final int MAX_PARTITIONS = 5_000;

    /** Nothing was asked. */
    static final WriteTimes NONE = new WriteTimes(Map.of(), Map.of());

    /**
     * Where partitions ended.
     *
     * @param offsets end offsets
     * @param readAt when they were asked for, epoch milliseconds
     */
    record Ends(Map<TopicIdPartition, Long> offsets, long readAt) {

        /** Nothing was read yet. */
        static final Ends NONE = new Ends(Map.of(), -1);

        static Ends of(
                Map<String, TopicDescription> topics,
                Map<TopicPartition, Answer<ListOffsetsResultInfo>> ends,
                long readAt) {
            Map<TopicIdPartition, Long> offsets = new LinkedHashMap<>();
            for (TopicDescription topic : topics.values()) {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    TopicPartition id = new TopicPartition(topic.name(), partition.partition());
                    Answer<ListOffsetsResultInfo> end = ends.get(id);
                    if (end != null && end.given()) {
                        offsets.put(
                                new TopicIdPartition(topic.topicId(), id), end.value().offset());
                    }
                }
            }
            return new Ends(offsets, readAt);
        }
    }

    /**
     * Asks what is worth knowing.
     *
     * @param admin who is asked
     * @param before ends at the read before
     * @param now ends at this one
     * @param commits committed offsets of the groups
     * @param timeoutMs how long it may take
     * @return never completes exceptionally
     */
    static CompletableFuture<WriteTimes> between(
            Admin admin,
            Ends before,
            Ends now,
            Map<String, Answer<Map<TopicPartition, OffsetAndMetadata>>> commits,
            int timeoutMs) {
        Map<TopicPartition, Long> behind = behind(commits);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
        for (Map.Entry<TopicIdPartition, Long> end : now.offsets().entrySet()) {
            TopicPartition partition = end.getKey().topicPartition();
            Long ended = before.offsets().get(end.getKey());
            Long committed = behind.get(partition);
            if (first.size() < MAX_PARTITIONS
                    && ended != null
                    && ended < end.getValue()
                    && committed != null
                    && committed < end.getValue()) {
                first.put(partition, OffsetSpec.forTimestamp(before.readAt() + 1));
                newest.put(partition, OffsetSpec.maxTimestamp());
            }
        }
        if (first.isEmpty()) {
            return CompletableFuture.completedFuture(NONE);
        }
        return offsets(admin, first, timeoutMs)
                .thenCombine(offsets(admin, newest, timeoutMs), WriteTimes::new);
    }

    /** By partition the offset of the group that is furthest behind. */
    private static Map<TopicPartition, Long> behind(
            Map<String, Answer<Map<TopicPartition, OffsetAndMetadata>>> commits) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        for (Answer<Map<TopicPartition, OffsetAndMetadata>> group : commits.values()) {
            if (group.given()) {
                group.value()
                        .forEach(
                                (partition, commit) -> {
                                    if (commit != null) {
                                        behind.merge(partition, commit.offset(), Math::min);
                                    }
                                });
            }
        }
        return behind;
    }

    /** Offsets of partitions: one request to each leader. */
    static CompletableFuture<Map<TopicPartition, Answer<ListOffsetsResultInfo>>> offsets(
            Admin admin, Map<TopicPartition, OffsetSpec> which, int timeoutMs) {
        ListOffsetsResult result =
                admin.listOffsets(which, new ListOffsetsOptions().timeoutMs(timeoutMs));
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> asked = new HashMap<>();
        which.keySet().forEach(id -> asked.put(id, result.partitionResult(id)));
        return Answer.toAll(asked);
    }
}
