package io.brokerscope.testsupport;

import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.TlsSettings;
import java.util.Map;

/** Specifications and requests for tests, with settings that are easy to vary. Immutable. */
public record ScrapeTargets(
        String endpoint,
        long timeoutMs,
        long attemptTimeoutMs,
        RetrySettings retry,
        CircuitBreakerSettings breaker,
        LimitSettings limits,
        AuthSettings auth,
        TlsSettings tls) {

    private static final FilterSettings ALL = new FilterSettings(".*", "");

    /** One attempt within a second; a circuit that hardly ever opens. */
    public static ScrapeTargets at(String endpoint) {
        return new ScrapeTargets(
                endpoint,
                2_000,
                1_000,
                new RetrySettings(1, 20, 2, 0.5),
                new CircuitBreakerSettings(1, 100, 100, 15_000, 1),
                new LimitSettings(64 << 20, 200_000, 10_000),
                null,
                null);
    }

    public ScrapeTargets endpoint(String value) {
        return new ScrapeTargets(
                value, timeoutMs, attemptTimeoutMs, retry, breaker, limits, auth, tls);
    }

    public ScrapeTargets timeouts(long budgetMs, long attemptMs) {
        return new ScrapeTargets(endpoint, budgetMs, attemptMs, retry, breaker, limits, auth, tls);
    }

    public ScrapeTargets attempts(int value) {
        return new ScrapeTargets(
                endpoint,
                timeoutMs,
                attemptTimeoutMs,
                new RetrySettings(value, retry.backoffMs(), retry.multiplier(), retry.jitter()),
                breaker,
                limits,
                auth,
                tls);
    }

    public ScrapeTargets breaker(CircuitBreakerSettings value) {
        return new ScrapeTargets(
                endpoint, timeoutMs, attemptTimeoutMs, retry, value, limits, auth, tls);
    }

    public ScrapeTargets maxBytes(long value) {
        return new ScrapeTargets(
                endpoint,
                timeoutMs,
                attemptTimeoutMs,
                retry,
                breaker,
                new LimitSettings(value, limits.series(), limits.topics()),
                auth,
                tls);
    }

    public ScrapeTargets maxSeries(int value) {
        return new ScrapeTargets(
                endpoint,
                timeoutMs,
                attemptTimeoutMs,
                retry,
                breaker,
                new LimitSettings(limits.bytes(), value, limits.topics()),
                auth,
                tls);
    }

    public ScrapeTargets auth(AuthSettings value) {
        return new ScrapeTargets(
                endpoint, timeoutMs, attemptTimeoutMs, retry, breaker, limits, value, tls);
    }

    public ScrapeTargets tls(TlsSettings value) {
        return new ScrapeTargets(
                endpoint, timeoutMs, attemptTimeoutMs, retry, breaker, limits, auth, value);
    }

    /** The target of this id. */
    public TargetSpec spec(String id) {
        ScrapeSettings scrape =
                new ScrapeSettings(
                        endpoint,
                        timeoutMs * 2,
                        timeoutMs,
                        attemptTimeoutMs,
                        retry,
                        breaker,
                        limits,
                        auth,
                        tls,
                        null);
        ClusterSettings cluster =
                new ClusterSettings(
                        "test",
                        "kafka",
                        Map.of(),
                        null,
                        scrape,
                        null,
                        ALL,
                        ALL,
                        null,
                        60_000,
                        LagSettings.DEFAULTS);
        return new TargetSpec(
                new TargetId("test", id), endpoint, "localhost", "", Map.of(), cluster);
    }

    /** A read of the target of this id. */
    public ScrapeRequest read(String id) {
        return request(ScrapeRequest.Kind.READ, id);
    }

    /** A request of any kind. */
    public ScrapeRequest request(ScrapeRequest.Kind kind, String id) {
        return new ScrapeRequest(
                kind, spec(id), 1, 15_000, 15_000, null, new ScrapeRequest.Origin("test", 0));
    }
}
