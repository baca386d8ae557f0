package io.brokerscope.lag;

/**
 * When a partition was written to between two readings, by the timestamps of its records. Clocks of
 * producers may be wrong: {@link EndTable} takes of it what fits between the two.
 *
 * @param offset offset of the first record since the reading before
 * @param from its timestamp, epoch milliseconds
 * @param until largest timestamp of a record, epoch milliseconds; negative where it is not known
 */
public record WriteSpan(long offset, long from, long until) {}
