package io.brokerscope.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.DiscoverySettings.Kind;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FallbackSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.HealthCondition;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.HealthSettings.ThresholdOverride;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.model.settings.TopicShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    private static final ScrapeSettings DEFAULT_SCRAPE =
            new ScrapeSettings(
                    "http://{host}:9404/metrics",
                    15_000,
                    10_000,
                    3_000,
                    new RetrySettings(3, 200, 2, 0.5),
                    new CircuitBreakerSettings(0.5, 6, 3, 15_000, 1),
                    new LimitSettings(64 << 20, 200_000, 10_000),
                    null,
                    null,
                    null);

    private static final ScrapeSettings DEFAULT_ADMIN =
            new ScrapeSettings(
                    "",
                    30_000,
                    20_000,
                    9_000,
                    new RetrySettings(3, 200, 2, 0.5),
                    new CircuitBreakerSettings(0.5, 6, 3, 15_000, 1),
                    new LimitSettings(0, 200_000, 10_000),
                    null,
                    null,
                    null);

    @Test
    void defaultsAreThoseOfTheDesign() {
        BrokerscopeConfig config =
                parse(
                        """
                        output: { bootstrap: "o:9092" }
                        clusters:
                          - { name: a, kafka: { bootstrap: "k:9092" } }
                        """);
        assertThat(config)
                .isEqualTo(
                        new BrokerscopeConfig(
                                "default",
                                new OutputSettings(
                                        new KafkaSettings(new SecretText("o:9092"), Map.of()),
                                        Guarantee.EXACTLY_ONCE,
                                        "brokerscope.",
                                        "brokerscope-default",
                                        900_000,
                                        true,
                                        6,
                                        (short) 3,
                                        604_800_000,
                                        Ledger.GOLDEN),
                                List.of(
                                        new ClusterSettings(
                                                "a",
                                                "kafka",
                                                Map.of(),
                                                new KafkaSettings(
                                                        new SecretText("k:9092"), Map.of()),
                                                DEFAULT_SCRAPE,
                                                new DiscoverySettings(
                                                        Kind.KAFKA,
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
                                                new FilterSettings(".*", "__.*"),
                                                new FilterSettings(".*", ""),
                                                new ExpectSettings(null, List.of(), List.of()),
                                                300_000,
                                                LagSettings.DEFAULTS,
                                                DEFAULT_ADMIN,
                                                null)),
                                null,
                                new ProcessSettings(10_000, 256, null),
                                List.of(),
                                ClusterDefaults.NONE));
    }

    @Test
    void everySettingIsRead() {
        BrokerscopeConfig config =
                parse(
                        """
                        account: acme
                        output:
                          bootstrap: "${env:BOOTSTRAP}"
                          properties: { linger.ms: 5, sasl.jaas.config: "${file:/s/jaas}" }
                          guarantee: at-least-once
                          topicPrefix: fleet-
                          transactionalIdPrefix: t
                          transactionTimeout: 1h
                          createTopics: false
                          partitions: 12
                          replicationFactor: 1
                          retention: 2h
                          ledger: off
                        maxTargets: 7
                        scrape: { maxConcurrent: 8, memory: 1GiB }
                        catalog: [a.yaml, b.yaml]
                        clustersFrom: /clusters
                        clusters:
                          - name: a
                            provider: kafka
                            labels: { version: 1.10, on: off }
                            kafka:
                              bootstrap: "k1:9092, [::1]:9092"
                              properties: { client.id: 007 }
                            scrape:
                              endpoint: "https://{host}:{port}/{id}/{rack}"
                              interval: 1m
                              timeout: 30s
                              attemptTimeout: 900ms
                              retry: { attempts: 1, backoff: 1s, multiplier: 1.5, jitter: 10% }
                              circuitBreaker:
                                failureRate: 0.25
                                window: 10
                                minimumCalls: 10
                                open: 1m
                                halfOpenCalls: 2
                              limits: { bytes: 500kB, series: 9, topics: 7 }
                              auth: { basic: { username: u, password: "p${env:P}" } }
                              tls:
                                caFile: /ca
                                certFile: /cert
                                keyFile: /key
                                insecureSkipVerify: true
                              dialect: strimzi
                            admin:
                              enabled: true
                              interval: 2m
                              timeout: 1m
                              attemptTimeout: 8s
                              retry: { attempts: 2 }
                              circuitBreaker: { open: 1m }
                              limits: { series: 8, topics: 6 }
                            discovery:
                              static:
                                - { id: 0, host: "::1", port: 1, rack: r, labels: { disk: ssd } }
                                - { id: "10", host: b.example.org, port: 2 }
                              interval: 2m
                              timeout: 5s
                              idPattern: "b(\\\\d+)"
                            topics: { include: "o.*", exclude: "" }
                            groups: { include: "g.*", exclude: "x.*" }
                            expect:
                              brokers: 3
                              topics: [orders, { name: paid, partitions: 6, replicationFactor: 2 }]
                              groups: ["bill ing"]
                            mode: hybrid
                            simulation:
                              seed: 7
                              brokers: 5
                              topics: 4
                              partitions: 3
                              replicationFactor: 2
                              groups: 1
                              messagesPerSecond: 12.5
                              messageSize: 2KiB
                              incidentsPerDay: 0.5
                            lastKnown: 1d
                            lag:
                              maxGap: 1m
                              times: { points: 30, relativeError: 10% }
                              commits:
                                window: 20
                                minDistance: 1s
                                minimumComplete: 25%
                                allowedLag: 1
                                warnFloor: 5
                                minSilence: 30s
                                patience: 5m
                                expire: 1d
                              trend: { window: 5m, samples: 20, floor: 50, share: 1.5 }
                            health:
                              degradedBelow: 90
                              unhealthyBelow: 40.5
                              recovery: 1m
                              band: 20%
                              cores: 8
                              logDirsOffline: 1
                              replicasOffline: 2
                              partitionsOffline: 3
                              underMinIsr: 4
                              underReplicated: 5
                              cpu: 70%
                              heap: 0.8
                              produceLatency: 250ms
                              requestHandlersIdle: 25%
                              requestHandlersExhausted: 5%
                              networkProcessorsIdle: 20%
                              errors: 0.5
                              for: { cpu: 2m, silence: 30s }
                              overrides:
                                - match: { disk: ssd }
                                  produceLatency: 20ms
                                  for: { produceLatency: 10s }
                            incidents: { grace: 45s, quiet: 3m, restartGap: 15m }
                            maintenance:
                              - from: 2026-03-01T22:00:00Z
                                until: "2026-03-01T23:30:00+01:00"
                                reason: new disks
                        """);
        assertThat(config.account()).isEqualTo("acme");
        assertThat(config.output())
                .isEqualTo(
                        new OutputSettings(
                                new KafkaSettings(
                                        new SecretText("${env:BOOTSTRAP}"),
                                        Map.of(
                                                "linger.ms",
                                                new SecretText("5"),
                                                "sasl.jaas.config",
                                                new SecretText("${file:/s/jaas}"))),
                                Guarantee.AT_LEAST_ONCE,
                                "fleet-",
                                "t",
                                3_600_000,
                                false,
                                12,
                                (short) 1,
                                7_200_000,
                                Ledger.OFF));
        assertThat(config.process()).isEqualTo(new ProcessSettings(7, 8, 1L << 30));
        assertThat(config.catalog()).containsExactly("a.yaml", "b.yaml");
        assertThat(config.clustersFrom()).isEqualTo("/clusters");
        assertThat(config.clusters())
                .containsExactly(
                        new ClusterSettings(
                                "a",
                                "kafka",
                                Map.of("version", "1.10", "on", "off"),
                                new KafkaSettings(
                                        new SecretText("k1:9092, [::1]:9092"),
                                        Map.of("client.id", new SecretText("007"))),
                                new ScrapeSettings(
                                        "https://{host}:{port}/{id}/{rack}",
                                        60_000,
                                        30_000,
                                        900,
                                        new RetrySettings(1, 1000, 1.5, 0.1),
                                        new CircuitBreakerSettings(0.25, 10, 10, 60_000, 2),
                                        new LimitSettings(500_000, 9, 7),
                                        new AuthSettings(
                                                new SecretText("u"),
                                                new SecretText("p${env:P}"),
                                                null),
                                        new TlsSettings("/ca", "/cert", "/key", true),
                                        "strimzi"),
                                new DiscoverySettings(
                                        Kind.STATIC,
                                        List.of(
                                                new StaticBroker(
                                                        "0", "::1", 1, "r", Map.of("disk", "ssd")),
                                                new StaticBroker(
                                                        "10", "b.example.org", 2, "", Map.of())),
                                        null,
                                        null,
                                        null,
                                        null,
                                        "b(\\d+)",
                                        120_000,
                                        5_000,
                                        null,
                                        null),
                                new FilterSettings("o.*", ""),
                                new FilterSettings("g.*", "x.*"),
                                new ExpectSettings(
                                        3,
                                        List.of("orders", "paid"),
                                        List.of("bill ing"),
                                        List.of(new TopicShape("paid", 6, 2))),
                                86_400_000,
                                new LagSettings(
                                        60_000,
                                        new LagSettings.Times(30, 0.1),
                                        new LagSettings.Commits(
                                                20, 1_000, 0.25, 1, 5, 30_000, 300_000, 86_400_000),
                                        new LagSettings.Trend(300_000, 20, 50, 1.5)),
                                new ScrapeSettings(
                                        "",
                                        120_000,
                                        60_000,
                                        8_000,
                                        new RetrySettings(2, 200, 2, 0.5),
                                        new CircuitBreakerSettings(0.5, 6, 3, 60_000, 1),
                                        new LimitSettings(0, 8, 6),
                                        null,
                                        null,
                                        null),
                                new SimulationSettings(
                                        SimulationSettings.Mode.HYBRID,
                                        7,
                                        5,
                                        4,
                                        3,
                                        2,
                                        1,
                                        12.5,
                                        2048,
                                        0.5),
                                new HealthSettings(
                                        90,
                                        40.5,
                                        60_000,
                                        0.2,
                                        new Thresholds(
                                                8.0,
                                                Map.ofEntries(
                                                        Map.entry("logDirsOffline", 1.0),
                                                        Map.entry("replicasOffline", 2.0),
                                                        Map.entry("partitionsOffline", 3.0),
                                                        Map.entry("underMinIsr", 4.0),
                                                        Map.entry("underReplicated", 5.0),
                                                        Map.entry("cpu", 0.7),
                                                        Map.entry("heap", 0.8),
                                                        Map.entry("produceLatency", 0.25),
                                                        Map.entry("requestHandlersIdle", 0.25),
                                                        Map.entry("requestHandlersExhausted", 0.05),
                                                        Map.entry("networkProcessorsIdle", 0.2),
                                                        Map.entry("errors", 0.5)),
                                                Map.of("cpu", 120_000L, "silence", 30_000L)),
                                        List.of(
                                                new ThresholdOverride(
                                                        Map.of("disk", "ssd"),
                                                        new Thresholds(
                                                                null,
                                                                Map.of("produceLatency", 0.02),
                                                                Map.of(
                                                                        "produceLatency",
                                                                        10_000L))))),
                                new IncidentSettings(
                                        45_000,
                                        180_000,
                                        900_000,
                                        List.of(
                                                new Maintenance(
                                                        1_772_402_400_000L,
                                                        1_772_404_200_000L,
                                                        "new disks")))));
    }

    @Test
    void thresholdsOfTheDefaultsAreCompletedByThoseOfACluster() {
        HealthSettings health =
                parse(
                                """
                                output: { bootstrap: "o:9092" }
                                defaults: { health: { cpu: 70%, heap: 80%, for: { cpu: 2m } } }
                                clusters:
                                  - name: a
                                    kafka: { bootstrap: "k:9092" }
                                    health: { heap: 85%, for: { heap: 1m } }
                                """)
                        .clusters()
                        .get(0)
                        .health();
        assertThat(health.degradedBelow()).isEqualTo(80);
        assertThat(health.thresholds())
                .isEqualTo(
                        new Thresholds(
                                null,
                                Map.of("cpu", 0.7, "heap", 0.85),
                                Map.of("cpu", 120_000L, "heap", 60_000L)));
    }

    /** What the reference says of defaults is what the judge takes. */
    @Test
    void theDefaultsOfThresholdsAreDocumented() {
        String all =
                HealthSchema.HEALTH.options().stream()
                        .filter(option -> !option.defaultText().matches("|[{\\[].*"))
                        .map(option -> option.key() + ": " + option.defaultText())
                        .collect(Collectors.joining(", ", "{ ", " }"));
        HealthSettings documented =
                watched("{ name: a, kafka: { bootstrap: \"k:1\" }, health: " + all + " }")
                        .get(0)
                        .health();
        assertThat(documented)
                .usingRecursiveComparison()
                .ignoringFields("thresholds")
                .isEqualTo(HealthSettings.DEFAULTS);
        for (HealthCondition condition : HealthCondition.values()) {
            if (condition != HealthCondition.SILENCE) {
                assertThat(documented.thresholds().limits())
                        .containsEntry(condition.key(), condition.limit());
            }
        }
    }

    @Test
    void aSimulatedClusterNeedsNothingButItsName() {
        ClusterSettings cluster = watched("{ name: a, mode: simulation }").get(0);
        assertThat(cluster.simulated()).isTrue();
        assertThat(cluster.simulation())
                .isEqualTo(
                        new SimulationSettings(
                                SimulationSettings.Mode.SIMULATION,
                                1,
                                3,
                                20,
                                12,
                                3,
                                10,
                                5_000,
                                1_024,
                                6));
        assertThat(cluster.admin()).as("it is read itself, too").isNotNull();
        assertThat(cluster.labels()).containsEntry("simulated", "true");
        assertThat(
                        watched("{ name: a, mode: simulation, simulation: { brokers: 2 } }")
                                .get(0)
                                .simulation()
                                .replication())
                .as("no more replicas than brokers")
                .isEqualTo(2);
        assertThat(
                        watched(
                                        "{ name: a, kafka: { bootstrap: \"k:1\" }, simulation: { seed: 2 } }")
                                .get(0)
                                .simulation())
                .as("nothing is made up unless asked for")
                .isNull();
    }

    @Test
    void aClusterIsReadItselfWhereItCanBeAskedAndNobodySaysNo() {
        assertThat(watched("{ name: a, kafka: { bootstrap: \"k:1\" } }").get(0).admin())
                .isEqualTo(DEFAULT_ADMIN);
        assertThat(
                        watched(
                                        "{ name: a, kafka: { bootstrap: \"k:1\" }, admin: { enabled:"
                                                + " false } }")
                                .get(0)
                                .admin())
                .isNull();
        BrokerscopeConfig config =
                parse(
                        """
                        output: { bootstrap: "o:9092" }
                        defaults: { admin: { interval: 1m } }
                        clusters:
                          - { name: a, kafka: { bootstrap: "k:9092" } }
                          - { name: b, discovery: { file_sd: /b.json } }
                          - { name: c, kafka: { bootstrap: "k:9092" }, admin: { interval: 2m } }
                        """);
        assertThat(config.clusters())
                .extracting(c -> c.admin() == null ? null : c.admin().intervalMs())
                .containsExactly(60_000L, null, 120_000L);
    }

    @Test
    void discoveryTakesAShortAndALongForm() {
        assertThat(discovery("{ file_sd: \"/sd/*.json\" }"))
                .extracting(DiscoverySettings::kind, DiscoverySettings::path)
                .containsExactly(Kind.FILE_SD, "/sd/*.json");
        DiscoverySettings http = discovery("{ http_sd: \"https://i/kafka?team=a\" }");
        assertThat(http.kind()).isEqualTo(Kind.HTTP_SD);
        assertThat(http.url()).isEqualTo("https://i/kafka?team=a");
        assertThat(http.auth()).isNull();
        DiscoverySettings secured =
                discovery("{ http_sd: { url: \"https://i\", auth: { bearer: t }, tls: {} } }");
        assertThat(secured.auth()).isEqualTo(new AuthSettings(null, null, new SecretText("t")));
        assertThat(secured.tls()).isEqualTo(new TlsSettings(null, null, null, false));
        assertThat(discovery("{ dns: _m._tcp.example.org }"))
                .extracting(
                        DiscoverySettings::kind,
                        DiscoverySettings::name,
                        DiscoverySettings::dnsType)
                .containsExactly(Kind.DNS, "_m._tcp.example.org", "SRV");
        assertThat(discovery("{ dns: { name: example.org., type: AAAA } }").dnsType())
                .isEqualTo("AAAA");
    }

    @Test
    void brokersMayBeReadByJmx() {
        ScrapeSettings scrape =
                parse(
                                """
                                output: { bootstrap: "o:9092" }
                                clusters:
                                  - name: a
                                    scrape:
                                      endpoint: "jmx://{host}:9999"
                                      auth: { basic: { username: u, password: "${env:P}" } }
                                      tls: { caFile: /ca }
                                      dialect: jmx
                                    discovery: { static: [{ id: 1, host: b1, port: 9999 }] }
                                """)
                        .clusters()
                        .get(0)
                        .scrape();
        assertThat(scrape.endpoint()).isEqualTo("jmx://{host}:9999");
        assertThat(scrape.auth().password().template()).isEqualTo("${env:P}");
    }

    @Test
    void brokersMayBeReadInOtherWaysWhereTheFirstFails() {
        ScrapeSettings scrape =
                parse(
                                """
                                output: { bootstrap: "o:9092" }
                                clusters:
                                  - name: a
                                    scrape:
                                      fallback:
                                        - endpoint: "jmx://{host}:9999"
                                          auth: { basic: { username: u, password: "${env:P}" } }
                                        - "http://{host}:9405/metrics"
                                    discovery: { static: [{ id: 1, host: b1 }] }
                                """)
                        .clusters()
                        .get(0)
                        .scrape();
        assertThat(scrape.fallbacks())
                .containsExactly(
                        new FallbackSettings(
                                "jmx://{host}:9999",
                                new AuthSettings(
                                        new SecretText("u"), new SecretText("${env:P}"), null),
                                null,
                                null),
                        new FallbackSettings("http://{host}:9405/metrics", null, null, null));
    }

    @Test
    void defaultsAreMergedUnderEveryCluster() {
        BrokerscopeConfig config =
                parse(
                        """
                        output: { bootstrap: "o:9092" }
                        defaults:
                          labels: { env: prod, team: core }
                          kafka: { properties: { security.protocol: SSL, retries: 5 } }
                          scrape:
                            interval: 30s
                            retry: { attempts: 5 }
                            auth: { basic: { username: u, password: p } }
                            tls: { caFile: /ca }
                          discovery: { dns: d.example.org, interval: 1m }
                          topics: { exclude: "x.*" }
                          lastKnown: 1m
                        clusters:
                          - name: a
                          - name: b
                            labels: { team: payments }
                            kafka: { bootstrap: "k:9092", properties: { retries: 1 } }
                            scrape:
                              timeout: 20s
                              retry: { backoff: 1s }
                              auth: { bearer: t }
                              tls: { insecureSkipVerify: true }
                            discovery: { kafka: {} }
                            topics: { include: "o.*" }
                            lastKnown: 2m
                          - name: c
                            scrape: { auth: {}, tls: {} }
                        """);
        ClusterSettings a = config.clusters().get(0);
        assertThat(a.labels()).isEqualTo(Map.of("env", "prod", "team", "core"));
        assertThat(a.kafka()).as("brought in by the defaults alone").isNull();
        assertThat(a.scrape().intervalMs()).isEqualTo(30_000);
        assertThat(a.scrape().retry()).isEqualTo(new RetrySettings(5, 200, 2, 0.5));
        assertThat(a.scrape().auth())
                .isEqualTo(new AuthSettings(new SecretText("u"), new SecretText("p"), null));
        assertThat(a.scrape().tls()).isEqualTo(new TlsSettings("/ca", null, null, false));
        assertThat(a.discovery().kind()).isEqualTo(Kind.DNS);
        assertThat(a.topics()).isEqualTo(new FilterSettings(".*", "x.*"));
        assertThat(a.lastKnownMs()).isEqualTo(60_000);

        ClusterSettings b = config.clusters().get(1);
        assertThat(b.labels()).isEqualTo(Map.of("env", "prod", "team", "payments"));
        assertThat(b.kafka().properties())
                .isEqualTo(
                        Map.of(
                                "security.protocol",
                                new SecretText("SSL"),
                                "retries",
                                new SecretText("1")));
        assertThat(b.scrape().timeoutMs()).isEqualTo(20_000);
        assertThat(b.scrape().retry()).isEqualTo(new RetrySettings(5, 1000, 2, 0.5));
        assertThat(b.scrape().auth())
                .as("alternatives are replaced, not mixed")
                .isEqualTo(new AuthSettings(null, null, new SecretText("t")));
        assertThat(b.scrape().tls()).isEqualTo(new TlsSettings("/ca", null, null, true));
        assertThat(b.discovery().kind()).isEqualTo(Kind.KAFKA);
        assertThat(b.discovery().name()).isNull();
        assertThat(b.discovery().intervalMs()).isEqualTo(60_000);
        assertThat(b.topics()).isEqualTo(new FilterSettings("o.*", "x.*"));
        assertThat(b.lastKnownMs()).isEqualTo(120_000);

        ClusterSettings c = config.clusters().get(2);
        assertThat(c.scrape().auth()).isNull();
        assertThat(c.scrape().tls()).isNull();
    }

    @Test
    void watchedClustersInheritTheSameDefaults() {
        BrokerscopeConfig config =
                parse(
                        """
                        output: { bootstrap: "o:9092" }
                        clustersFrom: /clusters
                        defaults:
                          labels: { quoted: "a \\"b\\" \\\\ \\u00e9", yes: no }
                          scrape: { interval: 1m, auth: { bearer: "${env:T}" } }
                          discovery: { static: [{ id: 1, host: b1 }] }
                        """);
        ClusterDefaults carried = new ClusterDefaults(config.clusterDefaults().yaml());
        ClusterSettings watched = ConfigLoader.parseClusters("c.yaml", "name: w", carried).get(0);
        ClusterSettings inline =
                parse(
                                "output: { bootstrap: \"o:9092\" }\nclusters: [{ name: w }]\n"
                                        + "defaults: "
                                        + carried.yaml())
                        .clusters()
                        .get(0);
        assertThat(watched).isEqualTo(inline);
        assertThat(watched.labels()).containsEntry("quoted", "a \"b\" \\ \u00e9");
        assertThat(watched.labels()).containsEntry("yes", "no");
        assertThat(watched.scrape().intervalMs()).isEqualTo(60_000);
        assertThat(watched.scrape().auth().bearer().template()).isEqualTo("${env:T}");
        assertThat(watched.discovery().brokers()).hasSize(1);
        assertThat(carried).hasToString("***");
    }

    @Test
    void watchedFilesHoldOneClusterAListOrAMapping() {
        String a = "{ name: a, kafka: { bootstrap: \"k:9092\" } }";
        String b = "{ name: b, kafka: { bootstrap: \"k:9092\" } }";
        assertThat(watched(a)).extracting(ClusterSettings::name).containsExactly("a");
        assertThat(watched("[" + a + "," + b + "]"))
                .extracting(ClusterSettings::name)
                .containsExactly("a", "b");
        assertThat(watched("clusters: [" + b + "," + a + "]"))
                .extracting(ClusterSettings::name)
                .containsExactly("b", "a");
        assertThat(watched("[]")).isEmpty();
        assertThat(watched("clusters: []")).isEmpty();
    }

    @Test
    void mistakesInWatchedFilesAreTold() {
        assertThat(watchedErrors(""))
                .containsExactly("c.yaml: found an empty file, must be a mapping");
        assertThat(watchedErrors("a text")).hasSize(1);
        assertThat(watchedErrors("name: a\nscrape: { timeout: 1 }\nexpects: {}"))
                .satisfiesExactly(
                        e -> assertThat(e).startsWith("c.yaml:1: discovery: found no kafka.boots"),
                        e ->
                                assertThat(e)
                                        .startsWith("c.yaml:2: scrape.timeout: found \"1\", must"),
                        e -> assertThat(e).startsWith("c.yaml:3: expects: ").contains("expect?"));
        assertThat(
                        watchedErrors(
                                "- { name: a, discovery: { dns: a } }\n- { name: a, discovery: { dns: a } }"))
                .containsExactly(
                        "c.yaml:2: [1].name: found \"a\", must be unique; [0] has it already");
        assertThat(watchedErrors("clusters: [{ name: \"\" , discovery: { dns: a } }]\nother: 1"))
                .satisfiesExactly(
                        e -> assertThat(e).startsWith("c.yaml:1: clusters[0].name: found \"\", "),
                        e -> assertThat(e).startsWith("c.yaml:2: other: found an unknown key"));
    }

    @Test
    void defaultsThatAreNotRightAreRefusedBeforeAnyFile() {
        assertThatThrownBy(
                        () ->
                                ConfigLoader.parseClusters(
                                        "c.yaml",
                                        "name: a",
                                        new ClusterDefaults("{scrape: {interval: never}}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("defaults:1: scrape.interval: found \"never\"");
    }

    @Test
    void anchorsMayBeShared() {
        BrokerscopeConfig config =
                parse(
                        """
                        output: { bootstrap: &k "k:9092" }
                        clusters:
                          - { name: a, kafka: { bootstrap: *k }, scrape: { tls: &tls { caFile: /ca } } }
                          - { name: b, kafka: { bootstrap: *k }, scrape: { tls: *tls } }
                        """);
        assertThat(config.clusters().get(1).scrape().tls())
                .isEqualTo(config.clusters().get(0).scrape().tls());
    }

    @Test
    void aLargeFleetIsReadAndManyErrorsAreCounted() {
        StringBuilder fleet = new StringBuilder("output: { bootstrap: \"o:9092\" }\nclusters:\n");
        for (int i = 0; i < 1000; i++) {
            fleet.append("  - { name: c")
                    .append(i)
                    .append(", kafka: { bootstrap: \"k:9092\" } }\n");
        }
        assertThat(parse(fleet.toString()).clusters()).hasSize(1000);
        List<ConfigError> errors = errors(fleet.toString().replace("name: c", "nam: c")).errors();
        assertThat(errors).hasSize(Errors.LIMIT + 1);
        assertThat(errors.get(Errors.LIMIT))
                .hasToString("fleet.yaml: 1500 more errors are not shown");
    }

    @Test
    void exponentialAnchorsEndQuickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        bomb.append("defaults: { labels: *a59 }\ncatalog: *a59\n");
        assertThat(errors(bomb.toString()).errors()).hasSizeGreaterThan(60);
    }

    @Test
    void tooLargeATextIsRefused() {
        assertThat(errors("#".repeat(YamlReader.MAX_CHARACTERS + 1)))
                .hasMessageStartingWith("fleet.yaml: found 3145729 characters, must be at most");
    }

    @Test
    void tooManyLabelsAreRefused() {
        StringBuilder labels = new StringBuilder("a: b");
        for (int i = 0; i < 200; i++) {
            labels.append(", l").append(i).append(": v");
        }
        assertThat(
                        errors(
                                "output: { bootstrap: \"o:9092\" }\nclusters: []\ndefaults: { labels: {"
                                        + labels
                                        + "} }"))
                .hasMessage(
                        "fleet.yaml:3: defaults.labels: found 201 entries, must be at most 200");
    }

    @Test
    void aFileIsLoaded(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("fleet.yaml");
        Files.writeString(file, "\uFEFFoutput: { bootstrap: \"o:9092\" }\nclusters: []\n");
        assertThat(ConfigLoader.load(file).clusters()).isEmpty();
        Files.writeString(file, "output: {}\nclusters: []\n");
        assertThatThrownBy(() -> ConfigLoader.load(file))
                .hasMessageStartingWith(file + ":1: output.bootstrap: missing, must be ");
    }

    @Test
    void filesThatCannotBeReadAreTold(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("fleet.yaml");
        assertThatThrownBy(() -> ConfigLoader.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": found no such file, must be a readable YAML file");
        assertThatThrownBy(() -> ConfigLoader.load(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder + ": found a folder, must be a file");
        Files.write(file, new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> ConfigLoader.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": found bytes that are not UTF-8, must be UTF-8 text");
        Files.write(file, new byte[4 * YamlReader.MAX_CHARACTERS + 1]);
        assertThatThrownBy(() -> ConfigLoader.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": found 12582913 bytes, must be at most 12 MiB");
    }

    @Test
    void fingerprintsFollowTheSettings() {
        String cluster =
                "{ name: a, labels: { x: 1, y: 2 }, kafka: { bootstrap: \"k:9092\","
                        + " properties: { a.b: secret } } }";
        String fingerprint = ConfigLoader.fingerprint(watched(cluster).get(0));
        assertThat(fingerprint).matches("[0-9a-f]{64}");
        assertThat(
                        ConfigLoader.fingerprint(
                                watched(cluster.replace("x: 1, y: 2", "y: 2, x: 1")).get(0)))
                .as("the order of labels means nothing")
                .isEqualTo(fingerprint);
        TreeSet<String> all = new TreeSet<>(List.of(fingerprint));
        for (String changed :
                List.of(
                        cluster.replace("name: a", "name: b"),
                        cluster.replace("x: 1", "x: 3"),
                        cluster.replace("k:9092", "k:9093"),
                        cluster.replace("secret", "other"),
                        cluster.replace("name: a", "name: a, lastKnown: 1m"),
                        cluster.replace("name: a", "name: a, scrape: { auth: { bearer: b } }"),
                        cluster.replace("name: a", "name: a, scrape: { auth: { bearer: c } }"),
                        cluster.replace("name: a", "name: a, expect: { brokers: 1 }"))) {
            assertThat(all.add(ConfigLoader.fingerprint(watched(changed).get(0)))).isTrue();
        }
    }

    @Test
    void settingsCannotBeChanged() {
        BrokerscopeConfig config =
                parse(
                        "output: { bootstrap: \"o:9092\" }\ncatalog: [a]\nclusters:\n"
                                + "  - { name: a, labels: { x: y }, discovery: { dns: a } }\n");
        assertThatThrownBy(() -> config.clusters().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.catalog().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.clusters().get(0).labels().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.output().kafka().properties().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void rulesOfLagThatContradictEachOtherAreRefused() {
        assertThat(
                        errors(
                                        """
                                        output: { bootstrap: "o:9092" }
                                        defaults: { lag: { maxGap: 2h } }
                                        clusters:
                                          - name: a
                                            kafka: { bootstrap: "k:9092" }
                                            lag:
                                              times: { relativeError: 60% }
                                              commits: { minSilence: 20m, patience: 8d }
                                        """)
                                .errors())
                .extracting(ConfigError::toString)
                .anySatisfy(e -> assertThat(e).contains("lag.maxGap").contains("from 1s to 1h"))
                .anySatisfy(
                        e ->
                                assertThat(e)
                                        .contains("lag.times.relativeError")
                                        .contains("a share from 0.01 to 0.5"))
                .anySatisfy(
                        e ->
                                assertThat(e)
                                        .contains("lag.commits.patience")
                                        .contains("be at most expire (7d)"));
    }

    @Test
    void anExceptionSurvivesItsWayThroughFlink() throws Exception {
        ConfigException e = errors("a: b");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ConfigException copy = (ConfigException) in.readObject();
            assertThat(copy.errors()).isEqualTo(e.errors());
            assertThat(copy).hasMessage(e.getMessage());
        }
    }

    @Test
    void theExampleIsRightAndShowsEveryOption() throws IOException {
        String example;
        try (var in = ConfigLoader.class.getResourceAsStream("/brokerscope.example.yaml")) {
            example = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        BrokerscopeConfig config = ConfigLoader.parse("brokerscope.example.yaml", example);
        assertThat(config.clusters())
                .extracting(c -> c.discovery().kind())
                .containsExactly(Kind.KAFKA, Kind.STATIC, Kind.FILE_SD, Kind.HTTP_SD, Kind.DNS);
        assertThat(config.clusters().get(0).scrape()).isEqualTo(DEFAULT_SCRAPE);
        BrokerscopeConfig shortest =
                parse(
                        "output: { bootstrap: \"${env:OUTPUT_BOOTSTRAP}\" }\nclusters:\n"
                                + "  - { name: d, kafka: { bootstrap: \"k:9092\" } }");
        assertThat(config.process()).isEqualTo(shortest.process());
        assertThat(config.catalog()).isEqualTo(shortest.catalog());
        assertThat(config.account()).isEqualTo(shortest.account());
        assertThat(config.output())
                .usingRecursiveComparison()
                .ignoringFields("kafka")
                .isEqualTo(shortest.output());
        assertThat(config.clusters().get(0))
                .usingRecursiveComparison()
                .ignoringFields("name", "labels", "kafka", "expect", "health", "incidents")
                .isEqualTo(shortest.clusters().get(0));
        assertThat(config.clusters().get(0).incidents().with(List.of()))
                .isEqualTo(IncidentSettings.DEFAULTS);
        HealthSettings health = config.clusters().get(0).health();
        assertThat(health)
                .usingRecursiveComparison()
                .ignoringFields("thresholds", "overrides")
                .isEqualTo(HealthSettings.DEFAULTS);
        for (HealthCondition condition : HealthCondition.values()) {
            if (condition != HealthCondition.SILENCE) {
                assertThat(health.thresholds().limits())
                        .containsEntry(condition.key(), condition.limit());
            }
            assertThat(health.thresholds().lastingMs())
                    .containsEntry(condition.key(), condition.lastingMs());
        }
        Schema.ROOT.walk(
                "",
                (path, option) ->
                        assertThat(example)
                                .as(path)
                                .containsPattern(
                                        "(?m)(^|[ {#])"
                                                + option.key()
                                                + ": "
                                                + "|(?m)(^|[ {#])"
                                                + option.key()
                                                + ":$"));
    }

    private static BrokerscopeConfig parse(String yaml) {
        return ConfigLoader.parse("fleet.yaml", yaml);
    }

    private static ConfigException errors(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> parse(yaml));
    }

    private static List<ClusterSettings> watched(String yaml) {
        return ConfigLoader.parseClusters("c.yaml", yaml, ClusterDefaults.NONE);
    }

    private static List<String> watchedErrors(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> watched(yaml)).errors().stream()
                .map(ConfigError::toString)
                .toList();
    }

    private static DiscoverySettings discovery(String yaml) {
        return watched("{ name: a, discovery: " + yaml + " }").get(0).discovery();
    }
}
