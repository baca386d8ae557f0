package io.brokerscope.cli.demo;

import java.util.Optional;

/**
 * How two totals grew over time, kept for the most recent samples. Tells the rates between any two
 * moments in there, interpolated between samples. Thread-safe.
 */
final class RateTimeline {

    private final long[] at;
    private final long[] records;
    private final double[] bytes;
    private int size;
    private int next;

    /** Keeps the last {@code capacity} samples. */
    RateTimeline(int capacity) {
        at = new long[capacity];
        records = new long[capacity];
        bytes = new double[capacity];
    }

    /**
     * Rates over a span of time.
     *
     * @param recordsPerSec records per second
     * @param bytesPerSec bytes per second
     */
    record Rate(double recordsPerSec, double bytesPerSec) {}

    /** Adds the totals at a moment later than every one before; an earlier one is left out. */
    synchronized void add(long atMs, long totalRecords, double totalBytes) {
        if (size > 0 && atMs <= at[index(size - 1)]) {
            return;
        }
        at[next] = atMs;
        records[next] = totalRecords;
        bytes[next] = totalBytes;
        next = (next + 1) % at.length;
        size = Math.min(size + 1, at.length);
    }

    /** The mean rates between two moments; empty where the samples do not cover them. */
    synchronized Optional<Rate> between(long fromMs, long untilMs) {
        if (size == 0
                || fromMs >= untilMs
                || fromMs < at[index(0)]
                || untilMs > at[index(size - 1)]) {
            return Optional.empty();
        }
        double seconds = (untilMs - fromMs) / 1000.0;
        double[] from = totalsAt(fromMs);
        double[] until = totalsAt(untilMs);
        return Optional.of(
                new Rate((until[0] - from[0]) / seconds, (until[1] - from[1]) / seconds));
    }

    private double[] totalsAt(long moment) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at[index(middle)] < moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int after = index(low);
        if (at[after] == moment) {
            return new double[] {records[after], bytes[after]};
        }
        int before = index(low - 1);
        double share = (double) (moment - at[before]) / (at[after] - at[before]);
        return new double[] {
            records[before] + share * (records[after] - records[before]),
            bytes[before] + share * (bytes[after] - bytes[before])
        };
    }

    private int index(int position) {
        return Math.floorMod(next - size + position, at.length);
    }
}
