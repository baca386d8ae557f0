package io.brokerscope.cli;

/** Ends a command with an exit code and a message for a person. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The command line or the configuration is wrong. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message, null);
    }

    /** The command was understood and did not succeed. */
    public static CommandException failure(String message) {
        return new CommandException(ExitCode.FAILURE, message, null);
    }

    /** The command was understood and did not succeed, because of something else. */
    public static CommandException failure(String message, Throwable cause) {
        return new CommandException(ExitCode.FAILURE, message, cause);
    }

    /** A person asked to stop. */
    public static CommandException interrupted() {
        return new CommandException(ExitCode.INTERRUPTED, "interrupted", null);
    }

    /** See {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
