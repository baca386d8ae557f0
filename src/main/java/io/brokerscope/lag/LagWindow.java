package io.brokerscope.lag;

import io.brokerscope.lag.LagTrend.Direction;
import io.brokerscope.model.settings.LagSettings;
import java.util.Arrays;

/**
 * The last lags of a group in offsets: what its trend is told by. Keyed state; bounded by {@link
 * LagSettings.Trend#samples()}.
 *
 * <p>Only sums over the same partitions are compared: a partition whose lag is not known for a
 * while neither lowers nor raises the trend.
 *
 * @param times when the lags were taken, epoch milliseconds, ascending
 * @param sums their sums over partitions, at least 0
 * @param sets which partitions: {@link GroupLag#knownSet()}
 */
public record LagWindow(long[] times, long[] sums, long[] sets) {

    /** A window without lags. */
    public static final LagWindow EMPTY = new LagWindow(new long[0], new long[0], new long[0]);

    /** Lags that can be compared, at least: with fewer nothing is significant. */
    static final int MIN_COMPARABLE = 6;

    /** Of a hundred windows without a trend about one looks as if it had one. */
    private static final double SIGNIFICANT = 2.58;

    /**
     * The window with one more lag. A lag of which nothing is known leaves a hole; one that comes
     * late changes nothing, unless the clock went back by more than the window.
     *
     * @param at when the lag was taken, epoch milliseconds
     */
    public LagWindow add(long at, GroupLag lag, LagSettings settings) {
        LagSettings.Trend limits = settings.trend();
        int size = times.length;
        if (size > 0 && at <= times[size - 1]) {
            return times[size - 1] - at > limits.windowMs() ? EMPTY.add(at, lag, settings) : this;
        }
        int first = 0;
        while (first < size && at - times[first] > limits.windowMs()) {
            first++;
        }
        if (lag.known() == 0) {
            return from(first, size);
        }
        // The newest lag is always kept; until it is a step from the one before, it gives way.
        long step = limits.windowMs() / limits.samples();
        boolean replace = size - first > 1 && times[size - 1] - times[size - 2] < step;
        LagWindow kept = from(first, replace ? size - 1 : size);
        kept = kept.from(kept.times.length + 1 - limits.samples(), kept.times.length);
        int end = kept.times.length;
        return new LagWindow(
                Longs.with(kept.times, end, at),
                Longs.with(kept.sums, end, lag.sum()),
                Longs.with(kept.sets, end, lag.knownSet()));
    }

    /**
     * The trend: the median of the slopes between every two comparable lags, which up to a quarter
     * of lags gone astray does not move. It has a direction where the lags rise or fall more often
     * than chance would have it, and the change over the window is worth telling.
     */
    public LagTrend trend(LagSettings settings) {
        int size = times.length;
        double[] slopes = new double[size * (size - 1) / 2];
        int pairs = 0;
        long rises = 0;
        double variance = 0;
        int comparable = 0;
        for (int i = 0; i < size; i++) {
            int same = 1;
            for (int j = 0; j < size; j++) {
                if (j == i || sets[j] != sets[i]) {
                    continue;
                }
                same++;
                if (j > i) {
                    slopes[pairs++] = 1000.0 * (sums[j] - sums[i]) / (times[j] - times[i]);
                    rises += Long.signum(sums[j] - sums[i]);
                }
            }
            comparable = Math.max(comparable, same);
            // Each of the lags that are the same set brings its share of their common variance.
            variance += (same - 1) * (2.0 * same + 5) / 18;
        }
        if (comparable < MIN_COMPARABLE) {
            return new LagTrend(Direction.UNKNOWN, Double.NaN, comparable);
        }
        double slope = median(Arrays.copyOf(slopes, pairs));
        boolean clear = (Math.abs(rises) - 1) / Math.sqrt(variance) >= SIGNIFICANT;
        double change = Math.abs(slope) * (times[size - 1] - times[0]) / 1000;
        double least =
                Math.max(
                        settings.trend().floor(),
                        settings.trend().share()
                                * median(Arrays.stream(sums).asDoubleStream().toArray()));
        Direction direction = Direction.STEADY;
        if (clear && change > least) {
            direction = slope > 0 ? Direction.GROWING : Direction.SHRINKING;
        }
        return new LagTrend(direction, slope, comparable);
    }

    private LagWindow from(int first, int end) {
        return new LagWindow(
                Arrays.copyOfRange(times, Math.max(0, first), end),
                Arrays.copyOfRange(sums, Math.max(0, first), end),
                Arrays.copyOfRange(sets, Math.max(0, first), end));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
