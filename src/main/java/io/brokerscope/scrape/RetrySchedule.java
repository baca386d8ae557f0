package io.brokerscope.scrape;

import io.brokerscope.model.settings.RetrySettings;

/**
 * When the next attempt of a tick begins: exponential backoff with jitter that never leaves the
 * budget of the tick. Pure.
 *
 * @param settings attempts, pause, growth and jitter
 * @param minAttemptMs what must be left of the budget for another attempt to make sense
 */
record RetrySchedule(RetrySettings settings, long minAttemptMs) {

    /** There is no next attempt. */
    static final long NONE = -1;

    private static final long MIN_ATTEMPT_MS = 100;

    /** A schedule that leaves each attempt 100 ms at least, or its whole time where it is less. */
    static RetrySchedule of(RetrySettings settings, long attemptTimeoutMs) {
        return new RetrySchedule(settings, Math.min(MIN_ATTEMPT_MS, attemptTimeoutMs));
    }

    /**
     * The pause before the next attempt.
     *
     * @param attempts attempts made so far, at least 1
     * @param random a number from 0 (included) to 1 (excluded), for the jitter
     * @param retryAfterMs how long the target asks to wait; negative where it does not ask
     * @param remainingMs what is left of the budget of the tick
     * @return milliseconds, or {@link #NONE} if attempts or budget are used up or what the target
     *     asks for does not fit
     */
    long delayMs(int attempts, double random, long retryAfterMs, long remainingMs) {
        long room = remainingMs - minAttemptMs;
        if (attempts >= settings.attempts() || room < 0 || retryAfterMs > room) {
            return NONE;
        }
        double pause = settings.backoffMs() * Math.pow(settings.multiplier(), attempts - 1.0);
        double varied = pause * (1 + settings.jitter() * (2 * random - 1));
        return Math.max(retryAfterMs, Math.min(room, Math.round(Math.max(0, varied))));
    }
}
