package io.brokerscope.cli.targets;

import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.OutputPlace;
import io.brokerscope.cli.OutputReading;
import io.brokerscope.cli.Version;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the coverage topic says of clusters and of the reads of their targets. */
@Command(
        name = "targets",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description = {
            "Shows what a running job tells of its clusters and targets: which expected brokers are"
                    + " read, what is missing and what to do about it, and how the reads of each"
                    + " target go.",
            "It reads the coverage topic, without a consumer group, and leaves no trace."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Shown.",
            "1:There is nothing to show, or it could not be read.",
            "2:The command line or the configuration is wrong; nothing was read.",
            "130:Ended by Ctrl-C (143 by SIGTERM)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brokerscope targets --config fleet.yaml",
            "  brokerscope targets --config fleet.yaml --cluster prod-eu --gaps",
            "  brokerscope targets --bootstrap kafka:9092 --json"
        })
public final class TargetsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CommandContext context;

    @ArgGroup(multiplicity = "1", order = 1)
    private OutputPlace place;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            order = 10,
            description = "Only this cluster. May be repeated.")
    private List<String> clusters = List.of();

    @Option(
            names = "--gaps",
            order = 11,
            description = "Only what is not as it should be, not every target.")
    private boolean gapsOnly;

    @Option(
            names = "--json",
            order = 12,
            description = "Print the records as one JSON document on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public TargetsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Logging.configure(
                context.installation().flinkConf(),
                BrokerscopeCommand.verbose(spec) ? "INFO" : "ERROR");
        OutputPlace.Topic topic = place.topic(OutputTopic.COVERAGE);
        Latest latest = new Latest(clusters);
        try (OutputReading<Latest> reading =
                OutputReading.start(
                        topic,
                        CommittedReader.Start.beginning(),
                        "give more by BROKERSCOPE_OPTS=-Xmx4g, or show less by --cluster",
                        reader -> {
                            reader.readToEnd(
                                    entry -> latest.take(entry.key(), entry.value()),
                                    progress -> {},
                                    PATIENCE);
                            return latest;
                        })) {
            reading.await(context.interruption());
        }
        if (latest.isEmpty()) {
            throw CommandException.failure(
                    "nothing to show: %s holds no record%s; a job writes the first one an interval"
                                    .formatted(
                                            topic.topic(),
                                            clusters.isEmpty() ? "" : " of " + clusters)
                            + " and a timeout after its start");
        }
        CoverageView view = new CoverageView(latest, System.currentTimeMillis());
        if (json) {
            context.out().println(view.toJson());
        } else {
            view.toText(gapsOnly).forEach(context.out()::println);
        }
        return ExitCode.OK;
    }
}
