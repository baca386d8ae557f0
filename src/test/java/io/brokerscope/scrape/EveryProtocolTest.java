package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.SimulationSettings.Mode;
import io.brokerscope.testsupport.Fixtures;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EveryProtocolTest {

    private final ClusterSettings cluster = Fixtures.cluster("c");
    private final Recording http = new Recording();
    private final Recording kafka = new Recording();
    private final Recording jmx = new Recording();
    private final Recording simulation = new Recording();

    @Test
    void theEndpointNamesTheProtocol() {
        EveryProtocol every = new EveryProtocol(http, kafka, jmx, simulation);
        TargetSpec broker = Fixtures.spec(cluster, "1");
        every.open(broker);
        every.open(target(cluster, "b:1"));
        every.open(
                new TargetSpec(
                        broker.target(), "jmx://broker-1:9999", "broker-1", "", Map.of(), cluster));
        every.open(TargetSpec.simulated("1", "", cluster));
        assertThat(http.opened).containsExactly("http://broker-1:9404/metrics");
        assertThat(kafka.opened).containsExactly("kafka://c");
        assertThat(jmx.opened).containsExactly("jmx://broker-1:9999");
        assertThat(simulation.opened).containsExactly("simulation://c/1");
    }

    @Test
    void allAreClosed() {
        CompletableFuture<Void> closed = new EveryProtocol(http, kafka, jmx, simulation).close();
        assertThat(closed).isNotDone();
        http.closed.complete(null);
        assertThat(closed).isNotDone();
        kafka.closed.complete(null);
        assertThat(closed).isNotDone();
        jmx.closed.complete(null);
        assertThat(closed).isNotDone();
        simulation.closed.complete(null);
        assertThat(closed).isDone();
    }

    @Test
    void whatIsKeptForAClusterServesItWhileItIsAskedInTheSameWay() {
        KnownTarget kept = new KnownTarget(target(cluster, "b:1"), Clock.systemUTC());
        assertThat(kept.serves(target(cluster, "b:1"))).isTrue();
        assertThat(kept.serves(target(cluster, "b:2"))).isFalse();
        ClusterSettings otherGroups =
                new ClusterSettings(
                        cluster.name(),
                        cluster.provider(),
                        cluster.labels(),
                        cluster.kafka(),
                        cluster.scrape(),
                        cluster.discovery(),
                        cluster.topics(),
                        new FilterSettings("g.*", ""),
                        cluster.expect(),
                        cluster.lastKnownMs(),
                        cluster.lag());
        assertThat(kept.serves(target(otherGroups, "b:1"))).isFalse();
    }

    @Test
    void whatIsKeptForAMadeUpClusterServesItWhileTheSameIsMadeUp() {
        KnownTarget kept =
                new KnownTarget(TargetSpec.simulated("1", "", madeUp(1)), Clock.systemUTC());
        assertThat(kept.serves(TargetSpec.simulated("1", "", madeUp(1)))).isTrue();
        assertThat(kept.serves(TargetSpec.simulated("1", "", madeUp(2)))).isFalse();
    }

    private ClusterSettings madeUp(long seed) {
        return new ClusterSettings(
                cluster.name(),
                cluster.provider(),
                cluster.labels(),
                null,
                cluster.scrape(),
                cluster.discovery(),
                cluster.topics(),
                cluster.groups(),
                cluster.expect(),
                cluster.lastKnownMs(),
                cluster.lag(),
                null,
                new SimulationSettings(Mode.SIMULATION, seed, 3, 1, 1, 1, 1, 1, 1, 0));
    }

    private static TargetSpec target(ClusterSettings from, String bootstrap) {
        return TargetSpec.ofCluster(
                new ClusterSettings(
                        from.name(),
                        from.provider(),
                        from.labels(),
                        new KafkaSettings(new SecretText(bootstrap), Map.of()),
                        from.scrape(),
                        from.discovery(),
                        from.topics(),
                        from.groups(),
                        from.expect(),
                        from.lastKnownMs(),
                        from.lag(),
                        from.scrape(),
                        null));
    }

    /** Opens nothing and closes when it is told. */
    private static final class Recording implements Scraper {

        private final List<String> opened = new ArrayList<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        @Override
        public Session open(TargetSpec spec) {
            opened.add(spec.endpoint());
            return null;
        }

        @Override
        public CompletableFuture<Void> close() {
            return closed;
        }
    }
}
