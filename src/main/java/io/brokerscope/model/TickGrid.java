package io.brokerscope.model;

/**
 * The due times of one target: {@code phase + k * interval} on the epoch clock, for every integer
 * k. The phase is derived from the target, so that a fleet spreads evenly over the interval and a
 * target keeps its place across restarts and rescales. k itself is never stored.
 *
 * <p>Phases are multiples of {@link #STEP_MS}, a twentieth of short intervals: a few targets are
 * due at the same moment, so that every thread on the way of their values wakes once for all of
 * them.
 *
 * @param phaseMs offset of the grid, {@code 0 <= phaseMs < intervalMs}
 * @param intervalMs distance between two ticks, positive
 */
public record TickGrid(long phaseMs, long intervalMs) {

    /** Distance between two phases, milliseconds. */
    static final long STEP_MS = 250;

    /** Phases that an interval has at least, where it is long enough for so many. */
    private static final long LEAST_PHASES = 20;

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
        long step = Math.max(1, Math.min(STEP_MS, intervalMs / LEAST_PHASES));
        long phases = Math.max(1, intervalMs / step);
        return new TickGrid(
                Long.remainderUnsigned(hash(target.toString()), phases) * step, intervalMs);
    }

    /** The grid that a due time lies on. */
    public static TickGrid through(long dueAt, long intervalMs) {
        return new TickGrid(Math.floorMod(dueAt, intervalMs), intervalMs);
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
