package io.brokerscope.cli.audit;

import io.brokerscope.audit.Balance;
import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.OutputPlace;
import io.brokerscope.cli.OutputReading;
import io.brokerscope.cli.ProgressLine;
import io.brokerscope.cli.Version;
import io.brokerscope.model.output.OutputTopic;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the committed ledger and says whether it balances. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description = {
            "Reads the committed outcomes topic up to its end and proves or disproves, from it"
                    + " alone:",
            "  1. every tick of every broker has exactly one outcome,",
            "  2. the increments of every counter are exactly the difference of its raw values.",
            "It only reads, without a consumer group, and leaves no trace on the cluster."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The ledger balances.",
            "1:It does not, or it could not be read.",
            "2:The command line or the configuration is wrong; nothing was read.",
            "3:It balances but for output whose loss the ledger itself declares (OUTPUT_GAP).",
            "130:Ended by Ctrl-C (143 by SIGTERM)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brokerscope audit --config fleet.yaml",
            "  brokerscope audit --config fleet.yaml --since 2h --cluster prod-eu",
            "  brokerscope audit --bootstrap kafka:9092 --json"
        })
public final class AuditCommand implements Callable<Integer> {

    private static final int MOST_SHOWN = 10_000;

    private final CommandContext context;

    @ArgGroup(multiplicity = "1", order = 1)
    private OutputPlace place;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            order = 10,
            converter = TimeConverter.class,
            description =
                    "Leave out ticks that were due before: 2026-11-24T08:00:00Z, or back from now:"
                            + " 90s, 30m, 2h (default: the beginning of the topic).")
    private Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            order = 11,
            converter = TimeConverter.class,
            description = "Leave out ticks that were due after (default: the end of the topic).")
    private Instant until;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            order = 12,
            description = "Only targets of this cluster. May be repeated.")
    private List<String> clusters = List.of();

    @Option(
            names = "--target",
            paramLabel = "CLUSTER/ID",
            order = 13,
            description = "Only this target. May be repeated.")
    private List<String> targets = List.of();

    @Option(
            names = "--show",
            paramLabel = "N",
            order = 14,
            defaultValue = "10",
            description =
                    "Name the first N offending ticks and the first N offending counters; all are"
                            + " counted (default: ${DEFAULT-VALUE}).")
    private int show;

    @Option(
            names = "--json",
            order = 15,
            description =
                    "Print one JSON document on standard output, and all else on standard error.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public AuditCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Logging.configure(
                context.installation().flinkConf(),
                BrokerscopeCommand.verbose(spec) ? "INFO" : "ERROR");
        LedgerRead read = read();
        ReadProgress progress = new ReadProgress(context.err(), ProgressLine.onTerminal());
        AuditReport report = report(read, progress);
        if (json) {
            context.out().println(report.toJson());
            context.err().println(report.verdict());
        } else {
            report.toText().forEach(context.out()::println);
        }
        return exitCode(report.balance().verdict());
    }

    private AuditReport report(LedgerRead read, ReadProgress progress) throws Exception {
        try (OutputReading<AuditReport> reading = read.start(progress)) {
            return reading.await(context.interruption());
        } finally {
            progress.end();
        }
    }

    private static int exitCode(Balance.Verdict verdict) {
        return switch (verdict) {
            case BALANCED -> ExitCode.OK;
            case DECLARED -> ExitCode.DECLARED;
            case UNBALANCED -> ExitCode.FAILURE;
        };
    }

    private LedgerRead read() {
        if (show < 0 || show > MOST_SHOWN) {
            throw CommandException.usage(
                    "--show: found %d, allowed are 0 to %d".formatted(show, MOST_SHOWN));
        }
        if (since != null && until != null && !since.isBefore(until)) {
            throw CommandException.usage(
                    "--since %s is not before --until %s".formatted(since, until));
        }
        for (String target : targets) {
            int slash = target.lastIndexOf('/');
            if (slash < 1 || slash == target.length() - 1) {
                throw CommandException.usage(
                        "--target: found '%s', must be CLUSTER/ID, for example prod-eu/3"
                                .formatted(target));
            }
        }
        return new LedgerRead(
                place.topic(OutputTopic.OUTCOMES),
                since,
                until,
                new LedgerFilter(clusters, targets),
                show);
    }
}
