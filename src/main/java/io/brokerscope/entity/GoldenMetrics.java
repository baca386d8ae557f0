package io.brokerscope.entity;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.SeriesTable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The golden metrics: which canonical metrics make them and how. Rates are per second, latencies in
 * seconds, sizes in bytes, usages are shares from 0 to 1 except {@code broker.cpu.usage}, which
 * counts busy cores. What its sources do not give is absent.
 */
public final class GoldenMetrics {

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private GoldenMetrics() {}

    /**
     * The golden metrics of a broker.
     *
     * @param gauges names of the gauges that were read
     * @param gaugeValues their values
     * @param counters names of the counters that were read
     * @param increments their increments, -1 where unknown or where they cover another time
     * @param elapsedMs time the increments cover; not positive where unknown
     */
    public static Map<String, Double> broker(
            SeriesTable gauges,
            double[] gaugeValues,
            SeriesTable counters,
            long[] increments,
            long elapsedMs) {
        BrokerColumns columns = new BrokerColumns();
        for (int row = 0; row < gauges.rows(); row++) {
            if (gauges.topic()[row] < 0) {
                columns.gauge(gauges.metricOf(row), gauges.qualifierOf(row), gaugeValues[row]);
            }
        }
        if (elapsedMs > 0) {
            for (int row = 0; row < counters.rows(); row++) {
                if (counters.topic()[row] < 0 && increments[row] >= 0) {
                    columns.rate(counters.metricOf(row), increments[row] * MILLIS / elapsedMs);
                }
            }
        }
        return columns.golden();
    }

    /** The golden metrics of a topic in a tick window. */
    static Map<String, Double> topic(RowSums sums, double[] rates) {
        Map<String, Double> golden = new TreeMap<>();
        RollupColumns columns = RollupColumns.TOPIC;
        put(golden, "topic.messages.in.rate", rate(columns, rates, "topic.messages_in"));
        put(golden, "topic.bytes.in.rate", rate(columns, rates, "topic.bytes_in"));
        put(golden, "topic.bytes.out.rate", rate(columns, rates, "topic.bytes_out"));
        put(
                golden,
                "topic.error.rate",
                sum(
                        rate(columns, rates, "topic.failed_produce"),
                        rate(columns, rates, "topic.failed_fetch")));
        put(golden, "topic.partition.count", gauge(columns, sums, "topic.partitions.leader_count"));
        put(
                golden,
                "topic.partitions.underReplicated",
                gauge(columns, sums, "topic.partitions.under_replicated"));
        put(
                golden,
                "topic.partitions.underMinIsr",
                gauge(columns, sums, "topic.partitions.under_min_isr"));
        put(golden, "topic.size.bytes", gauge(columns, sums, "topic.size_bytes"));
        return golden;
    }

    /** The golden metrics of a cluster in a tick window; the health score comes later. */
    static Map<String, Double> cluster(RowSums sums, double[] rates, Coverage coverage) {
        Map<String, Double> golden = new TreeMap<>();
        RollupColumns columns = RollupColumns.CLUSTER;
        put(golden, "cluster.messages.in.rate", rate(columns, rates, "broker.messages_in"));
        put(golden, "cluster.throughput.in.bytesPerSec", rate(columns, rates, "broker.bytes_in"));
        put(golden, "cluster.throughput.out.bytesPerSec", rate(columns, rates, "broker.bytes_out"));
        put(
                golden,
                "cluster.error.rate",
                sum(
                        rate(columns, rates, "broker.failed_produce"),
                        rate(columns, rates, "broker.failed_fetch")));
        put(
                golden,
                "cluster.partitions.offline",
                gauge(columns, sums, "controller.partitions.offline"));
        put(
                golden,
                "cluster.partitions.underReplicated",
                gauge(columns, sums, "broker.partitions.under_replicated"));
        put(
                golden,
                "cluster.partitions.underMinIsr",
                gauge(columns, sums, "broker.partitions.under_min_isr"));
        put(golden, "cluster.replicas.offline", gauge(columns, sums, "broker.replicas.offline"));
        put(golden, "cluster.partition.count", gauge(columns, sums, "broker.leaders.count"));
        put(golden, "cluster.controllers.active", gauge(columns, sums, "controller.active"));
        put(golden, "cluster.brokers.fenced", gauge(columns, sums, "controller.brokers.fenced"));
        golden.put("cluster.broker.count", (double) coverage.observed());
        if (coverage.expected() > 0) {
            golden.put(
                    "cluster.availability.percentage",
                    100.0 * coverage.observed() / coverage.expected());
        }
        return golden;
    }

    private static double rate(RollupColumns columns, double[] rates, String metric) {
        return rates[columns.counter(metric)];
    }

    private static double gauge(RollupColumns columns, RowSums sums, String metric) {
        return sums.gauges()[columns.gauge(metric)];
    }

    /** The sum of what is known; NaN where nothing is. */
    private static double sum(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : a + b;
    }

    private static void put(Map<String, Double> golden, String name, double value) {
        if (!Double.isNaN(value)) {
            golden.put(name, value);
        }
    }

    /** Gathers what a broker's golden metrics are made of, in one pass over its columns. */
    private static final class BrokerColumns {

        private final Map<String, Double> golden = new TreeMap<>();
        private double heapUsed = Double.NaN;
        private double heapMax = Double.NaN;
        private double traffic = Double.NaN;
        private double errors = Double.NaN;

        void gauge(String metric, String qualifier, double value) {
            switch (metric) {
                case "jvm.heap.used" -> heapUsed = value;
                case "jvm.heap.max" -> heapMax = value;
                case "broker.request.total_ms.p99" -> {
                    // A fetch waits for data on purpose; only producing tells how fast a broker is.
                    if ("Produce".equals(qualifier)) {
                        golden.put("broker.request.latency.p99", value / MILLIS);
                    }
                }
                case "broker.partitions.count" -> golden.put("broker.partition.count", value);
                case "broker.leaders.count" -> golden.put("broker.leader.count", value);
                case "broker.partitions.under_replicated" ->
                        golden.put("broker.partitions.underReplicated", value);
                case "broker.partitions.under_min_isr" ->
                        golden.put("broker.partitions.underMinIsr", value);
                case "broker.replicas.offline" -> golden.put("broker.replicas.offline", value);
                case "broker.logdirs.offline" -> golden.put("broker.logDirs.offline", value);
                case "broker.request_handler.idle" ->
                        golden.put("broker.requestHandler.idle", value);
                case "broker.network_processor.idle" ->
                        golden.put("broker.networkProcessor.idle", value);
                case "controller.active" -> golden.put("broker.controller.active", value);
                case "broker.state" -> golden.put("broker.state", value);
                default -> {
                    // Not golden: it stands in the ledger and the catalog only.
                }
            }
        }

        void rate(String metric, double perSecond) {
            switch (metric) {
                case "broker.bytes_in" -> {
                    golden.put("broker.throughput.in.bytesPerSec", perSecond);
                    traffic = sum(traffic, perSecond);
                }
                case "broker.bytes_out" -> {
                    golden.put("broker.throughput.out.bytesPerSec", perSecond);
                    traffic = sum(traffic, perSecond);
                }
                case "broker.replication_bytes_in", "broker.replication_bytes_out" ->
                        traffic = sum(traffic, perSecond);
                case "broker.messages_in" -> golden.put("broker.messages.in.rate", perSecond);
                case "broker.failed_produce", "broker.failed_fetch" ->
                        errors = sum(errors, perSecond);
                case "process.cpu" -> golden.put("broker.cpu.usage", perSecond / NANOS);
                default -> {
                    // Not golden: it stands in the ledger only.
                }
            }
        }

        Map<String, Double> golden() {
            if (heapMax > 0) {
                put(golden, "broker.memory.usage", heapUsed / heapMax);
            }
            put(golden, "broker.network.throughput", traffic);
            put(golden, "broker.error.rate", errors);
            return golden;
        }
    }
}
