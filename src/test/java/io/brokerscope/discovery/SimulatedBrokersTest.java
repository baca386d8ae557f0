package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.testsupport.Fixtures;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SimulatedBrokersTest {

    private final ClusterSettings hybrid = hybrid(3);

    @Test
    void aClusterThatIsMadeUpHasTheBrokersOfItsSettings() {
        assertThat(SimulatedBrokers.all(Fixtures.simulated("a")).targets())
                .extracting(TargetSpec::endpoint, TargetSpec::rack)
                .containsExactly(
                        tuple("simulation://a/1", "rack-1"),
                        tuple("simulation://a/2", "rack-2"),
                        tuple("simulation://a/3", "rack-3"));
    }

    @Test
    void declaredBrokersThatAreNotFoundFollowTheLowestThatIs() {
        assertThat(completed(hybrid, "101", "103"))
                .containsExactly("101 real", "103 real", "102 made up");
        assertThat(completed(hybrid, "7")).containsExactly("7 real", "8 made up", "9 made up");
        assertThat(completed(hybrid)).containsExactly("1 made up", "2 made up", "3 made up");
        assertThat(completed(hybrid, "2147483647"))
                .containsExactly("2147483647 real", "0 made up", "1 made up");
    }

    @Test
    void nothingIsMadeUpWhereNothingIsMissingOrNobodyAsksForIt() {
        assertThat(completed(hybrid, "1", "2", "3", "4")).hasSize(4);
        assertThat(completed(hybrid(null), "1")).hasSize(1);
        assertThat(completed(Fixtures.cluster("a"), "1")).hasSize(1);
    }

    private static ClusterSettings hybrid(Integer brokers) {
        return Fixtures.hybrid("a", new ExpectSettings(brokers, List.of(), List.of()));
    }

    private static List<String> completed(ClusterSettings cluster, String... ids) {
        Round found =
                new Round(
                        Stream.of(ids).map(id -> Fixtures.spec(cluster, id)).toList(),
                        List.of("a sentence"));
        Round round = SimulatedBrokers.completed(cluster, found);
        assertThat(round.refused()).containsExactly("a sentence");
        return round.targets().stream()
                .map(spec -> spec.target().id() + (spec.simulated() ? " made up" : " real"))
                .toList();
    }
}
