package io.brokerscope.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The names of a column of values, as a string table and three indexes per row. Compact on the wire
 * and in state, self-contained, and cheap to compare: in the steady state a target's table is the
 * same at every read and its columns subtract row by row. Every (metric, topic, qualifier) stands
 * in at most one row.
 *
 * @param names the string table, without duplicates
 * @param metric per row the index of the canonical metric name
 * @param topic per row the index of the topic's name, or -1 for a series of the broker
 * @param qualifier per row the index of what tells apart several series of one metric, a request
 *     type or a listener, or -1
 */
public record SeriesTable(String[] names, int[] metric, int[] topic, int[] qualifier) {

    /** A table with no row. */
    public static final SeriesTable EMPTY =
            new SeriesTable(new String[0], new int[0], new int[0], new int[0]);

    /** Number of rows. */
    public int rows() {
        return metric.length;
    }

    /** Canonical metric name of a row. */
    public String metricOf(int row) {
        return names[metric[row]];
    }

    /** Topic of a row, or null for a series of the broker. */
    public String topicOf(int row) {
        return topic[row] < 0 ? null : names[topic[row]];
    }

    /** Qualifier of a row, or null where the metric has none. */
    public String qualifierOf(int row) {
        return qualifier[row] < 0 ? null : names[qualifier[row]];
    }

    /** The key of a row. */
    public SeriesKey keyOf(int row) {
        return new SeriesKey(metricOf(row), topicOf(row), qualifierOf(row));
    }

    /** Every row by its key. */
    public Map<SeriesKey, Integer> index() {
        Map<SeriesKey, Integer> index = new HashMap<>(rows() * 2);
        for (int row = 0; row < rows(); row++) {
            index.put(keyOf(row), row);
        }
        return index;
    }

    /** Whether the two tables have the same rows in the same order, written the same way. */
    public boolean sameAs(SeriesTable other) {
        return this == other
                || (Arrays.equals(metric, other.metric)
                        && Arrays.equals(topic, other.topic)
                        && Arrays.equals(qualifier, other.qualifier)
                        && Arrays.equals(names, other.names));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeriesTable table && sameAs(table);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(names) * 31 + Arrays.hashCode(metric);
    }

    /**
     * Names one series.
     *
     * @param metric canonical metric name
     * @param topic topic, or null for a series of the broker
     * @param qualifier what tells several series of one metric apart, or null
     */
    public record SeriesKey(String metric, String topic, String qualifier) {

        public SeriesKey {
            Objects.requireNonNull(metric, "metric");
        }
    }

    /** Collects rows; not thread-safe. Adding a key again gives its row. */
    public static final class Builder {

        private final Map<String, Integer> nameIndex = new HashMap<>();
        private final List<String> names = new ArrayList<>();
        private final Map<SeriesKey, Integer> rows = new HashMap<>();
        private int[] metric = new int[64];
        private int[] topic = new int[64];
        private int[] qualifier = new int[64];

        /** The row of this key, added at the end if it is new. */
        public int row(SeriesKey key) {
            Integer known = rows.get(key);
            if (known != null) {
                return known;
            }
            int row = rows.size();
            if (row == metric.length) {
                metric = Arrays.copyOf(metric, row * 2);
                topic = Arrays.copyOf(topic, row * 2);
                qualifier = Arrays.copyOf(qualifier, row * 2);
            }
            metric[row] = name(key.metric());
            topic[row] = name(key.topic());
            qualifier[row] = name(key.qualifier());
            rows.put(key, row);
            return row;
        }

        /** Number of rows so far. */
        public int rows() {
            return rows.size();
        }

        /** The table as it is now. */
        public SeriesTable build() {
            int n = rows.size();
            return new SeriesTable(
                    names.toArray(String[]::new),
                    Arrays.copyOf(metric, n),
                    Arrays.copyOf(topic, n),
                    Arrays.copyOf(qualifier, n));
        }

        private int name(String name) {
            if (name == null) {
                return -1;
            }
            Integer known = nameIndex.putIfAbsent(name, names.size());
            if (known != null) {
                return known;
            }
            names.add(name);
            return names.size() - 1;
        }
    }
}
