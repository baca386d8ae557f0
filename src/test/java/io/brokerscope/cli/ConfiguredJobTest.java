package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.config.BrokerscopeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredJobTest {

    @TempDir private Path folder;

    private final AtomicReference<BrokerscopeConfig> defined = new AtomicReference<>();
    private final ConfiguredJob job =
            new ConfiguredJob((environment, config) -> defined.set(config));

    @Test
    void definesTheJobFromItsConfiguration() throws IOException {
        JobDefinition.Prepared prepared = job.load(fleet("one"));
        assertThat(prepared.name()).isEqualTo("Brokerscope: one");
        prepared.define(new StreamExecutionEnvironment());
        assertThat(defined.get().clusters()).hasSize(1);
    }

    @Test
    void theNameOfTheJobStaysShort() throws IOException {
        assertThat(job.load(fleet("one", "two", "three", "four", "five")).name())
                .isEqualTo("Brokerscope: one, two, three and 2 more");
    }

    @Test
    void everyMistakeIsToldAtOnce() throws IOException {
        Path file = folder.resolve("fleet.yaml");
        Files.writeString(file, "acount: a\nclusters: 3\n");
        assertThatThrownBy(() -> job.load(file))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("acount")
                .hasMessageContaining("clusters");
    }

    @Test
    void aMistakeInADialectFileIsToldBeforeAnythingIsStarted() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "dialekt: mine\n");
        Path file = folder.resolve("fleet.yaml");
        Files.writeString(file, yaml("one") + "catalog: [\"" + rules + "\"]\n");
        assertThatThrownBy(() -> job.load(file))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("rules.yaml")
                .hasMessageContaining("dialekt");
    }

    @Test
    void aMissingFileIsAUsageError() {
        assertThatThrownBy(() -> job.load(folder.resolve("none.yaml")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void anOutputClusterThatCannotBeUsedIsAFailure() throws IOException {
        Path file = folder.resolve("fleet.yaml");
        Files.writeString(
                file, yaml("one").replace("localhost:1", "${env:BROKERSCOPE_TEST_NOT_SET}"));
        JobDefinition.Prepared prepared = job.load(file);
        assertThatThrownBy(prepared::checkOutputs)
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILURE))
                .hasMessageContaining("BROKERSCOPE_TEST_NOT_SET");
    }

    private Path fleet(String... clusters) throws IOException {
        return Files.writeString(folder.resolve("fleet.yaml"), yaml(clusters));
    }

    private static String yaml(String... clusters) {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        account: a
                        output:
                          bootstrap: "localhost:1"
                        clusters:
                        """);
        for (String cluster : clusters) {
            yaml.append(
                    """
                      - name: %s
                        provider: kafka
                        kafka: { bootstrap: "localhost:1" }
                        discovery: { kafka: {} }
                        scrape: { endpoint: "http://{host}:9404/metrics", interval: 15s, timeout: 10s, attemptTimeout: 3s }
                    """
                            .formatted(cluster));
        }
        return yaml.toString();
    }
}
