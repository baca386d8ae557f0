package io.brokerscope.scrape.jmx;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import java.util.HashMap;
import java.util.Map;

/** Readings as a map. */
final class Rows {

    private Rows() {}

    /** Value of every row; those of counters are whole. */
    static Map<SeriesKey, Double> of(Readings readings) {
        Map<SeriesKey, Double> rows = new HashMap<>();
        readings.counters()
                .index()
                .forEach((key, row) -> rows.put(key, (double) readings.counterValues()[row]));
        readings.gauges().index().forEach((key, row) -> rows.put(key, readings.gaugeValues()[row]));
        return rows;
    }

    static SeriesKey broker(String metric) {
        return new SeriesKey(metric, null, null);
    }

    static SeriesKey topic(String metric, String topic) {
        return new SeriesKey(metric, topic, null);
    }
}
