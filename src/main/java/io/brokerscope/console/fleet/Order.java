package io.brokerscope.console.fleet;

import io.brokerscope.model.Status;
import java.util.Comparator;
import java.util.List;

/** The orders in which entities can be listed. Each is total: no two entities are equal in it. */
public enum Order {
    /** Unhealthy before degraded before unknown before healthy, then by score, then by name. */
    WORST(
            Comparator.comparingInt((EntityEntry e) -> rank(e.status()))
                    .thenComparing(
                            EntityEntry::healthScore,
                            Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(EntityEntry::cluster)
                    .thenComparing(EntityEntry::type)
                    .thenComparing(EntityEntry::name)),
    /** By cluster, kind and name. */
    NAME(
            Comparator.comparing(EntityEntry::cluster)
                    .thenComparing(EntityEntry::type)
                    .thenComparing(EntityEntry::name)),
    /** The latest record first. */
    UPDATED(Comparator.comparingLong(EntityEntry::emittedAt).reversed()),
    /** The largest first, see {@link EntityEntry#size}. */
    SIZE(Comparator.comparingDouble(EntityEntry::size).reversed());

    private static final List<Status> WORST_FIRST =
            List.of(Status.UNHEALTHY, Status.DEGRADED, Status.UNKNOWN, Status.HEALTHY);

    private final Comparator<EntityEntry> comparator;

    Order(Comparator<EntityEntry> comparator) {
        this.comparator = comparator.thenComparing(EntityEntry::guid);
    }

    /** Compares entities. */
    public Comparator<EntityEntry> comparator() {
        return comparator;
    }

    private static int rank(Status status) {
        return WORST_FIRST.indexOf(status);
    }
}
