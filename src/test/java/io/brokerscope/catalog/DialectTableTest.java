package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every canonical metric in every dialect, by the series that the exporters' own rules give. */
class DialectTableTest {

    private static final Catalog CATALOG = Catalog.builtIn();
    private static final List<Entry> ENTRIES =
            Target.resource("series.tsv").stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(Entry::parse)
                    .toList();

    private record Entry(
            String dialect,
            String variant,
            String series,
            String[] labels,
            Metric metric,
            String qualifier) {

        static Entry parse(String line) {
            String[] part = line.split("\t", -1);
            List<String> labels = new ArrayList<>();
            for (String label : part[3].isEmpty() ? new String[0] : part[3].split(",")) {
                labels.add(label.substring(0, label.indexOf('=')));
                labels.add(label.substring(label.indexOf('=') + 1));
            }
            return new Entry(
                    part[0],
                    part[1],
                    part[2],
                    labels.toArray(String[]::new),
                    CATALOG.metric(part[4]).orElseThrow(),
                    part[5].isEmpty() ? null : part[5]);
        }

        String topic() {
            return metric.entity() == MetricEntity.BROKER ? null : "orders";
        }

        @Override
        public String toString() {
            return dialect + " " + variant + " " + series + List.of(labels);
        }
    }

    static Stream<String> dialects() {
        return CATALOG.dialectNames().stream();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everySeriesGivesItsRowAndValue(String dialect) {
        for (Entry entry : ENTRIES) {
            if (entry.dialect().equals(dialect)) {
                check(entry);
            }
        }
    }

    private static void check(Entry entry) {
        SeriesCollector collector =
                CATALOG.collector(entry.dialect(), Target.limit(1_000), Target.ALL);
        collector.begin();
        int handle = collector.series(entry.series(), entry.labels());
        assertThat(handle).as("handle of %s", entry).isNotNegative();
        double sample = entry.metric().states().isEmpty() ? 3 : 1;
        collector.sample(handle, sample);
        Readings readings = collector.end(true).readings();
        if (entry.metric().kind() == MetricKind.SCRAPE_ERROR) {
            assertThat(readings.complete()).isFalse();
            assertThat(Target.rows(readings)).isEmpty();
            return;
        }
        assertThat(readings.complete()).isTrue();
        if (entry.metric().kind() == MetricKind.PROCESS_START) {
            assertThat(readings.processStartAt())
                    .isEqualTo(entry.series().contains("seconds") ? 3_000 : 3);
            assertThat(Target.rows(readings)).isEmpty();
            return;
        }
        List<String> names =
                entry.metric().into().isEmpty()
                        ? List.of(entry.metric().name())
                        : entry.metric().into();
        Map<String, Double> expected = new LinkedHashMap<>();
        for (String name : names) {
            expected.put(
                    name
                            + (entry.topic() == null ? "" : "[" + entry.topic() + "]")
                            + (entry.qualifier() == null ? "" : "{" + entry.qualifier() + "}"),
                    value(entry, CATALOG.metric(name).orElseThrow()));
        }
        Map<String, Double> found = new LinkedHashMap<>();
        Target.rows(readings).forEach((key, value) -> found.put(key, value.doubleValue()));
        assertThat(found).as("rows of %s", entry).isEqualTo(expected);
        int counterRows = readings.counters().rows();
        assertThat(counterRows).isEqualTo(entry.metric().kind() == MetricKind.COUNTER ? 1 : 0);
    }

    private static double value(Entry entry, Metric metric) {
        if (!metric.states().isEmpty()) {
            return metric.states().get("leader");
        }
        return switch (metric.fold()) {
            case COUNT, COUNT_POSITIVE -> 1;
            default -> 3 * scale(entry, metric.name());
        };
    }

    private static double scale(Entry entry, String metric) {
        boolean seconds =
                entry.series().contains("_seconds") && !entry.series().endsWith("seconds_count");
        return switch (metric) {
            case "jvm.gc.seconds" -> seconds ? 1e9 : 1e6;
            case "process.cpu", "host.cpu.busy" -> seconds ? 1e9 : 1;
            case "jvm.uptime" -> 1e-3;
            default -> 1;
        };
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyRuleHasItsSeriesHere(String dialect) {
        int index = CATALOG.dialectNames().indexOf(dialect);
        Set<Rule> met = new LinkedHashSet<>();
        for (Entry entry : ENTRIES) {
            if (entry.dialect().equals(dialect)) {
                met.add(
                        CATALOG.match(
                                        CATALOG.candidates(entry.series()).rules()[index],
                                        entry.series(),
                                        entry.labels())
                                .rule());
            }
        }
        Set<String> missing = new TreeSet<>();
        for (Rule rule : CATALOG.dialects().get(index).rules()) {
            boolean otherVariant =
                    rule.common()
                            && CATALOG.dialects().get(index).variants().isEmpty()
                            && rule.spec().name().startsWith("jvm_memory_bytes");
            if (!met.contains(rule) && !otherVariant) {
                missing.add(rule.spec().name() + rule.spec().where());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyMetricIsReachedBySomeDialect() {
        for (Metric metric : CATALOG.metrics().values()) {
            if (metric.name().equals("topic.records.end")) {
                continue; // told by the cluster itself, by the Admin protocol
            }
            assertThat(CATALOG.dialects()).as(metric.name()).anyMatch(d -> d.knows(metric));
        }
    }

    @Test
    void everyDialectAndVariantIsRecognisedFromItsSeries() {
        Map<String, List<Entry>> answers = new LinkedHashMap<>();
        for (Entry entry : ENTRIES) {
            answers.computeIfAbsent(
                            entry.dialect()
                                    + (entry.variant().isEmpty() ? "" : "/" + entry.variant()),
                            d -> new ArrayList<>())
                    .add(entry);
        }
        assertThat(answers).hasSize(13);
        answers.forEach(
                (name, entries) -> {
                    SeriesCollector collector =
                            CATALOG.collector(null, Target.limit(1_000), Target.ALL);
                    collector.begin();
                    for (Entry entry : entries) {
                        collector.sample(collector.series(entry.series(), entry.labels()), 1);
                    }
                    assertThat(collector.end(true).readings().dialect()).isEqualTo(name);
                });
    }
}
