package io.brokerscope.console.web;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes metrics in Prometheus' text format, each family in one piece. */
final class PrometheusText {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, StringBuilder> families = new TreeMap<>();

    /**
     * Adds a sample.
     *
     * @param name its name, escaped where that is needed
     * @param help what it is
     * @param labels values by name, in their order
     */
    PrometheusText gauge(String name, String help, Map<String, String> labels, double value) {
        String escaped = name(name);
        StringBuilder family =
                families.computeIfAbsent(
                        escaped,
                        key ->
                                new StringBuilder()
                                        .append("# HELP ")
                                        .append(key)
                                        .append(' ')
                                        .append(help.replace("\\", "\\\\").replace("\n", "\\n"))
                                        .append("\n# TYPE ")
                                        .append(key)
                                        .append(" gauge\n"));
        family.append(escaped);
        if (!labels.isEmpty()) {
            family.append('{');
            String separator = "";
            for (Map.Entry<String, String> label : labels.entrySet()) {
                family.append(separator)
                        .append(label.getKey())
                        .append("=\"")
                        .append(escape(label.getValue()))
                        .append('"');
                separator = ",";
            }
            family.append('}');
        }
        family.append(' ').append(value).append('\n');
        return this;
    }

    PrometheusText gauge(String name, String help, double value) {
        return gauge(name, help, Map.of(), value);
    }

    /** Labels in the order in which they are given. */
    static Map<String, String> labels(String... namesAndValues) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }

    /**
     * A name of letters, digits and underscores: {@code cpuUsage.p99} becomes {@code
     * cpu_usage_p99}.
     */
    static String name(String name) {
        String snake = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        String plain = snake.replaceAll("[^a-z0-9_]", "_");
        return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return String.join("", families.values());
    }
}
