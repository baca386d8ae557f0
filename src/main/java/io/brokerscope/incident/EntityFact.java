package io.brokerscope.incident;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entity's record, or its tombstone, says of how it is.
 *
 * @param guid the entity
 * @param type its kind
 * @param name its name
 * @param cluster its cluster
 * @param status how it is
 * @param score 0 to 100; null where nothing is known
 * @param reason the worst thing about it, a sentence; null where nothing is wrong any more
 * @param silent whether its source does not answer, so that this is what was known before
 * @param replication whether partitions lack replicas or a leader, and nothing shows that the
 *     entity itself is to blame
 * @param at when the record was made, epoch milliseconds
 */
public record EntityFact(
        String guid,
        EntityType type,
        String name,
        String cluster,
        Status status,
        Double score,
        String reason,
        boolean silent,
        boolean replication,
        long at) {

    private static final Pattern POINTS = Pattern.compile(": -\\d+$");

    /** What a record says. */
    public static EntityFact of(EntityRecord entity) {
        return new EntityFact(
                entity.guid(),
                entity.entityType(),
                entity.name(),
                entity.cluster(),
                entity.status(),
                entity.healthScore(),
                worst(entity.reasons()),
                entity.quality() == Quality.LAST_KNOWN || entity.quality() == Quality.UNKNOWN,
                lacksReplicas(entity),
                entity.emittedAt());
    }

    /** An entity whose tombstone was written: nothing is wrong with it any more. */
    public static EntityFact gone(EntityId entity, long at) {
        return new EntityFact(
                entity.guid(),
                entity.type(),
                entity.name(),
                entity.cluster(),
                Status.HEALTHY,
                null,
                null,
                false,
                false,
                at);
    }

    /**
     * Whether the entity is not well. That nobody knows how it is although its source answers, or
     * because it is made up, is no trouble.
     */
    public boolean inTrouble() {
        return switch (status) {
            case HEALTHY -> false;
            case DEGRADED, UNHEALTHY -> true;
            case UNKNOWN -> silent;
        };
    }

    /**
     * Whether all that was wrong is over, and the status stays for a while only to be sure. What
     * was no incident by then is none.
     */
    boolean settling() {
        return !silent && reason == null;
    }

    /** The first reason that cost points; others only explain. */
    private static String worst(List<String> reasons) {
        return reasons.stream()
                .map(POINTS::matcher)
                .filter(Matcher::find)
                .map(cost -> cost.replaceFirst(""))
                .findFirst()
                .orElse(null);
    }

    private static boolean lacksReplicas(EntityRecord entity) {
        Map<String, Double> metrics = entity.metrics();
        return switch (entity.entityType()) {
            case MESSAGE_QUEUE_BROKER ->
                    anyOf(
                                    metrics,
                                    "broker.partitions.underReplicated",
                                    "broker.partitions.underMinIsr")
                            && !anyOf(metrics, "broker.replicas.offline", "broker.logDirs.offline");
            case MESSAGE_QUEUE_TOPIC ->
                    anyOf(
                            metrics,
                            "topic.partitions.underReplicated",
                            "topic.partitions.underMinIsr",
                            "topic.partitions.offline");
            case MESSAGE_QUEUE_CLUSTER, MESSAGE_QUEUE_CONSUMER_GROUP, MESSAGE_QUEUE_QUEUE -> false;
        };
    }

    private static boolean anyOf(Map<String, Double> metrics, String... names) {
        for (String name : names) {
            if (metrics.getOrDefault(name, 0.0) > 0) {
                return true;
            }
        }
        return false;
    }
}
