package io.brokerscope.catalog;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.SeriesCollector.Collected;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One target's collector, used as a reader of the exposition format uses it: every line is
 * introduced once per generation.
 */
final class Target {

    static final FilterSettings ALL = new FilterSettings(".*", "");

    private static final Pattern LINE =
            Pattern.compile("([A-Za-z_:.][A-Za-z0-9_:.-]*)(?:\\{(.*)})?\\s+(\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([A-Za-z_-][A-Za-z0-9_-]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    final SeriesCollector collector;
    private final Map<String, Integer> handles = new HashMap<>();
    private long generation = Long.MIN_VALUE;
    int introduced;
    int unknown;

    Target(SeriesCollector collector) {
        this.collector = collector;
    }

    /** A limit of series that topics alone do not reach first. */
    static LimitSettings limit(int series) {
        return new LimitSettings(64 << 20, series, Math.max(1, series));
    }

    static Target of(SeriesCatalog catalog, String dialect) {
        return new Target(catalog.collector(dialect, limit(10_000), ALL));
    }

    Collected read(List<String> lines, boolean complete) {
        long begun = collector.begin();
        if (begun != generation) {
            handles.clear();
            generation = begun;
        }
        introduced = 0;
        unknown = 0;
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                sample(line);
            }
        }
        return collector.end(complete);
    }

    Readings read(String... lines) {
        return read(List.of(lines), true).readings();
    }

    private void sample(String line) {
        int space = line.lastIndexOf(' ');
        String series = line.substring(0, space);
        Integer handle = handles.get(series);
        if (handle == null) {
            handle = introduce(line);
            introduced++;
            handles.put(series, handle);
        }
        if (handle == SeriesCollector.UNKNOWN) {
            unknown++;
        } else {
            collector.sample(handle, value(line.substring(space + 1)));
        }
    }

    private int introduce(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no exposition: " + line);
        }
        List<String> labels = new ArrayList<>();
        if (matcher.group(2) != null) {
            Matcher label = LABEL.matcher(matcher.group(2));
            while (label.find()) {
                labels.add(label.group(1));
                labels.add(label.group(2).replace("\\\\", "\\").replace("\\\"", "\""));
            }
        }
        return collector.series(matcher.group(1), labels.toArray(String[]::new));
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Every row as {@code metric[topic|qualifier]=value}, counters without a fraction. */
    static Map<String, Number> rows(Readings readings) {
        Map<String, Number> rows = new TreeMap<>();
        for (int row = 0; row < readings.counters().rows(); row++) {
            rows.put(key(readings.counters(), row), readings.counterValues()[row]);
        }
        for (int row = 0; row < readings.gauges().rows(); row++) {
            rows.put(key(readings.gauges(), row), readings.gaugeValues()[row]);
        }
        return rows;
    }

    private static String key(SeriesTable table, int row) {
        String topic = table.topicOf(row);
        String qualifier = table.qualifierOf(row);
        return table.metricOf(row)
                + (topic == null ? "" : "[" + topic + "]")
                + (qualifier == null ? "" : "{" + qualifier + "}");
    }

    static Map<String, Long> counters(Readings readings) {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (int row = 0; row < readings.counters().rows(); row++) {
            rows.put(key(readings.counters(), row), readings.counterValues()[row]);
        }
        return rows;
    }

    static List<String> resource(String name) {
        try (InputStream in = Target.class.getResourceAsStream("/catalog/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
