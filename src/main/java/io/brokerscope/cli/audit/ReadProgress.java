package io.brokerscope.cli.audit;

import io.brokerscope.cli.ProgressLine;
import io.brokerscope.sink.CommittedReader.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** Tells how far a reading is. Thread-safe. */
final class ReadProgress {

    private final ProgressLine shown;

    /**
     * @param terminal whether {@code err} is a terminal that understands ANSI escapes
     */
    ReadProgress(PrintStream err, boolean terminal) {
        this.shown = new ProgressLine(err, terminal);
    }

    void show(Progress progress) {
        shown.show(seconds -> line(progress, seconds));
    }

    /** Wipes the line from a terminal; nothing is shown any more. */
    void end() {
        shown.end();
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
