package io.brokerscope.audit;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The ledger of one target. Not thread-safe. */
final class TargetAudit {

    private final String cluster;
    private final String target;
    private final Scope scope;
    private final Bounds bounds;
    private final Offences offences;
    private final CounterAudit counters;
    private final TreeMap<Long, Incarnation> incarnations = new TreeMap<>();
    private final EnumMap<OutcomeKind, Long> outcomes = new EnumMap<>(OutcomeKind.class);
    private int notClosed;
    private long doubled;
    private long miscounted;

    TargetAudit(String cluster, String target, Scope scope, Bounds bounds, Offences offences) {
        this.cluster = cluster;
        this.target = target;
        this.scope = scope;
        this.bounds = bounds;
        this.offences = offences;
        this.counters = new CounterAudit(scope, bounds);
    }

    /** Takes a line; false if its incarnation is one too many. */
    boolean add(LedgerRecord line, Position position) {
        Incarnation incarnation = incarnations.get(line.incarnation());
        if (incarnation == null) {
            if (bounds.incarnations >= Bounds.MAX_INCARNATIONS) {
                return false;
            }
            incarnation =
                    new Incarnation(
                            line.incarnation(),
                            Math.max(1, line.intervalMs()),
                            line.dueAt(),
                            scope);
            incarnations.put(line.incarnation(), incarnation);
            bounds.incarnations++;
            notClosed++;
        }
        boolean wasClosed = incarnation.closed();
        if (line.intervalMs() != incarnation.interval) {
            miscounted(
                    line, position, line.intervalMs() + " ms apart", incarnation.interval + " ms");
        }
        switch (line.kind()) {
            case ADDED -> {
                if (!incarnation.begin(line.dueAt())) {
                    doubled(line, position, 1, line.dueAt(), "a second ADDED", "one");
                }
            }
            case RETIRED -> {
                if (!incarnation.end(line.dueAt())) {
                    doubled(line, position, 1, line.dueAt(), "a second RETIRED", "one");
                }
            }
            default -> outcome(incarnation, line, position);
        }
        counters.settle();
        if (!wasClosed && incarnation.closed()) {
            notClosed--;
        } else if (wasClosed && !incarnation.closed()) {
            notClosed++;
        }
        if (notClosed == 0 && !wasClosed) {
            counters.forget();
        }
        return true;
    }

    private void outcome(Incarnation incarnation, LedgerRecord line, Position position) {
        long last = line.untilDueAt() == null ? line.dueAt() : line.untilDueAt();
        long ticks = last < line.dueAt() ? 0 : (last - line.dueAt()) / incarnation.interval + 1;
        if (ticks != line.ticks() || (last - line.dueAt()) % incarnation.interval != 0) {
            miscounted(line, position, line.ticks() + " ticks", ticks + " up to " + last);
        }
        if (ticks == 0) {
            return;
        }
        boolean heldBack = line.kind() == OutcomeKind.SKIPPED || line.kind() == OutcomeKind.MISSED;
        incarnation.sees(last, !heldBack);
        long from = scope.clipFrom(line.dueAt(), incarnation.interval);
        long until =
                scope.clipUntil(
                        line.dueAt() + (ticks - 1) * incarnation.interval, incarnation.interval);
        if (until < from) {
            return;
        }
        long audited = (until - from) / incarnation.interval + 1;
        outcomes.merge(line.kind(), audited, Long::sum);
        long there = incarnation.add(from, until);
        if (there > 0) {
            doubled(
                    line,
                    position,
                    there,
                    from,
                    line.kind() + " where an outcome is already",
                    "one outcome");
        } else if (line.kind() == OutcomeKind.OBSERVED) {
            counters.observed(incarnation, line, position);
        }
    }

    private void doubled(
            LedgerRecord line, Position at, long ticks, long due, String found, String expected) {
        doubled += ticks;
        offences.add(
                offence(Offence.Kind.DOUBLED, line.incarnation(), due, ticks, found, expected, at));
    }

    private void miscounted(LedgerRecord line, Position at, String found, String expected) {
        miscounted++;
        offences.add(
                offence(
                        Offence.Kind.MISCOUNTED,
                        line.incarnation(),
                        line.dueAt(),
                        line.ticks(),
                        found,
                        expected,
                        at));
    }

    private Offence offence(
            Offence.Kind kind,
            long incarnation,
            long due,
            long ticks,
            String found,
            String expected,
            Position at) {
        return new Offence(
                kind, cluster, target, incarnation, due, ticks, null, found, expected, at, null);
    }

    /** Waits no longer for lines that would come before others. */
    void settle() {
        counters.settleAll();
    }

    /** Tells every range of ticks without an outcome. */
    void holes(long clock, Consumer<DeclaredGaps.Hole> out) {
        for (Incarnation incarnation : incarnations.values()) {
            incarnation.holes(
                    clock,
                    (from, until) ->
                            out.accept(
                                    new DeclaredGaps.Hole(
                                            incarnation.id, from, until, incarnation.interval)));
        }
    }

    /**
     * What the target comes to.
     *
     * @param holes its holes, set off against the gaps
     * @param found takes the offences that only the end shows
     */
    Balance.Target result(
            List<DeclaredGaps.Hole> holes, DeclaredGaps gaps, long clock, Offences found) {
        long expected = 0;
        long present = 0;
        long inFlight = 0;
        long astray = 0;
        long givenUp = 0;
        int concerned = 0;
        long unannounced = 0;
        long begunBefore = 0;
        for (Incarnation incarnation : incarnations.values()) {
            Incarnation.Ticks ticks = incarnation.ticks(clock);
            if (!scope.unlimited() && ticks.expected() + ticks.astray() == 0) {
                continue;
            }
            concerned++;
            expected += ticks.expected();
            present += ticks.present();
            inFlight += ticks.inFlight();
            givenUp += ticks.givenUp();
            if (ticks.astray() > 0) {
                astray += ticks.astray();
                found.add(
                        offence(
                                Offence.Kind.ASTRAY,
                                incarnation.id,
                                incarnation.firstAstray(),
                                ticks.astray(),
                                ticks.astray() + " outcomes that belong to no tick",
                                "none",
                                null));
            }
            if (!incarnation.announced()) {
                long first = incarnation.firstKnown();
                if (scope.whole() && !gaps.touch(Math.min(incarnation.id, first), first)) {
                    unannounced++;
                    found.add(
                            offence(
                                    Offence.Kind.UNANNOUNCED,
                                    incarnation.id,
                                    first,
                                    1,
                                    "no ADDED",
                                    "ADDED before the first outcome",
                                    null));
                } else {
                    begunBefore++;
                }
            }
        }
        long declared = 0;
        long missing = givenUp;
        for (DeclaredGaps.Hole hole : holes) {
            declared += hole.declared();
            long open = hole.ticks() - hole.declared();
            missing += open;
            if (open > 0) {
                found.add(
                        offence(
                                Offence.Kind.MISSING,
                                hole.incarnation,
                                hole.openFrom(),
                                open,
                                hole.declared() == 0
                                        ? "no outcome"
                                        : "no outcome, " + hole.declared() + " more declared",
                                open == 1 ? "one outcome" : "one outcome each",
                                null));
            }
        }
        return new Balance.Target(
                cluster,
                target,
                concerned,
                new Balance.Ticks(
                        expected,
                        present,
                        missing,
                        declared,
                        inFlight,
                        doubled,
                        astray,
                        unannounced,
                        begunBefore,
                        miscounted),
                counters.result(gaps, clock, found),
                Map.copyOf(outcomes));
    }
}
