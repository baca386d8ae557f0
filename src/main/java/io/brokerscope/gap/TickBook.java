package io.brokerscope.gap;

import java.util.Arrays;

/**
 * Which ticks of one incarnation have their outcome: a low-water mark below which all have, and a
 * bounded set of those above it, because results arrive unordered. Keyed state.
 *
 * @param incarnation the incarnation
 * @param intervalMs distance between two ticks
 * @param lowWater every tick up to this due time is in; one interval below the first tick at the
 *     beginning
 * @param ahead due times above the low-water mark that are in, ascending
 * @param lastDue last tick of the incarnation once it is retired, otherwise {@link #OPEN}
 */
public record TickBook(
        long incarnation, long intervalMs, long lowWater, long[] ahead, long lastDue) {

    /** Stands for the last tick of an incarnation that goes on. */
    public static final long OPEN = Long.MAX_VALUE;

    /**
     * Ticks of one target that may be in while an earlier one is not. At most one read is in flight
     * per target and a range counts as its ticks below the mark, so that a handful is the rule.
     */
    static final int MAX_AHEAD = 1_024;

    /** The book of an incarnation whose first tick is {@code firstDue}. */
    public static TickBook open(long incarnation, long firstDue, long intervalMs) {
        return new TickBook(incarnation, intervalMs, firstDue - intervalMs, new long[0], OPEN);
    }

    /** Whether the tick already has its outcome. */
    public boolean contains(long dueAt) {
        return dueAt <= lowWater || Arrays.binarySearch(ahead, dueAt) >= 0;
    }

    /** Number of ticks from {@code from} to {@code until}, inclusive. */
    public long ticks(long from, long until) {
        return (until - from) / intervalMs + 1;
    }

    /**
     * The book with the outcome of the ticks from {@code from} to {@code until} entered.
     *
     * @throws IllegalStateException if too many ticks are in above one that is not: an outcome was
     *     lost, which the way of the data excludes
     */
    public TickBook enter(long from, long until) {
        if (from <= lowWater + intervalMs) {
            return advanceTo(Math.max(lowWater, until), ahead);
        }
        long count = ticks(from, until);
        if (ahead.length + count > MAX_AHEAD) {
            throw new IllegalStateException(
                    "no outcome for the tick after "
                            + lowWater
                            + ", but for "
                            + (ahead.length + count)
                            + " later ones");
        }
        long[] more = Arrays.copyOf(ahead, ahead.length + (int) count);
        for (int i = 0; i < count; i++) {
            more[ahead.length + i] = from + i * intervalMs;
        }
        Arrays.sort(more);
        return advanceTo(lowWater, more);
    }

    /** The book of the incarnation retired with {@code lastDue} as its last tick. */
    public TickBook retire(long lastDue) {
        return new TickBook(incarnation, intervalMs, lowWater, ahead, lastDue);
    }

    /** Whether the incarnation is retired and every one of its ticks is in. */
    public boolean closed() {
        return lowWater >= lastDue;
    }

    private TickBook advanceTo(long mark, long[] above) {
        int used = 0;
        while (used < above.length && above[used] <= mark + intervalMs) {
            mark = Math.max(mark, above[used++]);
        }
        return new TickBook(
                incarnation,
                intervalMs,
                mark,
                used == 0 ? above : Arrays.copyOfRange(above, used, above.length),
                lastDue);
    }
}
