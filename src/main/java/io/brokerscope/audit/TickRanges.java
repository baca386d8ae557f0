package io.brokerscope.audit;

import java.util.Arrays;

/**
 * Ticks of one grid as disjoint ranges, ascending, with at least one tick between two of them. Not
 * thread-safe.
 */
final class TickRanges {

    /** Ranges kept; a ledger with fewer holes needs fewer. */
    static final int MAX_RANGES = 4_096;

    private final long step;

    /** First and last tick in turn. */
    private long[] bounds = new long[2];

    private int used;
    private long bridged;

    /**
     * @param step distance between two ticks, at least 1
     */
    TickRanges(long step) {
        this.step = step;
    }

    /**
     * Adds the ticks from {@code from} to {@code until}, both on the grid.
     *
     * @return how many of them were there already
     */
    long add(long from, long until) {
        if (used > 0 && from == bounds[used - 1] + step) {
            bounds[used - 1] = until;
            return 0;
        }
        long start = from;
        long end = until;
        long there = 0;
        int first = firstEndingAt(from - step);
        int next = first;
        while (next < used && bounds[next] <= until + step) {
            there += count(Math.max(from, bounds[next]), Math.min(until, bounds[next + 1]));
            start = Math.min(start, bounds[next]);
            end = Math.max(end, bounds[next + 1]);
            next += 2;
        }
        int rest = used - next;
        if (first + 2 + rest > bounds.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
        }
        System.arraycopy(bounds, next, bounds, first + 2, rest);
        bounds[first] = start;
        bounds[first + 1] = end;
        used = first + 2 + rest;
        if (used > 2 * MAX_RANGES) {
            bridge();
        }
        return there;
    }

    /** Gives up the earliest hole, so that the ranges stay bounded. */
    private void bridge() {
        bridged += count(bounds[1] + step, bounds[2] - step);
        System.arraycopy(bounds, 3, bounds, 1, used - 3);
        used -= 2;
    }

    /** Ticks of holes that were given up; they count as ticks that are there. */
    long bridged() {
        return bridged;
    }

    boolean isEmpty() {
        return used == 0;
    }

    long first() {
        return bounds[0];
    }

    /** The first tick at {@code due} or later; {@link Long#MAX_VALUE} where there is none. */
    long firstFrom(long due) {
        int range = firstEndingAt(due);
        return range < used ? Math.max(due, bounds[range]) : Long.MAX_VALUE;
    }

    /** Number of ticks from {@code from} to {@code until} that are there. */
    long within(long from, long until) {
        long sum = 0;
        for (int i = firstEndingAt(from); i < used && bounds[i] <= until; i += 2) {
            sum += count(Math.max(from, bounds[i]), Math.min(until, bounds[i + 1]));
        }
        return sum;
    }

    /** Number of all ticks. */
    long total() {
        return used == 0 ? 0 : within(bounds[0], bounds[used - 1]);
    }

    /** Whether no tick is missing between {@code from} and {@code until}. */
    boolean unbroken(long from, long until) {
        int range = firstEndingAt(from);
        return from > until
                || (range < used && bounds[range] <= from && bounds[range + 1] >= until);
    }

    /**
     * Tells the ranges between {@code from} and {@code until}, both on the grid, of ticks not
     * there.
     */
    void holes(long from, long until, HoleVisitor visitor) {
        long at = from;
        for (int i = firstEndingAt(from); i < used && at <= until; i += 2) {
            if (bounds[i] > at) {
                visitor.hole(at, Math.min(until, bounds[i] - step));
            }
            at = bounds[i + 1] + step;
        }
        if (at <= until) {
            visitor.hole(at, until);
        }
    }

    /** Number of ticks of the grid from {@code from} to {@code until}, there or not. */
    long count(long from, long until) {
        return until < from ? 0 : (until - from) / step + 1;
    }

    /** Index of the first range that ends at {@code due} or later. */
    private int firstEndingAt(long due) {
        int low = 0;
        int high = used / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < due) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    /** Is told a range of ticks that are missing. */
    interface HoleVisitor {
        void hole(long from, long until);
    }
}
