package io.brokerscope.scrape.admin;

import io.brokerscope.scrape.admin.MissingParts.Part;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What changes slowly or costs much to ask for, kept from read to read.
 *
 * @param configs configurations by topic
 * @param configFailures why those of other topics are not known
 * @param configsReadAt when all of them were asked for, epoch milliseconds; -1 where never
 * @param sizes bytes on disk, by node id and partition
 * @param sizeFailures why those of other brokers, or of some of their disks, are not known or old
 * @param sizesReadAt when they were asked for, epoch milliseconds; -1 where never
 */
record SlowFacts(
        Map<String, TopicSettings> configs,
        Map<String, Throwable> configFailures,
        long configsReadAt,
        Map<Integer, Map<TopicPartition, Long>> sizes,
        Map<Integer, Throwable> sizeFailures,
        long sizesReadAt) {

    /** How old configurations may be. Those of a new topic are read at once. */
    static final long CONFIGS_MS = 600_000;

    /** How old sizes may be. */
    static final long SIZES_MS = 60_000;

    /** Nothing is known yet. */
    static final SlowFacts NONE = new SlowFacts(Map.of(), Map.of(), -1, Map.of(), Map.of(), -1);

    /**
     * What of a topic's configuration matters here.
     *
     * @param retentionMs {@code retention.ms}
     * @param retentionBytes {@code retention.bytes}
     * @param minIsr {@code min.insync.replicas}
     * @param cleanup {@code cleanup.policy}
     */
    record TopicSettings(long retentionMs, long retentionBytes, int minIsr, String cleanup) {}

    boolean sizesAreDue(long now) {
        return sizesReadAt < 0 || now - sizesReadAt >= SIZES_MS;
    }

    boolean configsAreDue(long now) {
        return configsReadAt < 0 || now - configsReadAt >= CONFIGS_MS;
    }

    /** Tells what is not known, at every read and not only where it was asked for. */
    void tellTo(MissingParts missing) {
        configFailures.forEach((topic, failure) -> missing.add(Part.CONFIGS, topic, failure));
        sizeFailures.forEach(
                (node, failure) -> missing.add(Part.LOG_DIRS, "broker " + node, failure));
    }
}
