package io.brokerscope.model;

/**
 * The catalogued series of one answer, in columns. Partition series are already folded into their
 * topic. Counters are whole numbers in the canonical unit of the catalog (seconds become
 * nanoseconds), so that increments add up exactly. A series that is not there is absent, never
 * zero.
 *
 * @param dialect the naming dialect that was recognised
 * @param processStartAt epoch milliseconds at which the broker's process says it started; -1 where
 *     it does not say
 * @param complete whether the answer was read whole: no line malformed, nothing cut off. Only then
 *     does the absence of a series mean that the broker no longer has it
 * @param counters names of the counters
 * @param counterValues raw values, a row each, never negative
 * @param gauges names of the gauges
 * @param gaugeValues values, a row each, never NaN
 */
public record Readings(
        String dialect,
        long processStartAt,
        boolean complete,
        SeriesTable counters,
        long[] counterValues,
        SeriesTable gauges,
        double[] gaugeValues) {

    private static final long SAME_START_MS = 1_000;

    /** The same answer, of which absence says nothing. */
    public Readings incomplete() {
        return new Readings(
                dialect, processStartAt, false, counters, counterValues, gauges, gaugeValues);
    }

    /**
     * Whether a process is another one than before, by when it says it started. Times closer than a
     * second are the same process: some sources derive the start from an uptime and jitter, and no
     * broker restarts that fast.
     *
     * @param before start time known before, epoch milliseconds; negative where there is none
     * @param now start time now; negative where there is none
     */
    public static boolean restarted(long before, long now) {
        return before >= 0 && now >= 0 && Math.abs(now - before) > SAME_START_MS;
    }
}
