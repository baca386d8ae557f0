package io.brokerscope.source;

import io.brokerscope.model.TargetSpec;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One incarnation of a target and how far its ticks have been told. Immutable; a reader replaces it
 * with every record it emits, so that what a checkpoint holds is what was emitted before it.
 *
 * @param spec the target and how to read it
 * @param incarnation which stay of the target this is
 * @param nextDue the first tick without an outcome request, or {@link #NOT_SCHEDULED} where the
 *     reader decides it when it begins
 * @param added whether ADDED was emitted
 * @param retiring whether the incarnation has ended and only RETIRED is left to emit
 * @param predecessors ended incarnations of the same target whose RETIRED is to be emitted after
 *     ADDED of this one, oldest first
 */
public record TargetSplit(
        TargetSpec spec,
        long incarnation,
        long nextDue,
        boolean added,
        boolean retiring,
        List<Retirement> predecessors)
        implements SourceSplit {

    /** The first tick is not decided yet. */
    public static final long NOT_SCHEDULED = Long.MIN_VALUE;

    /** Copies the list; refuses a state that cannot come about. */
    public TargetSplit {
        Objects.requireNonNull(spec, "spec");
        predecessors = List.copyOf(predecessors);
        if (added && nextDue == NOT_SCHEDULED) {
            throw new IllegalArgumentException(
                    spec.target() + ": an added incarnation has a next tick");
        }
        if (retiring && !added && predecessors.isEmpty()) {
            throw new IllegalArgumentException(
                    spec.target() + ": an incarnation that was not added has no end to tell");
        }
    }

    /** A new incarnation of which nothing was told yet. */
    public static TargetSplit fresh(TargetSpec spec, long incarnation) {
        return new TargetSplit(spec, incarnation, NOT_SCHEDULED, false, false, List.of());
    }

    /** Which incarnation of which target this is. */
    public Holding holding() {
        return new Holding(spec.target().cluster(), spec.target().id(), incarnation);
    }

    @Override
    public String splitId() {
        return spec.target() + "#" + incarnation;
    }
}
