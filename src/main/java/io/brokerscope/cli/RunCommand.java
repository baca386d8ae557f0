package io.brokerscope.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the job on an embedded Flink cluster until it is stopped. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Runs the job in this process, on an embedded Flink cluster, until Ctrl-C stops it"
                        + " with a savepoint.")
public final class RunCommand implements Callable<Integer> {

    private static final Duration CHECK_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);

    private final CommandContext context;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The fleet: what to watch and where to write.")
    private Path config;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "Port of the Flink web UI, on the loopback address (default: rest.port of"
                            + " config.yaml, 8081).")
    private Integer port;

    @Mixin private FlinkConfOption conf;

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH",
            description = "Go on from this savepoint or retained checkpoint.")
    private String savepoint;

    @Option(
            names = "--state-dir",
            paramLabel = "FOLDER",
            defaultValue = "brokerscope-state",
            description =
                    "Folder for checkpoints, savepoints and the log (default: ${DEFAULT-VALUE}).")
    private Path stateDir;

    @Option(
            names = "--skip-output-checks",
            description = "Neither check nor create the output topics before the start.")
    private boolean skipOutputChecks;

    @Spec private CommandSpec spec;

    RunCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path confFolder = conf.folder(context);
        Path state = stateDir.toAbsolutePath().normalize();
        Logging.configure(
                confFolder,
                state.resolve("log"),
                BrokerscopeCommand.verbose(spec) ? "INFO" : "WARN");
        checkSavepoint();
        JobDefinition.Prepared job = context.job().load(config);
        Configuration flinkConfig =
                FlinkConfiguration.embedded(FlinkConfiguration.load(confFolder), state, port);
        int webPort = flinkConfig.get(RestOptions.PORT);
        Ports.check(List.of(new Ports.Use(webPort, "the Flink web UI", "--port")));
        if (!skipOutputChecks) {
            context.interruption()
                    .call(job::checkOutputs, CHECK_DEADLINE, "answer of the output cluster")
                    .forEach(context.err()::println);
        }
        Files.createDirectories(state.resolve("tmp"));
        try (EmbeddedFlink flink = EmbeddedFlink.start(flinkConfig)) {
            EmbeddedFlink.Job running = flink.submit(job.name(), job::define, savepoint);
            context.err()
                    .printf(
                            "Running job %s. Flink web UI: %s  State and log: %s%n"
                                    + "Ctrl-C stops it with a savepoint.%n",
                            running.id(), flink.webUi(), state);
            return awaitEnd(running);
        }
    }

    private void checkSavepoint() {
        if (savepoint == null || URI.create(savepoint.replace(' ', '+')).getScheme() != null) {
            return;
        }
        Path path = Path.of(savepoint);
        if (!Files.isRegularFile(path) && !Files.isRegularFile(path.resolve("_metadata"))) {
            throw CommandException.usage(
                    "--from-savepoint: " + savepoint + " is no savepoint (no _metadata in it)");
        }
        savepoint = path.toAbsolutePath().normalize().toUri().toString();
    }

    private int awaitEnd(EmbeddedFlink.Job running) throws Exception {
        CompletableFuture<JobResult> result = running.result();
        try {
            JobResult ended = context.interruption().await(result);
            if (ended.getSerializedThrowable().isPresent()) {
                throw CommandException.failure(
                        "the job failed: "
                                + CommandLines.oneLine(ended.getSerializedThrowable().get()),
                        ended.getSerializedThrowable().get());
            }
            context.err().println("The job has ended.");
            return ExitCode.OK;
        } catch (CommandException e) {
            if (e.exitCode() == ExitCode.INTERRUPTED) {
                stop(running);
            }
            throw e;
        }
    }

    private void stop(EmbeddedFlink.Job running) {
        context.err().println("Stopping with a savepoint ...");
        try {
            String taken = running.stopWithSavepoint(STOP_DEADLINE);
            context.err().printf("Stopped. Go on with --from-savepoint %s%n", taken);
        } catch (Exception e) {
            context.err()
                    .printf(
                            "No savepoint (%s). Go on from the last checkpoint under %s%n",
                            CommandLines.oneLine(e), stateDir.resolve("checkpoints"));
        }
    }
}
