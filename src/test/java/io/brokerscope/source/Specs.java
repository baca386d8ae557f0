package io.brokerscope.source;

import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FallbackSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.HealthSettings.ThresholdOverride;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.model.settings.TopicShape;
import java.util.List;
import java.util.Map;

/** Target specifications for tests. */
final class Specs {

    private Specs() {}

    /** A target with little in its settings. */
    static TargetSpec spec(String cluster, int id, long intervalMs) {
        return spec(cluster, id, intervalMs, "host-" + id);
    }

    static TargetSpec spec(String cluster, int id, long intervalMs, String host) {
        return new TargetSpec(
                new TargetId(cluster, Integer.toString(id)),
                "http://" + host + ":9404/metrics",
                host,
                "",
                Map.of(),
                cluster(cluster, intervalMs));
    }

    static ClusterSettings cluster(String name, long intervalMs) {
        return new ClusterSettings(
                name,
                "kafka",
                Map.of("environment", "test"),
                null,
                new ScrapeSettings(
                        "http://{host}:9404/metrics",
                        intervalMs,
                        intervalMs / 2,
                        intervalMs / 4,
                        new RetrySettings(3, 200, 2, 0.5),
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
                        null,
                        30_000,
                        10_000,
                        null,
                        null),
                new FilterSettings(".*", ""),
                new FilterSettings(".*", ""),
                new ExpectSettings(null, List.of(), List.of()),
                300_000,
                LagSettings.DEFAULTS);
    }

    /** Rules of lag with a value in every field. */
    static final LagSettings LAG =
            new LagSettings(
                    60_000,
                    new LagSettings.Times(30, 0.1),
                    new LagSettings.Commits(20, 1_000, 0.25, 1, 5, 30_000, 300_000, 86_400_000),
                    new LagSettings.Trend(300_000, 20, 50, 1.5));

    private static final List<FallbackSettings> WAYS =
            List.of(
                    new FallbackSettings(
                            "jmx://{host}:9999",
                            new AuthSettings(
                                    new SecretText("monitor"),
                                    new SecretText("${file:/secrets/jmx}"),
                                    null),
                            new TlsSettings("/tls/jmx-ca.pem", null, null, false),
                            "jmx"),
                    new FallbackSettings("http://{host}:9405/metrics", null, null, null));
    private static final List<String> FALLBACKS =
            List.of("jmx://b7.example.com:9999", "http://b7.example.com:9405/metrics");
    private static final ExpectSettings EXPECT =
            new ExpectSettings(3, List.of("orders", "payments"), List.of("billing"));

    private static final HealthSettings HEALTH =
            new HealthSettings(
                    90,
                    40,
                    60_000,
                    0.2,
                    new Thresholds(8.0, Map.of("cpu", 0.7, "heap", 0.8), Map.of("cpu", 120_000L)),
                    List.of(
                            new ThresholdOverride(
                                    Map.of("disk", "hdd"),
                                    new Thresholds(
                                            null, Map.of("produceLatency", 0.5), Map.of()))));
    private static final IncidentSettings INCIDENTS =
            new IncidentSettings(
                    45_000,
                    180_000,
                    900_000,
                    List.of(
                            new Maintenance(1_764_000_000_000L, 1_764_003_600_000L, "new disks"),
                            new Maintenance(1_764_100_000_000L, 1_764_103_600_000L, "")));

    /** A target with a value in every field. */
    static TargetSpec full() {
        return full(
                12_345,
                LAG,
                WAYS,
                FALLBACKS,
                new ExpectSettings(
                        3,
                        EXPECT.topics(),
                        EXPECT.groups(),
                        List.of(
                                new TopicShape("orders", 12, 3),
                                new TopicShape("payments", null, 2))),
                new SimulationSettings(
                        SimulationSettings.Mode.HYBRID, 7, 5, 4, 3, 2, 1, 12.5, 2048, 0.5),
                HEALTH,
                INCIDENTS);
    }

    /** The same as it was before anything of it could be made up. */
    static TargetSpec real() {
        return full(12_345, LAG, WAYS, FALLBACKS, EXPECT, null, null, null);
    }

    /** The same with this limit of topics and these rules of lag, and without a fallback. */
    static TargetSpec full(int topics, LagSettings lag) {
        return full(topics, lag, List.of(), List.of(), EXPECT, null, null, null);
    }

    private static TargetSpec full(
            int topics,
            LagSettings lag,
            List<FallbackSettings> ways,
            List<String> fallbacks,
            ExpectSettings expect,
            SimulationSettings simulation,
            HealthSettings health,
            IncidentSettings incidents) {
        TlsSettings tls = new TlsSettings("/tls/ca.pem", "/tls/cert.pem", "/tls/key.pem", true);
        AuthSettings auth =
                new AuthSettings(
                        new SecretText("${env:SCRAPE_USER}"),
                        new SecretText("${file:/secrets/password}"),
                        new SecretText("${file:/secrets/token}"));
        return new TargetSpec(
                new TargetId("prod-eu", "7"),
                "https://b7.example.com:9404/metrics",
                "b7.example.com",
                "eu-west-1a",
                Map.of("zone", "a", "größe", "xl"),
                new ClusterSettings(
                        "prod-eu",
                        "kafka",
                        Map.of("environment", "prod", "team", "streaming"),
                        new KafkaSettings(
                                new SecretText("${env:BOOTSTRAP}"),
                                Map.of(
                                        "security.protocol",
                                        new SecretText("SASL_SSL"),
                                        "sasl.jaas.config",
                                        new SecretText("${file:/secrets/jaas}"))),
                        new ScrapeSettings(
                                "https://{host}:{port}/metrics",
                                15_000,
                                10_000,
                                3_000,
                                new RetrySettings(3, 200, 2.0, 0.5),
                                new CircuitBreakerSettings(0.5, 6, 3, 15_000, 1),
                                new LimitSettings(67_108_864, 200_000, topics),
                                auth,
                                tls,
                                "strimzi",
                                ways),
                        new DiscoverySettings(
                                DiscoverySettings.Kind.HTTP_SD,
                                List.of(
                                        new StaticBroker(
                                                "7",
                                                "b7.example.com",
                                                9404,
                                                "eu-west-1a",
                                                Map.of("disk", "nvme")),
                                        new StaticBroker(
                                                "8", "b8.example.com", null, "", Map.of())),
                                "/sd/*.json",
                                "https://sd.example.com/kafka",
                                "kafka.example.com",
                                "SRV",
                                "b(\\d+)",
                                30_000,
                                10_000,
                                auth,
                                tls),
                        new FilterSettings(".*", "__.*"),
                        new FilterSettings("billing.*", ""),
                        expect,
                        300_000,
                        lag,
                        null,
                        simulation,
                        health,
                        incidents),
                fallbacks);
    }
}
