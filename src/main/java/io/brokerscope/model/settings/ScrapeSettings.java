package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * How the targets of one cluster are read.
 *
 * @param endpoint URL template with {host}, {port}, {id}, {rack}
 * @param intervalMs distance between two ticks
 * @param timeoutMs the whole budget of a tick, waiting and retries included; below the interval
 * @param attemptTimeoutMs budget of one attempt
 * @param retry retries
 * @param circuitBreaker circuit breaker
 * @param limits bounds
 * @param auth credentials; null for none
 * @param tls TLS; null for the defaults of the Java runtime
 * @param dialect name of the dialect to use; null to recognise it from the content
 */
public record ScrapeSettings(
        String endpoint,
        long intervalMs,
        long timeoutMs,
        long attemptTimeoutMs,
        RetrySettings retry,
        CircuitBreakerSettings circuitBreaker,
        LimitSettings limits,
        AuthSettings auth,
        TlsSettings tls,
        String dialect)
        implements Serializable {

    /** How long after an observation the next one is not overdue, milliseconds. */
    public long notOverdueMs() {
        return 2 * intervalMs + timeoutMs;
    }
}
