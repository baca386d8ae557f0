package io.brokerscope.coverage;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of a broker that its golden metrics are made of, as bits of a number. State refers to
 * them by position: more may be added at the end, 63 are the most, none is ever taken away.
 */
final class WatchedMetrics {

    private static final String PRODUCE = "Produce";
    private static final String LATENCY = "broker.request.total_ms.p99";

    private static final List<String> NAMES =
            List.of(
                    "broker.messages_in",
                    "broker.bytes_in",
                    "broker.bytes_out",
                    "broker.replication_bytes_in",
                    "broker.replication_bytes_out",
                    "broker.failed_produce",
                    "broker.failed_fetch",
                    "process.cpu",
                    "jvm.heap.used",
                    "jvm.heap.max",
                    // Of fetches it is no golden metric.
                    LATENCY,
                    "broker.partitions.count",
                    "broker.leaders.count",
                    "broker.partitions.under_replicated",
                    "broker.partitions.under_min_isr",
                    "broker.replicas.offline",
                    "broker.logdirs.offline",
                    "broker.request_handler.idle",
                    "broker.network_processor.idle",
                    "controller.active",
                    "broker.state");

    private static final Map<String, Long> BITS = bits();

    private WatchedMetrics() {}

    private static Map<String, Long> bits() {
        Map<String, Long> bits = new HashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            bits.put(NAMES.get(i), 1L << i);
        }
        return bits;
    }

    /** How many there are. */
    static int count() {
        return NAMES.size();
    }

    /** Those that are in an answer. */
    static long in(Readings readings) {
        return in(readings.counters()) | in(readings.gauges());
    }

    private static long in(SeriesTable table) {
        long found = 0;
        for (int row = 0; row < table.rows(); row++) {
            if (table.topic()[row] < 0) {
                String metric = table.metricOf(row);
                if (!metric.equals(LATENCY) || PRODUCE.equals(table.qualifierOf(row))) {
                    found |= BITS.getOrDefault(metric, 0L);
                }
            }
        }
        return found;
    }

    /** Their names. */
    static List<String> named(long bits) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((bits & 1L << i) != 0) {
                named.add(NAMES.get(i));
            }
        }
        return named;
    }
}
