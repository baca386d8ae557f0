package io.brokerscope.scrape.admin;

import io.brokerscope.scrape.admin.MissingParts.Part;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * What partitions take on disk. Brokers look at every file for it, so it is kept from read to read.
 *
 * @param known bytes by node id and partition
 * @param failures why those of other brokers, or of some of their disks, are not known
 * @param readAt when they were asked for, epoch milliseconds; -1 where never
 */
record LogSizes(
        Map<Integer, Map<TopicPartition, Long>> known,
        Map<Integer, Throwable> failures,
        long readAt) {

    /** How old they may be. */
    static final long MAX_AGE_MS = 60_000;

    /** Nothing is known yet. */
    static final LogSizes NONE = new LogSizes(Map.of(), Map.of(), -1);

    /**
     * The sizes of now when those that are known have become too old.
     *
     * @param admin who is asked
     * @param nodes registered brokers
     * @param now epoch milliseconds
     * @param timeoutMs how long it may take
     * @return never completes exceptionally
     */
    CompletableFuture<LogSizes> renewed(
            Admin admin, Collection<Node> nodes, long now, int timeoutMs) {
        if (readAt >= 0 && now - readAt < MAX_AGE_MS) {
            return CompletableFuture.completedFuture(this);
        }
        List<Integer> asked =
                nodes.stream().filter(node -> !node.isFenced()).map(Node::id).toList();
        return Answer.toAll(
                        admin.describeLogDirs(
                                        asked, new DescribeLogDirsOptions().timeoutMs(timeoutMs))
                                .descriptions())
                .thenApply(
                        answers -> {
                            Map<Integer, Map<TopicPartition, Long>> sizes = new HashMap<>();
                            Map<Integer, Throwable> missing = new HashMap<>();
                            answers.forEach(
                                    (node, answer) -> {
                                        if (answer.given()) {
                                            sizes.put(node, sizes(answer.value().values()));
                                            answer.value().values().stream()
                                                    .map(LogDirDescription::error)
                                                    .filter(Objects::nonNull)
                                                    .findFirst()
                                                    .ifPresent(error -> missing.put(node, error));
                                        } else {
                                            missing.put(node, answer.failure());
                                        }
                                    });
                            return new LogSizes(sizes, missing, now);
                        });
    }

    /** Bytes of a partition's log at a node; -1 where they are not known. */
    long of(int node, TopicPartition partition) {
        return known.getOrDefault(node, Map.of()).getOrDefault(partition, -1L);
    }

    /** Tells what is not known, at every read and not only where it was asked for. */
    void tellTo(MissingParts missing) {
        failures.forEach((node, failure) -> missing.add(Part.LOG_DIRS, "broker " + node, failure));
    }

    /** A replica that moves to another disk has a second log there, which does not count. */
    private static Map<TopicPartition, Long> sizes(Collection<LogDirDescription> dirs) {
        Map<TopicPartition, Long> sizes = new HashMap<>();
        for (LogDirDescription dir : dirs) {
            dir.replicaInfos()
                    .forEach(
                            (partition, replica) -> {
                                if (!replica.isFuture()) {
                                    sizes.put(partition, replica.size());
                                }
                            });
        }
        return sizes;
    }
}
