package io.brokerscope.job;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/**
 * What a person needs to see of each cluster when the output cluster itself is down: a handful of
 * gauges per cluster in Flink's own metrics. A group cannot be taken back, so that the gauges of a
 * cluster that is gone stay, as NaN.
 */
final class ClusterGauges {

    private static final String[] METRICS = {
        "cluster.partitions.offline",
        "cluster.partitions.underReplicated",
        "cluster.partitions.underMinIsr",
        "cluster.health.score"
    };
    private static final String[] NAMES = {
        "partitionsOffline", "partitionsUnderReplicated", "partitionsUnderMinIsr", "healthScore"
    };

    private final MetricGroup parent;
    private final Map<String, Values> clusters = new HashMap<>();

    ClusterGauges(MetricGroup parent) {
        this.parent = parent;
    }

    /** Outputs that also keep the gauges up to date. */
    EncodedOutputs watching(Collector<OutputRecord> out, SideOutput side) {
        return new Watching(out, side);
    }

    private Values values(String cluster) {
        return clusters.computeIfAbsent(
                cluster, name -> new Values(parent.addGroup("cluster", name)));
    }

    private final class Watching extends EncodedOutputs {

        Watching(Collector<OutputRecord> out, SideOutput side) {
            super(out, side);
        }

        @Override
        public void metrics(MetricsRecord metrics) {
            if (metrics.coverage() != null && metrics.revision() == 0) {
                values(metrics.cluster()).set(metrics);
            }
            super.metrics(metrics);
        }

        @Override
        public void tombstone(EntityId entity, long at) {
            values(entity.cluster()).clear();
            super.tombstone(entity, at);
        }
    }

    /** Written by the task thread, read by reporters. */
    private static final class Values {

        private volatile double[] metrics = unknown();
        private volatile int[] brokers = new int[6];

        Values(MetricGroup group) {
            for (int i = 0; i < NAMES.length; i++) {
                int metric = i;
                group.gauge(NAMES[i], (Gauge<Double>) () -> metrics[metric]);
            }
            group.gauge("brokersExpected", (Gauge<Integer>) () -> brokers[0]);
            group.gauge("brokersMeasured", (Gauge<Integer>) () -> brokers[1]);
            group.gauge("brokersSecondary", (Gauge<Integer>) () -> brokers[2]);
            group.gauge("brokersLastKnown", (Gauge<Integer>) () -> brokers[3]);
            group.gauge("brokersUnknown", (Gauge<Integer>) () -> brokers[4]);
            group.gauge("brokersSimulated", (Gauge<Integer>) () -> brokers[5]);
        }

        void set(MetricsRecord record) {
            double[] next = unknown();
            for (int i = 0; i < METRICS.length; i++) {
                next[i] = record.metrics().getOrDefault(METRICS[i], Double.NaN);
            }
            metrics = next;
            brokers =
                    new int[] {
                        record.coverage().expected(),
                        record.coverage().measured(),
                        record.coverage().secondary(),
                        record.coverage().lastKnown(),
                        record.coverage().unknown(),
                        record.coverage().simulated()
                    };
        }

        void clear() {
            metrics = unknown();
            brokers = new int[6];
        }

        private static double[] unknown() {
            double[] unknown = new double[METRICS.length];
            Arrays.fill(unknown, Double.NaN);
            return unknown;
        }
    }
}
