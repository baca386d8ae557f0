package io.brokerscope.cli;

import io.brokerscope.cli.audit.AuditCommand;
import io.brokerscope.cli.bench.BenchCommand;
import io.brokerscope.cli.check.CheckCommand;
import io.brokerscope.cli.console.ConsoleCommand;
import io.brokerscope.cli.demo.DemoCommand;
import io.brokerscope.cli.simulation.SimulationCommand;
import io.brokerscope.cli.targets.TargetsCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Puts the command line together and turns whatever goes wrong into one line and an exit code. */
public final class CommandLines {

    private CommandLines() {}

    /** The command line with all its commands. */
    public static CommandLine create(CommandContext context) {
        CommandLine commandLine =
                new CommandLine(new BrokerscopeCommand())
                        .addSubcommand(new DemoCommand(context))
                        .addSubcommand(new CheckCommand(context))
                        .addSubcommand(new RunCommand(context))
                        .addSubcommand(new TargetsCommand(context))
                        .addSubcommand(new SimulationCommand(context))
                        .addSubcommand(new ConsoleCommand(context))
                        .addSubcommand(new AuditCommand(context))
                        .addSubcommand(new BenchCommand(context));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setOut(new PrintWriter(context.out(), true));
        commandLine.setErr(new PrintWriter(context.err(), true));
        commandLine.setParameterExceptionHandler(CommandLines::wrongCommandLine);
        commandLine.setExecutionExceptionHandler(CommandLines::failed);
        return commandLine;
    }

    private static int wrongCommandLine(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + oneLine(error) + " (see " + name + " --help)");
        return ExitCode.USAGE;
    }

    private static int failed(Exception error, CommandLine command, ParseResult arguments) {
        String name = command.getCommandSpec().qualifiedName();
        lines(error).forEach(line -> command.getErr().println(name + ": " + line));
        if (BrokerscopeCommand.verbose(command.getCommandSpec())) {
            error.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return error instanceof CommandException known ? known.exitCode() : ExitCode.FAILURE;
    }

    /** One line per thing that is wrong: a configuration tells all its errors at once. */
    private static List<String> lines(Exception error) {
        return error instanceof CommandException
                ? error.getMessage().lines().toList()
                : List.of(oneLine(error));
    }

    /** What a person is told about an error: never empty, never more than one line. */
    public static String oneLine(Throwable error) {
        String message = error.getMessage();
        if (message == null || message.isBlank()) {
            message = error.getClass().getSimpleName();
        }
        if (error.getCause() != null
                && !(error instanceof CommandException || error instanceof ParameterException)) {
            String cause = oneLine(error.getCause());
            // Wrappers repeat what they wrap.
            message = message.contains(cause) ? message : message + ": " + cause;
        }
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
