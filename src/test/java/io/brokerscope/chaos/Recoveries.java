package io.brokerscope.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long recoveries took, by fault. Not thread-safe. */
final class Recoveries {

    private final Map<ChaosFault, List<Double>> running = new EnumMap<>(ChaosFault.class);
    private final Map<ChaosFault, List<Double>> committed = new EnumMap<>(ChaosFault.class);

    /** From the fault until every task of the job ran again, in seconds. */
    void running(ChaosFault fault, double seconds) {
        running.computeIfAbsent(fault, f -> new ArrayList<>()).add(seconds);
    }

    /**
     * From the fault, or from its end where it lasts, until the first entity that was emitted
     * afterwards could be read as committed, in seconds.
     */
    void committed(ChaosFault fault, double seconds) {
        committed.computeIfAbsent(fault, f -> new ArrayList<>()).add(seconds);
    }

    /** A table in Markdown. */
    String toMarkdown() {
        StringBuilder table =
                new StringBuilder(
                        "| fault | number | job RUNNING again: median, p95, max (s)"
                                + " | newly committed entity: median, p95, max (s) |\n"
                                + "|---|---|---|---|\n");
        for (ChaosFault fault : ChaosFault.values()) {
            List<Double> entity = committed.getOrDefault(fault, List.of());
            if (!entity.isEmpty()) {
                table.append(
                        "| %s | %d | %s | %s |\n"
                                .formatted(
                                        fault,
                                        entity.size(),
                                        quantiles(running.getOrDefault(fault, List.of())),
                                        quantiles(entity)));
            }
        }
        return table.toString();
    }

    private static String quantiles(List<Double> samples) {
        if (samples.isEmpty()) {
            return "-";
        }
        double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%.1f, %.1f, %.1f",
                quantile(sorted, 0.5),
                quantile(sorted, 0.95),
                sorted[sorted.length - 1]);
    }

    /** By the nearest rank. */
    static double quantile(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
