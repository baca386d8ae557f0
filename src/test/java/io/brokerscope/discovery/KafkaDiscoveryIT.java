package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.brokerscope.cli.Ports;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.testsupport.TestClusters;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KafkaDiscoveryIT {

    private static FleetSession session(ClusterSettings... clusters) {
        return new FleetSession(
                List.of(clusters),
                null,
                ClusterSettings::name,
                NameServers.ofSystem(),
                Clock.systemUTC());
    }

    private static KafkaClusterTestKit start(TestKitNodes nodes) throws Exception {
        return TestClusters.start(new KafkaClusterTestKit.Builder(nodes));
    }

    private static List<String> ids(Round round) {
        return round.targets().stream().map(t -> t.target().id()).sorted().toList();
    }

    private static String failure(FleetSession session, String cluster) {
        try {
            return "found " + session.discover(cluster);
        } catch (Exception e) {
            assertThat(e).isInstanceOf(DiscoveryException.class).hasNoCause();
            return e.getMessage();
        }
    }

    @Test
    void namesTheBrokersThatAreThere() throws Exception {
        TestKitNodes nodes =
                new TestKitNodes.Builder()
                        .setNumControllerNodes(1)
                        .setNumBrokerNodes(3)
                        .setPerServerProperties(
                                Map.of(
                                        1,
                                        Map.of("broker.rack", "eu-1b"),
                                        2,
                                        Map.of("controlled.shutdown.enable", "true")))
                        .build();
        try (KafkaClusterTestKit kafka = start(nodes);
                FleetSession session =
                        session(Clusters.ofKafka("prod", kafka.bootstrapServers(), 10_000))) {
            Round round = session.discover("prod");
            assertThat(round.refused()).isEmpty();
            assertThat(ids(round)).containsExactly("0", "1", "2");
            TargetSpec one =
                    round.targets().stream()
                            .filter(t -> t.target().id().equals("1"))
                            .findFirst()
                            .orElseThrow();
            int port = kafka.brokers().get(1).boundPort(new ListenerName("EXTERNAL"));
            assertThat(one.host()).isEqualTo("localhost");
            assertThat(one.rack()).isEqualTo("eu-1b");
            assertThat(one.endpoint()).isEqualTo("http://localhost:" + port + "/metrics?id=1");
            assertThat(one.labels())
                    .isEqualTo(Map.of("kafka_cluster_id", kafka.nodes().clusterId()));
            try (Admin admin = Admin.create(kafka.clientProperties())) {
                assertThat(admin.listTopics().names().get()).isEmpty();
            }

            // A broker that is down is still one of the cluster until it is unregistered.
            kafka.brokers().get(2).shutdown();
            try (Admin admin = Admin.create(kafka.clientProperties())) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(admin.describeCluster().nodes().get()).hasSize(2));
                assertThat(ids(session.discover("prod"))).containsExactly("0", "1", "2");
                admin.unregisterBroker(2).all().get();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(ids(session.discover("prod")))
                                            .containsExactly("0", "1"));
        }
    }

    @Test
    void wrongCredentialsAreToldWithoutThem() throws Exception {
        TestKitNodes nodes =
                new TestKitNodes.Builder()
                        .setNumControllerNodes(1)
                        .setNumBrokerNodes(1)
                        .setBrokerSecurityProtocol(SecurityProtocol.SASL_PLAINTEXT)
                        .build();
        try (KafkaClusterTestKit kafka = start(nodes)) {
            String jaas =
                    "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule"
                            + " required username=\"scope\" password=\"geheim\";";
            try (FleetSession session =
                    session(
                            Clusters.ofKafka(
                                    "c",
                                    kafka.bootstrapServers(),
                                    10_000,
                                    "security.protocol=SASL_PLAINTEXT",
                                    "sasl.mechanism=PLAIN",
                                    jaas))) {
                assertThat(failure(session, "c"))
                        .isEqualTo(
                                "the brokers of "
                                        + kafka.bootstrapServers()
                                        + " did not accept the credentials"
                                        + " (SaslAuthenticationException)");
            }
        }
    }

    @Test
    void brokersThatAreDownFailTheRoundInTime() throws Exception {
        String bootstrap = "127.0.0.1:" + Ports.free();
        try (KafkaDiscovery discovery = discovery("down", bootstrap, 1000)) {
            for (int round = 0; round < 2; round++) {
                long start = System.nanoTime();
                assertThatThrownBy(() -> discovery.discover(Deadline.after(1000)))
                        .isInstanceOf(DiscoveryException.class)
                        .hasMessage("no broker of " + bootstrap + " answered within 1 s")
                        .hasNoCause();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(6));
            }
        }
    }

    private static KafkaDiscovery discovery(String cluster, String bootstrap, long timeoutMs) {
        return new KafkaDiscovery(
                cluster, Clusters.ofKafka(cluster, bootstrap, timeoutMs).kafka(), timeoutMs);
    }

    @Test
    void aBrokerThatIsSilentDelaysNeitherAnotherClusterNorTheEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FleetSession session =
                    session(
                            Clusters.ofKafka(
                                    "silent", "127.0.0.1:" + silent.getLocalPort(), 60_000),
                            Clusters.ofStatic("a", Clusters.broker("1", "h")));
            CompletableFuture<String> hanging =
                    CompletableFuture.supplyAsync(() -> failure(session, "silent"));
            silent.accept();
            assertThat(session.discover("a").targets()).hasSize(1);
            assertThat(hanging).isNotDone();
            long start = System.nanoTime();
            session.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(hanging)
                    .succeedsWithin(Duration.ofSeconds(3))
                    .isEqualTo("discovery was closed");
            await().atMost(Duration.ofSeconds(10)).until(() -> clientThreads("silent") == 0);
        }
    }

    private static long clientThreads(String cluster) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().contains("brokerscope-discovery-" + cluster))
                .count();
    }

    @Test
    void failedRoundsLeaveNoClientBehind() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                KafkaDiscovery discovery =
                        discovery("late", "127.0.0.1:" + silent.getLocalPort(), 300)) {
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> discovery.discover(Deadline.after(300)))
                        .hasMessageStartingWith("no broker of");
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () ->
                                    assertThat(clientThreads("late"))
                                            .as("the clients of failed rounds")
                                            .isZero());
        }
    }

    @Test
    void settingsOfNoUseAreToldByName() {
        Path missing = Path.of("no", "such", "file").toAbsolutePath();
        try (FleetSession session =
                session(
                        Clusters.ofKafka("dns", "no-such-host.invalid:9092", 5000),
                        Clusters.ofKafka("port", "b1:geheim", 5000),
                        Clusters.ofKafka("prop", "127.0.0.1:1", 5000, "security.protocol=geheim"),
                        Clusters.ofKafka(
                                "jaas",
                                "127.0.0.1:1",
                                5000,
                                "security.protocol=SASL_PLAINTEXT",
                                "sasl.mechanism=PLAIN",
                                "sasl.jaas.config=geheim"),
                        Clusters.ofKafka(
                                "secret", "127.0.0.1:1", 5000, "a=${file:" + missing + "}"))) {
            assertThat(failure(session, "dns"))
                    .isEqualTo("no host name of no-such-host.invalid:9092 can be resolved");
            assertThat(failure(session, "port")).contains("bootstrap.servers");
            assertThat(failure(session, "prop"))
                    .contains("the property security.protocol is missing or not valid")
                    .doesNotContain("geheim");
            assertThat(failure(session, "jaas"))
                    .contains("no Kafka client could be made for 127.0.0.1:1")
                    .doesNotContain("geheim");
            assertThat(failure(session, "secret"))
                    .isEqualTo("file " + missing + " cannot be read: NoSuchFileException");
        }
    }

    @Test
    void closingBeforeAnyRoundIsFine() {
        KafkaDiscovery discovery = discovery("c", "127.0.0.1:1", 1000);
        discovery.close();
        assertThatThrownBy(() -> discovery.discover(Deadline.after(1000)))
                .hasMessage("discovery was closed");
    }
}
