package io.brokerscope.model.output;

import java.util.Map;

/**
 * Something that happened, as it stands in {@code events}. Fields that are null are left out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param type what happened
 * @param severity how much it matters
 * @param at when, epoch milliseconds
 * @param cluster cluster name; null where the fleet as a whole is concerned
 * @param target node id, {@code cluster} where it is the cluster itself; null where no single
 *     target is concerned
 * @param guid entity concerned; null where none is
 * @param message a sentence for a person
 * @param attributes facts by name; never null
 */
public record EventRecord(
        int schemaVersion,
        Type type,
        Severity severity,
        long at,
        String cluster,
        String target,
        String guid,
        String message,
        Map<String, String> attributes) {

    /** Kinds of events. */
    public enum Type {
        TARGET_ADDED,
        TARGET_RETIRED,
        TARGET_REFUSED,
        CLUSTER_ADDED,
        CLUSTER_CHANGED,
        CLUSTER_REMOVED,
        CONFIG_INVALID,
        DISCOVERY_FAILED,
        DISCOVERY_RECOVERED,
        STATUS_CHANGED,
        BREAKER_CHANGED,
        GAP_OPENED,
        GAP_CLOSED,
        COUNTERS_RESET,
        TRUNCATED,
        DIALECT_CHANGED,
        SOURCE_CHANGED,
        COVERAGE_CHANGED,
        READ_INCOMPLETE,
        TOPIC_APPEARED,
        TOPIC_DISAPPEARED,
        STATE_BOUNDED,
        OUTPUT_GAP,
        GROUP_APPEARED,
        GROUP_DISAPPEARED,
        GROUP_TOPIC_LEFT,
        LAG_STATUS_CHANGED,
        OFFSETS_REWOUND,
        RELATIONSHIP_APPEARED,
        RELATIONSHIP_DISAPPEARED,
        INCIDENT_OPENED,
        INCIDENT_UPDATED,
        INCIDENT_CLOSED,
        MAINTENANCE_BEGAN,
        MAINTENANCE_ENDED
    }

    /** How much an event matters. */
    public enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }
}
