package io.brokerscope.cli.bench;

import io.brokerscope.model.settings.OutputSettings.Ledger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the job has to bear.
 *
 * @param targets number of brokers
 * @param samples of each broker's answer
 * @param topics of each broker
 * @param brokersPerCluster brokers that make a cluster and lead the same topics
 * @param interval distance between two reads of a broker
 * @param ledger which counters the ledger carries
 */
record Load(
        int targets,
        int samples,
        int topics,
        int brokersPerCluster,
        Duration interval,
        Ledger ledger) {

    private static final int PARTITIONS = 2;

    /** The defaults of the configuration, which short intervals do not allow. */
    private static final long TIMEOUT_MS = 10_000;

    private static final long ATTEMPT_TIMEOUT_MS = 3_000;

    /** Sample lines a second. */
    double samplesPerSecond() {
        return targets * (double) samples * 1_000 / interval.toMillis();
    }

    /** Number of clusters. */
    int clusters() {
        return (targets + brokersPerCluster - 1) / brokersPerCluster;
    }

    /** What figures of it say of it in a document. */
    Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("targets", targets);
        document.put("samples", samples);
        document.put("topics", topics);
        document.put("brokersPerCluster", brokersPerCluster);
        document.put("ledger", ledger);
        document.put("intervalMs", interval.toMillis());
        return document;
    }

    /**
     * The fleet file.
     *
     * @param bootstrap of the output cluster
     * @param port of the exporters
     */
    String yaml(String bootstrap, int port) {
        long timeoutMs = timeoutMs();
        StringBuilder yaml =
                new StringBuilder(
                        """
                        account: bench
                        output:
                          bootstrap: "%s"
                          topicPrefix: "%s"
                          transactionalIdPrefix: bench
                          partitions: %d
                          replicationFactor: 1
                          ledger: %s
                        defaults:
                          scrape: { endpoint: "http://127.0.0.1:%d/{id}/metrics", interval: %dms, timeout: %dms, attemptTimeout: %dms }
                        clusters:
                        """
                                .formatted(
                                        bootstrap,
                                        Follower.TOPIC_PREFIX,
                                        PARTITIONS,
                                        ledger.name().toLowerCase(Locale.ROOT),
                                        port,
                                        interval.toMillis(),
                                        timeoutMs,
                                        Math.min(ATTEMPT_TIMEOUT_MS, timeoutMs)));
        for (int first = 0; first < targets; first += brokersPerCluster) {
            yaml.append("- name: c").append(first / brokersPerCluster);
            yaml.append("\n  discovery:\n    static:\n");
            for (int id = first; id < Math.min(targets, first + brokersPerCluster); id++) {
                yaml.append("    - { id: ").append(id).append(", host: 127.0.0.1 }\n");
            }
        }
        return yaml.toString();
    }

    /**
     * The same targets as a configuration of Prometheus, which other scrapers read as well.
     *
     * @param port of the exporters
     */
    String prometheus(int port) {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        global: { scrape_interval: %dms, scrape_timeout: %dms }
                        scrape_configs:
                        - job_name: bench
                          static_configs:
                        """
                                .formatted(interval.toMillis(), timeoutMs()));
        for (int id = 0; id < targets; id++) {
            yaml.append(
                    """
                      - targets: ["127.0.0.1:%d"]
                        labels: { __metrics_path__: "/%d/metrics", cluster: "c%d", instance: "%d" }
                    """
                            .formatted(port, id, id / brokersPerCluster, id));
        }
        return yaml.toString();
    }

    private long timeoutMs() {
        return Math.min(TIMEOUT_MS, interval.toMillis() * 9 / 10);
    }
}
