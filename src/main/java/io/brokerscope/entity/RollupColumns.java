package io.brokerscope.entity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which canonical metrics a roll-up adds up, in the order in which contributions and state carry
 * them. The order is part of the state's schema: new metrics go to the end.
 */
public enum RollupColumns {
    /** What the cluster sums over its brokers. */
    CLUSTER(
            List.of(
                    "broker.messages_in",
                    "broker.bytes_in",
                    "broker.bytes_out",
                    "broker.failed_produce",
                    "broker.failed_fetch"),
            List.of(
                    "broker.partitions.count",
                    "broker.leaders.count",
                    "broker.partitions.under_replicated",
                    "broker.partitions.under_min_isr",
                    "broker.replicas.offline",
                    "controller.active",
                    "controller.partitions.offline",
                    "controller.brokers.fenced")),
    /** What a topic sums over the brokers that lead its partitions. */
    TOPIC(
            List.of(
                    "topic.messages_in",
                    "topic.bytes_in",
                    "topic.bytes_out",
                    "topic.failed_produce",
                    "topic.failed_fetch"),
            List.of(
                    "topic.partitions.leader_count",
                    "topic.partitions.under_replicated",
                    "topic.partitions.under_min_isr",
                    "topic.size_bytes"));

    private final List<String> counters;
    private final List<String> gauges;
    private final Map<String, Integer> counterIndex;
    private final Map<String, Integer> gaugeIndex;

    RollupColumns(List<String> counters, List<String> gauges) {
        this.counters = counters;
        this.gauges = gauges;
        this.counterIndex = index(counters);
        this.gaugeIndex = index(gauges);
    }

    /** The counters, in column order. */
    public List<String> counters() {
        return counters;
    }

    /** The gauges, in column order. */
    public List<String> gauges() {
        return gauges;
    }

    /**
     * Whether the counter flows steadily, so that its last rate stands in for a window in which
     * leadership moves. Failures do not: the first ones must be seen at once.
     */
    public boolean isFlow(int column) {
        return !counters.get(column).contains(".failed_");
    }

    /** Column of a counter, or -1. */
    public int counter(String metric) {
        return counterIndex.getOrDefault(metric, -1);
    }

    /** Column of a gauge, or -1. */
    public int gauge(String metric) {
        return gaugeIndex.getOrDefault(metric, -1);
    }

    private static Map<String, Integer> index(List<String> names) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            index.put(names.get(i), i);
        }
        return index;
    }
}
