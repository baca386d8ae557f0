package io.brokerscope.entity;

import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.settings.ClusterSettings;

/**
 * What one target adds to the roll-ups of its cluster: one record per target, tick and shard. Every
 * shard hears of every tick, so that each knows by itself when all expected brokers have reported.
 * The cluster itself, where it is a target, is no member: it adds views.
 *
 * @param kind what it tells
 * @param cluster cluster name
 * @param shard which roll-up of the cluster: {@link #CLUSTER_SHARD} for the cluster itself, else
 *     the topics whose hash falls into it
 * @param target node id
 * @param incarnation see {@link ScrapeRequest#incarnation}
 * @param dueAt tick; JOINED, WATCHED: first tick; LEFT, UNWATCHED: last tick; RANGE: first tick
 *     filled
 * @param untilDueAt MISSED and RANGE: last tick; otherwise equal to {@code dueAt}
 * @param quality MEASURED, SECONDARY, INTERPOLATED, LAST_KNOWN or UNKNOWN
 * @param observedAt when the values were taken; -1 where none
 * @param elapsedMs time the increments cover; -1 where none
 * @param complete whether the read behind it was whole
 * @param rows names of the rows: topics, or one empty name for the cluster itself
 * @param counters increments, row by row in the order of the roll-up's counters; -1 where unknown
 * @param gauges gauges, row by row in the order of the roll-up's gauges; NaN where unknown
 * @param moved per row a bit per counter whose increment does not tell a rate at this tick: it
 *     appeared or vanished with the leadership, or comes after reads that did not show it
 * @param settings settings of the cluster; only on JOINED and WATCHED, otherwise null
 * @param views on VIEW per row what the cluster told of it; otherwise null
 */
public record Contribution(
        Kind kind,
        String cluster,
        int shard,
        String target,
        long incarnation,
        long dueAt,
        long untilDueAt,
        Quality quality,
        long observedAt,
        long elapsedMs,
        boolean complete,
        String[] rows,
        long[] counters,
        double[] gauges,
        int[] moved,
        ClusterSettings settings,
        View[] views) {

    /** The shard of the cluster's own roll-up. */
    public static final int CLUSTER_SHARD = -1;

    private static final String[] NO_ROWS = {};
    private static final long[] NO_COUNTERS = {};
    private static final double[] NO_GAUGES = {};
    private static final int[] NO_MOVES = {};

    /** What a contribution tells. */
    public enum Kind {
        /** The target is expected from {@code dueAt} on. */
        JOINED,
        /** The target is expected until {@code dueAt}. */
        LEFT,
        /** The outcome of a tick. */
        TICK,
        /** Ticks that nobody read; reported late, so that no window waits for them any more. */
        MISSED,
        /** Increments of a tick that were filled in afterwards. */
        FILL,
        /** Increments of a range of ticks, filled in as one. */
        RANGE,
        /** The cluster itself is asked from {@code dueAt} on. */
        WATCHED,
        /** The cluster itself is asked no more. */
        UNWATCHED,
        /** The cluster was asked: MEASURED where it answered, UNKNOWN where it did not. */
        VIEW
    }

    /** A contribution without values. */
    public static Contribution empty(
            Kind kind,
            TargetId target,
            int shard,
            long incarnation,
            long dueAt,
            long untilDueAt,
            Quality quality,
            ClusterSettings settings) {
        return new Contribution(
                kind,
                target.cluster(),
                shard,
                target.id(),
                incarnation,
                dueAt,
                untilDueAt,
                quality,
                -1,
                -1,
                false,
                NO_ROWS,
                NO_COUNTERS,
                NO_GAUGES,
                NO_MOVES,
                settings,
                null);
    }

    /**
     * What a cluster told of the rows of a shard.
     *
     * @param complete whether there is no other row
     */
    static Contribution view(
            TargetId target,
            int shard,
            long incarnation,
            long dueAt,
            long observedAt,
            boolean complete,
            String[] rows,
            View[] views) {
        return new Contribution(
                Kind.VIEW,
                target.cluster(),
                shard,
                target.id(),
                incarnation,
                dueAt,
                dueAt,
                Quality.MEASURED,
                observedAt,
                -1,
                complete,
                rows,
                NO_COUNTERS,
                NO_GAUGES,
                NO_MOVES,
                null,
                views);
    }

    /** The key of the roll-up this belongs to. */
    public String key() {
        return cluster + "#" + shard;
    }
}
