package io.brokerscope.cli.check;

import io.brokerscope.cli.ProgressLine;
import java.util.List;
import java.util.Locale;

/** Tells how far a check is. Thread-safe. */
final class CheckProgress {

    private final ProgressLine shown;
    private int clusters;
    private int discovered;
    private int targets;
    private int checked;
    private int failing;

    CheckProgress(ProgressLine shown) {
        this.shown = shown;
    }

    /** So many clusters will be asked for their brokers. */
    synchronized void clusters(int number) {
        clusters += number;
        show();
    }

    /** A cluster has told its brokers, or has not in time. */
    synchronized void discovered() {
        discovered++;
        show();
    }

    /** So many more targets will be checked. */
    synchronized void targets(int number) {
        targets += number;
        show();
    }

    /** A target was checked, with these findings. */
    synchronized void checked(List<Finding> findings) {
        checked++;
        if (findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL)) {
            failing++;
        }
        show();
    }

    /** Nothing is shown any more. */
    void end() {
        shown.end();
    }

    private void show() {
        shown.show(seconds -> line());
    }

    synchronized String line() {
        return String.format(
                Locale.ROOT,
                "%,d of %,d clusters discovered, %,d of %,d targets checked%s",
                discovered,
                clusters,
                checked,
                targets,
                failing == 0 ? "" : String.format(Locale.ROOT, ", %,d of them fail", failing));
    }
}
