package io.brokerscope.source;

import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The targets a reader holds, ordered by when they have something to tell. Knows no Flink and no
 * clock; one thread.
 */
final class HeldTargets {

    private static final Comparator<Held> BY_WAKE_TIME =
            Comparator.comparingLong(Held::wakeAt)
                    .thenComparing(h -> h.split().spec().target())
                    .thenComparingLong(h -> h.split().incarnation());

    private final Map<Holding, Held> held = new HashMap<>();
    private final TreeSet<Held> schedule = new TreeSet<>(BY_WAKE_TIME);

    private record Held(TargetSplit split, long wakeAt) {}

    /**
     * Takes a split.
     *
     * @return whether it was not held yet; one that is held stays as it is
     */
    boolean add(TargetSplit split) {
        if (held.containsKey(split.holding())) {
            return false;
        }
        put(split);
        return true;
    }

    /**
     * Ends an incarnation; its end is told by {@link #next}.
     *
     * @return whether it was held and had not ended yet
     */
    boolean retire(Holding holding) {
        Optional<TargetSplit> split = living(holding);
        split.ifPresent(
                s -> {
                    remove(holding);
                    TargetTicks.retire(s).ifPresent(this::put);
                });
        return split.isPresent();
    }

    /**
     * Puts a new incarnation in the place of a held one. Where the old one is not held, or has
     * ended already, the new one begins by itself.
     *
     * @return whether the old one was there to be replaced
     */
    boolean replace(Holding old, TargetSpec spec, long incarnation) {
        Optional<TargetSplit> split = living(old);
        if (split.isEmpty()) {
            add(TargetSplit.fresh(spec, incarnation));
            return false;
        }
        remove(old);
        put(TargetTicks.replace(split.get(), spec, incarnation));
        return true;
    }

    /**
     * Drops an incarnation without telling its end, because another reader goes on with it.
     *
     * @return whether it was held
     */
    boolean forget(Holding holding) {
        boolean present = held.containsKey(holding);
        if (present) {
            remove(holding);
        }
        return present;
    }

    /** What is to be told now, if anything; the split has moved on when this returns. */
    Optional<TargetTicks.Step> next(long now) {
        if (now < wakeAt()) {
            return Optional.empty();
        }
        TargetSplit split = schedule.first().split();
        TargetTicks.Step step = TargetTicks.step(split, now);
        remove(split.holding());
        step.rest().ifPresent(this::put);
        return Optional.of(step);
    }

    /** When {@link #next} has something: epoch milliseconds; {@link Long#MAX_VALUE} for never. */
    long wakeAt() {
        return schedule.isEmpty() ? Long.MAX_VALUE : schedule.first().wakeAt();
    }

    /** Everything held, for a checkpoint. */
    List<TargetSplit> splits() {
        return held.values().stream().map(Held::split).toList();
    }

    /** The incarnations that have not ended. */
    ArrayList<Holding> holdings() {
        ArrayList<Holding> living = new ArrayList<>();
        held.forEach(
                (holding, h) -> {
                    if (!h.split().retiring()) {
                        living.add(holding);
                    }
                });
        return living;
    }

    /** Number of incarnations held, those that end included. */
    int size() {
        return held.size();
    }

    private Optional<TargetSplit> living(Holding holding) {
        return Optional.ofNullable(held.get(holding)).map(Held::split).filter(s -> !s.retiring());
    }

    private void put(TargetSplit split) {
        Held entry = new Held(split, TargetTicks.wakeAt(split));
        held.put(split.holding(), entry);
        schedule.add(entry);
    }

    private void remove(Holding holding) {
        schedule.remove(held.remove(holding));
    }
}
