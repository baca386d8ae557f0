package io.brokerscope.entity;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.Outputs;
import java.util.Map;
import java.util.Objects;

/**
 * Decides when an entity is written to the compacted topic: when something about it changed, or
 * when its last record grew old. Keyed state: what the last written record said, and what is
 * remembered of the entity's health.
 *
 * @param emittedAt when it was written, epoch milliseconds
 * @param status its status
 * @param quality its quality
 * @param healthScore its health score; null where unknown
 * @param coverage its coverage; null where it has none
 * @param attributes its attributes
 * @param metrics its metrics
 * @param health what is to be remembered for the next judgement of the entity; {@link
 *     HealthMemory#NONE} where null is given, as older state does
 */
public record EntityGate(
        long emittedAt,
        Status status,
        Quality quality,
        Double healthScore,
        Coverage coverage,
        Map<String, String> attributes,
        Map<String, Double> metrics,
        HealthMemory health) {

    public EntityGate {
        health = health == null ? HealthMemory.NONE : health;
    }

    /** A metric that moved by less than this share since the last record is no change. */
    static final double SAME_WITHIN = 0.05;

    /** The longest an unchanged entity goes without a record. */
    static final long HEARTBEAT_MS = 60_000;

    /**
     * A heartbeat is never slower than this many intervals, so that readers see age grow by steps.
     */
    static final int HEARTBEAT_INTERVALS = 4;

    /** Where an entity is written more often, it is not said each time that it exists. */
    private static final long EXISTS_EVERY_MS = 60_000;

    /**
     * Writes a record where that is due, and the event of a status that changed.
     *
     * @param last what was written last; null where nothing was
     * @param next the record at hand
     * @param health what is to be remembered of its health
     * @param target node id where the entity is a broker; otherwise null
     * @param intervalMs distance between two ticks of the entity
     * @param out takes what is written
     * @return what was written last, now
     */
    public static EntityGate pass(
            EntityGate last,
            EntityRecord next,
            HealthMemory health,
            String target,
            long intervalMs,
            Outputs out) {
        StatusChange.event(last, next, target).ifPresent(out::event);
        if (!opens(last, next, intervalMs)) {
            return last.remembering(health);
        }
        out.entity(next);
        if (isToldToExist(last, next)) {
            out.exists(next);
        }
        return of(next, health);
    }

    /** What is remembered of the health of an entity; its gate may be null. */
    public static HealthMemory health(EntityGate gate) {
        return gate == null ? HealthMemory.NONE : gate.health;
    }

    private EntityGate remembering(HealthMemory now) {
        return new EntityGate(
                emittedAt, status, quality, healthScore, coverage, attributes, metrics, now);
    }

    /**
     * Where its status is another one, and once in each minute in which it is written; a cluster
     * each time, because they are few.
     */
    private static boolean isToldToExist(EntityGate last, EntityRecord next) {
        return last == null
                || last.status != next.status()
                || next.entityType() == EntityType.MESSAGE_QUEUE_CLUSTER
                || Math.floorDiv(last.emittedAt, EXISTS_EVERY_MS)
                        != Math.floorDiv(next.emittedAt(), EXISTS_EVERY_MS);
    }

    /** What the record says, to be remembered once it is written. */
    static EntityGate of(EntityRecord written, HealthMemory health) {
        return new EntityGate(
                written.emittedAt(),
                written.status(),
                written.quality(),
                written.healthScore(),
                written.coverage(),
                written.attributes(),
                written.metrics(),
                health);
    }

    /**
     * Whether the record is to be written.
     *
     * @param last what was written last; null where nothing was
     * @param next the record at hand
     * @param intervalMs distance between two ticks of the entity
     */
    static boolean opens(EntityGate last, EntityRecord next, long intervalMs) {
        return last == null
                || Math.abs(next.emittedAt() - last.emittedAt)
                        >= Math.min(HEARTBEAT_MS, HEARTBEAT_INTERVALS * intervalMs)
                || last.status != next.status()
                || last.quality != next.quality()
                || !near(last.healthScore, next.healthScore())
                || !Objects.equals(last.coverage, next.coverage())
                || !last.attributes.equals(next.attributes())
                || moved(last.metrics, next.metrics());
    }

    private static boolean moved(Map<String, Double> before, Map<String, Double> now) {
        if (before.size() != now.size()) {
            return true;
        }
        for (Map.Entry<String, Double> metric : now.entrySet()) {
            if (!near(before.get(metric.getKey()), metric.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean near(Double before, Double now) {
        if (before == null || now == null) {
            return before == now;
        }
        return before.equals(now)
                || Math.abs(now - before)
                        <= SAME_WITHIN * Math.max(Math.abs(now), Math.abs(before));
    }
}
