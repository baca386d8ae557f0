package io.brokerscope.cli.check;

import io.brokerscope.model.TargetId;
import java.util.Comparator;

/**
 * Whom a finding is about.
 *
 * @param cluster the cluster's name in the configuration; null for the output and the whole fleet
 * @param target the target's id, as in {@link TargetId}; null where it is no single target
 */
record Subject(String cluster, String target) implements Comparable<Subject> {

    /** The output cluster. */
    static final Subject OUTPUT = new Subject(null, null);

    /** The fleet as a whole. */
    static final Subject FLEET = OUTPUT;

    private static final Comparator<Subject> ORDER =
            Comparator.comparing(Subject::cluster, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(Subject::id, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** A cluster. */
    static Subject ofCluster(String cluster) {
        return new Subject(cluster, null);
    }

    /** A target. */
    static Subject of(TargetId target) {
        return new Subject(target.cluster(), target.id());
    }

    private TargetId id() {
        return target == null ? null : new TargetId(cluster, target);
    }

    /** Orders what is no cluster first, then by cluster, then the cluster before its targets. */
    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }
}
