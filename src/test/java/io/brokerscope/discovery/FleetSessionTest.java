package io.brokerscope.discovery;

import static io.brokerscope.discovery.Clusters.broker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.FleetDiscovery.Fleet;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.testsupport.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FleetSessionTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);

    @TempDir Path folder;

    /** A cluster and the host of its one broker, a line each. */
    private static List<ClusterSettings> readHosts(Path file) throws IOException {
        List<ClusterSettings> clusters = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            clusters.add(Clusters.ofStatic(parts[0], broker("1", parts[1])));
        }
        return clusters;
    }

    private FleetSession session(ClusterSettings... configured) {
        return new FleetSession(
                List.of(configured),
                new WatchedClusters(folder, FleetSessionTest::readHosts),
                ClusterSettings::toString,
                NameServers.ofSystem(),
                CLOCK);
    }

    private static List<String> hosts(Round round) {
        return round.targets().stream().map(TargetSpec::host).toList();
    }

    @Test
    void knowsTheConfiguredClustersFromTheStart() throws Exception {
        try (FleetSession session = session(Clusters.ofStatic("a", broker("1", "h1")))) {
            assertThat(hosts(session.discover("a"))).containsExactly("h1");
        }
    }

    @Test
    void aSimulatedClusterIsAskedNobodyAndAHybridOneIsCompleted() throws Exception {
        ClusterSettings hybrid = Fixtures.hybrid("b", new ExpectSettings(2, List.of(), List.of()));
        try (FleetSession session = session(Fixtures.simulated("a"), hybrid)) {
            assertThat(session.discover("a").targets())
                    .extracting(TargetSpec::endpoint)
                    .containsExactly("simulation://a/1", "simulation://a/2", "simulation://a/3");
            assertThat(session.discover("b").targets())
                    .extracting(TargetSpec::endpoint)
                    .containsExactly("simulation://b/1", "simulation://b/2");
        }
    }

    @Test
    void aClusterThatIsReadItselfIsATargetWhateverDiscoveryFinds() throws Exception {
        ClusterSettings plain = Clusters.ofStatic("a", broker("1", "h1"));
        ScrapeSettings brokers = plain.scrape();
        ScrapeSettings admin =
                new ScrapeSettings(
                        "",
                        60_000,
                        20_000,
                        9_000,
                        brokers.retry(),
                        brokers.circuitBreaker(),
                        brokers.limits(),
                        null,
                        null,
                        null);
        ClusterSettings asked =
                new ClusterSettings(
                        "a",
                        "kafka",
                        plain.labels(),
                        new KafkaSettings(new SecretText("${env:B}"), Map.of()),
                        brokers,
                        plain.discovery(),
                        plain.topics(),
                        plain.groups(),
                        plain.expect(),
                        plain.lastKnownMs(),
                        plain.lag(),
                        admin,
                        null);
        try (FleetSession session = session(asked, Clusters.ofStatic("b"))) {
            assertThat(session.fleet().targets())
                    .singleElement()
                    .satisfies(
                            spec -> {
                                assertThat(spec.target()).isEqualTo(TargetId.ofCluster("a"));
                                assertThat(spec.endpoint()).isEqualTo("kafka://a");
                                assertThat(spec.cluster().scrape()).isEqualTo(admin);
                                assertThat(spec.cluster().admin()).isNull();
                            });
            assertThat(session.discover("a").targets())
                    .singleElement()
                    .satisfies(
                            spec -> {
                                assertThat(spec.cluster().scrape()).isEqualTo(brokers);
                                // How the cluster is read is no reason to add brokers anew.
                                assertThat(spec.cluster().admin()).isNull();
                            });
        }
    }

    @Test
    void watchedClustersComeChangeAndGo() throws Exception {
        try (FleetSession session = session(Clusters.ofStatic("a", broker("1", "h1")))) {
            Fleet fleet = session.fleet();
            assertThat(fleet.discoveryIntervalsMs()).containsOnlyKeys("a").containsValue(30_000L);
            assertThat(fleet.notices()).isEmpty();
            assertThatThrownBy(() -> session.discover("w")).hasMessage("cluster w is not known");

            Files.writeString(folder.resolve("w.yaml"), "w h2");
            fleet = session.fleet();
            assertThat(fleet.discoveryIntervalsMs().keySet()).containsExactly("a", "w");
            String before = fleet.fingerprints().get("w");
            assertThat(hosts(session.discover("w"))).containsExactly("h2");

            Files.writeString(folder.resolve("w.yaml"), "w h3");
            fleet = session.fleet();
            assertThat(fleet.fingerprints().get("w")).isNotEqualTo(before);
            assertThat(hosts(session.discover("w"))).containsExactly("h3");

            Files.delete(folder.resolve("w.yaml"));
            assertThat(session.fleet().fingerprints()).containsOnlyKeys("a");
            assertThatThrownBy(() -> session.discover("w")).hasMessage("cluster w is not known");
            assertThat(hosts(session.discover("a"))).containsExactly("h1");
        }
    }

    @Test
    void ofTwoDefinitionsTheFirstCountsAndItIsToldOnce() throws Exception {
        Files.writeString(folder.resolve("1.yaml"), "a h2\nb h3");
        Files.writeString(folder.resolve("2.yaml"), "b h4\nc h5");
        try (FleetSession session = session(Clusters.ofStatic("a", broker("1", "h1")))) {
            List<DiscoveryNotice> notices = session.fleet().notices();
            assertThat(notices)
                    .containsExactly(
                            new DiscoveryNotice(
                                    "a",
                                    DiscoveryNotice.Type.CONFIG_INVALID,
                                    "cluster a is defined twice: the definition in the"
                                            + " configuration is used, the one in "
                                            + folder.resolve("1.yaml")
                                            + " is not",
                                    CLOCK.millis()),
                            new DiscoveryNotice(
                                    "b",
                                    DiscoveryNotice.Type.CONFIG_INVALID,
                                    "cluster b is defined twice: the definition in "
                                            + folder.resolve("1.yaml")
                                            + " is used, the one in "
                                            + folder.resolve("2.yaml")
                                            + " is not",
                                    CLOCK.millis()));
            assertThat(hosts(session.discover("a"))).containsExactly("h1");
            assertThat(hosts(session.discover("b"))).containsExactly("h3");
            assertThat(session.fleet().notices()).isEmpty();

            Files.writeString(folder.resolve("1.yaml"), "d h6");
            assertThat(session.fleet().notices()).isEmpty();
            assertThat(hosts(session.discover("b"))).containsExactly("h4");

            Files.writeString(folder.resolve("1.yaml"), "b h3");
            assertThat(session.fleet().notices()).hasSize(1);
        }
    }

    @Test
    void aProblemWithAFileIsANoticeOfTheFleet() throws Exception {
        Files.writeString(folder.resolve("w.yaml"), "w");
        try (FleetSession session = session()) {
            Fleet fleet = session.fleet();
            assertThat(fleet.fingerprints()).isEmpty();
            assertThat(fleet.notices())
                    .singleElement()
                    .satisfies(
                            n -> {
                                assertThat(n.cluster()).isEmpty();
                                assertThat(n.type()).isEqualTo(DiscoveryNotice.Type.CONFIG_INVALID);
                                assertThat(n.message()).contains("w.yaml is not valid");
                            });
            assertThat(session.fleet().notices()).isEmpty();
        }
    }

    @Test
    void settingsOfNoUseFailTheRoundOnly() {
        DiscoverySettings dns = Clusters.ofDns("d", "x", "MX", 1000).discovery();
        DiscoverySettings kafka = Clusters.ofKafka("k", "b:1", 1000).discovery();
        try (FleetSession session =
                session(
                        Clusters.cluster("d", dns),
                        Clusters.cluster("k", kafka),
                        Clusters.ofHttp("h1", "b1/targets", 1000, null, null),
                        Clusters.ofHttp("h2", "http://u:geheim@b1/", 1000, null, null),
                        Clusters.ofHttp("h3", "http:// b1/", 1000, null, null),
                        Clusters.ofHttp("h4", "http://b_1:0/", 1000, null, null))) {
            assertThatThrownBy(() -> session.discover("d"))
                    .hasMessage("DNS type MX is not known; allowed are SRV, A and AAAA");
            assertThatThrownBy(() -> session.discover("k"))
                    .hasMessageContaining("needs the section kafka");
            assertThatThrownBy(() -> session.discover("h1"))
                    .hasMessageContaining("not an absolute http or https URL");
            assertThatThrownBy(() -> session.discover("h2"))
                    .hasMessageContaining("holds credentials")
                    .hasMessageNotContaining("geheim");
            assertThatThrownBy(() -> session.discover("h3")).hasMessageContaining("not a URL");
            assertThatThrownBy(() -> session.discover("h4"))
                    .hasMessageContaining("b_1:0 has no valid port");
        }
    }

    @Test
    void aHangingClusterDelaysNeitherAnotherNorTheEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            FleetSession session =
                    session(
                            Clusters.ofHttp("hangs", url, 60_000, null, null),
                            Clusters.ofStatic("a", broker("1", "h1")));
            CompletableFuture<String> hanging =
                    CompletableFuture.supplyAsync(() -> failure(session, "hangs"));
            silent.accept();
            assertThat(hosts(session.discover("a"))).containsExactly("h1");
            session.fleet();
            assertThat(hanging).isNotDone();

            long start = System.nanoTime();
            session.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(hanging)
                    .succeedsWithin(Duration.ofSeconds(3))
                    .isEqualTo("discovery was closed");
            assertThatThrownBy(() -> session.discover("a")).hasMessage("discovery was closed");
        }
    }

    @Test
    void removingAClusterEndsItsRound() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            Files.writeString(folder.resolve("w.yaml"), url);
            WatchedClusters watched =
                    new WatchedClusters(
                            folder,
                            file ->
                                    List.of(
                                            Clusters.ofHttp(
                                                    "w",
                                                    Files.readString(file),
                                                    60_000,
                                                    null,
                                                    null)));
            try (FleetSession session =
                    new FleetSession(
                            List.of(),
                            watched,
                            ClusterSettings::toString,
                            NameServers.ofSystem(),
                            CLOCK)) {
                session.fleet();
                CompletableFuture<String> hanging =
                        CompletableFuture.supplyAsync(() -> failure(session, "w"));
                silent.accept();
                Files.delete(folder.resolve("w.yaml"));
                session.fleet();
                assertThat(hanging)
                        .succeedsWithin(Duration.ofSeconds(3))
                        .isEqualTo("discovery was closed");
            }
        }
    }

    private static String failure(FleetSession session, String cluster) {
        try {
            session.discover(cluster);
            return "no failure";
        } catch (Exception e) {
            return e.getMessage();
        }
    }
}
