package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * How the lag of consumer groups is told and judged. Every value is checked when the record is
 * made; a value out of range is an {@link IllegalArgumentException} that names it.
 *
 * @param maxGapMs a reading older than that is not current, and a longer time between two readings
 *     says nothing of what happened within; milliseconds, 1 s to 3 h, default 2 min
 * @param times lag in time
 * @param commits status
 * @param trend trend of the lag in offsets
 */
public record LagSettings(long maxGapMs, Times times, Commits commits, Trend trend)
        implements Serializable {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /**
     * The longest gap: no configuration asks for more than an hour, but clusters that are read once
     * an hour need more between two readings.
     */
    public static final long LONGEST_GAP_MS = 3 * HOUR;

    /** What holds where nothing is said. */
    public static final LagSettings DEFAULTS =
            new LagSettings(
                    2 * MINUTE,
                    new Times(60, 0.2),
                    new Commits(10, 5 * SECOND, 0.5, 0, 100, MINUTE, 10 * MINUTE, 7 * DAY),
                    new Trend(10 * MINUTE, 30, 100, 0.1));

    public LagSettings {
        check("maxGapMs", maxGapMs, SECOND, LONGEST_GAP_MS);
    }

    /**
     * Lag in time: the table of end offsets of a partition.
     *
     * @param points end offsets remembered per partition; 8 to 1,000, default 60
     * @param relativeError share of a lag by which it may be wrong, so that old points can be
     *     thinned out; 0.01 to 0.5, default 0.2
     */
    public record Times(int points, double relativeError) implements Serializable {
        public Times {
            check("times.points", points, 8, 1_000);
            check("times.relativeError", relativeError, 0.01, 0.5);
        }
    }

    /**
     * Status: the commits of a group in a partition.
     *
     * @param window commits remembered; 3 to 100, default 10
     * @param minDistanceMs a commit that follows the one before more closely takes its place;
     *     milliseconds, 0 to 1 h, default 5 s: below every sensible interval of polls, so that only
     *     told commit times and very fast polls are thinned
     * @param minimumComplete share of the window that must be filled before it is judged; 0.01 to
     *     1, default 0.5
     * @param allowedLag lag in offsets up to which all is well; at least 0, default 0
     * @param warnFloor lag in offsets below which WARN is not raised; at least 0, default 100: less
     *     than a consumer takes in one poll by default
     * @param minSilenceMs an offset that stands still for a shorter time is never STOP or STALL;
     *     milliseconds, 0 to {@code patienceMs}, default 1 min: longer than a consumer's default
     *     session timeout of 45 s
     * @param patienceMs an offset that stands still for longer is STOP or STALL although too few
     *     commits were seen; milliseconds, up to {@code expireMs}, default 10 min: twice the
     *     default {@code max.poll.interval.ms}
     * @param expireMs a partition without an owner whose last commit is older counts no more;
     *     milliseconds, 1 min to 365 d, default 7 d: as long as brokers keep offsets by default
     */
    public record Commits(
            int window,
            long minDistanceMs,
            double minimumComplete,
            long allowedLag,
            long warnFloor,
            long minSilenceMs,
            long patienceMs,
            long expireMs)
            implements Serializable {
        public Commits {
            check("commits.window", window, 3, 100);
            check("commits.minDistanceMs", minDistanceMs, 0, HOUR);
            check("commits.minimumComplete", minimumComplete, 0.01, 1);
            check("commits.allowedLag", allowedLag, 0, Long.MAX_VALUE);
            check("commits.warnFloor", warnFloor, 0, Long.MAX_VALUE);
            check("commits.expireMs", expireMs, MINUTE, 365 * DAY);
            check("commits.patienceMs", patienceMs, 0, expireMs);
            check("commits.minSilenceMs", minSilenceMs, 0, patienceMs);
        }
    }

    /**
     * Trend of a group's lag.
     *
     * @param windowMs how far back it looks; milliseconds, 1 min to 1 d, default 10 min. It must
     *     hold several commits of a consumer: between two of them lag only grows
     * @param samples lags remembered, spread over the window; 6 to 200, default 30
     * @param floor a change over the window of up to so many offsets is steady; at least 0, default
     *     100
     * @param share a change over the window of up to this share of the lag is steady; 0 to 10,
     *     default 0.1
     */
    public record Trend(long windowMs, int samples, long floor, double share)
            implements Serializable {
        public Trend {
            check("trend.windowMs", windowMs, MINUTE, DAY);
            check("trend.samples", samples, 6, 200);
            check("trend.floor", floor, 0, Long.MAX_VALUE);
            check("trend.share", share, 0, 10);
        }
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d: %d".formatted(name, least, most, value));
        }
    }

    private static void check(String name, double value, double least, double most) {
        // Written so that NaN fails.
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s must be from %s to %s: %s".formatted(name, least, most, value));
        }
    }
}
