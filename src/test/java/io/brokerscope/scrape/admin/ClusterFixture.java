package io.brokerscope.scrape.admin;

import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.Scraper;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

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

    /** A cluster of one broker that takes nobody without a login. */
    static KafkaClusterTestKit.Builder secured() throws Exception {
        return new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                        .setNumControllerNodes(1)
                        .setNumBrokerNodes(1)
                        .setBrokerSecurityProtocol(SecurityProtocol.SASL_PLAINTEXT)
                        .setControllerSecurityProtocol(SecurityProtocol.SASL_PLAINTEXT)
                        .build());
    }

    /** Reads a cluster once, with a scraper of its own. */
    static AttemptResult read(ClusterSettings cluster) throws Exception {
        AdminScraper scraper = new AdminScraper(Clock.systemUTC());
        Scraper.Session session =
                scraper.open(
                        new TargetSpec(TargetId.ofCluster("prod"), "", "", "", Map.of(), cluster));
        try {
            return session.start(TIMEOUT_MS).result().get(30, TimeUnit.SECONDS);
        } finally {
            session.close();
            scraper.close().get(10, TimeUnit.SECONDS);
        }
    }
}
