package io.brokerscope.cli.bench;

import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.DurationConverter;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.FlinkConfOption;
import io.brokerscope.cli.FlinkConfiguration;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.Version;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the job costs on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description =
                "Measures what the job costs on this machine: it watches a made-up fleet and writes to a"
                        + " Kafka broker. CPU and memory are those of the job's process, JobManager"
                        + " and TaskManager together. Leaves nothing behind.")
public final class BenchCommand implements Callable<Integer> {

    private static final int MAX_TARGETS = 100_000;
    private static final Duration CHECKPOINTS_TAKE = Duration.ofSeconds(5);

    private final CommandContext context;

    @Option(
            names = "--targets",
            paramLabel = "N",
            split = ",",
            defaultValue = "100",
            description =
                    "Brokers to watch; several numbers are measured one after another (default:"
                            + " ${DEFAULT-VALUE}).")
    private List<Integer> targets;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Samples of each broker's answer (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--topics",
            paramLabel = "N",
            defaultValue = "50",
            description = "Topics of each broker, eight samples each (default: ${DEFAULT-VALUE}).")
    private int topics;

    @Option(
            names = "--cluster-size",
            paramLabel = "N",
            defaultValue = "10",
            description = "Brokers that share a cluster (default: ${DEFAULT-VALUE}).")
    private int clusterSize;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = DurationConverter.class,
            description = "Distance between two reads of a broker (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--ledger",
            paramLabel = "WHICH",
            defaultValue = "golden",
            description =
                    "Counters that the ledger carries: golden, all or off (default:"
                            + " ${DEFAULT-VALUE}).")
    private Ledger ledger;

    @Option(
            names = "--entities",
            description =
                    "Measure how many entities a second the job writes: nothing is read, outcomes of"
                            + " the targets are made up as fast as the job takes them, and every tick"
                            + " is news of every entity.")
    private boolean entities;

    @Option(
            names = "--restore",
            description =
                    "Stop the job with a savepoint in the end, and measure how long it takes to go on"
                            + " from it in a process of its own.")
    private boolean restore;

    @Option(
            names = "--scraper",
            paramLabel = "COMMAND",
            description =
                    "Measure another scraper first, on the same fleet, for as long. In its command"
                            + " {config} is a configuration file of Prometheus with all targets, and"
                            + " {folder} an empty folder that is removed in the end.")
    private String scraper;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description =
                    "Not measured, from the first committed entity on (default: ${DEFAULT-VALUE}).")
    private Duration warmup;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "120s",
            converter = DurationConverter.class,
            description = "Measured (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            defaultValue = "-Xmx1g",
            description =
                    "Option of the job's JVM, may be repeated; the first one replaces"
                            + " ${DEFAULT-VALUE}.")
    private List<String> jvmOptions;

    @Option(
            names = "--json",
            description = "Print the figures as one JSON document on standard output.")
    private boolean json;

    @Mixin private FlinkConfOption conf;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public BenchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        check();
        Path flinkConf = conf.folder(context);
        // The job reads it in its own process: a mistake is told before anything is started.
        Configuration flink = FlinkConfiguration.load(flinkConf);
        Logging.configure(flinkConf, BrokerscopeCommand.verbose(spec) ? "INFO" : "ERROR");
        BenchSetup setup =
                new BenchSetup(context, flinkConf, warmup, duration, committed(flink), jvmOptions);
        (entities ? entities(setup) : watched(setup)).tell(json, context.out()::println);
        return ExitCode.OK;
    }

    /** Two checkpoints, which take time themselves. */
    private static Duration committed(Configuration flink) {
        return flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                .orElse(Duration.ZERO)
                .multipliedBy(2)
                .plus(CHECKPOINTS_TAKE);
    }

    private Report watched(BenchSetup setup) throws Exception {
        List<BenchResult> results = new ArrayList<>();
        for (int number : targets) {
            results.add(new BenchRun(setup, restore, scraper).measure(load(number)));
        }
        return new BenchReport(results);
    }

    private Report entities(BenchSetup setup) throws Exception {
        List<EntityResult> results = new ArrayList<>();
        for (int number : targets) {
            results.add(new EntityRun(setup).measure(load(number)));
        }
        return new EntityReport(results);
    }

    private Load load(int number) {
        return new Load(number, samples, topics, clusterSize, interval, ledger);
    }

    private void check() {
        List<String> problems = new ArrayList<>();
        for (int number : targets) {
            between(problems, "--targets", number, 1, MAX_TARGETS);
        }
        between(problems, "--topics", topics, 0, 10_000);
        between(
                problems,
                "--samples",
                samples,
                FarmPayload.least(Math.max(0, Math.min(topics, 10_000))),
                1_000_000);
        between(problems, "--cluster-size", clusterSize, 1, MAX_TARGETS);
        between(problems, "--interval in ms", interval.toMillis(), 1_000, 3_600_000);
        between(problems, "--duration in ms", duration.toMillis(), 1_000, 86_400_000);
        if (entities && restore) {
            problems.add(
                    "--entities and --restore: found both, allowed is one, because made-up outcomes"
                            + " are not gone on with");
        }
        if (scraper != null && entities) {
            problems.add(
                    "--entities and --scraper: found both, allowed is one, because made-up outcomes"
                            + " cannot be scraped");
        }
        if (scraper != null && !scraper.contains(ScraperRun.CONFIG)) {
            problems.add(
                    "--scraper: found '%s', its command must contain %s"
                            .formatted(scraper, ScraperRun.CONFIG));
        }
        if (!problems.isEmpty()) {
            throw CommandException.usage(String.join("; ", problems));
        }
    }

    private static void between(
            List<String> problems, String option, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(
                    "%s: found %d, allowed are %d to %d".formatted(option, value, least, most));
        }
    }
}
