package io.brokerscope.cli.targets;

import io.brokerscope.cli.TextTable;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.CoverageRecord.Latency;
import io.brokerscope.model.output.CoverageRecord.Statistics;
import io.brokerscope.model.output.OutputJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is shown of coverage.
 *
 * @param latest the records
 * @param now epoch milliseconds
 */
record CoverageView(Latest latest, long now) {

    private static final String NOTHING = "-";

    /** The records as one JSON document: {@code clusters} and {@code targets}. */
    String toJson() {
        return "{\"clusters\":"
                + array(latest.clusters().stream())
                + ",\"targets\":"
                + array(latest.targets().stream())
                + "}";
    }

    private static String array(Stream<CoverageRecord> records) {
        return records.map(record -> new String(OutputJson.write(record), StandardCharsets.UTF_8))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * Lines for a person.
     *
     * @param gapsOnly whether the table of targets is left out
     */
    List<String> toText(boolean gapsOnly) {
        List<String> lines = new ArrayList<>();
        latest.clusters().forEach(cluster -> cluster(cluster, lines));
        if (!gapsOnly && !latest.targets().isEmpty()) {
            lines.add("");
            lines.addAll(table());
        }
        return lines;
    }

    private void cluster(CoverageRecord record, List<String> lines) {
        Coverage brokers = record.brokers();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d expected brokers are read%s%s, %s ago",
                        record.cluster(),
                        brokers.observed(),
                        brokers.expected(),
                        brokers.secondary() == 0
                                ? ""
                                : ", " + brokers.secondary() + " by a fallback",
                        brokers.simulated() == 0
                                ? ""
                                : ", " + brokers.simulated() + " are simulated",
                        age(record.emittedAt())));
        for (Gap gap : record.gaps()) {
            lines.add(
                    "  "
                            + gap.kind()
                            + (gap.name() == null ? "" : " " + gap.name())
                            + (gap.since() == null ? "" : ", well " + age(gap.since()) + " ago")
                            + ": "
                            + printable(gap.detail()));
            lines.add("    -> " + gap.advice());
        }
        if (record.gapsNotListed() > 0) {
            lines.add("  and " + record.gapsNotListed() + " more");
        }
    }

    private List<String> table() {
        TextTable table =
                new TextTable(
                        "TARGET",
                        "QUALITY",
                        "ANSWERED",
                        "OF",
                        "ATTEMPTS",
                        "P50 MS",
                        "P95 MS",
                        "P99 MS",
                        "BYTES",
                        "SERIES",
                        "DIALECT",
                        "CIRCUIT",
                        "AGE",
                        "TOLD AGO",
                        "ENDPOINT");
        for (CoverageRecord record : latest.targets()) {
            Statistics s = record.statistics();
            Latency latency = s.latencyMs();
            table.row(
                    CoverageRecord.key(record.cluster(), record.target()),
                    record.quality().name(),
                    s.successRatio() == null
                            ? NOTHING
                            : String.format(Locale.ROOT, "%.1f %%", 100 * s.successRatio()),
                    Integer.toString(s.ticks()),
                    Integer.toString(s.attempts()),
                    latency == null ? NOTHING : Integer.toString(latency.p50()),
                    latency == null ? NOTHING : Integer.toString(latency.p95()),
                    latency == null ? NOTHING : Integer.toString(latency.p99()),
                    number(s.bytes()),
                    number(s.series() == null ? null : (long) s.series()),
                    s.dialect() == null ? NOTHING : s.dialect(),
                    s.breaker() == null ? NOTHING : s.breaker().name(),
                    record.observedAt() == null
                            ? NOTHING
                            : span(record.emittedAt() - record.observedAt()),
                    age(record.emittedAt()),
                    record.endpoint());
        }
        return table.lines();
    }

    /** What came from elsewhere moves no cursor. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static String number(Long value) {
        return value == null ? NOTHING : String.format(Locale.ROOT, "%,d", value);
    }

    /** How long ago something was. */
    private String age(long at) {
        return span(now - at);
    }

    /** In the largest unit of which there are two. */
    private static String span(long ms) {
        long seconds = Math.max(0, ms / 1000);
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }
}
