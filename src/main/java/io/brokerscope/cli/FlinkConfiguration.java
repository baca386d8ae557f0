package io.brokerscope.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;

/** Flink's configuration for an embedded cluster. */
public final class FlinkConfiguration {

    private FlinkConfiguration() {}

    /**
     * Reads {@code config.yaml}.
     *
     * @param folder where it is
     * @throws CommandException with exit code 2 if it is not there or cannot be read
     */
    public static Configuration load(Path folder) {
        Path file = folder.resolve("config.yaml");
        if (!Files.isRegularFile(file)) {
            throw CommandException.usage(
                    folder + " holds no config.yaml: --conf takes a folder with one");
        }
        try {
            return GlobalConfiguration.loadConfiguration(folder.toString());
        } catch (RuntimeException e) {
            throw CommandException.usage(file + ": " + CommandLines.oneLine(e));
        }
    }

    /**
     * Adds what an embedded cluster needs to know of the machine.
     *
     * @param loaded what a person has configured; stays as it is
     * @param state folder for checkpoints, savepoints and temporary files, where the configuration
     *     does not name others
     * @param webPort port of the web UI; null for the configured one
     */
    public static Configuration embedded(Configuration loaded, Path state, Integer webPort) {
        Configuration embedded = new Configuration(loaded);
        setIfAbsent(
                embedded,
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                state.resolve("checkpoints").toUri().toString());
        setIfAbsent(
                embedded,
                CheckpointingOptions.SAVEPOINT_DIRECTORY,
                state.resolve("savepoints").toUri().toString());
        setIfAbsent(embedded, CoreOptions.TMP_DIRS, state.resolve("tmp").toString());
        setIfAbsent(embedded, RestOptions.BIND_ADDRESS, "127.0.0.1");
        int port = webPort == null ? loaded.get(RestOptions.PORT) : webPort;
        embedded.set(RestOptions.PORT, port);
        embedded.set(RestOptions.BIND_PORT, Integer.toString(port));
        return embedded;
    }

    private static void setIfAbsent(
            Configuration configuration, ConfigOption<String> option, String value) {
        if (!configuration.contains(option)) {
            configuration.set(option, value);
        }
    }
}
