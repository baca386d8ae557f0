package io.brokerscope.cli.simulation;

import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.DurationConverter;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.Version;
import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.settings.ClusterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what goes wrong in simulated clusters. */
@Command(
        name = "simulation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description = {
            "Lists what goes wrong in the simulated clusters of a configuration, and when: the"
                    + " truth that alerts can be held against.",
            "It follows from the configuration and the time alone; nothing is read and no job has"
                    + " to run."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Shown.",
            "1:No cluster of the configuration is simulated.",
            "2:The command line or the configuration is wrong."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brokerscope simulation --config fleet.yaml",
            "  brokerscope simulation --config fleet.yaml --cluster demo --since 24h",
            "  brokerscope simulation --config fleet.yaml --since 168h --for 336h --json"
        })
public final class SimulationCommand implements Callable<Integer> {

    private final CommandContext context;

    @Option(
            names = "--config",
            required = true,
            order = 1,
            paramLabel = "FILE",
            description = "The fleet. Clusters of files that it watches are not looked at.")
    private Path config;

    @Option(
            names = "--cluster",
            order = 2,
            paramLabel = "NAME",
            description = "Only this cluster. May be repeated.")
    private List<String> clusters = List.of();

    @Option(
            names = "--since",
            order = 3,
            paramLabel = "DURATION",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description = "How long ago the list begins (default: ${DEFAULT-VALUE}).")
    private Duration since;

    @Option(
            names = "--for",
            order = 4,
            paramLabel = "DURATION",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "How much time it covers, from there on (default: ${DEFAULT-VALUE}).")
    private Duration length;

    @Option(
            names = "--json",
            order = 5,
            description = "Print one JSON document on standard output.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public SimulationCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Logging.configure(
                context.installation().flinkConf(),
                BrokerscopeCommand.verbose(spec) ? "INFO" : "ERROR");
        long now = System.currentTimeMillis();
        long from = now - since.toMillis();
        IncidentList list = IncidentList.of(simulated(), from, from + length.toMillis());
        if (json) {
            context.out().println(list.toJson());
        } else {
            list.toText(now).forEach(context.out()::println);
        }
        return ExitCode.OK;
    }

    private List<ClusterSettings> simulated() {
        List<ClusterSettings> simulated = load();
        if (simulated.isEmpty()) {
            throw CommandException.failure(
                    "nothing to show: no cluster of "
                            + config
                            + " is simulated; one is where it says mode: simulation");
        }
        Set<String> unknown = new HashSet<>(clusters);
        simulated.forEach(cluster -> unknown.remove(cluster.name()));
        if (!unknown.isEmpty()) {
            throw CommandException.usage(
                    "--cluster: found %s, simulated are %s"
                            .formatted(
                                    unknown.iterator().next(),
                                    simulated.stream()
                                            .map(ClusterSettings::name)
                                            .collect(Collectors.joining(", "))));
        }
        return simulated.stream()
                .filter(cluster -> clusters.isEmpty() || clusters.contains(cluster.name()))
                .toList();
    }

    private List<ClusterSettings> load() {
        try {
            return ConfigLoader.load(config).clusters().stream()
                    .filter(ClusterSettings::simulated)
                    .toList();
        } catch (ConfigException e) {
            throw CommandException.usage(e.getMessage());
        }
    }
}
