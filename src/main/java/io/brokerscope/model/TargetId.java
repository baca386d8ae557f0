package io.brokerscope.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one thing that is read on a tick grid: a broker of a cluster, or the cluster itself. Never
 * a URL, so that a target keeps its history when its address changes.
 *
 * @param cluster the cluster's name in the configuration
 * @param id the Kafka node id in decimal digits, unique within the cluster; {@code cluster} where
 *     it is the cluster itself, which no node id can be
 */
public record TargetId(String cluster, String id) implements Comparable<TargetId> {

    private static final String CLUSTER = "cluster";

    private static final Comparator<TargetId> ORDER =
            Comparator.comparing(TargetId::cluster)
                    .thenComparingInt(t -> t.id.length())
                    .thenComparing(TargetId::id);

    public TargetId {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(id, "id");
    }

    /** The cluster itself, which is asked by its own protocol. */
    public static TargetId ofCluster(String cluster) {
        return new TargetId(cluster, CLUSTER);
    }

    /** Whether it is the cluster itself and no broker of it. */
    public boolean isCluster() {
        return id.equals(CLUSTER);
    }

    /** Orders by cluster, then numerically by node id. */
    @Override
    public int compareTo(TargetId other) {
        return ORDER.compare(this, other);
    }

    /** The key of this target in the output topics, for example {@code prod-eu/3}. */
    @Override
    public String toString() {
        return cluster + "/" + id;
    }
}
