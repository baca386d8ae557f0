package io.brokerscope.cli.check;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.catalog.Dialect;
import io.brokerscope.catalog.Metric;
import io.brokerscope.catalog.MetricEntity;
import io.brokerscope.catalog.MetricKind;
import io.brokerscope.entity.GoldenMetrics;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether a broker's answer holds what the job makes its metrics of: the dialect, the series, the
 * canonical metrics that are missing. Immutable and thread-safe.
 */
final class MetricFindings {

    private static final int MOST_NAMED = 6;
    private static final long SOME_TIME_MS = 1_000;

    /** Told only by controllers, which with KRaft no broker needs to be. */
    private static final Set<String> NOT_OF_EVERY_BROKER = Set.of("broker.controller.active");

    /** Of several request types the one that tells how fast a broker is. */
    private static final String PRODUCE = "Produce";

    private final Catalog catalog;
    private final Set<String> golden;
    private final Map<String, Set<String>> goldenByDialect = new HashMap<>();

    MetricFindings(Catalog catalog) {
        this.catalog = catalog;
        this.golden = goldenOf(catalog, metric -> true);
        catalog.dialects()
                .forEach(
                        dialect ->
                                goldenByDialect.put(
                                        dialect.name(), goldenOf(catalog, dialect::knows)));
    }

    /** The findings of an answer that was understood. */
    List<Finding> of(Subject subject, Readings readings, int known) {
        Optional<Dialect> dialect = dialect(readings.dialect());
        if (dialect.isEmpty() || known == 0) {
            return List.of(
                    Finding.fail(
                            subject,
                            Check.DIALECT,
                            "no naming dialect that the catalog knows",
                            "Is this the metrics page of a Kafka broker? docs/metrics.md lists the"
                                    + " dialects; one of your own goes into a file that catalog"
                                    + " names."),
                    ReadFindings.notReached(subject, Check.METRICS, Check.DIALECT));
        }
        return List.of(
                Finding.ok(subject, Check.DIALECT, readings.dialect()),
                metrics(subject, readings, dialect.get()));
    }

    private Finding metrics(Subject subject, Readings readings, Dialect dialect) {
        Set<String> there = new TreeSet<>(metricsOf(readings.counters()));
        there.addAll(metricsOf(readings.gauges()));
        Set<String> silent = new TreeSet<>();
        Set<String> foreign = new TreeSet<>();
        for (Metric metric : catalog.metrics().values()) {
            if (hasValues(metric) && !there.contains(metric.name())) {
                (dialect.knows(metric) ? silent : foreign).add(metric.name());
            }
        }
        Set<String> possible = goldenByDialect.get(dialect.name());
        Set<String> lacking = new TreeSet<>(possible);
        lacking.removeAll(goldenOf(readings));
        Set<String> never = new TreeSet<>(golden);
        never.removeAll(possible);
        String absent =
                list("; absent, though the dialect has them: ", silent)
                        + list("; not in this dialect: ", foreign)
                        + list("; so never known: ", never);
        if (lacking.isEmpty()) {
            return Finding.ok(
                    subject,
                    Check.METRICS,
                    readings.counters().rows()
                            + readings.gauges().rows()
                            + " values of "
                            + there.size()
                            + " metrics"
                            + absent);
        }
        return Finding.warn(
                subject,
                Check.METRICS,
                "no source for " + named(lacking) + absent,
                "Let the exporter's rules export what docs/health.md makes them of. A broker that"
                        + " has just started or had no traffic yet does not tell everything.");
    }

    /** What of a broker's golden metrics an answer is enough for, once there are two of them. */
    private static Set<String> goldenOf(Readings readings) {
        return goldenOf(readings.gauges(), readings.gaugeValues(), readings.counters());
    }

    private static Set<String> goldenOf(
            SeriesTable gauges, double[] gaugeValues, SeriesTable counters) {
        return GoldenMetrics.broker(
                        gauges, gaugeValues, counters, new long[counters.rows()], SOME_TIME_MS)
                .keySet();
    }

    /** Those of a broker that tells all these metrics of the catalog. */
    private static Set<String> goldenOf(Catalog catalog, Predicate<Metric> told) {
        SeriesTable.Builder counters = new SeriesTable.Builder();
        SeriesTable.Builder gauges = new SeriesTable.Builder();
        for (Metric metric : catalog.metrics().values().stream().filter(told).toList()) {
            if (metric.kind() == MetricKind.COUNTER) {
                counters.row(new SeriesKey(metric.name(), null, null));
            } else if (metric.kind() == MetricKind.GAUGE) {
                gauges.row(new SeriesKey(metric.name(), null, PRODUCE));
            }
        }
        double[] values = new double[gauges.rows()];
        Arrays.fill(values, 1);
        Set<String> golden = new TreeSet<>(goldenOf(gauges.build(), values, counters.build()));
        golden.removeAll(NOT_OF_EVERY_BROKER);
        return golden;
    }

    private static boolean hasValues(Metric metric) {
        return (metric.kind() == MetricKind.COUNTER || metric.kind() == MetricKind.GAUGE)
                && metric.entity() == MetricEntity.BROKER;
    }

    /** By the name that readings carry, which may be followed by that of a variant. */
    private Optional<Dialect> dialect(String fullName) {
        return catalog.dialects().stream()
                .filter(
                        dialect ->
                                fullName.equals(dialect.name())
                                        || fullName.startsWith(dialect.name() + "/"))
                .findFirst();
    }

    private static Set<String> metricsOf(SeriesTable table) {
        Set<String> metrics = new TreeSet<>();
        for (int row = 0; row < table.rows(); row++) {
            metrics.add(table.metricOf(row));
        }
        return metrics;
    }

    private static String list(String what, Collection<String> names) {
        return names.isEmpty() ? "" : what + named(names);
    }

    private static String named(Collection<String> names) {
        int more = names.size() - MOST_NAMED;
        String first = String.join(", ", names.stream().limit(MOST_NAMED).toList());
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
