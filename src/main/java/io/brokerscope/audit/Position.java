package io.brokerscope.audit;

/**
 * Where a line of the ledger stands in its topic.
 *
 * @param partition partition
 * @param offset offset in the partition
 */
public record Position(int partition, long offset) {}
