package io.brokerscope.model.output;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import java.util.Map;

/**
 * An entity at one tick, as it stands in {@code metrics}. Fields that are null are left out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param guid see {@link io.brokerscope.model.EntityId}
 * @param entityType kind
 * @param name broker id, topic, consumer group or cluster name
 * @param cluster cluster name
 * @param dueAt tick, or start of the tick window for roll-ups, epoch milliseconds
 * @param untilDueAt last tick of a range that the record covers as a whole; null for one tick
 * @param revision 0 for the first word on this tick, higher for corrections: the highest counts
 * @param quality how the values are known
 * @param observedAt when the values were taken, epoch milliseconds; null where never
 * @param elapsedMs time the increments cover; null where there are none
 * @param metrics golden metrics by full name
 * @param increments what conserved counters grew by, by full name; absent, never zero, where
 *     unknown
 * @param coverage for roll-ups: what they stand on; otherwise null
 * @param contributor for a range record of a roll-up the broker it came from; otherwise null. Range
 *     records of several contributors add up
 * @param sources the metrics that do not come from the brokers' own metrics, each with its source,
 *     {@code admin} where the cluster told it by its own protocol; null where there are none
 * @param adminObservedAt when the cluster told these, epoch milliseconds; null where it did not
 */
public record MetricsRecord(
        int schemaVersion,
        String guid,
        EntityType entityType,
        String name,
        String cluster,
        long dueAt,
        Long untilDueAt,
        int revision,
        Quality quality,
        Long observedAt,
        Long elapsedMs,
        Map<String, Double> metrics,
        Map<String, Long> increments,
        Coverage coverage,
        String contributor,
        Map<String, String> sources,
        Long adminObservedAt) {

    /** An entity of which the cluster itself told nothing. */
    public MetricsRecord(
            int schemaVersion,
            String guid,
            EntityType entityType,
            String name,
            String cluster,
            long dueAt,
            Long untilDueAt,
            int revision,
            Quality quality,
            Long observedAt,
            Long elapsedMs,
            Map<String, Double> metrics,
            Map<String, Long> increments,
            Coverage coverage,
            String contributor) {
        this(
                schemaVersion,
                guid,
                entityType,
                name,
                cluster,
                dueAt,
                untilDueAt,
                revision,
                quality,
                observedAt,
                elapsedMs,
                metrics,
                increments,
                coverage,
                contributor,
                null,
                null);
    }
}
