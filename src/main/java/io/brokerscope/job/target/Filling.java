package io.brokerscope.job.target;

import io.brokerscope.counter.CounterAdvance;
import io.brokerscope.gap.Gap;
import io.brokerscope.gap.Shares;
import io.brokerscope.model.Readings;
import java.util.Arrays;

/**
 * How the growth between two observations is spread over the ticks between them and the tick of the
 * second one. Growth after a restart is spread only over ticks at which the new process was there.
 *
 * @param gap the ticks without an observation
 * @param ticks those that get a share of their own, ascending
 * @param rangeFrom first tick of those that get one share together; meaningless where there are
 *     none
 * @param rangeTicks number of those; 0 where every tick gets a share of its own
 * @param elapsedMs time the growth covers; {@link CounterAdvance#NONE} where nothing is known
 *     before
 */
record Filling(Gap gap, long[] ticks, long rangeFrom, long rangeTicks, long elapsedMs) {

    private static final long[] NO_TICKS = {};

    static Filling of(Gap gap, CounterAdvance advance, Readings readings, long observedAt) {
        if (advance.elapsedMs() == CounterAdvance.NONE) {
            return new Filling(gap, NO_TICKS, 0, 0, CounterAdvance.NONE);
        }
        if (!advance.processRestarted()) {
            return new Filling(
                    gap,
                    gap.single(),
                    gap.from(),
                    gap.isRange() ? gap.ticks() : 0,
                    advance.elapsedMs());
        }
        long start = readings.processStartAt();
        // A broker's clock may run ahead of ours: then only the time between the reads is left.
        long since = observedAt - start;
        long elapsed = since > 0 ? Math.min(advance.elapsedMs(), since) : advance.elapsedMs();
        if (!gap.isRange()) {
            long[] ticks = Arrays.stream(gap.single()).filter(tick -> tick >= start).toArray();
            return new Filling(gap, ticks, 0, 0, elapsed);
        }
        long step = (gap.until() - gap.from()) / (gap.ticks() - 1);
        long before = Math.max(0, Math.min(gap.ticks(), (start - gap.from() + step - 1) / step));
        return new Filling(
                gap, NO_TICKS, gap.from() + before * step, gap.ticks() - before, elapsed);
    }

    /** Number of shares, the closing tick's included. */
    long parts() {
        return ticks.length + rangeTicks + 1;
    }

    /** The share of the missed tick number {@code part}, from 0. */
    long share(long total, int part) {
        return Shares.of(total, parts(), part);
    }

    /** The share of the tick that closes the gap. */
    long closingShare(long total) {
        return Shares.of(total, parts(), parts() - 1);
    }

    /** The share of the range as a whole. */
    long rangeShare(long total) {
        return total - closingShare(total);
    }

    /** Time one share covers; {@link CounterAdvance#NONE} where that is not known. */
    long elapsedPerPart() {
        return elapsedMs <= 0
                ? CounterAdvance.NONE
                : Math.max(1, Math.round((double) elapsedMs / parts()));
    }
}
