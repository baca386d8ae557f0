package io.brokerscope.scrape.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Payloads as the Prometheus JMX exporter gives for a Kafka broker: its naming, its order, its way
 * to write numbers. The same seed gives the same payloads; each one has new values.
 */
public final class JmxExporterPayload {

    private static final String[] TOPIC_COUNTERS = {
        "bytesin",
        "bytesout",
        "messagesin",
        "failedproducerequests",
        "failedfetchrequests",
        "totalproducerequests",
        "totalfetchrequests",
        "bytesrejected",
    };
    private static final String[] PARTITION_GAUGES = {
        "log_log_logendoffset",
        "log_log_logstartoffset",
        "log_log_size",
        "log_log_numlogsegments",
        "cluster_partition_insyncreplicascount",
        "cluster_partition_replicascount",
        "cluster_partition_underreplicated",
        "cluster_partition_laststableoffsetlag",
    };
    private static final String[] REQUESTS = {
        "Produce", "FetchConsumer", "FetchFollower", "Metadata", "OffsetCommit", "JoinGroup",
    };
    private static final String[] REQUEST_TIMES = {
        "totaltimems", "requestqueuetimems", "localtimems", "remotetimems", "responsesendtimems",
    };
    private static final String[] QUANTILES = {"0.50", "0.75", "0.95", "0.98", "0.99", "0.999"};

    private final SplittableRandom random;
    private final String separatorAtEnd;
    private final List<Family> families = new ArrayList<>();
    private int samples;

    /**
     * Makes the series of one broker.
     *
     * @param trailingComma whether labels end with a comma, as exporters before 1.0 write them
     */
    public JmxExporterPayload(long seed, int topics, int partitions, boolean trailingComma) {
        this.random = new SplittableRandom(seed);
        this.separatorAtEnd = trailingComma ? "," : "";
        jvm();
        for (String metric : TOPIC_COUNTERS) {
            Family family = family("kafka_server_brokertopicmetrics_" + metric + "_total", true);
            family.add("", this::count);
            for (int t = 0; t < topics; t++) {
                family.add(labels("topic", topic(seed, t)), this::count);
            }
        }
        for (String metric : PARTITION_GAUGES) {
            Family family = family("kafka_" + metric, false);
            // Sorted by label name and value, as exporters since 1.0 do.
            for (int p = 0; p < partitions; p++) {
                for (int t = 0; t < topics; t++) {
                    family.add(
                            labels("partition", Integer.toString(p), "topic", topic(seed, t)),
                            metric.startsWith("log") ? this::count : this::few);
                }
            }
        }
        for (String metric : REQUEST_TIMES) {
            Family family = family("kafka_network_requestmetrics_" + metric, false);
            for (String quantile : QUANTILES) {
                for (String request : REQUESTS) {
                    family.add(labels("quantile", quantile, "request", request), this::measure);
                }
            }
        }
        family("kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent", false)
                .add("", this::measure);
        family("kafka_server_raft_metrics_commit_latency_avg", false).add("", v -> Double.NaN);
    }

    /** Number of samples of each payload. */
    public int samples() {
        return samples;
    }

    /** The next payload. */
    public byte[] next() {
        StringBuilder text = new StringBuilder(samples * 100);
        for (Family family : families) {
            family.render(text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void jvm() {
        Family memory = family("jvm_memory_used_bytes", false);
        memory.add(labels("area", "heap"), this::count);
        memory.add(labels("area", "nonheap"), this::count);
        family("process_start_time_seconds", false).add("", v -> 1.732440783123E9);
        family("process_cpu_seconds_total", true).add("", v -> v + measure(0) / 100);
    }

    private static String topic(long seed, int topic) {
        return "orders.v" + Long.toString(seed, 36) + ".region-" + topic;
    }

    private double count(double before) {
        return Math.floor(before + random.nextInt(1, 5_000_000));
    }

    private double few(double before) {
        return random.nextInt(4);
    }

    private double measure(double before) {
        return random.nextDouble() * 100;
    }

    private Family family(String name, boolean counter) {
        Family family = new Family(name, counter ? "counter" : "gauge");
        families.add(family);
        return family;
    }

    private String labels(String... labels) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(labels[i]);
            text.append("=\"").append(labels[i + 1]).append('"');
        }
        return text.append(separatorAtEnd).append('}').toString();
    }

    private final class Family {

        private final String name;
        private final String type;
        private final List<String> labels = new ArrayList<>();
        private final List<DoubleUnaryOperator> steps = new ArrayList<>();
        private double[] values = new double[16];

        Family(String name, String type) {
            this.name = name;
            this.type = type;
        }

        void add(String labelText, DoubleUnaryOperator step) {
            if (labels.size() == values.length) {
                values = Arrays.copyOf(values, values.length * 2);
            }
            labels.add(labelText);
            steps.add(step);
            samples++;
        }

        void render(StringBuilder text) {
            text.append("# HELP ").append(name).append(" Attribute exposed for management\n");
            text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
            for (int i = 0; i < labels.size(); i++) {
                values[i] = steps.get(i).applyAsDouble(values[i]);
                text.append(name).append(labels.get(i)).append(' ').append(values[i]).append('\n');
            }
        }
    }
}
