package io.brokerscope.model.output;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import java.util.List;

/**
 * What is expected of a cluster against what reports, or how the reads of one of its targets go, as
 * it stands in {@code coverage}. Fields that are null are left out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param cluster cluster name
 * @param target the target whose {@code statistics} these are; null where the record is about the
 *     cluster as a whole
 * @param dueAt start of the tick window, epoch milliseconds
 * @param emittedAt when the record was written, epoch milliseconds
 * @param brokers how many of the expected brokers report; null where the record is about a target
 * @param gaps what is not as it should be, {@link #MAX_GAPS} at most; never null
 * @param gapsNotListed how many more there are
 * @param endpoint URL that was read last; null where the record is about the cluster as a whole
 * @param quality how the target is known in this window; null as before
 * @param observedAt when its last answer was taken, epoch milliseconds; null before the first
 * @param statistics how its last ticks went; null as before
 */
public record CoverageRecord(
        int schemaVersion,
        String cluster,
        String target,
        long dueAt,
        long emittedAt,
        Coverage brokers,
        List<Gap> gaps,
        int gapsNotListed,
        String endpoint,
        Quality quality,
        Long observedAt,
        Statistics statistics) {

    /** Gaps that one record names at most. */
    public static final int MAX_GAPS = 1_000;

    /** Key of the record in its topic. */
    public String key() {
        return key(cluster, target);
    }

    /**
     * Key of a record.
     *
     * @param target null where it is about the cluster as a whole
     */
    public static String key(String cluster, String target) {
        return target == null ? cluster : cluster + "/" + target;
    }

    /** What can be other than expected. */
    public enum GapKind {
        /** The cluster itself is to be asked and does not answer. */
        CLUSTER_SILENT,
        /** Fewer brokers than declared are there. */
        BROKERS_MISSING,
        /** A broker is not read. */
        BROKER_SILENT,
        /** A broker is registered in the cluster, and discovery does not name it. */
        BROKER_NOT_DISCOVERED,
        /** Discovery names a broker that the cluster does not know. */
        BROKER_NOT_REGISTERED,
        /** A broker is registered and takes no part. */
        BROKER_FENCED,
        /** A broker is read by a fallback. */
        BROKER_SECONDARY,
        /** A broker answers with more than its limits allow. */
        BROKER_TRUNCATED,
        /** A broker answers, and does not tell metrics any more that it told before. */
        METRICS_STALE,
        /** A topic that must exist does not. */
        TOPIC_MISSING,
        /** A topic has another number of partitions than declared. */
        TOPIC_PARTITIONS,
        /** A topic has another number of replicas than declared. */
        TOPIC_REPLICATION,
        /** A consumer group that must exist does not. */
        GROUP_MISSING
    }

    /**
     * Something that is not as it should be.
     *
     * @param kind what
     * @param name node id, topic or group; null where the cluster as a whole is concerned
     * @param since when it was known last to be well, epoch milliseconds; null where that is not
     *     known
     * @param detail what was found, a sentence for a person
     * @param advice what a person can do, a sentence
     */
    public record Gap(GapKind kind, String name, Long since, String detail, String advice) {}

    /**
     * How the last ticks of a target went.
     *
     * @param ticks how many there are, 240 at most
     * @param observed how many of them answered
     * @param successRatio their share, from 0 to 1; null where there are none
     * @param attempts attempts made in them
     * @param latencyMs how long reads took, failed ones too; null where nothing was read
     * @param bytes body bytes of the last answer; null before the first, as all below
     * @param samples its sample lines
     * @param series samples of it that the catalog knows
     * @param truncated series of it cut off by a limit
     * @param dialect its naming dialect
     * @param breaker the circuit's state; null before the first tick
     * @param breakerChanges its last changes, the oldest first, 10 at most; never null
     */
    public record Statistics(
            int ticks,
            int observed,
            Double successRatio,
            int attempts,
            Latency latencyMs,
            Long bytes,
            Integer samples,
            Integer series,
            Integer truncated,
            String dialect,
            BreakerState breaker,
            List<BreakerChange> breakerChanges) {}

    /** Percentiles of how long reads took, milliseconds from the first attempt to the last. */
    public record Latency(int p50, int p95, int p99) {}

    /**
     * A change of a circuit.
     *
     * @param at when, epoch milliseconds
     * @param to its state from then on
     */
    public record BreakerChange(long at, BreakerState to) {}
}
