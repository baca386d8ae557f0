package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkConfigurationTest {

    @TempDir private Path folder;

    @Test
    void readsTheFile() throws IOException {
        Files.writeString(folder.resolve("config.yaml"), "rest:\n  port: 4711\n");
        assertThat(FlinkConfiguration.load(folder).get(RestOptions.PORT)).isEqualTo(4711);
    }

    @Test
    void aFileThatIsNoYamlIsAUsageError() throws IOException {
        Files.writeString(folder.resolve("config.yaml"), "rest: [port");
        assertThatThrownBy(() -> FlinkConfiguration.load(folder))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageStartingWith(folder.resolve("config.yaml") + ": ");
    }

    @Test
    void aMissingFileIsAUsageError() {
        assertThatThrownBy(() -> FlinkConfiguration.load(folder))
                .hasMessage("%s holds no config.yaml: --conf takes a folder with one", folder);
    }

    @Test
    void addsFoldersAndPortsWhereNoneAreConfigured() {
        Configuration embedded =
                FlinkConfiguration.embedded(new Configuration(), Path.of("/state"), 4711);
        assertThat(embedded.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .isEqualTo("file:///state/checkpoints");
        assertThat(embedded.get(CheckpointingOptions.SAVEPOINT_DIRECTORY))
                .isEqualTo("file:///state/savepoints");
        assertThat(embedded.get(CoreOptions.TMP_DIRS)).isEqualTo("/state/tmp");
        assertThat(embedded.get(RestOptions.BIND_ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(embedded.get(RestOptions.PORT)).isEqualTo(4711);
        assertThat(embedded.get(RestOptions.BIND_PORT)).isEqualTo("4711");
    }

    @Test
    void leavesWhatIsConfigured() {
        Configuration loaded = new Configuration();
        loaded.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "s3://there");
        loaded.set(RestOptions.PORT, 4712);
        Configuration embedded = FlinkConfiguration.embedded(loaded, Path.of("/state"), null);
        assertThat(embedded.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .isEqualTo("s3://there");
        assertThat(embedded.get(RestOptions.PORT)).isEqualTo(4712);
        assertThat(loaded.toMap()).doesNotContainKey(RestOptions.BIND_PORT.key());
    }
}
