package io.brokerscope.cli.demo;

import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.DurationConverter;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.FlinkConfOption;
import io.brokerscope.cli.Version;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the job at work on three real brokers, all on this machine. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description =
                "Starts three Kafka brokers on this machine, writes to them at known rates, watches"
                        + " them with the job on an embedded Flink cluster and shows what is"
                        + " committed, here and in a browser: see the URL of the console. Ctrl-C, or the end of --duration, leaves nothing behind.")
public final class DemoCommand implements Callable<Integer> {

    /** More than one process watches beside three brokers. */
    private static final int MAX_SIMULATED = 1_000;

    private final CommandContext context;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "End after this time, for example 60s, with a summary; exit code 1 if anything"
                            + " in it is wrong (default: go on until Ctrl-C).")
    private Duration duration;

    @Option(
            names = "--json",
            description =
                    "Print the summary as one JSON document on standard output, and all else on"
                            + " standard error.")
    private boolean json;

    @Option(names = "--no-ansi", description = "Print block by block, as to a file.")
    private boolean noAnsi;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "19092",
            description = "First of three ports of the brokers (default: ${DEFAULT-VALUE}).")
    private int brokerPort;

    @Option(
            names = "--controller-port",
            paramLabel = "PORT",
            defaultValue = "19095",
            description = "First of three ports of the controllers (default: ${DEFAULT-VALUE}).")
    private int controllerPort;

    @Option(
            names = "--jmx-port",
            paramLabel = "PORT",
            defaultValue = "19990",
            description = "First of three ports of remote JMX (default: ${DEFAULT-VALUE}).")
    private int jmxPort;

    @Option(
            names = "--exporter-port",
            paramLabel = "PORT",
            defaultValue = "19404",
            description =
                    "First of three ports of the brokers' metrics; must end in 1 to 7, the node ids"
                            + " are the last digits (default: ${DEFAULT-VALUE}).")
    private int exporterPort;

    @Option(
            names = "--web-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the Flink web UI (default: ${DEFAULT-VALUE}).")
    private int webPort;

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            defaultValue = "8089",
            description = "Port of the console (default: ${DEFAULT-VALUE}).")
    private int consolePort;

    @Option(
            names = "--simulate",
            paramLabel = "BROKERS",
            defaultValue = "0",
            description =
                    "Watch a simulated cluster of so many brokers, too, beside the real one"
                            + " (default: none).")
    private int simulate;

    @Mixin private FlinkConfOption conf;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (duration != null && (duration.isZero() || duration.compareTo(Duration.ofDays(7)) > 0)) {
            throw CommandException.usage(
                    "--duration: found %s s, allowed are more than 0 and at most 7 days"
                            .formatted(duration.toSeconds()));
        }
        if (simulate < 0 || simulate > MAX_SIMULATED) {
            throw CommandException.usage(
                    "--simulate: found %d, allowed are 0 to %d brokers"
                            .formatted(simulate, MAX_SIMULATED));
        }
        DemoPorts ports =
                new DemoPorts(
                        brokerPort, controllerPort, jmxPort, exporterPort, webPort, consolePort);
        ports.check();
        PrintStream shown = json ? context.err() : context.out();
        Screen screen = new Screen(shown, !noAnsi && isTerminal(json ? "stderr" : "stdout"));
        Demo demo =
                new Demo(
                        context,
                        ports,
                        conf.folder(context),
                        screen,
                        simulate,
                        BrokerscopeCommand.verbose(spec));
        DemoSummary summary = demo.run(duration);
        if (json) {
            context.out().println(summary.toJson());
        } else {
            summary.toText().forEach(context.out()::println);
        }
        if (!summary.ok()) {
            throw CommandException.failure(String.join("; ", summary.problems()));
        }
        return ExitCode.OK;
    }

    /** The launcher knows which of its streams are terminals; Java does not. */
    private static boolean isTerminal(String stream) {
        return Boolean.getBoolean("brokerscope.terminal." + stream);
    }
}
