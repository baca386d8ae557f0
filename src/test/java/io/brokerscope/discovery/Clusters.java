package io.brokerscope.discovery;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.DiscoverySettings.Kind;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.model.settings.TlsSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings for tests: everything ordinary but what the test is about. */
final class Clusters {

    static final String ENDPOINT = "http://{host}:9404/metrics";
    static final String STATEFUL_SET = "^[^.]*-([0-9]+)(?:\\.|$)";
    static final long TIMEOUT_MS = 1000;

    private Clusters() {}

    static ClusterSettings cluster(String name, DiscoverySettings discovery) {
        return cluster(name, ENDPOINT, null, discovery);
    }

    static ClusterSettings cluster(
            String name, String endpoint, KafkaSettings kafka, DiscoverySettings discovery) {
        return new ClusterSettings(
                name,
                "kafka",
                Map.of("environment", "test"),
                kafka,
                new ScrapeSettings(
                        endpoint,
                        15_000,
                        10_000,
                        3_000,
                        new RetrySettings(3, 200, 2, 0.5),
                        new CircuitBreakerSettings(0.5, 6, 3, 15_000, 1),
                        new LimitSettings(64 << 20, 200_000, 10_000),
                        null,
                        null,
                        null),
                discovery,
                new FilterSettings(".*", "__.*"),
                new FilterSettings(".*", ""),
                new ExpectSettings(null, List.of(), List.of()),
                60_000,
                LagSettings.DEFAULTS);
    }

    static ClusterSettings ofStatic(String name, StaticBroker... brokers) {
        return cluster(
                name,
                new DiscoverySettings(
                        Kind.STATIC,
                        List.of(brokers),
                        null,
                        null,
                        null,
                        null,
                        null,
                        30_000,
                        TIMEOUT_MS,
                        null,
                        null));
    }

    static StaticBroker broker(String id, String host) {
        return new StaticBroker(id, host, null, "", Map.of());
    }

    static ClusterSettings ofFile(String name, String path) {
        return cluster(
                name,
                new DiscoverySettings(
                        Kind.FILE_SD,
                        List.of(),
                        path,
                        null,
                        null,
                        null,
                        STATEFUL_SET,
                        30_000,
                        TIMEOUT_MS,
                        null,
                        null));
    }

    static ClusterSettings ofHttp(
            String name, String url, long timeoutMs, AuthSettings auth, TlsSettings tls) {
        return cluster(
                name,
                new DiscoverySettings(
                        Kind.HTTP_SD,
                        List.of(),
                        null,
                        url,
                        null,
                        null,
                        STATEFUL_SET,
                        30_000,
                        timeoutMs,
                        auth,
                        tls));
    }

    static ClusterSettings ofDns(String name, String dnsName, String type, long timeoutMs) {
        return cluster(
                name,
                "http://{host}:{port}/metrics",
                null,
                new DiscoverySettings(
                        Kind.DNS,
                        List.of(),
                        null,
                        null,
                        dnsName,
                        type,
                        STATEFUL_SET,
                        30_000,
                        timeoutMs,
                        null,
                        null));
    }

    static ClusterSettings ofKafka(
            String name, String bootstrap, long timeoutMs, String... properties) {
        Map<String, SecretText> texts = new TreeMap<>();
        Arrays.stream(properties)
                .map(p -> p.split("=", 2))
                .forEach(p -> texts.put(p[0], new SecretText(p[1])));
        return cluster(
                name,
                "http://{host}:{port}/metrics?id={id}",
                new KafkaSettings(new SecretText(bootstrap), texts),
                new DiscoverySettings(
                        Kind.KAFKA,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        30_000,
                        timeoutMs,
                        null,
                        null));
    }

    static AuthSettings bearer(String token) {
        return new AuthSettings(null, null, new SecretText(token));
    }

    static AuthSettings basic(String user, String password) {
        return new AuthSettings(new SecretText(user), new SecretText(password), null);
    }
}
