package io.brokerscope.entity;

import io.brokerscope.model.Quality;
import java.util.HashMap;
import java.util.Map;

/**
 * One tick window of a roll-up. Keyed state; the maps are added to in place.
 *
 * @param start start of the window, epoch milliseconds
 * @param intervalMs its length: the interval of the cluster when it was opened
 * @param deadline event time at which it closes whoever is missing, epoch milliseconds
 * @param closed whether its first word has been emitted; what comes later is a correction
 * @param revision revision of the last word emitted, -1 before the first
 * @param reports per target what it reported
 * @param rows sums by row name
 * @param dirty rows with corrections that are not emitted yet; the value says nothing
 * @param told metrics that the cluster told and that its first word repeated, by row name: the
 *     corrections repeat them, too
 */
public record RollupWindow(
        long start,
        long intervalMs,
        long deadline,
        boolean closed,
        int revision,
        Map<String, Report> reports,
        Map<String, RowSums> rows,
        Map<String, Boolean> dirty,
        Map<String, View> told) {

    /** Windows of states before version 2 have no {@code told}. */
    public RollupWindow {
        told = told == null ? new HashMap<>() : told;
    }

    /** A window of which nobody has told anything. */
    static RollupWindow open(long start, long intervalMs, long deadline) {
        return new RollupWindow(
                start,
                intervalMs,
                deadline,
                false,
                -1,
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>());
    }

    /**
     * What a target reported for a window.
     *
     * @param quality the best quality it reported
     * @param complete whether its read was whole, so that a row it lacks is not there
     * @param madeUp what is made up of it for the cluster; null unless it is SIMULATED. Stands here
     *     and not in the sums, so that it goes when something better comes
     */
    public record Report(Quality quality, boolean complete, RowSums madeUp) {

        static Report of(Contribution c, RollupColumns columns) {
            return new Report(
                    c.quality(),
                    c.complete(),
                    c.quality() == Quality.SIMULATED && c.rows().length > 0
                            ? RowSums.ratesOf(c, columns)
                            : null);
        }

        Report or(Report other) {
            Report better = quality.compareTo(other.quality) <= 0 ? this : other;
            return new Report(better.quality, complete || other.complete, better.madeUp);
        }
    }

    /** The sum of all that is made up of targets for the cluster; null where nothing is. */
    RowSums madeUp(RollupColumns columns) {
        RowSums sum = null;
        for (Report report : reports.values()) {
            if (report.madeUp() != null) {
                sum = (sum == null ? RowSums.empty(columns) : sum).plus(report.madeUp());
            }
        }
        return sum;
    }

    RollupWindow emitted() {
        return new RollupWindow(
                start,
                intervalMs,
                deadline,
                true,
                revision + 1,
                reports,
                rows,
                new HashMap<>(),
                told);
    }
}
