package io.brokerscope.counter;

import static io.brokerscope.counter.CounterAdvance.NONE;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.output.LedgerRecord.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Turns raw counters into increments that are conserved: between any two reads the increments sum
 * to the difference of the raw values, whatever failed in between.
 *
 * <ul>
 *   <li>A changed process start time is a reset of every counter, a drop is a reset of that
 *       counter: counting starts from zero, and the increment is the raw value.
 *   <li>A counter that was not there at the read before counts from zero as well: brokers register
 *       a counter at its first use, and register a topic's anew when they lead it again.
 *   <li>A counter that is absent from a complete read has vanished. Absence from an incomplete read
 *       says nothing, so that its last value is kept.
 *   <li>A read that does not say when the process started leaves only drops to tell a reset by, at
 *       this read and at the next: a restart that it may have seen must not be counted a second
 *       time.
 *   <li>What a broker counted between the last read and its restart is unknowable and never
 *       invented.
 * </ul>
 */
public final class Counters {

    /**
     * Start times closer than this are the same process: some sources derive the start from an
     * uptime and jitter, and no broker restarts that fast.
     */
    static final long SAME_START_MS = 1_000;

    private final int maxRows;

    /**
     * @param maxRows counters remembered per target at most; those that an incomplete read lacked
     *     give way first
     */
    public Counters(int maxRows) {
        this.maxRows = maxRows;
    }

    /**
     * Advances the counters of one target by one read.
     *
     * @param before the state after the read before; null where there was none
     * @param now what was read
     * @param observedAt when it was taken, epoch milliseconds
     */
    public CounterAdvance advance(CounterState before, Readings now, long observedAt) {
        if (before == null) {
            return first(now, observedAt);
        }
        boolean restarted = restarted(before.processStartAt(), now.processStartAt());
        int rows = now.counters().rows();
        long[] increments = new long[rows];
        Change[] changes = new Change[rows];
        List<SeriesKey> vanished = new ArrayList<>();
        CounterState carried = null;
        int dropped = 0;
        int forgotten = 0;

        if (before.table().sameAs(now.counters())) {
            for (int row = 0; row < rows; row++) {
                dropped +=
                        step(
                                before.raw()[row],
                                now.counterValues()[row],
                                restarted,
                                row,
                                increments,
                                changes);
            }
        } else {
            Map<SeriesKey, Integer> known = before.table().index();
            for (int row = 0; row < rows; row++) {
                Integer earlier = known.remove(now.counters().keyOf(row));
                if (earlier == null) {
                    increments[row] = now.counterValues()[row];
                    changes[row] = Change.APPEARED;
                } else {
                    dropped +=
                            step(
                                    before.raw()[earlier],
                                    now.counterValues()[row],
                                    restarted,
                                    row,
                                    increments,
                                    changes);
                }
            }
            if (now.complete() || restarted) {
                known.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue())
                        .forEach(entry -> vanished.add(entry.getKey()));
            } else if (!known.isEmpty()) {
                int room = Math.max(0, maxRows - rows);
                forgotten = Math.max(0, known.size() - room);
                carried = carry(before, known, room);
            }
        }
        SeriesTable table = now.counters();
        long[] raw = now.counterValues();
        if (carried != null) {
            SeriesTable.Builder union = new SeriesTable.Builder();
            long[] values = Arrays.copyOf(raw, rows + carried.table().rows());
            for (int row = 0; row < rows; row++) {
                union.row(table.keyOf(row));
            }
            for (int row = 0; row < carried.table().rows(); row++) {
                values[union.row(carried.table().keyOf(row))] = carried.raw()[row];
            }
            table = union.build();
            raw = values;
        }
        return new CounterAdvance(
                new CounterState(table, raw, now.processStartAt(), observedAt),
                now.counters(),
                now.counterValues(),
                increments,
                changes,
                vanished,
                restarted,
                dropped,
                Math.max(0, observedAt - before.observedAt()),
                forgotten);
    }

    private static CounterAdvance first(Readings now, long observedAt) {
        int rows = now.counters().rows();
        long[] increments = new long[rows];
        Arrays.fill(increments, NONE);
        return new CounterAdvance(
                new CounterState(
                        now.counters(), now.counterValues(), now.processStartAt(), observedAt),
                now.counters(),
                now.counterValues(),
                increments,
                new Change[rows],
                List.of(),
                false,
                0,
                NONE,
                0);
    }

    /** Returns 1 where the value dropped without a restart, otherwise 0. */
    private static int step(
            long before,
            long now,
            boolean restarted,
            int row,
            long[] increments,
            Change[] changes) {
        if (restarted || now < before) {
            increments[row] = now;
            changes[row] = Change.RESET;
            return restarted ? 0 : 1;
        }
        increments[row] = now - before;
        return 0;
    }

    private static boolean restarted(long before, long now) {
        return before >= 0 && now >= 0 && Math.abs(now - before) > SAME_START_MS;
    }

    private static CounterState carry(
            CounterState before, Map<SeriesKey, Integer> absent, int room) {
        SeriesTable.Builder table = new SeriesTable.Builder();
        int kept = Math.min(room, absent.size());
        long[] raw = new long[kept];
        absent.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(kept)
                .forEach(entry -> raw[table.row(entry.getKey())] = before.raw()[entry.getValue()]);
        return new CounterState(table.build(), raw, before.processStartAt(), before.observedAt());
    }
}
