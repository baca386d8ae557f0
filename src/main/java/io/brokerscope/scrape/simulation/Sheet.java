package io.brokerscope.scrape.simulation;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import java.util.Arrays;

/**
 * Takes the series of one answer in a fixed order. Their names are written down only where they are
 * not known: while nothing else is told than before, the tables stay the same instances.
 */
final class Sheet {

    /** How what is made up names its series: as the catalog does. */
    static final String DIALECT = "simulation";

    /** The names of the series of an answer. */
    record Tables(SeriesTable counters, SeriesTable gauges) {}

    private final Tables known;
    private final SeriesTable.Builder counterNames = new SeriesTable.Builder();
    private final SeriesTable.Builder gaugeNames = new SeriesTable.Builder();
    private long[] counters;
    private double[] gauges;
    private int counterRows;
    private int gaugeRows;

    /**
     * Nothing is written yet.
     *
     * @param known names of exactly what will be written; null where they are not known
     */
    Sheet(Tables known) {
        this.known = known;
        this.counters = new long[known == null ? 256 : known.counters().rows()];
        this.gauges = new double[known == null ? 256 : known.gauges().rows()];
    }

    /** A counter of the broker. */
    void counter(String metric, double value) {
        counter(metric, null, null, value);
    }

    /** A counter; what is broken off behind the point comes later. */
    void counter(String metric, String topic, String qualifier, double value) {
        if (known == null) {
            counterNames.row(new SeriesKey(metric, topic, qualifier));
            if (counterRows == counters.length) {
                counters = Arrays.copyOf(counters, 2 * counterRows);
            }
        }
        counters[counterRows++] = (long) Math.max(0, value);
    }

    /** A gauge of the broker. */
    void gauge(String metric, double value) {
        gauge(metric, null, null, value);
    }

    void gauge(String metric, String topic, String qualifier, double value) {
        if (known == null) {
            gaugeNames.row(new SeriesKey(metric, topic, qualifier));
            if (gaugeRows == gauges.length) {
                gauges = Arrays.copyOf(gauges, 2 * gaugeRows);
            }
        }
        gauges[gaugeRows++] = value;
    }

    /** Rows so far. */
    int rows() {
        return counterRows + gaugeRows;
    }

    /**
     * What was written.
     *
     * @param complete whether nothing was cut off
     */
    Readings readings(long processStartAt, boolean complete) {
        Tables tables = tables();
        return new Readings(
                DIALECT,
                processStartAt,
                complete,
                tables.counters(),
                Arrays.copyOf(counters, counterRows),
                tables.gauges(),
                Arrays.copyOf(gauges, gaugeRows));
    }

    private Tables tables() {
        return known == null ? new Tables(counterNames.build(), gaugeNames.build()) : known;
    }
}
