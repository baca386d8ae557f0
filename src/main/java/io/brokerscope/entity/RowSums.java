package io.brokerscope.entity;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row of a roll-up in one tick window: the sums over the brokers that contributed. Keyed state;
 * the arrays belong to the record and are added to in place.
 *
 * @param increments per counter the sum of increments; -1 where no broker knew it
 * @param rates per counter the sum of the brokers' rates per second; NaN where no broker knew it
 * @param gauges per gauge the sum; NaN where no broker knew it
 * @param flags one element of bits: bit c where the increment of counter c tells no rate on a
 *     broker, bit {@link #FILLED_BIT} where a contribution was filled in afterwards, bit {@link
 *     #MEASURED_BIT} where one was measured, bit {@link #SECONDARY_BIT} where that was done by a
 *     fallback
 * @param observedAt one element: when the oldest contribution was taken; -1 where none was
 */
public record RowSums(
        long[] increments, double[] rates, double[] gauges, int[] flags, long[] observedAt) {

    static final int FILLED_BIT = 1 << 30;
    static final int MEASURED_BIT = 1 << 29;
    static final int SECONDARY_BIT = 1 << 28;

    /** A row nobody contributed to. */
    public static RowSums empty(RollupColumns columns) {
        long[] increments = new long[columns.counters().size()];
        double[] rates = new double[increments.length];
        double[] gauges = new double[columns.gauges().size()];
        Arrays.fill(increments, -1);
        Arrays.fill(rates, Double.NaN);
        Arrays.fill(gauges, Double.NaN);
        return new RowSums(increments, rates, gauges, new int[1], new long[] {-1});
    }

    /** Rates and gauges of the first row of a contribution, without its increments. */
    static RowSums ratesOf(Contribution c, RollupColumns columns) {
        RowSums sums = empty(columns);
        sums.addCounters(c.counters(), 0, c.elapsedMs());
        sums.addGauges(c.gauges(), 0);
        Arrays.fill(sums.increments, -1);
        return sums;
    }

    /** These sums with other rates. */
    RowSums withRates(double[] others) {
        return new RowSums(increments, others, gauges, flags, observedAt);
    }

    /** These sums with the rates and gauges of others; increments stay as they are. */
    RowSums plus(RowSums others) {
        RowSums sums = new RowSums(increments, rates.clone(), gauges.clone(), flags, observedAt);
        for (int c = 0; c < rates.length; c++) {
            sums.rates[c] = sum(rates[c], others.rates[c]);
        }
        sums.addGauges(others.gauges, 0);
        return sums;
    }

    /** The sum of what is known; NaN where nothing is. */
    private static double sum(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : a + b;
    }

    /** Adds one broker's increments, which cover {@code elapsedMs}; -1 is unknown. */
    void addCounters(long[] values, int offset, long elapsedMs) {
        for (int c = 0; c < increments.length; c++) {
            long value = values[offset + c];
            if (value >= 0) {
                increments[c] = Math.max(0, increments[c]) + value;
                if (elapsedMs > 0) {
                    rates[c] = sum(rates[c], value * 1000.0 / elapsedMs);
                }
            }
        }
    }

    /** Adds one broker's gauges; NaN is unknown. */
    void addGauges(double[] values, int offset) {
        for (int g = 0; g < gauges.length; g++) {
            gauges[g] = sum(gauges[g], values[offset + g]);
        }
    }

    void flag(int bits) {
        flags[0] |= bits;
    }

    boolean flagged(int bit) {
        return (flags[0] & bit) != 0;
    }

    void observed(long at) {
        if (at >= 0 && (observedAt[0] < 0 || at < observedAt[0])) {
            observedAt[0] = at;
        }
    }

    /** The increments that are known, by the names of their counters. */
    Map<String, Long> named(RollupColumns columns) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int c = 0; c < increments.length; c++) {
            if (increments[c] >= 0) {
                named.put(columns.counters().get(c), increments[c]);
            }
        }
        return named;
    }
}
