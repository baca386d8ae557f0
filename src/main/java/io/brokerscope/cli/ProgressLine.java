package io.brokerscope.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.DoubleFunction;

/**
 * Tells how far something is: in one line that is drawn anew on a terminal, otherwise in a line
 * every ten seconds. Thread-safe.
 */
public final class ProgressLine {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration OTHERWISE = Duration.ofSeconds(10);

    private final PrintStream err;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private long next;
    private boolean drawn;
    private boolean ended;

    /**
     * Begins now.
     *
     * @param err where lines go
     * @param terminal whether that is a terminal that understands ANSI escapes
     */
    public ProgressLine(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
        this.next = began + (terminal ? ON_TERMINAL : OTHERWISE).toNanos();
    }

    /** Whether standard error is a terminal, as far as the launcher knows. */
    public static boolean onTerminal() {
        return Boolean.getBoolean("brokerscope.terminal.stderr");
    }

    /**
     * Shows a line if it is time for one.
     *
     * @param line makes it, from the seconds since the beginning
     */
    public synchronized void show(DoubleFunction<String> line) {
        long now = System.nanoTime();
        if (ended || now - next < 0) {
            return;
        }
        next = now + (terminal ? ON_TERMINAL : OTHERWISE).toNanos();
        String text = line.apply((now - began) / 1e9);
        if (terminal) {
            err.print(CLEAR_LINE + text);
            drawn = true;
        } else {
            err.println(text);
        }
        err.flush();
    }

    /** Wipes the line from a terminal; nothing is shown any more. */
    public synchronized void end() {
        ended = true;
        if (drawn) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
