package io.brokerscope.cli.check;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.catalog.CatalogException;
import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.DurationConverter;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.ProgressLine;
import io.brokerscope.cli.Version;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says before the job is started whether it will get everything that it needs. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description = {
            "Looks at everything that the job will need, from this machine and before it is"
                    + " started: the output cluster, its topics and transactions, discovery, and"
                    + " every target from its host name to its metrics, with certificate, clock"
                    + " and permissions. Says what is wrong and what to do about it.",
            "It only reads: nothing is created, changed or written anywhere.",
            "Targets that are wholly well share a line per cluster; --verbose shows every check"
                    + " of every target."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The job will get what it needs; there may be warnings.",
            "1:Something fails.",
            "2:The command line or the configuration is wrong; nothing was looked at.",
            "130:Ended by Ctrl-C (143 by SIGTERM)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brokerscope check --config fleet.yaml",
            "  brokerscope check --config fleet.yaml --cluster prod-eu --verbose",
            "  brokerscope check --config fleet.yaml --timeout 5s --json"
        })
public final class CheckCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final CommandContext context;

    @Option(
            names = "--config",
            required = true,
            order = 1,
            paramLabel = "FILE",
            description = "The fleet: what to watch and where to write.")
    private Path config;

    @Option(
            names = "--cluster",
            order = 2,
            paramLabel = "NAME",
            description = "Only this cluster, and the output. May be repeated.")
    private List<String> clusters = List.of();

    @Option(
            names = "--timeout",
            order = 3,
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description =
                    "What each target, discovery round and the output cluster may take at most,"
                            + " 100ms to 2m; less where the configuration says less (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--json",
            order = 4,
            description =
                    "Print one JSON document on standard output, and all else on standard error.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public CheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        boolean verbose = BrokerscopeCommand.verbose(spec);
        Logging.configure(context.installation().flinkConf(), verbose ? "WARN" : "ERROR");
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw CommandException.usage(
                    "--timeout: found %d ms, allowed are 100ms to 2m"
                            .formatted(timeout.toMillis()));
        }
        BrokerscopeConfig loaded;
        Catalog catalog;
        try {
            loaded = ConfigLoader.load(config);
            catalog = Catalog.load(loaded.catalog().stream().map(Path::of).toList());
        } catch (ConfigException | CatalogException e) {
            throw CommandException.usage(e.getMessage());
        }
        CheckProgress progress =
                new CheckProgress(new ProgressLine(context.err(), ProgressLine.onTerminal()));
        try (FleetCheck check =
                new FleetCheck(loaded, catalog, timeout, Set.copyOf(clusters), progress)) {
            CheckReport report = report(check, progress);
            // Before the clients are closed: nobody has to wait for that to read it.
            print(report, verbose);
            return report.ok() ? ExitCode.OK : ExitCode.FAILURE;
        }
    }

    private CheckReport report(FleetCheck check, CheckProgress progress) throws Exception {
        Instant at = Instant.now();
        long began = System.nanoTime();
        try {
            List<Finding> findings = context.interruption().await(check.run());
            return new CheckReport(
                    config.toString(), at, (System.nanoTime() - began) / 1e9, findings);
        } finally {
            progress.end();
        }
    }

    private void print(CheckReport report, boolean all) {
        if (json) {
            context.out().println(report.toJson());
            context.err().println(report.sentence());
        } else {
            report.toText(all).forEach(context.out()::println);
        }
    }
}
