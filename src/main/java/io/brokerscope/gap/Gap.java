package io.brokerscope.gap;

import java.util.Arrays;

/**
 * The ticks since the last observation that observed nothing. Keyed state; bounded: up to {@link
 * #MAX_SINGLE} ticks are kept one by one, beyond that only first, last and number.
 *
 * @param from first tick, epoch milliseconds
 * @param until last tick, epoch milliseconds
 * @param ticks number of ticks
 * @param single the ticks one by one, ascending, while there are at most {@link #MAX_SINGLE};
 *     otherwise empty
 */
public record Gap(long from, long until, long ticks, long[] single) {

    /** Ticks that are filled one by one; a longer gap is filled as one range. */
    public static final int MAX_SINGLE = 20;

    /** No tick is missing. */
    public static final Gap NONE = new Gap(0, 0, 0, new long[0]);

    /** Whether a tick is missing. */
    public boolean open() {
        return ticks > 0;
    }

    /** Whether the gap is filled as one range. */
    public boolean isRange() {
        return ticks > MAX_SINGLE;
    }

    /**
     * The gap with the ticks from {@code first} to {@code last}, a distance of {@code intervalMs}
     * each, added.
     */
    public Gap with(long first, long last, long intervalMs) {
        long added = (last - first) / intervalMs + 1;
        long all = ticks + added;
        long[] each = new long[0];
        if (all <= MAX_SINGLE) {
            each = Arrays.copyOf(single, (int) all);
            for (int i = 0; i < added; i++) {
                each[(int) ticks + i] = first + i * intervalMs;
            }
            Arrays.sort(each);
        }
        return new Gap(
                ticks == 0 ? first : Math.min(from, first),
                ticks == 0 ? last : Math.max(until, last),
                all,
                each);
    }

    /**
     * The part of the gap that lies before {@code dueAt}: what an observation at that tick fills.
     */
    public Gap before(long dueAt) {
        if (!open() || until < dueAt) {
            return this;
        }
        if (isRange()) {
            // A range knows no single ticks. It only ends after the observation where a skipped
            // tick
            // overtook the read that made it skip; the observation then fills the range as a whole.
            return this;
        }
        return ofSingle(Arrays.stream(single).filter(tick -> tick < dueAt).toArray());
    }

    /** The part of the gap that an observation at {@code dueAt} leaves open. */
    public Gap after(long dueAt) {
        if (!open() || until < dueAt || isRange()) {
            return NONE;
        }
        return ofSingle(Arrays.stream(single).filter(tick -> tick > dueAt).toArray());
    }

    private static Gap ofSingle(long[] ticks) {
        return ticks.length == 0
                ? NONE
                : new Gap(ticks[0], ticks[ticks.length - 1], ticks.length, ticks);
    }
}
