package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * The circuit of one target. It counts ticks, not attempts.
 *
 * @param failureRate share of failed ticks in the window that opens the circuit, above 0 to 1
 * @param window number of ticks looked at
 * @param minimumCalls ticks needed before the rate is judged
 * @param openMs how long an open circuit rejects before it tries again
 * @param halfOpenCalls ticks tried in the half-open state
 */
public record CircuitBreakerSettings(
        double failureRate, int window, int minimumCalls, long openMs, int halfOpenCalls)
        implements Serializable {}
