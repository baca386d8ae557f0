package io.brokerscope.observability;

import io.brokerscope.cli.EmbeddedFlink;
import io.brokerscope.cli.FlinkConfiguration;
import io.brokerscope.cli.Ports;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.console.Console;
import io.brokerscope.console.ConsoleSettings;
import io.brokerscope.console.web.Access;
import io.brokerscope.console.web.ServerSettings;
import io.brokerscope.job.BrokerscopeJob;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.sink.OutputTopics;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;

/**
 * A job over a simulated cluster, with {@code flink-conf/config.yaml} as it ships, and a console
 * beside it: all that dashboards, alerts and runbooks look at.
 */
final class ObservedJob implements AutoCloseable {

    /** A name with a character that Prometheus allows in values of labels alone. */
    static final String CLUSTER = "prod-eu";

    private static final String PREFIX = "observed-";

    private final TestBroker broker = TestBroker.start();
    private final int reporterPort = Ports.free();
    private final Path fleet;
    private final EmbeddedFlink flink;
    private final EmbeddedFlink.Job job;
    private final Console console;

    /** Starts everything; what it tells comes later. */
    ObservedJob(Path folder) throws Exception {
        fleet =
                Files.writeString(
                        folder.resolve("fleet.yaml"),
                        RunningJob.outputYaml(broker.bootstrap(), PREFIX)
                                + """
                                clusters:
                                - name: %s
                                  mode: simulation
                                  simulation: { brokers: 3, topics: 6, groups: 2, incidentsPerDay: 0 }
                                  scrape: { interval: 1s, timeout: 900ms, attemptTimeout: 900ms }
                                  admin: { interval: 1s, timeout: 900ms, attemptTimeout: 900ms }
                                - name: prod-us
                                  mode: simulation
                                  simulation: { brokers: 1, topics: 1, groups: 1, incidentsPerDay: 0 }
                                  scrape: { interval: 1s, timeout: 900ms, attemptTimeout: 900ms }
                                  admin: { interval: 1s, timeout: 900ms, attemptTimeout: 900ms }
                                """
                                        .formatted(CLUSTER));
        BrokerscopeConfig config = ConfigLoader.load(fleet);
        OutputTopics.prepare(config.output(), Duration.ofSeconds(30));
        flink = EmbeddedFlink.start(configuration(folder));
        job = flink.submit("Brokerscope", env -> BrokerscopeJob.define(env, config), null);
        console =
                Console.start(
                        new ConsoleSettings(
                                new KafkaSettings(new SecretText(broker.bootstrap()), Map.of()),
                                PREFIX,
                                flink.webUi(),
                                ConsoleSettings.USUAL_FLINK_JOB,
                                1_000_000,
                                new ServerSettings(
                                        "127.0.0.1", 0, List.of(), Access.open(), null, 10, 2_000)),
                        Clock.systemUTC());
    }

    /** The configuration of the fleet. */
    Path fleet() {
        return fleet;
    }

    /** The job's id. */
    String jobId() {
        return job.id().toString();
    }

    /** Flink's web UI and REST interface. */
    URI webUi() throws Exception {
        return flink.webUi();
    }

    /** Where Flink's reporter listens. */
    int reporterPort() {
        return reporterPort;
    }

    /** Where the console listens. */
    int consolePort() {
        return console.url().getPort();
    }

    /** Ends the job, and nothing else. */
    void cancel() throws Exception {
        job.cancel().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        console.close();
        flink.close();
        broker.close();
    }

    private Configuration configuration(Path folder) throws Exception {
        Path state = folder.resolve("flink");
        Files.createDirectories(state.resolve("tmp"));
        Configuration configuration =
                FlinkConfiguration.embedded(
                        FlinkConfiguration.load(Path.of("flink-conf")), state, Ports.free());
        configuration.setString("metrics.reporter.prom.port", Integer.toString(reporterPort));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        return configuration;
    }
}
