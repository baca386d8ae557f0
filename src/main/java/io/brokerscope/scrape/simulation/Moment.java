package io.brokerscope.scrape.simulation;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time with the state of the waves that all loads are made of. Their periods are shared,
 * so that the sines are taken once for all topics.
 */
final class Moment {

    /** When the made-up time begins, a Thursday: nothing was sent before. Epoch milliseconds. */
    static final long EPOCH = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    static final long DAY_MS = Duration.ofDays(1).toMillis();
    static final long WEEK_MS = 7 * DAY_MS;

    /** Periods of the waves; from the third on they fit into no other, so that no day is alike. */
    static final long[] PERIODS_MS = {
        WEEK_MS, DAY_MS, DAY_MS / 2, 73 * 60_000, 17 * 60_000, 257_000, 67_000
    };

    final long at;

    /** Seconds since the epoch, at least 0. */
    final double seconds;

    final double[] sin = new double[PERIODS_MS.length];
    final double[] cos = new double[PERIODS_MS.length];

    /** The moment at this time, or the epoch where that is later. */
    Moment(long time) {
        at = Math.max(time, EPOCH);
        long sinceEpoch = at - EPOCH;
        seconds = sinceEpoch / 1000.0;
        for (int wave = 0; wave < PERIODS_MS.length; wave++) {
            // The remainder is exact: a sine of a large angle would not be.
            double angle = 2 * Math.PI * (sinceEpoch % PERIODS_MS[wave]) / PERIODS_MS[wave];
            sin[wave] = Math.sin(angle);
            cos[wave] = Math.cos(angle);
        }
    }
}
