package io.brokerscope.job;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.discovery.ConfiguredFleet;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.ScrapeOutcome;
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
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(BrokerscopeJob.class);

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
        checkDialects(loaded);
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
        BrokerscopeTopology.define(env, parts(config));
    }

    /**
     * Defines the job as the configuration asks for, but for its source and scrape; executes
     * nothing.
     *
     * @param outcomes take their place: with timestamps and watermarks, those of a target in order
     */
    public static void defineFrom(DataStream<ScrapeOutcome> outcomes, BrokerscopeConfig config) {
        BrokerscopeTopology.defineFrom(outcomes, parts(config));
    }

    /** What the topology is made of when this is the configuration. */
    static BrokerscopeTopology.Parts parts(BrokerscopeConfig config) {
        return new BrokerscopeTopology.Parts(
                config.account(),
                fleet(config),
                config.process(),
                config.output().ledger(),
                dialects(config.catalog()),
                BrokerscopeSink.create(config.output()));
    }

    /**
     * The fleet that the job watches when this is the configuration; reads and asks nothing yet.
     */
    public static FleetDiscovery fleet(BrokerscopeConfig config) {
        return new ConfiguredFleet(
                config.clusters(),
                config.clustersFrom(),
                new WatchedClusterFiles(config.clusterDefaults()),
                ConfigLoader::fingerprint);
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
            OutputTopics.Report report =
                    OutputTopics.prepare(config.output(), OUTPUT_CHECK_DEADLINE);
            report.warnings().forEach(LOG::warn);
        } catch (OutputCheckException e) {
            if (e.unreachable()) {
                // A JobManager that takes over comes through here as well: an output cluster that
                // is
                // down must not keep the job from coming back. It writes as soon as it can.
                LOG.warn("Output topics not checked: {}", e.getMessage());
                return;
            }
            throw new IllegalStateException(String.join("\n", e.problems()), e);
        }
    }

    /**
     * Checks the user's dialect files, so that a mistake is found before anything is started.
     *
     * @throws io.brokerscope.catalog.CatalogException if there are mistakes; tells all of them
     */
    public static void checkDialects(BrokerscopeConfig config) {
        Catalog.load(config.catalog().stream().map(Path::of).toList());
    }

    /** Content of the user's dialect files: TaskManagers may not have them. */
    private static Map<String, String> dialects(List<String> paths) {
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
