package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.testsupport.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private final ClusterSettings cluster = Clusters.ofStatic("prod-eu");

    private static DiscoveredBroker broker(String id, String host) {
        return new DiscoveredBroker(id, host, 9092, "r1", Map.of("a", "b"));
    }

    @Test
    void makesTargets() throws Exception {
        Round round = Endpoints.round(cluster, new Found(List.of(broker("03", "b3")), List.of()));
        assertThat(round.refused()).isEmpty();
        assertThat(round.targets())
                .containsExactly(
                        new TargetSpec(
                                new TargetId("prod-eu", "3"),
                                "http://b3:9404/metrics",
                                "b3",
                                "r1",
                                Map.of("a", "b"),
                                cluster));
    }

    @Test
    void everyWayToReadABrokerIsFilledInAndOneThatCannotBeRefusesIt() throws Exception {
        TargetSpec read =
                Fixtures.withFallback(
                        new TargetSpec(new TargetId("prod-eu", "3"), "", "", "", Map.of(), cluster),
                        "jmx://{host}:{port}");
        Round round =
                Endpoints.round(
                        read.cluster(),
                        new Found(
                                List.of(
                                        broker("3", "b3"),
                                        new DiscoveredBroker("4", "b4", null, "", Map.of())),
                                List.of()));
        assertThat(round.targets())
                .singleElement()
                .satisfies(
                        target -> {
                            assertThat(target.fallbacks()).containsExactly("jmx://b3:9092");
                            assertThat(target.sources())
                                    .extracting(TargetSpec::endpoint)
                                    .containsExactly("http://b3:9404/metrics", "jmx://b3:9092");
                        });
        assertThat(round.refused())
                .containsExactly(
                        "broker 4 at b4 is refused: the endpoint template needs {port} and"
                                + " discovery knows no port");
    }

    @Test
    void theFirstOfAnIdWins() throws Exception {
        Round round =
                Endpoints.round(
                        cluster,
                        new Found(
                                List.of(broker("1", "a"), broker("2", "b"), broker("01", "c")),
                                List.of("an entry is refused: x")));
        assertThat(round.targets())
                .extracting(TargetSpec::endpoint)
                .containsExactly("http://a:9404/metrics", "http://b:9404/metrics");
        assertThat(round.refused())
                .containsExactly(
                        "an entry is refused: x",
                        "broker 01 at c is refused: its id belongs to the entry before it at a"
                                + " already");
    }

    @Test
    void refusesOneByOne() throws Exception {
        Round round =
                Endpoints.round(
                        cluster,
                        new Found(
                                List.of(broker("x", "a"), broker("2", "b/c"), broker("3", "d")),
                                List.of()));
        assertThat(round.targets()).extracting(t -> t.target().id()).containsExactly("3");
        assertThat(round.refused())
                .containsExactly(
                        "broker x at a is refused: its id is not a node id, 0 to 2147483647",
                        "broker 2 at b/c is refused: its host is neither a host name nor an"
                                + " address");
    }

    @Test
    void boundsWhatItTells() throws Exception {
        List<DiscoveredBroker> brokers =
                IntStream.range(0, 250)
                        .mapToObj(i -> broker("x", "\n" + "h".repeat(5000)))
                        .toList();
        List<String> refused = Endpoints.round(cluster, new Found(brokers, List.of())).refused();
        assertThat(refused).hasSize(Endpoints.MAX_REFUSED + 1);
        assertThat(refused.get(0)).hasSizeLessThan(400).doesNotContain("\n");
        assertThat(refused.get(Endpoints.MAX_REFUSED)).isEqualTo("150 more entries are refused");
    }

    @Test
    void aTemplateOfNoUseFailsTheRound() {
        ClusterSettings broken =
                Clusters.cluster("c", "{host}", null, Clusters.ofStatic("c").discovery());
        assertThatThrownBy(() -> Endpoints.round(broken, new Found(List.of(), List.of())))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("not an absolute URL");
    }
}
