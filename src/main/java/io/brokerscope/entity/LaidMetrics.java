package io.brokerscope.entity;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Golden metrics of a roll-up with what the cluster itself told between them.
 *
 * <p>A figure of the brokers stands where all of them were measured: it is the younger one. What
 * they do not tell, or tell in part because some are silent, the cluster tells. Its partitions are
 * those of the topics that the filter keeps, while brokers count all of theirs: so of two figures
 * about a cluster's partitions, neither of which covers all, the greater one is nearer.
 *
 * @param metrics golden metrics by full name
 * @param sources the metrics that the cluster told, each with {@link #ADMIN}; null where none
 * @param view where they come from; null where the cluster told nothing
 * @param ofView whether no broker told anything
 */
record LaidMetrics(
        Map<String, Double> metrics, Map<String, String> sources, View view, boolean ofView) {

    /** The name of the source. */
    static final String ADMIN = "admin";

    /** Brokers count partitions that have a leader, and know fenced brokers where they control. */
    private static final Set<String> TOLD_BETTER =
            Set.of("topic.partition.count", "cluster.brokers.fenced");

    private static final String CLUSTER_PARTITIONS = "cluster.partition";

    /** What brokers told, and nobody else. */
    static LaidMetrics ofBrokers(Map<String, Double> metrics) {
        return new LaidMetrics(metrics, null, null, false);
    }

    /**
     * What brokers told, completed by the cluster.
     *
     * @param everybody whether every expected broker was measured
     * @param now epoch milliseconds
     */
    static LaidMetrics of(Map<String, Double> brokers, View view, boolean everybody, long now) {
        return of(brokers, view, everybody, now, false);
    }

    private static LaidMetrics of(
            Map<String, Double> brokers, View view, boolean everybody, long now, boolean ofView) {
        Map<String, Double> metrics = new TreeMap<>(brokers);
        Map<String, String> sources = new TreeMap<>();
        view.metrics()
                .forEach(
                        (name, told) -> {
                            Double own = brokers.get(name);
                            if (own == null
                                    || (view.current(now) && wins(name, told, own, everybody))) {
                                metrics.put(name, told);
                                sources.put(name, ADMIN);
                            }
                        });
        return new LaidMetrics(metrics, sources.isEmpty() ? null : sources, view, ofView);
    }

    /**
     * What the cluster told while its brokers told nothing.
     *
     * @param known what is known all the same
     */
    static LaidMetrics ofView(View view, Map<String, Double> known) {
        return of(known, view, true, view.observedAt(), true);
    }

    private static boolean wins(String name, double told, double own, boolean everybody) {
        if (TOLD_BETTER.contains(name)) {
            return true;
        }
        return !everybody && (!name.startsWith(CLUSTER_PARTITIONS) || told > own);
    }
}
