package io.brokerscope.counter;

import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.output.LedgerRecord.Change;
import java.util.List;

/**
 * What one read did to the counters of a target.
 *
 * @param after the state to keep
 * @param table names of the counters that were read
 * @param raw their raw values, a row each
 * @param increments growth since the value before, a row each, never negative; {@link #NONE} where
 *     there was none before
 * @param changes what else happened, a row each; null where a counter simply went on
 * @param resumed per row whether the growth covers more than the time between the two reads,
 *     because the read before did not show the counter
 * @param vanished counters that the broker had at the read before and no longer has
 * @param processRestarted whether the broker's process is another one than at the read before
 * @param dropped counters whose value went down although the process did not restart
 * @param elapsedMs time between the two reads; {@link #NONE} where there was none before
 * @param forgotten counters that fell out of the state because it is bounded
 */
public record CounterAdvance(
        CounterState after,
        SeriesTable table,
        long[] raw,
        long[] increments,
        Change[] changes,
        boolean[] resumed,
        List<SeriesKey> vanished,
        boolean processRestarted,
        int dropped,
        long elapsedMs,
        int forgotten) {

    /** Stands for an increment or a duration that is not known. */
    public static final long NONE = -1;
}
