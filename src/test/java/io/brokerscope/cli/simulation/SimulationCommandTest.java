package io.brokerscope.cli.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.simulation.Incident;
import io.brokerscope.scrape.simulation.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationCommandTest {

    private static final long MONDAY = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
    private static final long DAY = Duration.ofDays(1).toMillis();

    @TempDir private Path folder;

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void helpTellsEveryOptionAndExitCode() {
        assertThat(line.run("simulation", "--help")).isZero();
        assertThat(line.out())
                .contains("Usage: brokerscope simulation", "--config", "--cluster", "--since")
                .contains("--for", "--json", "Exit codes:", "Examples:", "1h", "24h");
        assertThat(line.err()).isEmpty();
    }

    @Test
    void listsTheIncidentsOfSimulatedClusters() throws IOException {
        assertThat(run(fleet(), "--for", "240h")).isEqualTo(ExitCode.OK);
        assertThat(line.out().lines().findFirst().orElseThrow())
                .startsWith("FROM")
                .endsWith("SUBJECT  WHAT");
        assertThat(line.out())
                .contains(" blue ", " red ", "BROKER_RESTART", "to come")
                .doesNotContain("real");
    }

    @Test
    void listsOnlyTheClustersThatAreNamed() throws IOException {
        assertThat(run(fleet(), "--for", "240h", "--cluster", "red")).isEqualTo(ExitCode.OK);
        assertThat(line.out()).contains(" red ").doesNotContain(" blue ");
    }

    @Test
    void aClusterThatIsNotSimulatedIsAUsageError() throws IOException {
        assertThat(run(fleet(), "--cluster", "real")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("found real, simulated are blue, red");
    }

    @Test
    void saysWhereNoClusterIsSimulated() throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("real.yaml"),
                        """
                        output: { bootstrap: "h:1" }
                        clusters: [ { name: real, kafka: { bootstrap: "b:9092" } } ]
                        """);
        assertThat(run(config)).isEqualTo(ExitCode.FAILURE);
        assertThat(line.err()).contains("no cluster of", "is simulated", "mode: simulation");
    }

    @Test
    void aWrongConfigurationIsAUsageError() throws IOException {
        Path config = Files.writeString(folder.resolve("wrong.yaml"), "clusters: 7\n");
        assertThat(run(config)).isEqualTo(ExitCode.USAGE);
        assertThat(line.out()).isEmpty();
    }

    @Test
    void jsonHoldsEveryIncident() throws IOException {
        List<ClusterSettings> clusters = clusters("blue", "red");
        JsonNode json =
                new ObjectMapper()
                        .readTree(IncidentList.of(clusters, MONDAY, MONDAY + DAY).toJson());
        List<Incident> blue = SimulatedCluster.of(clusters.get(0)).incidents(MONDAY, MONDAY + DAY);
        assertThat(json.get("from").asLong()).isEqualTo(MONDAY);
        assertThat(json.get("until").asLong()).isEqualTo(MONDAY + DAY);
        assertThat(json.get("incidents"))
                .filteredOn(row -> row.get("cluster").asText().equals("blue"))
                .extracting(
                        row ->
                                new Incident(
                                        Incident.Kind.valueOf(row.get("kind").asText()),
                                        row.get("subject").asText(),
                                        row.get("from").asLong(),
                                        row.get("until").asLong(),
                                        row.get("description").asText()))
                .containsExactlyElementsOf(blue);
    }

    @Test
    void tellsWhatIsOverWhatIsGoingOnAndWhatIsToCome() throws IOException {
        List<ClusterSettings> clusters = clusters("blue");
        IncidentList list = IncidentList.of(clusters, MONDAY, MONDAY + DAY);
        Incident second = list.rows().get(1).incident();
        List<String> lines = list.toText(second.from());
        assertThat(lines).hasSize(list.rows().size() + 1);
        assertThat(lines.get(1))
                .contains(" over ")
                .endsWith(list.rows().get(0).incident().description());
        assertThat(lines.get(2)).contains(" now ");
        assertThat(lines.get(3)).contains(" to come ");
    }

    @Test
    void saysWhereNothingGoesWrong() throws IOException {
        assertThat(IncidentList.of(clusters("calm"), MONDAY, MONDAY + DAY).toText(MONDAY))
                .containsExactly(
                        "nothing goes wrong from 2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z");
    }

    private int run(Path config, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "simulation";
        arguments[1] = "--config";
        arguments[2] = config.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return line.run(arguments);
    }

    private List<ClusterSettings> clusters(String... names) throws IOException {
        return ConfigLoader.load(fleet()).clusters().stream()
                .filter(cluster -> List.of(names).contains(cluster.name()))
                .toList();
    }

    private Path fleet() throws IOException {
        return Files.writeString(
                folder.resolve("fleet.yaml"),
                """
                output: { bootstrap: "h:1" }
                clusters:
                  - { name: blue, mode: simulation }
                  - { name: red, mode: simulation, simulation: { seed: 7 } }
                  - { name: real, kafka: { bootstrap: "b:9092" } }
                  - { name: calm, mode: simulation, simulation: { incidentsPerDay: 0 } }
                """);
    }
}
