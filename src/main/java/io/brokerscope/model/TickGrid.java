package io.brokerscope.model;

/**
 * The due times of one target: {@code phase + k * interval} on the epoch clock, for every integer
 * k. The phase is derived from the target, so that a fleet spreads evenly over the interval and a
 * target keeps its place across restarts and rescales. k itself is never stored.
 *
 * @param phaseMs offset of the grid, {@code 0 <= phaseMs < intervalMs}
 * @param intervalMs distance between two ticks, positive
 */
public record TickGrid(long phaseMs, long intervalMs) {

    public TickGrid {
        if (intervalMs <= 0) {
            throw new IllegalArgumentException("interval must be positive: " + intervalMs);
        }
        if (phaseMs < 0 || phaseMs >= intervalMs) {
            throw new IllegalArgumentException("phase must be in [0, interval): " + phaseMs);
        }
    }

    /** The grid of a target: its phase is a hash of the target, spread over the interval. */
    public static TickGrid of(TargetId target, long intervalMs) {
        return new TickGrid(
                Long.remainderUnsigned(hash(target.toString()), intervalMs), intervalMs);
    }

    /** The latest due time that is not after {@code now}: the tick that is current. */
    public long currentDue(long now) {
        return phaseMs + Math.floorDiv(now - phaseMs, intervalMs) * intervalMs;
    }

    /** The first due time after {@code now}. */
    public long nextDue(long now) {
        return currentDue(now) + intervalMs;
    }

    /**
     * Number of ticks from {@code from} to {@code until}, both due times of this grid, inclusive.
     */
    public long ticks(long from, long until) {
        return until < from ? 0 : (until - from) / intervalMs + 1;
    }

    /** FNV-1a with a final avalanche: {@link String#hashCode} puts neighbours beside each other. */
    private static long hash(String text) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
