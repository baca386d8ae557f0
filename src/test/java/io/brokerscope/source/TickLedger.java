package io.brokerscope.source;

import io.brokerscope.model.ScrapeRequest.Kind;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.TickGrid;

/**
 * What one incarnation has told so far, for tests: refuses a record that comes twice, leaves a tick
 * out or comes out of its place.
 *
 * @param firstDue the tick ADDED named
 * @param nextDue the first tick that was not told yet
 * @param lastDue the last tick that was told, or the one before the first
 * @param retired whether RETIRED was told
 */
public record TickLedger(long firstDue, long nextDue, long lastDue, boolean retired) {

    /**
     * The ledger with one more record; {@code before} is null where there is none.
     *
     * @throws IllegalStateException if the record does not belong here
     */
    static TickLedger with(
            TickLedger before, Kind kind, TargetSpec spec, long dueAt, long untilDueAt) {
        TickGrid grid = TickGrid.of(spec.target(), spec.cluster().scrape().intervalMs());
        if (kind == Kind.ADDED) {
            require(before == null, "ADDED twice", before, dueAt);
            require(grid.currentDue(dueAt) == dueAt, "first tick off the grid", before, dueAt);
            return new TickLedger(dueAt, dueAt, dueAt - grid.intervalMs(), false);
        }
        require(before != null, kind + " before ADDED", before, dueAt);
        require(!before.retired(), kind + " after RETIRED", before, dueAt);
        if (kind == Kind.RETIRED) {
            require(dueAt == before.lastDue(), "wrong last tick", before, dueAt);
            return new TickLedger(before.firstDue(), before.nextDue(), dueAt, true);
        }
        require(dueAt == before.nextDue(), "not the next tick", before, dueAt);
        require(kind == Kind.MISSED || untilDueAt == dueAt, "READ of a range", before, dueAt);
        require(
                untilDueAt >= dueAt && grid.currentDue(untilDueAt) == untilDueAt,
                "bad range up to " + untilDueAt,
                before,
                dueAt);
        return new TickLedger(before.firstDue(), untilDueAt + grid.intervalMs(), untilDueAt, false);
    }

    private static void require(boolean condition, String problem, TickLedger ledger, long dueAt) {
        if (!condition) {
            throw new IllegalStateException(problem + ": " + dueAt + " after " + ledger);
        }
    }
}
