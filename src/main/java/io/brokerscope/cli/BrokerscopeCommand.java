package io.brokerscope.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line; does nothing by itself. */
@Command(
        name = "brokerscope",
        description = "Watches fleets of Kafka brokers with an Apache Flink job.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All went well.",
            "1:The command did not succeed.",
            "2:The command line or the configuration is wrong; nothing was started.",
            "3:audit: the ledger balances but for output whose loss it declares itself.",
            "130:Ended by Ctrl-C (143 by SIGTERM), after everything was stopped and cleaned up."
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  JAVA_HOME         the Java 17 or later to use",
            "  BROKERSCOPE_OPTS  more options for the JVM, for example -Xmx4g"
        })
public final class BrokerscopeCommand implements Runnable {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and more of the log on standard error.")
    private boolean verbose;

    @Spec private CommandSpec spec;

    /** Whether a person wants stack traces. */
    public boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a COMMAND is missing");
    }

    /** The verbosity of the command line that {@code spec} is part of. */
    public static boolean verbose(CommandSpec spec) {
        CommandLine root = spec.root().commandLine();
        return root.getCommand() instanceof BrokerscopeCommand command && command.verbose();
    }
}
