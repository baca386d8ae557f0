package io.brokerscope.discovery;

import static io.brokerscope.discovery.DnsTestServer.address;
import static io.brokerscope.discovery.DnsTestServer.srv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DnsDiscoveryIT {

    private static final String SERVICE = "_metrics._tcp.kafka.test";

    private DnsTestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DnsTestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private FleetSession session(ClusterSettings... clusters) {
        return new FleetSession(
                List.of(clusters),
                null,
                ClusterSettings::name,
                NameServers.at(server.address()),
                Clock.systemUTC());
    }

    private Round discover(String name, String type, long timeoutMs) throws Exception {
        try (FleetSession session = session(Clusters.ofDns("c", name, type, timeoutMs))) {
            return session.discover("c");
        }
    }

    private static List<String> endpoints(Round round) {
        return round.targets().stream()
                .map(t -> t.target().id() + " " + t.endpoint())
                .sorted()
                .toList();
    }

    @Test
    void srvRecordsGiveHostAndPort() throws Exception {
        server.records(
                SERVICE,
                DnsRecordType.SRV,
                srv("kafka-0.kafka.test", 9404),
                srv("kafka-1.kafka.test", 9405),
                srv("gateway.kafka.test", 9404));
        Round round = discover(SERVICE, "SRV", 10_000);
        assertThat(endpoints(round))
                .containsExactly(
                        "0 http://kafka-0.kafka.test:9404/metrics",
                        "1 http://kafka-1.kafka.test:9405/metrics");
        assertThat(round.refused())
                .singleElement()
                .asString()
                .startsWith("an entry is refused: gateway.kafka.test has no node id");
    }

    @Test
    void nothingIsRememberedBetweenRounds() throws Exception {
        server.records(SERVICE, DnsRecordType.SRV, srv("kafka-0.kafka.test", 9404));
        try (FleetSession session = session(Clusters.ofDns("c", SERVICE, "SRV", 10_000))) {
            assertThat(session.discover("c").targets()).hasSize(1);
            server.records(SERVICE, DnsRecordType.SRV, srv("kafka-7.kafka.test", 9404));
            assertThat(session.discover("c").targets())
                    .extracting(TargetSpec::host)
                    .containsExactly("kafka-7.kafka.test");
        }
    }

    @Test
    void anAnswerThatDoesNotFitComesByTcp() throws Exception {
        server.recordsByTcp(
                SERVICE,
                DnsRecordType.SRV,
                IntStream.range(0, 300)
                        .mapToObj(i -> srv("kafka-" + i + ".kafka.test", 9404))
                        .toList());
        assertThat(discover(SERVICE, "SRV", 10_000).targets()).hasSize(300);
        assertThat(server.tcpQueries()).isEqualTo(1);
    }

    @Test
    void addressesHaveNoIdUnlessThePatternFindsOne() throws Exception {
        server.records("kafka.test", DnsRecordType.A, address("10.0.0.1"), address("10.0.0.2"));
        server.records("kafka.test", DnsRecordType.AAAA, address("fd00::1"));
        assertThat(discover("kafka.test", "A", 10_000).refused())
                .hasSize(2)
                .allMatch(s -> s.contains("has no node id"));
        assertThat(discover("kafka.test", "AAAA", 10_000).refused()).hasSize(1);

        NetworkThread network = new NetworkThread();
        try {
            DnsLookup lookup = new DnsLookup(network, NameServers.at(server.address()));
            Found found =
                    new DnsDiscovery(
                                    "kafka.test",
                                    "A",
                                    NodeIds.byPattern("^10\\.0\\.0\\.([0-9]+)$"),
                                    lookup)
                            .discover(Deadline.after(10_000));
            assertThat(found.brokers())
                    .extracting(DiscoveredBroker::id)
                    .containsExactlyInAnyOrder("1", "2");
            assertThat(lookup.records("kafka.test", DnsRecordType.AAAA, Deadline.after(10_000)))
                    .containsExactly(new HostPort("fd00:0:0:0:0:0:0:1", null));
        } finally {
            network.close();
        }
    }

    @Test
    void absenceIsAFailure() {
        server.records("empty.test", DnsRecordType.SRV);
        server.fails("broken.test", DnsRecordType.SRV, DnsResponseCode.SERVFAIL);
        server.records("garbage.test", DnsRecordType.SRV, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> discover("none.test", "SRV", 10_000))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage("the name of SRV none.test. does not exist (NXDOMAIN)");
        assertThatThrownBy(() -> discover("empty.test", "SRV", 10_000))
                .hasMessage("there is no record SRV empty.test.");
        assertThatThrownBy(() -> discover("broken.test", "SRV", 10_000))
                .hasMessageContaining("SRV broken.test. with ServFail");
        assertThatThrownBy(() -> discover("garbage.test", "SRV", 10_000))
                .hasMessage("a record of SRV garbage.test. is malformed");
        assertThatThrownBy(() -> discover("x".repeat(300), "SRV", 10_000))
                .isInstanceOf(DiscoveryException.class);
    }

    @Test
    void aLostPacketIsAskedForAgain() throws Exception {
        server.recordsAfterSilence(SERVICE, DnsRecordType.SRV, 1, srv("kafka-0.kafka.test", 9404));
        assertThat(discover(SERVICE, "SRV", 3000).targets()).hasSize(1);
        assertThat(server.udpQueries()).isEqualTo(2);
    }

    @Test
    void silenceEndsWithTheDeadline() {
        server.isSilent(SERVICE, DnsRecordType.SRV);
        long start = System.nanoTime();
        assertThatThrownBy(() -> discover(SERVICE, "SRV", 1000))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage(
                        "no name server answered for SRV _metrics._tcp.kafka.test. within 0.9 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(800), Duration.ofSeconds(6));
    }

    @Test
    void silenceDelaysNeitherAnotherClusterNorTheEnd() throws Exception {
        server.isSilent("silent.test", DnsRecordType.SRV);
        server.records(SERVICE, DnsRecordType.SRV, srv("kafka-0.kafka.test", 9404));
        FleetSession session =
                session(
                        Clusters.ofDns("silent", "silent.test", "SRV", 60_000),
                        Clusters.ofDns("c", SERVICE, "SRV", 10_000));
        CompletableFuture<String> silent =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return "found " + session.discover("silent");
                            } catch (Exception e) {
                                return e.getMessage();
                            }
                        });
        assertThat(session.discover("c").targets()).hasSize(1);
        assertThat(silent).isNotDone();
        session.close();
        assertThat(silent).succeedsWithin(Duration.ofSeconds(3)).isEqualTo("discovery was closed");
    }
}
