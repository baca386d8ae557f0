package io.brokerscope.console.fleet;

import io.brokerscope.model.Quality;

/**
 * A copy of the recent points of an entity, in columns and in the order of their due times.
 *
 * @param dueAt ticks, epoch milliseconds
 * @param untilDueAt last tick of the range that a point covers; its due time for a single tick
 * @param revision of the record that counts
 * @param quality how the values are known
 * @param names full names of the metrics
 * @param values one column for each name; NaN where a value is not known
 */
public record SeriesPoints(
        long[] dueAt,
        long[] untilDueAt,
        int[] revision,
        Quality[] quality,
        String[] names,
        double[][] values) {}
