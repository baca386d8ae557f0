package io.brokerscope.cli.audit;

import io.brokerscope.sink.CommittedReader.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells how far a reading is: in one line that is drawn anew on a terminal, otherwise in a line
 * every ten seconds. Thread-safe.
 */
final class ReadProgress {

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
     * @param terminal whether {@code err} is a terminal that understands ANSI escapes
     */
    ReadProgress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
        this.next = began + (terminal ? ON_TERMINAL : OTHERWISE).toNanos();
    }

    synchronized void show(Progress progress) {
        long now = System.nanoTime();
        if (ended || now - next < 0) {
            return;
        }
        next = now + (terminal ? ON_TERMINAL : OTHERWISE).toNanos();
        String line = line(progress, (now - began) / 1e9);
        if (terminal) {
            err.print(CLEAR_LINE + line);
            drawn = true;
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** Wipes the line from a terminal; nothing is shown any more. */
    synchronized void end() {
        ended = true;
        if (drawn) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    static String line(Progress progress, double seconds) {
        double done = progress.total() == 0 ? 1 : (double) progress.done() / progress.total();
        String left =
                done == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %.0f s left", seconds / done - seconds);
        return String.format(
                Locale.ROOT,
                "%,d records read, %.0f %%, %,.0f records/s%s",
                progress.records(),
                Math.floor(done * 100),
                progress.records() / Math.max(seconds, 1e-3),
                left);
    }
}
