package io.brokerscope.counter;

import io.brokerscope.model.SeriesTable;

/**
 * What is remembered of a target's counters between two reads: keyed state.
 *
 * @param table names of the counters
 * @param raw their last raw values, a row each
 * @param processStartAt start of the broker's process, epoch milliseconds; -1 where it does not say
 * @param observedAt when the last answer was taken, epoch milliseconds
 */
public record CounterState(SeriesTable table, long[] raw, long processStartAt, long observedAt) {}
