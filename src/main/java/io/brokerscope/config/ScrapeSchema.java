package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.FallbackSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.TlsSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the brokers of a cluster, and the cluster itself, are read. */
final class ScrapeSchema {

    private static final int MAX_FALLBACKS = 3;

    private static final Option<Integer> ATTEMPTS =
            withDefault(
                    "attempts",
                    Scalars.whole(1, 10),
                    "3",
                    "Attempts at most, the first included; 1 switches retries off.");
    private static final Option<Long> BACKOFF =
            withDefault(
                    "backoff",
                    Scalars.duration("1ms", "1m"),
                    "200ms",
                    "Pause before the second attempt.");
    private static final Option<Double> MULTIPLIER =
            withDefault(
                    "multiplier",
                    Scalars.decimal(1, 10),
                    "2",
                    "Growth of the pause from one attempt to the next.");
    private static final Option<Double> JITTER =
            withDefault(
                    "jitter",
                    Scalars.share(true),
                    "0.5",
                    "Share by which a pause varies at random: 200ms with 0.5 lies between 100 and"
                            + " 300 ms.");

    private static final Section<RetrySettings> RETRY =
            Section.titled("Retries", "Within the budget of one read.")
                    .options(ATTEMPTS, BACKOFF, MULTIPLIER, JITTER)
                    .into(
                            v ->
                                    new RetrySettings(
                                            v.get(ATTEMPTS),
                                            v.get(BACKOFF),
                                            v.get(MULTIPLIER),
                                            v.get(JITTER)));

    private static final Option<Double> FAILURE_RATE =
            withDefault(
                    "failureRate",
                    Scalars.share(false),
                    "50%",
                    "Share of failed reads in the window that opens the circuit.");
    private static final Option<Integer> WINDOW =
            withDefault("window", Scalars.whole(1, 1000), "6", "Number of reads looked at.");
    private static final Option<Integer> MINIMUM_CALLS =
            withDefault(
                    "minimumCalls",
                    Scalars.whole(1, 1000),
                    "3",
                    "Reads needed before the share is judged; at most the window.");
    private static final Option<Long> OPEN =
            withDefault(
                    "open",
                    Scalars.duration("1s", "1h"),
                    "15s",
                    "How long an open circuit rejects reads before it tries again.");
    private static final Option<Integer> HALF_OPEN_CALLS =
            withDefault(
                    "halfOpenCalls",
                    Scalars.whole(1, 100),
                    "1",
                    "Reads that must tell whether the circuit closes again.");

    private static final Section<CircuitBreakerSettings> CIRCUIT_BREAKER =
            Section.titled(
                            "Circuit breaker",
                            "One per broker, and one for the cluster itself. It counts reads, not"
                                    + " the attempts within them.")
                    .options(FAILURE_RATE, WINDOW, MINIMUM_CALLS, OPEN, HALF_OPEN_CALLS)
                    .rule(
                            List.of(WINDOW, MINIMUM_CALLS),
                            v -> {
                                if (v.get(MINIMUM_CALLS) > v.get(WINDOW)) {
                                    v.refuse(
                                            MINIMUM_CALLS,
                                            "be at most the window (" + v.text(WINDOW) + ")");
                                }
                            })
                    .into(
                            v ->
                                    new CircuitBreakerSettings(
                                            v.get(FAILURE_RATE),
                                            v.get(WINDOW),
                                            v.get(MINIMUM_CALLS),
                                            v.get(OPEN),
                                            v.get(HALF_OPEN_CALLS)));

    private static final Option<Long> BYTES =
            withDefault(
                    "bytes",
                    Scalars.size("1KiB", "1GiB"),
                    "64MiB",
                    "Bytes of one answer, after decompression. What comes after is cut off and"
                            + " reported.");
    private static final Option<Integer> SERIES =
            withDefault(
                    "series",
                    Scalars.whole(1, 10_000_000),
                    "200000",
                    "Series kept of one answer. Topics beyond it are cut off and reported.");
    private static final Option<Integer> TOPICS =
            withDefault(
                    "topics",
                    Scalars.whole(1, 1_000_000),
                    Integer.toString(LimitSettings.DEFAULT_TOPICS),
                    "Topics kept of one answer. Topics beyond it are cut off and reported.");

    private static final Section<LimitSettings> LIMITS =
            Section.titled("Limits", "What one broker may cost.")
                    .options(BYTES, SERIES, TOPICS)
                    .into(v -> new LimitSettings(v.get(BYTES), v.get(SERIES), v.get(TOPICS)));

    private static final Option<String> ENDPOINT =
            withDefault(
                            "endpoint",
                            Urls.template(),
                            "http://{host}:9404/metrics",
                            "URL of a broker's metrics, or `jmx://host:port` for remote JMX. `{host}`,"
                                    + " `{port}`, `{id}` and `{rack}` stand for what discovery"
                                    + " found.")
                    .example("https://{host}:{port}/metrics");
    private static final Option<Long> INTERVAL =
            withDefault(
                    "interval",
                    Scalars.duration("1s", "1h"),
                    "15s",
                    "Distance between two reads of a broker.");
    private static final Option<Long> TIMEOUT =
            withDefault(
                    "timeout",
                    Scalars.duration("10ms", "2m"),
                    "10s",
                    "Whole budget of a read, waiting and retries included; below the interval.");
    private static final Option<Long> ATTEMPT_TIMEOUT =
            withDefault(
                    "attemptTimeout",
                    Scalars.duration("10ms", "2m"),
                    "3s",
                    "Budget of one attempt; at most the timeout.");
    private static final Option<RetrySettings> RETRIES =
            withDefault("retry", RETRY, "{}", "Retries within the timeout.");
    private static final Option<CircuitBreakerSettings> CIRCUIT =
            withDefault(
                    "circuitBreaker",
                    CIRCUIT_BREAKER,
                    "{}",
                    "When a target that keeps failing is left alone.");
    private static final Option<LimitSettings> LIMIT =
            withDefault("limits", LIMITS, "{}", "What one broker may cost.");
    private static final Option<AuthSettings> AUTH = SecuritySchema.auth();
    private static final Option<TlsSettings> TLS =
            SecuritySchema.tls(
                    "TLS of `https://` URLs; of JMX, where it is asked for or this is given.");
    private static final Option<String> DIALECT =
            optional(
                            "dialect",
                            Scalars.text(
                                    "name",
                                    "[a-zA-Z0-9._-]{1,100}",
                                    "letters, digits, \".\", \"_\" and \"-\", at most 100"),
                            "Name of the metric naming dialect. Without it, the dialect is"
                                    + " recognised from the content.")
                    .example("strimzi");

    private static final Option<String> FALLBACK_ENDPOINT =
            required(
                            "endpoint",
                            Urls.template(),
                            "As the `endpoint` beside `fallback`, of the same broker.")
                    .example("jmx://{host}:9999");

    private static final Option<List<FallbackSettings>> FALLBACK =
            withDefault(
                            "fallback",
                            ListType.of(
                                    Section.titled(
                                                    "Fallback",
                                                    "Another way to read the same broker. A single"
                                                            + " value stands for its endpoint.")
                                            .options(FALLBACK_ENDPOINT, AUTH, TLS, DIALECT)
                                            .shorthandFor(FALLBACK_ENDPOINT)
                                            .rule(
                                                    List.of(FALLBACK_ENDPOINT, AUTH),
                                                    v -> jmxKnowsNoTokens(v, FALLBACK_ENDPOINT))
                                            .rule(
                                                    List.of(FALLBACK_ENDPOINT, DIALECT),
                                                    v -> jmxIsADialect(v, FALLBACK_ENDPOINT))
                                            .into(
                                                    v ->
                                                            new FallbackSettings(
                                                                    v.get(FALLBACK_ENDPOINT),
                                                                    v.get(AUTH),
                                                                    v.get(TLS),
                                                                    v.get(DIALECT))),
                                    ""),
                            "[]",
                            "Other ways to read the same broker where `endpoint` fails, in order of"
                                    + " trust, at most "
                                    + MAX_FALLBACKS
                                    + ". What they tell is of quality `SECONDARY`.")
                    .example("[ \"jmx://{host}:9999\" ]");

    static final Section<ScrapeSettings> SCRAPE =
            Section.titled("Reading", "How the metrics of every broker of the cluster are read.")
                    .options(
                            ENDPOINT,
                            INTERVAL,
                            TIMEOUT,
                            ATTEMPT_TIMEOUT,
                            RETRIES,
                            CIRCUIT,
                            LIMIT,
                            AUTH,
                            TLS,
                            DIALECT,
                            FALLBACK)
                    .rule(List.of(INTERVAL, TIMEOUT), v -> belowInterval(v, INTERVAL, TIMEOUT))
                    .rule(
                            List.of(TIMEOUT, ATTEMPT_TIMEOUT),
                            v -> withinTimeout(v, TIMEOUT, ATTEMPT_TIMEOUT))
                    .rule(List.of(ENDPOINT, AUTH), v -> jmxKnowsNoTokens(v, ENDPOINT))
                    .rule(List.of(ENDPOINT, DIALECT), v -> jmxIsADialect(v, ENDPOINT))
                    .rule(List.of(ENDPOINT, FALLBACK), ScrapeSchema::fallbacksAreOthers)
                    .rule(
                            List.of(TIMEOUT, ATTEMPT_TIMEOUT, FALLBACK),
                            ScrapeSchema::everyWayHasItsTime)
                    .into(ScrapeSchema::settings);

    private static final Option<Boolean> ENABLED =
            withDefault(
                    "enabled",
                    Scalars.flag(),
                    "true",
                    "Whether the cluster is read by its own protocol.");
    private static final Option<Long> ADMIN_INTERVAL =
            withDefault(
                    "interval",
                    Scalars.duration("1s", "1h"),
                    "30s",
                    "Distance between two reads of the cluster.");
    private static final Option<Long> ADMIN_TIMEOUT =
            withDefault(
                    "timeout",
                    Scalars.duration("10ms", "2m"),
                    "20s",
                    "Whole budget of a read, waiting and retries included; below the interval.");
    private static final Option<Long> ADMIN_ATTEMPT_TIMEOUT =
            withDefault(
                    "attemptTimeout",
                    Scalars.duration("10ms", "2m"),
                    "9s",
                    "Budget of one attempt; at most the timeout. What does not answer in time is"
                            + " left out and reported where the rest does.");
    private static final Option<Integer> ADMIN_SERIES =
            withDefault(
                    "series",
                    Scalars.whole(1, 10_000_000),
                    "200000",
                    "Partitions kept of one read, and as many committed offsets. What is beyond is"
                            + " cut off and reported.");
    private static final Option<Integer> ADMIN_TOPICS =
            withDefault(
                    "topics",
                    Scalars.whole(1, 1_000_000),
                    Integer.toString(LimitSettings.DEFAULT_TOPICS),
                    "Topics kept of one read, and as many groups. What is beyond is cut off and"
                            + " reported.");
    private static final Option<LimitSettings> ADMIN_LIMITS =
            withDefault(
                    "limits",
                    Section.titled("Limits of a cluster", "What reading one cluster may cost.")
                            .options(ADMIN_SERIES, ADMIN_TOPICS)
                            .into(
                                    v ->
                                            new LimitSettings(
                                                    0, v.get(ADMIN_SERIES), v.get(ADMIN_TOPICS))),
                    "{}",
                    "What reading the cluster may cost.");

    /**
     * How a cluster itself is read; null where it is switched off. The endpoint is not known here.
     */
    static final Section<ScrapeSettings> ADMIN =
            Section.titled(
                            "Reading the cluster",
                            "How the cluster itself is read by Kafka's Admin protocol, beside its"
                                    + " brokers: partitions, offsets, groups, quorum. Only where"
                                    + " `kafka` is given.")
                    .options(
                            ENABLED,
                            ADMIN_INTERVAL,
                            ADMIN_TIMEOUT,
                            ADMIN_ATTEMPT_TIMEOUT,
                            RETRIES,
                            CIRCUIT,
                            ADMIN_LIMITS)
                    .rule(
                            List.of(ADMIN_INTERVAL, ADMIN_TIMEOUT),
                            v -> belowInterval(v, ADMIN_INTERVAL, ADMIN_TIMEOUT))
                    .rule(
                            List.of(ADMIN_TIMEOUT, ADMIN_ATTEMPT_TIMEOUT),
                            v -> withinTimeout(v, ADMIN_TIMEOUT, ADMIN_ATTEMPT_TIMEOUT))
                    .into(v -> v.get(ENABLED) ? admin(v) : null);

    private ScrapeSchema() {}

    private static void belowInterval(Values v, Option<Long> interval, Option<Long> timeout) {
        if (v.get(timeout) >= v.get(interval)) {
            v.refuse(timeout, "be below the interval (" + v.text(interval) + ")");
        }
    }

    private static void withinTimeout(Values v, Option<Long> timeout, Option<Long> attempt) {
        if (v.get(attempt) > v.get(timeout)) {
            v.refuse(attempt, "be at most the timeout (" + v.text(timeout) + ")");
        }
    }

    private static void jmxKnowsNoTokens(Values v, Option<String> endpoint) {
        if (Urls.isJmx(v.get(endpoint)) && v.get(AUTH) != null && v.get(AUTH).bearer() != null) {
            v.refuse(
                    v.at(AUTH),
                    "found bearer, must be basic, or left out, because the endpoint is jmx://");
        }
    }

    private static void jmxIsADialect(Values v, Option<String> endpoint) {
        if (Urls.isJmx(v.get(endpoint))
                && v.get(DIALECT) != null
                && !v.get(DIALECT).equals(SeriesCatalog.JMX)) {
            v.refuse(
                    DIALECT,
                    "be left out or " + SeriesCatalog.JMX + ", because the endpoint is jmx://");
        }
    }

    private static void fallbacksAreOthers(Values v) {
        List<FallbackSettings> fallbacks = v.get(FALLBACK);
        if (fallbacks.size() > MAX_FALLBACKS) {
            v.refuse(
                    v.at(FALLBACK),
                    "found " + fallbacks.size() + " items, must have at most " + MAX_FALLBACKS);
        }
        Set<String> seen = new HashSet<>(Set.of(v.get(ENDPOINT)));
        if (!fallbacks.stream().allMatch(fallback -> seen.add(fallback.endpoint()))) {
            v.refuse(
                    v.at(FALLBACK),
                    "found an endpoint for the second time, must be other ways to read the broker");
        }
    }

    /** One that hangs must not use up what the next one needs. */
    private static void everyWayHasItsTime(Values v) {
        int ways = 1 + v.get(FALLBACK).size();
        if (ways > 1 && v.get(ATTEMPT_TIMEOUT) > v.get(TIMEOUT) / ways) {
            v.refuse(
                    ATTEMPT_TIMEOUT,
                    "be at most "
                            + v.get(TIMEOUT) / ways
                            + "ms: the timeout ("
                            + v.text(TIMEOUT)
                            + ") is for each of "
                            + ways
                            + " ways to read");
        }
    }

    private static ScrapeSettings admin(Values v) {
        return new ScrapeSettings(
                "",
                v.get(ADMIN_INTERVAL),
                v.get(ADMIN_TIMEOUT),
                v.get(ADMIN_ATTEMPT_TIMEOUT),
                v.get(RETRIES),
                v.get(CIRCUIT),
                v.get(ADMIN_LIMITS),
                null,
                null,
                null);
    }

    private static ScrapeSettings settings(Values v) {
        return new ScrapeSettings(
                v.get(ENDPOINT),
                v.get(INTERVAL),
                v.get(TIMEOUT),
                v.get(ATTEMPT_TIMEOUT),
                v.get(RETRIES),
                v.get(CIRCUIT),
                v.get(LIMIT),
                v.get(AUTH),
                v.get(TLS),
                v.get(DIALECT),
                v.get(FALLBACK));
    }
}
