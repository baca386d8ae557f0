package io.brokerscope.gap;

import java.util.Arrays;

/**
 * Which ticks of one incarnation have their outcome: a low-water mark below which all have, and a
 * bounded number of ranges above it, because results arrive unordered. Keyed state.
 *
 * @param incarnation the incarnation
 * @param intervalMs distance between two ticks
 * @param lowWater every tick up to this due time is in; one interval below the first tick at the
 *     beginning
 * @param ahead ranges of ticks above the low-water mark that are in: first and last due time in
 *     turn, ascending, with at least one tick missing between two ranges
 * @param lastDue last tick of the incarnation once it is retired, otherwise {@link #OPEN}
 */
public record TickBook(
        long incarnation, long intervalMs, long lowWater, long[] ahead, long lastDue) {

    /** Stands for the last tick of an incarnation that goes on. */
    public static final long OPEN = Long.MAX_VALUE;

    /** Ranges kept; one read in flight per target makes one or two of them the rule. */
    static final int MAX_RANGES = 64;

    /** The book of an incarnation whose first tick is {@code firstDue}. */
    public static TickBook open(long incarnation, long firstDue, long intervalMs) {
        return new TickBook(incarnation, intervalMs, firstDue - intervalMs, new long[0], OPEN);
    }

    /** Whether the tick already has its outcome. */
    public boolean contains(long dueAt) {
        if (dueAt <= lowWater) {
            return true;
        }
        for (int i = 0; i < ahead.length; i += 2) {
            if (dueAt >= ahead[i] && dueAt <= ahead[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Number of ticks from {@code from} to {@code until}, inclusive. */
    public long ticks(long from, long until) {
        return (until - from) / intervalMs + 1;
    }

    /** The book with the outcome of the ticks from {@code from} to {@code until} entered. */
    public TickBook enter(long from, long until) {
        long[] ranges = new long[ahead.length + 2];
        int used = 0;
        long first = from;
        long last = until;
        boolean placed = false;
        for (int i = 0; i < ahead.length; i += 2) {
            boolean touches = ahead[i] <= last + intervalMs && ahead[i + 1] >= first - intervalMs;
            if (touches) {
                first = Math.min(first, ahead[i]);
                last = Math.max(last, ahead[i + 1]);
                continue;
            }
            if (!placed && ahead[i] > last) {
                ranges[used++] = first;
                ranges[used++] = last;
                placed = true;
            }
            ranges[used++] = ahead[i];
            ranges[used++] = ahead[i + 1];
        }
        if (!placed) {
            ranges[used++] = first;
            ranges[used++] = last;
        }
        return raised(lowWater, Arrays.copyOf(ranges, used));
    }

    /** Whether more ranges are kept than the bound allows. */
    public boolean overflows() {
        return ahead.length > 2 * MAX_RANGES;
    }

    /** The book that waits no longer for the first ticks that are missing. */
    public TickBook giveUpFirstHole() {
        return ahead.length == 0 ? this : raised(ahead[0] - intervalMs, ahead);
    }

    /** The book of the incarnation retired with {@code last} as its last tick. */
    public TickBook retire(long last) {
        return new TickBook(incarnation, intervalMs, lowWater, ahead, last);
    }

    /** Whether the incarnation is retired and every one of its ticks is in. */
    public boolean closed() {
        return lowWater >= lastDue;
    }

    private TickBook raised(long mark, long[] ranges) {
        int used = 0;
        while (used < ranges.length && ranges[used] <= mark + intervalMs) {
            mark = Math.max(mark, ranges[used + 1]);
            used += 2;
        }
        return new TickBook(
                incarnation,
                intervalMs,
                mark,
                Arrays.copyOfRange(ranges, used, ranges.length),
                lastDue);
    }
}
