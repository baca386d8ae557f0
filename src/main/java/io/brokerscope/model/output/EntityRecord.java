package io.brokerscope.model.output;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.PartitionFacts;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import java.util.List;
import java.util.Map;

/**
 * The latest state of an entity, as it stands in {@code entities}. Fields that are null are left
 * out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param guid see {@link io.brokerscope.model.EntityId}
 * @param entityType kind
 * @param name broker id, topic, consumer group or cluster name
 * @param account from the configuration
 * @param cluster cluster name
 * @param provider kind of broker
 * @param labels labels of the cluster and the target
 * @param attributes facts that are no numbers: host, rack, endpoint, dialect
 * @param status how it is
 * @param healthScore 0 to 100; null where nothing is known
 * @param reasons why the score is below 100, worst first, a sentence each
 * @param quality how the values are known
 * @param dueAt tick or window start the values belong to, epoch milliseconds
 * @param observedAt when the oldest of the values was taken, epoch milliseconds; null where never
 * @param emittedAt when this record was made, epoch milliseconds
 * @param ageMs {@code emittedAt - observedAt}; null where never observed
 * @param revision 0 for the first word on {@code dueAt}, higher for corrections
 * @param metrics golden metrics by full name; what is absent is not known
 * @param coverage for roll-ups: what they stand on; otherwise null
 * @param sources the metrics that do not come from the brokers' own metrics, each with its source,
 *     {@code admin} where the cluster told it by its own protocol; null where there are none
 * @param adminObservedAt when the cluster told these, epoch milliseconds; null where it did not
 * @param partitions of a topic those partitions that most need looking at; null where not known
 * @param partitionsNotListed how many other partitions the topic has; null where not known
 * @param assignments for consumer groups that were read at {@code dueAt}: their partitions;
 *     otherwise null
 */
public record EntityRecord(
        int schemaVersion,
        String guid,
        EntityType entityType,
        String name,
        String account,
        String cluster,
        String provider,
        Map<String, String> labels,
        Map<String, String> attributes,
        Status status,
        Double healthScore,
        List<String> reasons,
        Quality quality,
        long dueAt,
        Long observedAt,
        long emittedAt,
        Long ageMs,
        int revision,
        Map<String, Double> metrics,
        Coverage coverage,
        Map<String, String> sources,
        Long adminObservedAt,
        List<PartitionFacts> partitions,
        Integer partitionsNotListed,
        Assignments assignments) {

    /** An entity of which the cluster itself told nothing. */
    public EntityRecord(
            int schemaVersion,
            String guid,
            EntityType entityType,
            String name,
            String account,
            String cluster,
            String provider,
            Map<String, String> labels,
            Map<String, String> attributes,
            Status status,
            Double healthScore,
            List<String> reasons,
            Quality quality,
            long dueAt,
            Long observedAt,
            long emittedAt,
            Long ageMs,
            int revision,
            Map<String, Double> metrics,
            Coverage coverage,
            Assignments assignments) {
        this(
                schemaVersion,
                guid,
                entityType,
                name,
                account,
                cluster,
                provider,
                labels,
                attributes,
                status,
                healthScore,
                reasons,
                quality,
                dueAt,
                observedAt,
                emittedAt,
                ageMs,
                revision,
                metrics,
                coverage,
                null,
                null,
                null,
                null,
                assignments);
    }

    /**
     * The partitions of a consumer group.
     *
     * @param worst those in the most trouble: by status, then by lag; at most 10
     * @param others how many there are beside them
     */
    public record Assignments(List<Assignment> worst, int others) {}

    /**
     * A consumer group in one partition. Fields that are null are not known.
     *
     * @param topic name of its topic
     * @param partition its number
     * @param status status of the group there, see docs/lag.md
     * @param unknown why the lag in offsets or the status is not known; null where both are
     * @param committed committed offset
     * @param end end offset
     * @param lag lag in offsets
     * @param lagSeconds lag in time, seconds
     * @param owned whether a member of the group is assigned the partition
     */
    public record Assignment(
            String topic,
            int partition,
            String status,
            String unknown,
            Long committed,
            Long end,
            Long lag,
            Double lagSeconds,
            Boolean owned) {}
}
