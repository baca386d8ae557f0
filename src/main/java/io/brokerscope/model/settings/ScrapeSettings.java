package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.List;

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
 * @param fallbacks other ways to read the same broker, in order of trust; empty where null is
 *     given, as older state does
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
        String dialect,
        List<FallbackSettings> fallbacks)
        implements Serializable {

    public ScrapeSettings {
        fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
    }

    /** One way to read, without another one for when it fails. */
    public ScrapeSettings(
            String endpoint,
            long intervalMs,
            long timeoutMs,
            long attemptTimeoutMs,
            RetrySettings retry,
            CircuitBreakerSettings circuitBreaker,
            LimitSettings limits,
            AuthSettings auth,
            TlsSettings tls,
            String dialect) {
        this(
                endpoint,
                intervalMs,
                timeoutMs,
                attemptTimeoutMs,
                retry,
                circuitBreaker,
                limits,
                auth,
                tls,
                dialect,
                List.of());
    }

    /** These settings with the endpoint, credentials, TLS and dialect of a fallback. */
    public ScrapeSettings by(FallbackSettings fallback) {
        return new ScrapeSettings(
                fallback.endpoint(),
                intervalMs,
                timeoutMs,
                attemptTimeoutMs,
                retry,
                circuitBreaker,
                limits,
                fallback.auth(),
                fallback.tls(),
                fallback.dialect());
    }

    /** How long after an observation the next one is not overdue, milliseconds. */
    public long notOverdueMs() {
        return 2 * intervalMs + timeoutMs;
    }
}
