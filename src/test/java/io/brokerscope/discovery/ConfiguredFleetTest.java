package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.StaticBroker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredFleetTest {

    private static FleetDiscovery copy(FleetDiscovery fleet) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(fleet);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (FleetDiscovery) in.readObject();
        }
    }

    @Test
    void travelsWithTheJobGraph(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("w.yaml"), "");
        ClusterSettings cluster =
                Clusters.ofStatic("a", new StaticBroker("1", "h", 9404, "r", Map.of("k", "v")));
        FleetDiscovery fleet =
                copy(
                        new ConfiguredFleet(
                                List.of(cluster, Clusters.ofKafka("k", "b:9092", 1000, "x=y")),
                                folder.toString(),
                                file -> List.of(Clusters.ofStatic("w")),
                                settings -> "f-" + settings.name()));

        try (FleetDiscovery.Session session = fleet.open()) {
            assertThat(session.fleet().fingerprints())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("a", "f-a", "k", "f-k", "w", "f-w"));
            TargetSpec spec = session.discover("a").targets().get(0);
            assertThat(spec.cluster()).isEqualTo(cluster);
            assertThat(spec.labels()).isEqualTo(Map.of("k", "v"));
            assertThat(spec.rack()).isEqualTo("r");
        }
    }

    @Test
    void needsNothingToWatch() throws Exception {
        ConfiguredFleet fleet =
                new ConfiguredFleet(
                        List.of(Clusters.ofStatic("a")), null, file -> List.of(), s -> "");
        try (FleetDiscovery.Session session = fleet.open()) {
            assertThat(session.fleet().fingerprints()).containsOnlyKeys("a");
            assertThat(session.discover("a").targets()).isEmpty();
        }
    }
}
