package io.brokerscope.model.settings;

/**
 * The Kafka cluster that records are written to.
 *
 * @param kafka how to reach it
 * @param guarantee delivery guarantee
 * @param topicPrefix what the topic names begin with, for example {@code brokerscope.}
 * @param transactionalIdPrefix unique per deployment and never changed
 * @param transactionTimeoutMs at most {@code transaction.max.timeout.ms} of the brokers
 * @param createTopics whether missing topics are created before submission
 * @param partitions partitions of a created topic
 * @param replicationFactor replication factor of a created topic
 * @param retentionMs retention of the topics that are deleted by age
 * @param ledger which counters the ledger in the outcomes topic carries
 */
public record OutputSettings(
        KafkaSettings kafka,
        Guarantee guarantee,
        String topicPrefix,
        String transactionalIdPrefix,
        long transactionTimeoutMs,
        boolean createTopics,
        int partitions,
        short replicationFactor,
        long retentionMs,
        Ledger ledger) {

    /** Delivery guarantees. */
    public enum Guarantee {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** Which counters the ledger carries. */
    public enum Ledger {
        /** Those that golden metrics are made of. */
        GOLDEN,
        /** Every counter of the catalog. */
        ALL,
        /** None. */
        OFF
    }
}
