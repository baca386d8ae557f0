package io.brokerscope.model;

/** State of a target's circuit breaker. */
public enum BreakerState {
    CLOSED,
    HALF_OPEN,
    OPEN
}
