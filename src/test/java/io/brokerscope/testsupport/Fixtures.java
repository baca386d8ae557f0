package io.brokerscope.testsupport;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FallbackSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SimulationSettings;
import java.util.List;
import java.util.Map;

/** Values that many tests begin with. */
public final class Fixtures {

    public static final long INTERVAL_MS = 10_000;
    public static final long TIMEOUT_MS = 4_000;
    public static final long LAST_KNOWN_MS = 60_000;

    private Fixtures() {}

    /** Settings of a cluster with static discovery of nobody. */
    public static ClusterSettings cluster(String name) {
        return cluster(name, INTERVAL_MS, TIMEOUT_MS);
    }

    /** Settings of a cluster with the given interval and timeout. */
    public static ClusterSettings cluster(String name, long intervalMs, long timeoutMs) {
        return new ClusterSettings(
                name,
                "kafka",
                Map.of("environment", "test"),
                null,
                new ScrapeSettings(
                        "http://{host}:9404/metrics",
                        intervalMs,
                        timeoutMs,
                        timeoutMs / 2,
                        new RetrySettings(3, 100, 2, 0.5),
                        new CircuitBreakerSettings(0.5, 6, 3, 15_000, 1),
                        new LimitSettings(64 << 20, 200_000, 10_000),
                        null,
                        null,
                        null),
                new DiscoverySettings(
                        DiscoverySettings.Kind.STATIC,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        "-(\\d+)(?:\\.|$)",
                        30_000,
                        10_000,
                        null,
                        null),
                new FilterSettings(".*", ""),
                new FilterSettings(".*", ""),
                new ExpectSettings(null, List.of(), List.of()),
                LAST_KNOWN_MS,
                LagSettings.DEFAULTS);
    }

    /** A cluster of which what is expected and missing is made up. */
    public static ClusterSettings hybrid(String name, ExpectSettings expect) {
        return simulating(name, expect, SimulationSettings.Mode.HYBRID);
    }

    /** A cluster that is made up as a whole. */
    public static ClusterSettings simulated(String name) {
        return simulating(
                name,
                new ExpectSettings(null, List.of(), List.of()),
                SimulationSettings.Mode.SIMULATION);
    }

    private static ClusterSettings simulating(
            String name, ExpectSettings expect, SimulationSettings.Mode mode) {
        ClusterSettings real = cluster(name);
        return new ClusterSettings(
                real.name(),
                real.provider(),
                real.labels(),
                real.kafka(),
                real.scrape(),
                real.discovery(),
                real.topics(),
                real.groups(),
                expect,
                real.lastKnownMs(),
                real.lag(),
                null,
                new SimulationSettings(mode, 1, 3, 5, 4, 3, 2, 100, 1_000, 0));
    }

    /** A broker of a cluster. */
    public static TargetSpec spec(ClusterSettings cluster, String id) {
        return new TargetSpec(
                new TargetId(cluster.name(), id),
                "http://broker-" + id + ":9404/metrics",
                "broker-" + id,
                "",
                Map.of(),
                cluster);
    }

    /** The same broker, which can be read in another way as well. */
    public static TargetSpec withFallback(TargetSpec spec, String endpoint) {
        ScrapeSettings scrape = spec.cluster().scrape();
        return new TargetSpec(
                spec.target(),
                spec.endpoint(),
                spec.host(),
                spec.rack(),
                spec.labels(),
                spec.cluster()
                        .readAs(
                                new ScrapeSettings(
                                        scrape.endpoint(),
                                        scrape.intervalMs(),
                                        scrape.timeoutMs(),
                                        scrape.attemptTimeoutMs(),
                                        scrape.retry(),
                                        scrape.circuitBreaker(),
                                        scrape.limits(),
                                        scrape.auth(),
                                        scrape.tls(),
                                        scrape.dialect(),
                                        List.of(new FallbackSettings(endpoint, null, null, null)))),
                List.of(endpoint));
    }

    /** The begin of an incarnation. */
    public static ScrapeOutcome added(TargetSpec spec, long incarnation, long firstDue) {
        return new ScrapeOutcome(
                OutcomeKind.ADDED,
                spec.target(),
                incarnation,
                firstDue,
                firstDue,
                null,
                "",
                null,
                null,
                null,
                spec,
                null,
                null,
                0);
    }

    /** The end of an incarnation. */
    public static ScrapeOutcome retired(TargetSpec spec, long incarnation, long lastDue) {
        return new ScrapeOutcome(
                OutcomeKind.RETIRED,
                spec.target(),
                incarnation,
                lastDue,
                lastDue,
                null,
                "",
                null,
                null,
                null,
                null,
                null,
                null,
                0);
    }

    /** A tick that answered. */
    public static ScrapeOutcome observed(
            TargetSpec spec, long incarnation, long dueAt, long observedAt, Readings readings) {
        return observed(spec, incarnation, dueAt, observedAt, readings, 0, "");
    }

    /** A tick at which a source answered. */
    public static ScrapeOutcome observed(
            TargetSpec spec,
            long incarnation,
            long dueAt,
            long observedAt,
            Readings readings,
            int source,
            String detail) {
        return new ScrapeOutcome(
                OutcomeKind.OBSERVED,
                spec.target(),
                incarnation,
                dueAt,
                dueAt,
                null,
                detail,
                stats(1, observedAt),
                BreakerState.CLOSED,
                readings,
                null,
                null,
                null,
                source);
    }

    /** The cluster itself as a target. */
    public static TargetSpec clusterSpec(ClusterSettings cluster) {
        return new TargetSpec(TargetId.ofCluster(cluster.name()), "", "", "", Map.of(), cluster);
    }

    /** A tick at which the cluster told of itself. */
    public static ScrapeOutcome told(
            TargetSpec spec, long incarnation, long dueAt, ClusterReading view) {
        return new ScrapeOutcome(
                OutcomeKind.OBSERVED,
                spec.target(),
                incarnation,
                dueAt,
                dueAt,
                null,
                "",
                stats(1, dueAt),
                BreakerState.CLOSED,
                null,
                null,
                null,
                view,
                0);
    }

    /** Ticks that did not. */
    public static ScrapeOutcome unobserved(
            TargetSpec spec,
            long incarnation,
            OutcomeKind kind,
            FailureReason reason,
            long from,
            long until) {
        return new ScrapeOutcome(
                kind,
                spec.target(),
                incarnation,
                from,
                until,
                reason,
                "",
                kind == OutcomeKind.FAILED ? stats(3, -1) : null,
                kind == OutcomeKind.MISSED ? null : BreakerState.CLOSED,
                null,
                null,
                null,
                null,
                0);
    }

    /** Costs of a read. */
    public static ReadStats stats(int attempts, long observedAt) {
        return new ReadStats(
                attempts, observedAt, observedAt, 1_500, 1_000, 10, 10, 0, 0, false, 0, 0, "");
    }

    /** Readings of these counters and gauges. */
    public static Readings readings(
            long processStartAt,
            boolean complete,
            Map<SeriesKey, Long> counters,
            Map<SeriesKey, Double> gauges) {
        SeriesTable.Builder counterTable = new SeriesTable.Builder();
        long[] raw = new long[counters.size()];
        counters.forEach((key, value) -> raw[counterTable.row(key)] = value);
        SeriesTable.Builder gaugeTable = new SeriesTable.Builder();
        double[] values = new double[gauges.size()];
        gauges.forEach((key, value) -> values[gaugeTable.row(key)] = value);
        return new Readings(
                "test",
                processStartAt,
                complete,
                counterTable.build(),
                raw,
                gaugeTable.build(),
                values);
    }
}
