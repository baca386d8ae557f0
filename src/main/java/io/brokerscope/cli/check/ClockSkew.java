package io.brokerscope.cli.check;

import java.time.Duration;
import java.time.Instant;

/** How far apart two clocks are, as far as a {@code Date} header proves it. Pure. */
final class ClockSkew {

    /** A header tells whole seconds and cuts off the rest. */
    private static final Duration RESOLUTION = Duration.ofMillis(999);

    private ClockSkew() {}

    /**
     * The least by which the other clock must be off: its time was read at some moment between
     * question and answer, and is cut to seconds.
     *
     * @param date what the other clock said
     * @param askedAt when it was asked, by the clock here
     * @param answeredAt when the answer was there, by the clock here
     * @return positive where the other clock is ahead, negative where it is behind, zero where it
     *     may be right
     */
    static Duration proven(Instant date, Instant askedAt, Instant answeredAt) {
        if (date.isAfter(answeredAt)) {
            return Duration.between(answeredAt, date);
        }
        Instant latest = date.plus(RESOLUTION);
        return latest.isBefore(askedAt) ? Duration.between(askedAt, latest) : Duration.ZERO;
    }
}
