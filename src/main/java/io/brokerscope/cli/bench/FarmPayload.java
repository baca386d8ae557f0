package io.brokerscope.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a Kafka broker with the Prometheus JMX exporter answers: its names, its order, its way to
 * write numbers. All targets have the same series; their counters differ and grow by the clock.
 * Made once, and written with the values of a moment, which costs a copy and a few digits a sample:
 * what answers must not cost more than what asks. Immutable and thread-safe.
 */
final class FarmPayload {

    /** Counters of the broker and of each of its topics. */
    private static final String[] COUNTERS = {
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

    private static final String[] BROKER_GAUGES = {
        "kafka_server_replicamanager_partitioncount",
        "kafka_server_replicamanager_leadercount",
        "kafka_server_replicamanager_underreplicatedpartitions",
        "kafka_server_replicamanager_offlinereplicacount",
        "kafka_server_kafkaserver_brokerstate",
        "kafka_controller_kafkacontroller_activecontrollercount",
    };

    /** Counters stand at this plus what was counted: 13 digits, as {@code 1.234567890123E12}. */
    private static final long BASE = 1_000_000_000_000L;

    private static final int DIGITS = 13;

    private final byte[] template;
    private final int samples;

    /** Where the counters' digits stand. */
    private final int[] counters;

    /** What each counter counts in a second. */
    private final int[] perSecond;

    /**
     * @param samples sample lines of an answer
     * @param topics topics of the broker, each with eight counters
     * @throws IllegalArgumentException if the samples are too few for the topics
     */
    FarmPayload(int samples, int topics) {
        int least = least(topics);
        if (samples < least) {
            throw new IllegalArgumentException(
                    "found %d samples, %d topics need %d at least"
                            .formatted(samples, topics, least));
        }
        Text text = new Text(samples);
        text.family("process_start_time_seconds", "gauge");
        text.line("process_start_time_seconds", "", "1.732440783123E9");
        for (String gauge : BROKER_GAUGES) {
            text.family(gauge, "gauge");
            text.line(gauge, "", gauge.endsWith("brokerstate") ? "3.0" : "0.0");
        }
        for (String counter : COUNTERS) {
            String name = "kafka_server_brokertopicmetrics_" + counter + "_total";
            text.family(name, "counter");
            text.counter(name, "");
            for (int topic = 0; topic < topics; topic++) {
                text.counter(name, "{topic=\"" + topic(topic) + "\"}");
            }
        }
        // The rest are series of partitions, family by family as the exporter writes them.
        int left = samples - least;
        for (int gauge = 0; gauge < PARTITION_GAUGES.length; gauge++) {
            int share = left / (PARTITION_GAUGES.length - gauge);
            left -= share;
            String name = "kafka_" + PARTITION_GAUGES[gauge];
            if (share > 0) {
                text.family(name, "gauge");
            }
            for (int i = 0; i < share; i++) {
                text.line(
                        name,
                        "{partition=\"%d\",topic=\"%s\"}"
                                .formatted(i / Math.max(1, topics), topic(i % Math.max(1, topics))),
                        (i % 90 + 10) + ".0");
            }
        }
        this.template = text.text.toString().getBytes(StandardCharsets.US_ASCII);
        this.samples = samples;
        this.counters = Arrays.copyOf(text.counters, text.counted);
        this.perSecond = new int[counters.length];
        for (int i = 0; i < perSecond.length; i++) {
            perSecond[i] = 100 + 37 * (i % 89);
        }
    }

    /** The fewest samples an answer with so many topics has. */
    static int least(int topics) {
        return 1 + BROKER_GAUGES.length + COUNTERS.length * (1 + topics);
    }

    /** Number of sample lines. */
    int samples() {
        return samples;
    }

    /** Number of bytes, the same at any moment. */
    int length() {
        return template.length;
    }

    /**
     * The answer of a target.
     *
     * @param target number of the target
     * @param elapsedMs since the target began to count, at most 30 years
     * @return {@link #length} bytes, the caller's own
     */
    byte[] at(int target, long elapsedMs) {
        byte[] answer = template.clone();
        for (int i = 0; i < counters.length; i++) {
            long value = BASE + target + elapsedMs * perSecond[i] / 1_000;
            int at = counters[i] + DIGITS;
            for (int digit = 1; digit < DIGITS; digit++) {
                long rest = value / 10;
                answer[at--] = (byte) ('0' + (value - rest * 10));
                value = rest;
            }
            // The point stands after the first digit.
            answer[at - 1] = (byte) ('0' + value);
        }
        return answer;
    }

    private static String topic(int number) {
        return "orders.v1.region-" + number;
    }

    /** The text as it grows. */
    private static final class Text {

        private final StringBuilder text;
        private final int[] counters;
        private int counted;

        Text(int samples) {
            this.text = new StringBuilder(samples * 100);
            this.counters = new int[samples];
        }

        void family(String name, String type) {
            text.append("# HELP ").append(name).append(" Attribute exposed for management\n");
            text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        }

        void line(String name, String labels, String value) {
            text.append(name).append(labels).append(' ').append(value).append('\n');
        }

        void counter(String name, String labels) {
            text.append(name).append(labels).append(' ');
            counters[counted++] = text.length();
            text.append("1.000000000000E12\n");
        }
    }
}
