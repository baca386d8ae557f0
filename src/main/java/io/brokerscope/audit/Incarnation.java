package io.brokerscope.audit;

import java.util.HashMap;
import java.util.Map;

/**
 * The ticks of one incarnation: which have an outcome, and which must have one. Not thread-safe.
 */
final class Incarnation {

    /** No counters have been compared yet. */
    static final long NONE = Long.MIN_VALUE;

    /**
     * Longer than any read of a retired incarnation runs: its budget is at most two minutes, and
     * its outcome is committed with the next checkpoint.
     */
    static final long LONGEST_READ_MS = 600_000;

    /** Grids followed while it is not known which one is right. */
    private static final int MAX_GRIDS = 4;

    final long id;
    final long interval;

    /** Due time of the latest line whose counters were compared. */
    long comparedThrough = NONE;

    private final Scope scope;
    private final TickRanges ownGrid;
    private final long phase;
    private Map<Long, TickRanges> otherGrids;
    private Long firstDue;
    private Long lastDue;
    private long lastRead = NONE;
    private long lastSeen = NONE;
    private long uncharted;

    /**
     * @param due any tick of its grid, as far as is known yet
     */
    Incarnation(long id, long interval, long due, Scope scope) {
        this.id = id;
        this.interval = interval;
        this.scope = scope;
        this.phase = Math.floorMod(due, interval);
        this.ownGrid = new TickRanges(interval);
    }

    /** Takes its first tick; false if it has one already. */
    boolean begin(long due) {
        if (firstDue != null) {
            return false;
        }
        firstDue = due;
        return true;
    }

    /** Takes its last tick; false if it has one already. */
    boolean end(long due) {
        if (lastDue != null) {
            return false;
        }
        lastDue = due;
        return true;
    }

    boolean announced() {
        return firstDue != null;
    }

    /** Takes note of an outcome, also where none of its ticks is audited. */
    void sees(long until, boolean read) {
        lastSeen = Math.max(lastSeen, until);
        if (read) {
            lastRead = Math.max(lastRead, until);
        }
    }

    /** Adds outcomes and gives the number of those that were there already. */
    long add(long from, long until) {
        long grid = Math.floorMod(from, interval);
        if (grid == phase) {
            return ownGrid.add(from, until);
        }
        if (otherGrids == null) {
            otherGrids = new HashMap<>();
        }
        TickRanges other = otherGrids.get(grid);
        if (other == null) {
            if (otherGrids.size() + 1 >= MAX_GRIDS) {
                uncharted += (until - from) / interval + 1;
                return 0;
            }
            other = new TickRanges(interval);
            otherGrids.put(grid, other);
        }
        return other.add(from, until);
    }

    /** Whether no tick up to {@code due} is missing that a line still to come could fill. */
    boolean settledUpTo(long due) {
        TickRanges grid = grid();
        long from = comparedThrough == NONE ? begin(grid) : comparedThrough;
        return grid.unbroken(from, due);
    }

    /** Whether it is retired and has every outcome. */
    boolean closed() {
        if (lastDue == null) {
            return false;
        }
        TickRanges grid = grid();
        return grid.unbroken(begin(grid), end());
    }

    /** Due time of the first that is known of an incarnation that nobody added. */
    long firstKnown() {
        TickRanges grid = grid();
        if (!grid.isEmpty()) {
            return grid.first();
        }
        return lastSeen == NONE ? lastDue : lastSeen;
    }

    /** Due time of an outcome that belongs to no tick; only where there is one. */
    long firstAstray() {
        TickRanges grid = grid();
        long first = Long.MAX_VALUE;
        if (grid != ownGrid && !ownGrid.isEmpty()) {
            first = ownGrid.first();
        }
        if (otherGrids != null) {
            for (TickRanges other : otherGrids.values()) {
                first = other == grid ? first : Math.min(first, other.first());
            }
        }
        if (!grid.isEmpty()) {
            boolean early = grid.first() < begin(grid);
            first = Math.min(first, early ? grid.first() : grid.firstFrom(end() + interval));
        }
        return first == Long.MAX_VALUE ? lastSeen : first;
    }

    /**
     * What its ticks come to.
     *
     * @param clock due time of the latest tick of all targets
     */
    Ticks ticks(long clock) {
        TickRanges grid = grid();
        long from = begin(grid);
        long until = end();
        long present = grid.within(from, until) - grid.bridged();
        long expected = grid.count(from, until);
        long running = inFlightFrom(grid, from, until, clock) == NONE ? 0 : 1;
        long all = uncharted + ownGrid.total();
        if (otherGrids != null) {
            for (TickRanges other : otherGrids.values()) {
                all += other.total();
            }
        }
        return new Ticks(
                expected - running,
                present,
                running,
                all - grid.within(from, until),
                grid.bridged());
    }

    /** Tells the ranges of ticks without an outcome, a read that still runs left out. */
    void holes(long clock, TickRanges.HoleVisitor visitor) {
        TickRanges grid = grid();
        long from = begin(grid);
        long until = end();
        long running = inFlightFrom(grid, from, until, clock);
        grid.holes(
                from,
                until,
                (first, last) -> {
                    if (running == NONE || first < running) {
                        visitor.hole(first, last);
                    }
                });
    }

    /**
     * A read that runs holds back every later one of its target, and those ticks are skipped, or
     * missed where their time had gone by before they were asked for: so a single tick without an
     * outcome before nothing but skipped and missed ones is still being read. After the retirement
     * that lasts as long as a read may take; an incarnation that was left open because the job was
     * started anew never gets that outcome.
     *
     * @return from which tick on only one can be missing, and is; {@link #NONE} where no read runs
     */
    private long inFlightFrom(TickRanges grid, long begin, long until, long clock) {
        if (lastDue != null && clock - lastDue > LONGEST_READ_MS) {
            return NONE;
        }
        long from = lastRead < begin ? begin : lastRead + interval;
        return grid.count(from, until) - grid.within(from, until) == 1 ? from : NONE;
    }

    private long begin(TickRanges grid) {
        if (firstDue != null) {
            return scope.clipFrom(firstDue, interval);
        }
        return grid.isEmpty() ? Long.MAX_VALUE : grid.first();
    }

    /** Last tick that is expected to have an outcome by now. */
    private long end() {
        long due = lastDue != null ? lastDue : lastSeen;
        if (due == NONE) {
            return NONE;
        }
        if (lastDue == null && firstDue != null) {
            // The latest outcome may be one off the grid.
            due = firstDue + Math.floorDiv(due - firstDue, interval) * interval;
        }
        return scope.clipUntil(due, interval);
    }

    /** The grid that counts: the announced one, otherwise the one with the most outcomes. */
    private TickRanges grid() {
        if (otherGrids == null
                && (firstDue == null || Math.floorMod(firstDue, interval) == phase)) {
            return ownGrid;
        }
        if (firstDue != null) {
            long announced = Math.floorMod(firstDue, interval);
            TickRanges other = otherGrids == null ? null : otherGrids.get(announced);
            return announced == phase ? ownGrid : other == null ? new TickRanges(interval) : other;
        }
        TickRanges most = ownGrid;
        for (TickRanges other : otherGrids.values()) {
            most = other.total() > most.total() ? other : most;
        }
        return most;
    }

    /**
     * What the ticks of an incarnation come to.
     *
     * @param expected ticks that must have an outcome
     * @param present how many of them have one
     * @param inFlight ticks that are still being read
     * @param astray outcomes that belong to no expected tick
     * @param givenUp missing ticks whose place was not kept, because there were too many holes
     */
    record Ticks(long expected, long present, long inFlight, long astray, long givenUp) {}
}
