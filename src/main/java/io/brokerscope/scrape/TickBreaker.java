package io.brokerscope.scrape;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The circuit of one target. Counts ticks, not attempts. Used under the lock of its owner. */
final class TickBreaker {

    /** What says nothing about the target's health: the cause is on this side. */
    private static final Set<FailureReason> OURS =
            EnumSet.of(
                    FailureReason.NO_SLOT,
                    FailureReason.NO_MEMORY,
                    FailureReason.CREDENTIALS,
                    FailureReason.INTERNAL,
                    FailureReason.DEADLINE);

    /** Slow ticks are bounded by the budget already; only failures open the circuit. */
    private static final Duration NEVER_SLOW = Duration.ofDays(365);

    private static final TickFailed TICK_FAILED = new TickFailed();

    private final CircuitBreaker breaker;

    TickBreaker(String name, CircuitBreakerSettings settings, Clock clock) {
        breaker =
                CircuitBreaker.of(
                        name,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(settings.window())
                                .minimumNumberOfCalls(settings.minimumCalls())
                                .failureRateThreshold((float) (settings.failureRate() * 100))
                                .slowCallDurationThreshold(NEVER_SLOW)
                                .waitDurationInOpenState(Duration.ofMillis(settings.openMs()))
                                .permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
                                .automaticTransitionFromOpenToHalfOpenEnabled(false)
                                .writableStackTraceEnabled(false)
                                .clock(clock)
                                .build());
    }

    /** Whether a failure says that the target is unwell. */
    static boolean counts(FailureReason reason) {
        return !OURS.contains(reason);
    }

    /** Whether a tick may be tried; an admitted tick is followed by {@link #record}. */
    boolean admit() {
        return breaker.tryAcquirePermission();
    }

    /**
     * The outcome of an admitted tick.
     *
     * @param reason why it failed; null where the target answered
     * @param nanos how long it took
     */
    void record(FailureReason reason, long nanos) {
        if (reason == null) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else if (counts(reason)) {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, TICK_FAILED);
        } else {
            breaker.releasePermission();
        }
    }

    BreakerState state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    }

    /** Stands for every failed tick; costs no stack trace. */
    private static final class TickFailed extends Exception {
        private TickFailed() {
            super("tick failed", null, false, false);
        }
    }
}
