package io.brokerscope.audit;

import io.brokerscope.model.Readings;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.LedgerRecord.Counter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of one target: is every increment the difference of two raw values? Follows the
 * lines in the order of their ticks; one that comes before an earlier tick has its outcome waits
 * for it, as long as few do. Knows of each counter no more than its latest value. Not thread-safe.
 */
final class CounterAudit {

    private static final long NO_START = -1;

    private final Scope scope;
    private final Bounds bounds;
    private final SeriesValues values = new SeriesValues();
    private final List<Held> held = new ArrayList<>();
    private final Map<Span, Break> breaks = new LinkedHashMap<>();

    /** Nothing was told yet, or the job has forgotten the target since. */
    private boolean fresh = true;

    /** Whether every counter that the job knows is known here. */
    private boolean knowsAll;

    /** Whether the job has seen all counters: from then on none begins without an increment. */
    private boolean whole;

    private long processStartAt = NO_START;
    private Incarnation lastIncarnation;
    private Position lastPosition;
    private long lastDue;

    private long mostSeries;
    private long steps;
    private long baselines;
    private long appeared;
    private long vanished;
    private long resets;
    private long unverifiable;
    private long untold;
    private long late;
    private long unsorted;

    CounterAudit(Scope scope, Bounds bounds) {
        this.scope = scope;
        this.bounds = bounds;
    }

    /** Takes the line of an observation; its ticks are entered already. */
    void observed(Incarnation incarnation, LedgerRecord line, Position position) {
        if (incarnation.comparedThrough >= line.dueAt()) {
            late++;
            breaks.forEach((span, found) -> found.overtaken |= span.holds(incarnation, line));
            return;
        }
        Held newest = new Held(incarnation, line, position);
        if (held.isEmpty() && newest.ready()) {
            compare(newest);
            return;
        }
        held.add(newest);
        bounds.heldCounters += newest.counters();
        settle();
    }

    /** Goes on where a tick that was waited for has come. */
    void settle() {
        while (!held.isEmpty()) {
            held.sort(Held.IN_ORDER);
            Held next = held.get(0);
            for (Held candidate : held) {
                if (candidate.ready()) {
                    next = candidate;
                    break;
                }
            }
            if (!next.ready()
                    && held.size() <= Bounds.MAX_HELD_LINES
                    && bounds.heldCounters <= Bounds.MAX_HELD_COUNTERS) {
                return;
            }
            release(next);
        }
    }

    /** Waits no longer for any earlier tick. */
    void settleAll() {
        held.sort(Held.IN_ORDER);
        while (!held.isEmpty()) {
            release(held.get(0));
        }
    }

    /** The job forgets the target with its last incarnation, and begins anew if it comes back. */
    void forget() {
        settleAll();
        clear();
        fresh = true;
        processStartAt = NO_START;
    }

    private void release(Held line) {
        held.remove(line);
        bounds.heldCounters -= line.counters();
        compare(line);
    }

    private void clear() {
        bounds.series -= values.size();
        values.clear();
        whole = false;
    }

    private void compare(Held next) {
        LedgerRecord line = next.line;
        boolean first = next.incarnation.comparedThrough == Incarnation.NONE;
        if (line.counters() == null) {
            untold++;
            clear();
            knowsAll = false;
        } else {
            if (fresh || first) {
                begin(next);
            }
            long start = line.processStartAt() == null ? NO_START : line.processStartAt();
            boolean restarted = Readings.restarted(processStartAt, start);
            for (Counter counter : line.counters()) {
                step(next, counter, restarted);
            }
            mostSeries = Math.max(mostSeries, values.size());
        }
        fresh = false;
        processStartAt = line.processStartAt() == null ? NO_START : line.processStartAt();
        next.incarnation.comparedThrough = line.dueAt();
        lastIncarnation = next.incarnation;
        lastPosition = next.position;
        lastDue = line.dueAt();
    }

    /**
     * The first line of an incarnation: either the job knew nothing of the target, and tells
     * baselines only, or its counters go on from an incarnation before.
     */
    private void begin(Held next) {
        List<Counter> counters = next.line.counters();
        boolean baseline =
                counters.stream().allMatch(c -> c.increment() == null && c.change() == null);
        if (!baseline) {
            if (fresh) {
                knowsAll = scope.whole() && next.incarnation.announced();
            }
            return;
        }
        clear();
        processStartAt = NO_START;
        // A line without any counter may stand in the middle of a stay that was not read whole.
        knowsAll =
                next.incarnation.announced() && (!counters.isEmpty() || (fresh && scope.whole()));
    }

    private void step(Held next, Counter counter, boolean restarted) {
        int key = bounds.names.numberOf(counter);
        if (key == SeriesNames.NONE) {
            unverifiable++;
            return;
        }
        int slot = values.find(key);
        if (counter.change() == Change.VANISHED) {
            vanish(next, counter, slot);
        } else if (counter.raw() == null) {
            wrong(next, counter, slot, "no raw value", "a raw value");
        } else {
            if (counter.increment() == null) {
                withoutIncrement(next, counter, slot);
            } else if (counter.change() == null) {
                goOn(next, counter, slot);
            } else {
                fromZero(next, counter, slot, restarted);
            }
            keep(key, slot, counter.raw(), next.line.dueAt());
        }
    }

    private void vanish(Held next, Counter counter, int slot) {
        vanished++;
        whole = true;
        if (slot >= 0) {
            values.remove(slot);
            bounds.series--;
        } else if (knowsAll) {
            wrong(next, counter, slot, "vanished", "a counter that is there");
        }
    }

    private void withoutIncrement(Held next, Counter counter, int slot) {
        if (slot >= 0 || counter.change() != null) {
            wrong(next, counter, slot, "no increment", "an increment");
        } else if (whole) {
            wrong(next, counter, slot, "no increment", "APPEARED with an increment");
        } else {
            baselines++;
        }
    }

    private void goOn(Held next, Counter counter, int slot) {
        if (slot < 0 && !knowsAll) {
            unverifiable++;
        } else if (slot < 0) {
            wrong(
                    next,
                    counter,
                    slot,
                    "increment " + counter.increment() + " up to " + counter.raw(),
                    "a value before");
        } else if (counter.increment() < 0
                || values.raw(slot) + counter.increment() != counter.raw()) {
            wrong(
                    next,
                    counter,
                    slot,
                    "increment " + counter.increment(),
                    counter.raw()
                            - values.raw(slot)
                            + " from "
                            + values.raw(slot)
                            + " to "
                            + counter.raw());
        } else {
            steps++;
        }
    }

    private void fromZero(Held next, Counter counter, int slot, boolean restarted) {
        boolean reset = counter.change() == Change.RESET;
        if (reset) {
            resets++;
        } else {
            appeared++;
            whole = true;
        }
        if (counter.increment().longValue() != counter.raw()) {
            wrong(
                    next,
                    counter,
                    slot,
                    counter.change() + " with increment " + counter.increment(),
                    "increment " + counter.raw() + ", all since zero");
        } else if (!reset && slot >= 0) {
            wrong(next, counter, slot, "APPEARED", "to go on from " + values.raw(slot));
        } else if (reset && slot < 0 && knowsAll) {
            wrong(next, counter, slot, "RESET", "a value before");
        } else if (reset && slot >= 0 && !restarted && counter.raw() >= values.raw(slot)) {
            wrong(
                    next,
                    counter,
                    slot,
                    "RESET",
                    "to go on from "
                            + values.raw(slot)
                            + " to "
                            + counter.raw()
                            + ": neither did the value drop nor the process restart");
        } else {
            steps++;
        }
    }

    private void keep(int key, int slot, long raw, long dueAt) {
        if (slot >= 0) {
            values.set(slot, raw, dueAt);
        } else if (bounds.series < Bounds.MAX_SERIES) {
            values.add(key, raw, dueAt);
            bounds.series++;
        } else {
            // Not followed any further; what it tells next has nothing to be held against.
            knowsAll = false;
        }
    }

    private void wrong(Held next, Counter counter, int slot, String found, String expected) {
        long before = slot >= 0 ? values.due(slot) : Long.MIN_VALUE;
        boolean within = lastIncarnation == null || lastIncarnation == next.incarnation;
        Span span = new Span(next.incarnation, before, next.line.dueAt(), within);
        Break kept = breaks.get(span);
        if (kept == null) {
            if (breaks.size() >= Bounds.MAX_BREAKS) {
                unsorted++;
                return;
            }
            kept = new Break();
            breaks.put(span, kept);
        }
        kept.counters++;
        if (kept.examples.size() < scope.shown() && bounds.examples < Bounds.MAX_EXAMPLES) {
            bounds.examples++;
            kept.examples.add(
                    new Offence(
                            Offence.Kind.COUNTER,
                            next.line.cluster(),
                            next.line.target(),
                            next.line.incarnation(),
                            next.line.dueAt(),
                            1,
                            SeriesNames.text(counter),
                            found,
                            expected,
                            next.position,
                            slot >= 0 && before == lastDue ? lastPosition : null));
        }
    }

    /**
     * What the counters come to.
     *
     * @param gaps gaps that were declared
     * @param clock due time of the latest tick of all targets
     * @param offences takes the discontinuities
     */
    Balance.Counters result(DeclaredGaps gaps, long clock, Offences offences) {
        long declared = 0;
        long discontinuities = unsorted;
        long overtaken = 0;
        for (Map.Entry<Span, Break> entry : breaks.entrySet()) {
            Break found = entry.getValue();
            if (found.overtaken) {
                overtaken += found.counters;
            } else if (entry.getKey().declared(gaps, clock)) {
                declared += found.counters;
            } else {
                discontinuities += found.counters;
                found.examples.forEach(offences::add);
            }
        }
        return new Balance.Counters(
                mostSeries,
                steps,
                baselines,
                appeared,
                vanished,
                resets,
                unverifiable + overtaken,
                untold,
                late,
                declared,
                discontinuities);
    }

    /** A line that is to be compared. */
    private record Held(Incarnation incarnation, LedgerRecord line, Position position) {

        private static final Comparator<Held> IN_ORDER =
                Comparator.comparingLong((Held held) -> held.incarnation.id)
                        .thenComparingLong(held -> held.line.dueAt());

        boolean ready() {
            return incarnation.settledUpTo(line.dueAt());
        }

        int counters() {
            return line.counters() == null ? 0 : line.counters().size();
        }
    }

    /**
     * The time between two lines.
     *
     * @param incarnation incarnation of the later line
     * @param from due time of the earlier one; {@link Long#MIN_VALUE} where there is none
     * @param until due time of the later one
     * @param within whether the earlier line is of the same incarnation
     */
    private record Span(Incarnation incarnation, long from, long until, boolean within) {

        boolean holds(Incarnation other, LedgerRecord line) {
            return other == incarnation && line.dueAt() > from && line.dueAt() < until;
        }

        /** Whether a declared gap took lines in between that may hold the difference. */
        boolean declared(DeclaredGaps gaps, long clock) {
            if (!within || !incarnation.announced()) {
                long since = from == Long.MIN_VALUE ? incarnation.id : from + 1;
                return gaps.touch(Math.min(since, until - 1), until - 1);
            }
            boolean[] taken = new boolean[1];
            incarnation.holes(
                    clock,
                    (first, last) -> {
                        if (last > from && first < until) {
                            taken[0] |=
                                    gaps.excuse(
                                            new DeclaredGaps.Hole(
                                                    incarnation.id,
                                                    first,
                                                    last,
                                                    incarnation.interval));
                        }
                    });
            return taken[0];
        }
    }

    private static final class Break {
        private final List<Offence> examples = new ArrayList<>();
        private long counters;
        private boolean overtaken;
    }
}
