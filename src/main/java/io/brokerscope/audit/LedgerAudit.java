package io.brokerscope.audit;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Proves or disproves two laws on the committed ledger: every tick of every incarnation has exactly
 * one outcome, and the increments of every counter sum to the difference of its raw values.
 *
 * <p>Takes lines of different targets in any order, and lines of one target in about the order of
 * their ticks: an observation may come up to {@value Bounds#MAX_HELD_LINES} observations too early.
 * Ticks are kept as ranges and of each counter its latest value, so that memory depends on targets,
 * counters and holes, not on the length of the ledger. Not thread-safe.
 */
public final class LedgerAudit {

    private final Scope scope;
    private final Bounds bounds = new Bounds();
    private final Offences offences;
    private final DeclaredGaps gaps = new DeclaredGaps();

    /** By cluster, then by target. */
    private final TreeMap<String, TreeMap<String, TargetAudit>> targets = new TreeMap<>();

    private long clock = Long.MIN_VALUE;
    private long unreadable;
    private long beyondBounds;

    /** An audit of the whole ledger. */
    public LedgerAudit() {
        this(Scope.everything());
    }

    /**
     * @param scope which part of the ledger is audited
     */
    public LedgerAudit(Scope scope) {
        this.scope = scope;
        this.offences = new Offences(scope.shown());
    }

    /** Takes one committed line whose place in the topic is not known. */
    public void add(LedgerRecord line) {
        add(line, null);
    }

    /**
     * Takes one committed line.
     *
     * @param position where it stands; null where that is not known
     * @throws IllegalArgumentException for a NOTICE, which is in no ledger
     */
    public void add(LedgerRecord line, Position position) {
        if (line.kind() == OutcomeKind.NOTICE) {
            throw new IllegalArgumentException("a notice is no ledger record");
        }
        long until = line.untilDueAt() == null ? line.dueAt() : line.untilDueAt();
        if (line.kind() == OutcomeKind.OUTPUT_GAP) {
            if (scope.touches(line.dueAt(), until)) {
                gaps.add(line.dueAt(), until, line.ticks());
            }
            return;
        }
        if (line.kind().isTick()) {
            clock = Math.max(clock, until);
        }
        if (!target(line).add(line, position)) {
            beyondBounds++;
        }
    }

    /**
     * Takes note of a record that is no line of the ledger.
     *
     * @param why a sentence for a person
     * @param position where it stands; null where that is not known
     */
    public void addUnreadable(String why, Position position) {
        unreadable++;
        offences.add(
                new Offence(
                        Offence.Kind.UNREADABLE,
                        null,
                        null,
                        0,
                        0,
                        0,
                        null,
                        why,
                        "a line of the ledger",
                        position,
                        null));
    }

    private TargetAudit target(LedgerRecord line) {
        return targets.computeIfAbsent(line.cluster(), cluster -> new TreeMap<>())
                .computeIfAbsent(
                        line.target(),
                        target -> new TargetAudit(line.cluster(), target, scope, bounds, offences));
    }

    /**
     * What the lines so far say. Observations that wait for an earlier line are compared now: what
     * comes before them afterwards comes too late to be compared.
     */
    public Balance result() {
        Map<TargetAudit, List<DeclaredGaps.Hole>> holes = new HashMap<>();
        List<DeclaredGaps.Hole> all = new ArrayList<>();
        for (TargetAudit target : all()) {
            target.settle();
            List<DeclaredGaps.Hole> own = new ArrayList<>();
            target.holes(clock, own::add);
            holes.put(target, own);
            all.addAll(own);
        }
        gaps.setOff(all);
        Offences found = new Offences(scope.shown());
        List<Balance.Target> results = new ArrayList<>();
        Balance.Ticks ticks = Balance.Ticks.NONE;
        Balance.Counters counters = Balance.Counters.NONE;
        EnumMap<OutcomeKind, Long> outcomes = new EnumMap<>(OutcomeKind.class);
        for (TargetAudit target : all()) {
            Balance.Target result = target.result(holes.get(target), gaps, clock, found);
            if (!scope.unlimited() && result.incarnations() == 0 && result.outcomes().isEmpty()) {
                continue;
            }
            results.add(result);
            ticks = ticks.plus(result.ticks());
            counters = counters.plus(result.counters());
            result.outcomes().forEach((kind, count) -> outcomes.merge(kind, count, Long::sum));
        }
        return new Balance(
                List.copyOf(results),
                results.stream().mapToInt(Balance.Target::incarnations).sum(),
                ticks,
                counters,
                outcomes,
                gaps.count(),
                gaps.ticks(),
                unreadable,
                beyondBounds + gaps.left(),
                offences.with(found));
    }

    private List<TargetAudit> all() {
        List<TargetAudit> all = new ArrayList<>();
        targets.values().forEach(cluster -> all.addAll(cluster.values()));
        return all;
    }
}
