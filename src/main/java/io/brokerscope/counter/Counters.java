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
 *   <li>A topic's counter that is absent from a complete read has vanished, because the broker
 *       leads the topic no longer. When it leads it again it registers the counter anew, from zero.
 *   <li>A broker's own counter never goes while the process stays: its last value is kept.
 *   <li>Absence from an incomplete read says nothing either way: the last value is kept.
 *   <li>A counter that was never seen counts from zero, since brokers register some at their first
 *       use; but only once a complete read has shown what there was before, otherwise its first
 *       value is a baseline.
 *   <li>A read that does not say when the process started leaves only drops to tell a reset by, at
 *       this read and at the next: a restart that it may have seen must not be counted a second
 *       time.
 *   <li>A counter that only a fallback tells has its first value there as a baseline: it was not
 *       seen before because nobody told of it.
 *   <li>Two ways to read a broker may tell the starts of two processes, their own among them: where
 *       the way changes, another start is a restart only if something went down.
 *   <li>What a broker counted between the last read and its restart is unknowable and never
 *       invented.
 * </ul>
 */
public final class Counters {

    private final int maxRows;

    /**
     * @param maxRows counters remembered per target at most; those that a read did not show give
     *     way first
     */
    public Counters(int maxRows) {
        this.maxRows = maxRows;
    }

    /**
     * Advances the counters of a target that is read in one way only.
     *
     * @param before the state after the read before; null where there was none
     * @param now what was read
     * @param observedAt when it was taken, epoch milliseconds
     */
    public CounterAdvance advance(CounterState before, Readings now, long observedAt) {
        return advance(before, now, observedAt, Origin.USUAL);
    }

    /**
     * Advances the counters of one target by one read.
     *
     * @param before the state after the read before; null where there was none
     * @param now what was read
     * @param observedAt when it was taken, epoch milliseconds
     * @param origin where it comes from
     */
    public CounterAdvance advance(
            CounterState before, Readings now, long observedAt, Origin origin) {
        return before == null
                ? first(now, observedAt)
                : new Step(before, now, observedAt, origin, maxRows).advance();
    }

    private static CounterAdvance first(Readings now, long observedAt) {
        int rows = now.counters().rows();
        long[] increments = new long[rows];
        Arrays.fill(increments, NONE);
        return new CounterAdvance(
                new CounterState(
                        now.counters(),
                        now.counterValues(),
                        new boolean[rows],
                        now.complete(),
                        now.processStartAt(),
                        observedAt),
                now.counters(),
                now.counterValues(),
                increments,
                new Change[rows],
                new boolean[rows],
                List.of(),
                false,
                0,
                NONE,
                0);
    }

    /** One read after another. */
    private static final class Step {

        private final CounterState before;
        private final Readings now;
        private final long observedAt;
        private final Origin origin;
        private final int maxRows;
        private final boolean restarted;
        private final long[] increments;
        private final Change[] changes;
        private final boolean[] resumed;
        private final List<SeriesKey> vanished = new ArrayList<>();
        private final List<SeriesKey> carried = new ArrayList<>();
        private int dropped;
        private int forgotten;

        Step(CounterState before, Readings now, long observedAt, Origin origin, int maxRows) {
            this.before = before;
            this.now = now;
            this.observedAt = observedAt;
            this.origin = origin;
            this.maxRows = maxRows;
            this.restarted =
                    Readings.restarted(before.processStartAt(), now.processStartAt())
                            && (!origin.changed() || somethingWentDown());
            int rows = now.counters().rows();
            this.increments = new long[rows];
            this.changes = new Change[rows];
            this.resumed = new boolean[rows];
        }

        private boolean somethingWentDown() {
            Map<SeriesKey, Integer> known = before.table().index();
            for (int row = 0; row < now.counters().rows(); row++) {
                Integer earlier = known.get(now.counters().keyOf(row));
                if (earlier != null && now.counterValues()[row] < before.raw()[earlier]) {
                    return true;
                }
            }
            return false;
        }

        CounterAdvance advance() {
            SeriesTable table = now.counters();
            Map<SeriesKey, Integer> known = null;
            if (before.table().sameAs(table)) {
                // Its names are known to the caches and have lived for long already.
                table = before.table();
                for (int row = 0; row < table.rows(); row++) {
                    goOn(row, row);
                }
            } else {
                known = before.table().index();
                for (int row = 0; row < table.rows(); row++) {
                    Integer earlier = known.get(table.keyOf(row));
                    if (earlier == null) {
                        appear(row);
                    } else {
                        goOn(row, earlier);
                    }
                }
                leave();
            }
            boolean whole = now.complete() || restarted || (before.whole() && forgotten == 0);
            return new CounterAdvance(
                    after(table, known, whole),
                    table,
                    now.counterValues(),
                    increments,
                    changes,
                    resumed,
                    vanished,
                    restarted,
                    dropped,
                    Math.max(0, observedAt - before.observedAt()),
                    forgotten);
        }

        private void goOn(int row, int earlier) {
            long raw = now.counterValues()[row];
            long last = before.raw()[earlier];
            if (restarted || raw < last) {
                increments[row] = raw;
                changes[row] = Change.RESET;
                dropped += restarted ? 0 : 1;
            } else {
                increments[row] = raw - last;
                resumed[row] = before.carried()[earlier];
            }
        }

        private void appear(int row) {
            if (restarted || (before.whole() && !origin.fallback())) {
                increments[row] = now.counterValues()[row];
                changes[row] = Change.APPEARED;
            } else {
                increments[row] = NONE;
            }
        }

        private void leave() {
            Map<SeriesKey, Integer> shown = now.counters().index();
            int room = maxRows - now.counters().rows();
            for (int row = 0; row < before.table().rows(); row++) {
                SeriesKey key = before.table().keyOf(row);
                if (shown.containsKey(key)) {
                    continue;
                }
                if (restarted || (now.complete() && key.topic() != null)) {
                    vanished.add(key);
                } else if (carried.size() < room) {
                    carried.add(key);
                } else {
                    forgotten++;
                }
            }
        }

        private CounterState after(
                SeriesTable shown, Map<SeriesKey, Integer> known, boolean whole) {
            SeriesTable table = shown;
            long[] raw = now.counterValues();
            boolean[] older = new boolean[table.rows()];
            if (!carried.isEmpty()) {
                SeriesTable.Builder union = new SeriesTable.Builder();
                for (int row = 0; row < table.rows(); row++) {
                    union.row(table.keyOf(row));
                }
                raw = Arrays.copyOf(raw, raw.length + carried.size());
                older = Arrays.copyOf(older, raw.length);
                for (SeriesKey key : carried) {
                    int row = union.row(key);
                    raw[row] = before.raw()[known.get(key)];
                    older[row] = true;
                }
                table = union.build();
            }
            return new CounterState(table, raw, older, whole, now.processStartAt(), observedAt);
        }
    }
}
