package io.brokerscope.source;

import io.brokerscope.model.TargetId;
import java.io.Serializable;

/**
 * Names one incarnation of one target, as enumerator and readers talk about it.
 *
 * @param cluster the target's cluster
 * @param id the target's id within the cluster
 * @param incarnation which stay of the target
 */
public record Holding(String cluster, String id, long incarnation) implements Serializable {

    /** The incarnation of a target. */
    public static Holding of(TargetId target, long incarnation) {
        return new Holding(target.cluster(), target.id(), incarnation);
    }

    /** The target without its incarnation. */
    public TargetId target() {
        return new TargetId(cluster, id);
    }

    /** For example {@code prod-eu/3#1764000000000}. */
    @Override
    public String toString() {
        return cluster + "/" + id + "#" + incarnation;
    }
}
