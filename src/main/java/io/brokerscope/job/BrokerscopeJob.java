package io.brokerscope.job;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.discovery.ConfiguredFleet;
import io.brokerscope.sink.BrokerscopeSink;
import io.brokerscope.sink.OutputCheckException;
import io.brokerscope.sink.OutputTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code flink run} and the Flink Kubernetes Operator start: loads and checks the
 * configuration, prepares the output topics, submits the job. Checkpointing, restart strategy and
 * parallelism are the cluster's to configure and are never overridden here.
 */
@Command(
        name = "BrokerscopeJob",
        mixinStandardHelpOptions = true,
        description = "Watches fleets of message brokers.")
public final class BrokerscopeJob implements Runnable {

    private static final Duration OUTPUT_CHECK_DEADLINE = Duration.ofSeconds(45);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a YAML file.")
    private Path config;

    @Option(
            names = "--skip-output-checks",
            description =
                    "Neither create nor verify the output topics: for clients that cannot reach the"
                            + " output cluster.")
    private boolean skipOutputChecks;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "Brokerscope",
            description = "Name of the job in the web UI (default: ${DEFAULT-VALUE}).")
    private String name;

    private BrokerscopeJob() {}

    /** Submits the job; throws where the configuration or the output is not right. */
    public static void main(String[] args) {
        BrokerscopeJob job = new BrokerscopeJob();
        CommandLine commandLine = new CommandLine(job);
        try {
            CommandLine.ParseResult parsed = commandLine.parseArgs(args);
            if (CommandLine.executeHelpRequest(parsed) != null) {
                return;
            }
        } catch (CommandLine.ParameterException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "\n" + commandLine.getUsageMessage(), e);
        }
        job.run();
    }

    @Override
    public void run() {
        BrokerscopeConfig loaded = load(config);
        if (!skipOutputChecks) {
            prepareOutput(loaded);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, loaded);
        try {
            env.execute(name);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the job failed: " + e.getMessage(), e);
        }
    }

    /** Defines the job as the configuration asks for; executes nothing. */
    public static void define(StreamExecutionEnvironment env, BrokerscopeConfig config) {
        Map<String, String> dialects = dialects(config.catalog());
        BrokerscopeTopology.define(
                env,
                new BrokerscopeTopology.Parts(
                        config.account(),
                        new ConfiguredFleet(
                                config.clusters(),
                                config.clustersFrom(),
                                new WatchedClusterFiles(config.clusterDefaults()),
                                ConfigLoader::fingerprint),
                        config.process(),
                        config.output().ledger(),
                        dialects,
                        BrokerscopeSink.create(config.output())));
    }

    private static BrokerscopeConfig load(Path file) {
        try {
            return ConfigLoader.load(file);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void prepareOutput(BrokerscopeConfig config) {
        try {
            OutputTopics.prepare(config.output(), OUTPUT_CHECK_DEADLINE);
        } catch (OutputCheckException e) {
            throw new IllegalStateException(String.join("\n", e.problems()), e);
        }
    }

    /** Reads and checks the user's dialects here, so that a mistake is found before submission. */
    private static Map<String, String> dialects(List<String> paths) {
        Catalog.load(paths.stream().map(Path::of).toList());
        Map<String, String> dialects = new LinkedHashMap<>();
        for (String path : paths) {
            try {
                dialects.put(path, Files.readString(Path.of(path)));
            } catch (IOException e) {
                throw new UncheckedIOException(path + " cannot be read", e);
            }
        }
        return dialects;
    }
}
