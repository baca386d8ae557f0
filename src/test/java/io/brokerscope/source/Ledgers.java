package io.brokerscope.source;

import io.brokerscope.model.TargetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledgers of many incarnations, for tests. */
final class Ledgers {

    private final Map<Holding, TickLedger> ledgers = new HashMap<>();

    /** Adds a record; see {@link TickLedger#with}. */
    void add(TargetTicks.Step step) {
        Holding holding = Holding.of(step.spec().target(), step.incarnation());
        try {
            ledgers.put(
                    holding,
                    TickLedger.with(
                            ledgers.get(holding),
                            step.kind(),
                            step.spec(),
                            step.dueAt(),
                            step.untilDueAt()));
        } catch (IllegalStateException e) {
            throw new AssertionError(holding + ": " + e.getMessage(), e);
        }
    }

    /** The incarnations that were added and not retired. */
    List<Holding> open() {
        return ledgers.entrySet().stream()
                .filter(e -> !e.getValue().retired())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The incarnations whose first tick is not after the last one of an earlier incarnation. */
    List<Holding> overlapping() {
        Map<TargetId, TreeMap<Long, TickLedger>> byTarget = new HashMap<>();
        ledgers.forEach(
                (holding, ledger) ->
                        byTarget.computeIfAbsent(holding.target(), t -> new TreeMap<>())
                                .put(holding.incarnation(), ledger));
        List<Holding> overlapping = new ArrayList<>();
        byTarget.forEach(
                (target, incarnations) -> {
                    long told = Long.MIN_VALUE;
                    for (Map.Entry<Long, TickLedger> entry : incarnations.entrySet()) {
                        TickLedger ledger = entry.getValue();
                        boolean any = ledger.nextDue() > ledger.firstDue();
                        if (any && ledger.firstDue() <= told) {
                            overlapping.add(Holding.of(target, entry.getKey()));
                        }
                        told = any ? ledger.lastDue() : told;
                    }
                });
        return overlapping;
    }
}
