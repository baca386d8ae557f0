package io.brokerscope.cli.demo;

import io.brokerscope.audit.Balance;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.EmbeddedFlink;
import io.brokerscope.cli.FlinkConfiguration;
import io.brokerscope.cli.Interruption;
import io.brokerscope.cli.JobDefinition;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.ScratchFolder;
import io.brokerscope.console.Console;
import io.brokerscope.console.ConsoleSettings;
import io.brokerscope.console.web.ServerSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * One run of the demo, from the first broker to the last file removed. Everything that is started
 * is closed in the opposite order, whatever happens.
 */
final class Demo {

    private static final Duration STEP_DEADLINE = Duration.ofSeconds(60);
    private static final Duration IN_PLACE = Duration.ofSeconds(1);
    private static final Duration BLOCK_BY_BLOCK = Duration.ofSeconds(10);

    /** Recent points that the console keeps, eight bytes each. */
    private static final long CONSOLE_VALUES = 2_000_000;

    private static final String RULES = "/demo/jmx-exporter.yaml";

    private final CommandContext context;
    private final Interruption interruption;
    private final DemoPorts ports;
    private final Path conf;
    private final Screen screen;
    private final int simulate;
    private final boolean verbose;
    private final Scenario scenario = Scenario.SHOP;

    /**
     * @param simulate brokers of a simulated cluster beside the real one; 0 for none
     */
    Demo(
            CommandContext context,
            DemoPorts ports,
            Path conf,
            Screen screen,
            int simulate,
            boolean verbose) {
        this.context = context;
        this.interruption = context.interruption();
        this.ports = ports;
        this.conf = conf;
        this.screen = screen;
        this.simulate = simulate;
        this.verbose = verbose;
    }

    /**
     * Runs the demo.
     *
     * @param duration how long the job runs; null until it is interrupted
     * @return the balance, once nothing of the demo is left
     * @throws CommandException with exit code 130 if it was interrupted
     */
    DemoSummary run(Duration duration) throws Exception {
        Path agent = context.installation().jmxExporterAgent();
        try (ScratchFolder scratch = ScratchFolder.create()) {
            configureLogging(scratch.path());
            Configuration flinkConf = FlinkConfiguration.load(conf);
            Path fleetFile = scratch.path().resolve("fleet.yaml");
            Files.writeString(fleetFile, DemoConfig.yaml(ports, scenario, simulate));
            JobDefinition.Prepared job = context.job().load(fleetFile);
            progress("Everything is in " + scratch.path());
            try (DemoFleet fleet =
                    DemoFleet.start(
                            fleetSpec(scratch.path(), agent), interruption, this::progress)) {
                createTopics(fleet);
                interruption
                        .call(job::checkOutputs, STEP_DEADLINE, "answer of the output cluster")
                        .forEach(this::progress);
                progress("the workload starts");
                try (Workload workload = Workload.start(fleet.bootstrap(), scenario)) {
                    awaitMetrics(fleet);
                    return watch(job, fleet, workload, embedded(flinkConf, scratch), duration);
                }
            }
        }
    }

    private void awaitMetrics(DemoFleet fleet) throws Exception {
        for (BrokerSpec broker : fleet.spec().brokers()) {
            interruption.call(
                    () -> {
                        FirstMetrics.await(broker, STEP_DEADLINE);
                        return null;
                    },
                    STEP_DEADLINE,
                    "metrics of broker " + broker.nodeId());
            progress("broker %d serves its metrics".formatted(broker.nodeId()));
        }
    }

    private DemoSummary watch(
            JobDefinition.Prepared job,
            DemoFleet fleet,
            Workload workload,
            Configuration flinkConf,
            Duration duration)
            throws Exception {
        progress("Flink starts");
        try (EmbeddedFlink flink = EmbeddedFlink.start(flinkConf)) {
            interruption.check();
            EmbeddedFlink.Job running = flink.submit(job.name(), job::define, null);
            DemoView view = new DemoView();
            try (CommittedFeed feed =
                            CommittedFeed.start(fleet.bootstrap(), DemoConfig.TOPIC_PREFIX, view);
                    Console console = console(fleet, flink)) {
                progress("console at " + console.url());
                long start = System.nanoTime();
                follow(flink.webUi(), console.url(), running, feed, view, start, duration);
                double seconds = (System.nanoTime() - start) / 1e9;
                progress("the job stops with a savepoint");
                interruption.call(
                        () -> running.stopWithSavepoint(STEP_DEADLINE), STEP_DEADLINE, "savepoint");
                interruption.await(feed.caughtUp(), STEP_DEADLINE, "end of the output topics");
                return DemoSummary.of(view, workload, scenario, seconds);
            }
        }
    }

    private Console console(DemoFleet fleet, EmbeddedFlink flink) throws Exception {
        return Console.start(
                new ConsoleSettings(
                        new KafkaSettings(new SecretText(fleet.bootstrap()), Map.of()),
                        DemoConfig.TOPIC_PREFIX,
                        flink.webUi(),
                        ConsoleSettings.USUAL_FLINK_JOB,
                        CONSOLE_VALUES,
                        ServerSettings.onLoopback(ports.console())),
                Clock.systemUTC());
    }

    /** Shows the fleet until the time is over. */
    private void follow(
            URI webUi,
            URI console,
            EmbeddedFlink.Job running,
            CommittedFeed feed,
            DemoView view,
            long start,
            Duration duration)
            throws Exception {
        CompletableFuture<JobResult> ended = running.result();
        Duration refresh = screen.inPlace() ? IN_PLACE : BLOCK_BY_BLOCK;
        while (true) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            screen.show(block(webUi, console, view, elapsed));
            if (duration != null && elapsed.compareTo(duration) >= 0) {
                return;
            }
            Duration left = duration == null ? refresh : duration.minus(elapsed);
            interruption.pause(left.compareTo(refresh) < 0 ? left : refresh);
            if (ended.isDone()) {
                throw jobEnded(ended.get());
            }
            if (feed.failure() != null) {
                throw CommandException.failure(
                        "the output topics cannot be read: " + feed.failure().getMessage(),
                        feed.failure());
            }
        }
    }

    private static CommandException jobEnded(JobResult result) {
        return result.getSerializedThrowable()
                .map(error -> CommandException.failure("the job failed: " + error, error))
                .orElseGet(() -> CommandException.failure("the job was ended by somebody else"));
    }

    private List<String> block(URI webUi, URI console, DemoView view, Duration elapsed) {
        Balance.Ticks ticks = view.balance().ticks();
        List<String> lines = new ArrayList<>();
        lines.add(
                "Running for %d s. Console: %s  Flink web UI: %s"
                        .formatted(elapsed.toSeconds(), console, webUi));
        lines.add(
                "Committed ticks: %d, lost %d, doubled %d"
                        .formatted(ticks.present(), ticks.missing(), ticks.doubled()));
        lines.add("");
        lines.addAll(FleetTable.render(view.entities(), System.currentTimeMillis()));
        return lines;
    }

    private void configureLogging(Path scratch) {
        // A warning in the middle of a table that is drawn in place would tear it; it is in the
        // log file either way.
        String console = verbose ? "INFO" : screen.inPlace() ? "ERROR" : "WARN";
        Logging.configure(conf, scratch.resolve("log"), console);
    }

    private FleetSpec fleetSpec(Path scratch, Path agent) throws IOException {
        Path rules = scratch.resolve("jmx-exporter.yaml");
        try (InputStream resource = Demo.class.getResourceAsStream(RULES)) {
            if (resource == null) {
                throw CommandException.failure("resource " + RULES + " is missing in this build");
            }
            Files.copy(resource, rules);
        }
        return new FleetSpec(
                Uuid.randomUuid().toString(),
                ports.brokers(),
                scratch,
                agent,
                rules,
                "256m",
                Map.of());
    }

    private Configuration embedded(Configuration loaded, ScratchFolder scratch) throws IOException {
        Path flink = scratch.path().resolve("flink");
        Files.createDirectories(flink.resolve("tmp"));
        // Whatever a person has configured for a job that lasts: the demo leaves nothing behind.
        Configuration configuration = new Configuration(loaded);
        configuration.removeConfig(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        configuration.removeConfig(CheckpointingOptions.SAVEPOINT_DIRECTORY);
        configuration.removeConfig(CoreOptions.TMP_DIRS);
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        return FlinkConfiguration.embedded(configuration, flink, ports.web());
    }

    private void createTopics(DemoFleet fleet) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                fleet.bootstrap(),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                30_000))) {
            List<NewTopic> topics =
                    scenario.topics().stream()
                            .map(t -> new NewTopic(t.name(), t.partitions(), (short) 3))
                            .toList();
            interruption.await(
                    admin.createTopics(topics).all().toCompletionStage().toCompletableFuture(),
                    STEP_DEADLINE,
                    "answer to the creation of topics");
        }
    }

    private void progress(String line) {
        context.err().println(line);
    }
}
