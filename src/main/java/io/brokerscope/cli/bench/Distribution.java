package io.brokerscope.cli.bench;

import java.util.Arrays;

/** Values and their quantiles. Not thread-safe. */
final class Distribution {

    private double[] values = new double[1_024];
    private int size;

    /** Adds a value. */
    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    /** Number of values. */
    int size() {
        return size;
    }

    /**
     * The quantiles, by the nearest rank.
     *
     * @return null where there is no value
     */
    Quantiles quantiles() {
        if (size == 0) {
            return null;
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return new Quantiles(at(sorted, 0.5), at(sorted, 0.99), sorted[size - 1]);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /**
     * Where values lie.
     *
     * @param median half are at most this
     * @param p99 99 of 100 are at most this
     * @param max the largest
     */
    record Quantiles(double median, double p99, double max) {}
}
