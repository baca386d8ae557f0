package io.brokerscope.counter;

import io.brokerscope.model.SeriesTable;

/**
 * What is remembered of a target's counters between two reads: keyed state.
 *
 * @param table names of the counters
 * @param raw their last raw values, a row each
 * @param carried per row whether the last read did not show it, so that its value is older
 * @param whole whether every counter that the broker has is known: only then does an unknown one
 *     count from zero when it appears
 * @param processStartAt start of the broker's process, epoch milliseconds; -1 where it does not say
 * @param observedAt when the last answer was taken, epoch milliseconds
 */
public record CounterState(
        SeriesTable table,
        long[] raw,
        boolean[] carried,
        boolean whole,
        long processStartAt,
        long observedAt) {}
