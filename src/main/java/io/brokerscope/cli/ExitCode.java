package io.brokerscope.cli;

/** The exit codes of every command. */
public final class ExitCode {

    /** All went well. */
    public static final int OK = 0;

    /** The command was understood and did not succeed. */
    public static final int FAILURE = 1;

    /** The command line or the configuration is wrong; nothing was started. */
    public static final int USAGE = 2;

    /** Of {@code audit}: the ledger balances but for output whose loss it declares itself. */
    public static final int DECLARED = 3;

    /** Ended by Ctrl-C, after everything was stopped and cleaned up. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
