package io.brokerscope.scrape.simulation;

import static io.brokerscope.scrape.simulation.Simulations.MONDAY;
import static io.brokerscope.scrape.simulation.Simulations.SECOND;
import static io.brokerscope.scrape.simulation.Simulations.USUAL;
import static io.brokerscope.scrape.simulation.Simulations.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.catalog.Metric;
import io.brokerscope.catalog.MetricEntity;
import io.brokerscope.catalog.MetricKind;
import io.brokerscope.entity.GoldenMetrics;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.settings.ExpectSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is made up bears the names of the catalog, and is enough for everything that reads it. */
class SimulatedMetricsTest {

    private static final Map<String, Metric> CATALOG = Catalog.builtIn().metrics();

    private final SimulatedCluster cluster = Simulations.cluster(USUAL);
    private final Readings stopgap =
            ClusterStopgap.of(
                            Simulations.expecting(
                                    USUAL, new ExpectSettings(null, List.of(), List.of())))
                    .broker("9", MONDAY);

    @Test
    void everySeriesIsAsTheCatalogSays() {
        for (int broker : ids(6)) {
            Readings readings = cluster.broker(broker, MONDAY).readings();
            check(readings.counters(), MetricKind.COUNTER);
            check(readings.gauges(), MetricKind.GAUGE);
            assertThat(readings.dialect()).isEqualTo("simulation");
            assertThat(readings.gaugeValues()).doesNotContain(Double.NaN);
            assertThat(Arrays.stream(readings.counterValues())).allMatch(value -> value >= 0);
        }
        check(stopgap.counters(), MetricKind.COUNTER);
        check(stopgap.gauges(), MetricKind.GAUGE);
    }

    private static void check(SeriesTable table, MetricKind kind) {
        assertThat(table.rows()).isPositive();
        assertThat(table.index()).hasSize(table.rows());
        for (int row = 0; row < table.rows(); row++) {
            Metric metric = CATALOG.get(table.metricOf(row));
            assertThat(metric).as(table.metricOf(row)).isNotNull();
            assertThat(metric.kind()).as(metric.name()).isEqualTo(kind);
            assertThat(metric.entity() == MetricEntity.TOPIC)
                    .as(metric.name())
                    .isEqualTo(table.topicOf(row) != null);
            assertThat(metric.entity()).as(metric.name()).isNotEqualTo(MetricEntity.PARTITION);
            assertThat(metric.qualifier() == null)
                    .as(metric.name())
                    .isEqualTo(table.qualifierOf(row) == null);
        }
    }

    @Test
    void rollUpsFindAllTheirColumns() {
        Set<String> told = new TreeSet<>();
        for (int broker : ids(6)) {
            Readings readings = cluster.broker(broker, MONDAY).readings();
            names(readings.counters(), told);
            names(readings.gauges(), told);
        }
        for (RollupColumns columns : RollupColumns.values()) {
            assertThat(told).containsAll(columns.counters()).containsAll(columns.gauges());
        }
    }

    @Test
    void aBrokerHasAllItsGoldenMetrics() {
        Set<String> golden = golden(cluster.broker(4, MONDAY).readings());
        assertThat(golden)
                .contains(
                        "broker.cpu.usage",
                        "broker.memory.usage",
                        "broker.network.throughput",
                        "broker.request.latency.p99",
                        "broker.partition.count",
                        "broker.leader.count",
                        "broker.partitions.underReplicated",
                        "broker.partitions.underMinIsr",
                        "broker.replicas.offline",
                        "broker.logDirs.offline",
                        "broker.requestHandler.idle",
                        "broker.networkProcessor.idle",
                        "broker.error.rate",
                        "broker.messages.in.rate",
                        "broker.throughput.in.bytesPerSec",
                        "broker.throughput.out.bytesPerSec",
                        "broker.state");
        assertThat(golden(stopgap)).isEqualTo(golden);
        assertThat(golden(cluster.broker(1, MONDAY).readings()))
                .contains("broker.controller.active");
    }

    @Test
    void valuesAreBelievable() {
        for (int broker : ids(6)) {
            Readings before = cluster.broker(broker, MONDAY).readings();
            Readings after = cluster.broker(broker, MONDAY + 15 * SECOND).readings();
            long[] increments = new long[after.counterValues().length];
            for (int row = 0; row < increments.length; row++) {
                increments[row] = after.counterValues()[row] - before.counterValues()[row];
            }
            Map<String, Double> golden =
                    GoldenMetrics.broker(
                            after.gauges(),
                            after.gaugeValues(),
                            after.counters(),
                            increments,
                            15 * SECOND);
            assertThat(golden.get("broker.cpu.usage")).isBetween(0.2, 4.0);
            assertThat(golden.get("broker.memory.usage")).isBetween(0.2, 0.7);
            assertThat(golden.get("broker.request.latency.p99")).isBetween(0.004, 0.03);
            assertThat(golden.get("broker.requestHandler.idle")).isBetween(0.5, 1.0);
            assertThat(golden.get("broker.networkProcessor.idle")).isBetween(0.5, 1.0);
            assertThat(golden.get("broker.error.rate")).isZero();
            assertThat(golden.get("broker.partition.count")).isBetween(80.0, 160.0);
            assertThat(golden.get("broker.messages.in.rate")).isBetween(50.0, 3_000.0);
        }
    }

    private static Set<String> golden(Readings readings) {
        return GoldenMetrics.broker(
                        readings.gauges(),
                        readings.gaugeValues(),
                        readings.counters(),
                        readings.counterValues(),
                        1_000)
                .keySet();
    }

    private static void names(SeriesTable table, Set<String> into) {
        for (int row = 0; row < table.rows(); row++) {
            into.add(table.metricOf(row));
        }
    }
}
