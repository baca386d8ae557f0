package io.brokerscope.scrape.admin;

import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings of a cluster that is read by the Admin protocol. */
final class ClusterFixture {

    static final int TIMEOUT_MS = 10_000;
    static final LimitSettings LIMITS = new LimitSettings(1 << 20, 200_000, 10_000);

    private ClusterFixture() {}

    /**
     * A cluster.
     *
     * @param properties of the client, as {@code name=value}
     */
    static ClusterSettings cluster(
            String bootstrap,
            String topics,
            String groups,
            LimitSettings limits,
            String... properties) {
        Map<String, SecretText> client =
                Arrays.stream(properties)
                        .collect(
                                Collectors.toMap(
                                        line -> line.substring(0, line.indexOf('=')),
                                        line ->
                                                new SecretText(
                                                        line.substring(line.indexOf('=') + 1))));
        return new ClusterSettings(
                "prod",
                "kafka",
                Map.of(),
                new KafkaSettings(new SecretText(bootstrap), client),
                new ScrapeSettings(
                        "",
                        15_000,
                        12_000,
                        TIMEOUT_MS,
                        new RetrySettings(1, 20, 2, 0.5),
                        new CircuitBreakerSettings(1, 100, 100, 15_000, 1),
                        limits,
                        null,
                        null,
                        null),
                null,
                new FilterSettings(topics, "__.*"),
                new FilterSettings(groups, ""),
                null,
                60_000,
                LagSettings.DEFAULTS);
    }
}
