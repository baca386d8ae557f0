package io.brokerscope.job;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetId;
import io.brokerscope.scrape.ScrapeListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Counts reads in Flink's own metrics: per cluster, never per broker or topic, because a metric
 * cannot be taken back. Called from many threads.
 */
final class ScrapeMetrics implements ScrapeListener {

    private static final int LATENCY_WINDOW = 1_000;

    private final MetricGroup group;
    private final Map<String, ClusterMetrics> clusters = new ConcurrentHashMap<>();

    ScrapeMetrics(MetricGroup group) {
        this.group = group;
    }

    @Override
    public void opened(Gauges gauges) {
        group.gauge("readsInFlight", (Gauge<Integer>) gauges::readsInFlight);
        group.gauge("readsWaiting", (Gauge<Integer>) gauges::readsWaiting);
        group.gauge("openCircuits", (Gauge<Integer>) gauges::openCircuits);
        group.gauge("targetsKept", (Gauge<Integer>) gauges::targets);
        group.gauge("memoryUsedBytes", (Gauge<Long>) gauges::memoryUsedBytes);
    }

    @Override
    public void outcome(String cluster, ScrapeOutcome outcome) {
        of(cluster).outcome(outcome);
    }

    @Override
    public void retry(TargetId target, int attempt, FailureReason reason, long delayMs) {
        of(target.cluster()).retries.inc();
    }

    @Override
    public void breakerTransition(TargetId target, BreakerState from, BreakerState to) {
        if (to == BreakerState.OPEN) {
            of(target.cluster()).circuitsOpened.inc();
        }
    }

    private ClusterMetrics of(String cluster) {
        return clusters.computeIfAbsent(
                cluster, name -> new ClusterMetrics(group.addGroup("cluster", name)));
    }

    private static final class ClusterMetrics {

        private final Map<OutcomeKind, Counter> outcomes = new EnumMap<>(OutcomeKind.class);
        private final Counter retries;
        private final Counter circuitsOpened;
        private final Counter bytes;
        private final Counter samples;
        private final Counter truncated;
        private final Counter malformed;
        private final Histogram latency;

        ClusterMetrics(MetricGroup group) {
            outcomes.put(OutcomeKind.OBSERVED, counter(group, "ticksObserved"));
            outcomes.put(OutcomeKind.FAILED, counter(group, "ticksFailed"));
            outcomes.put(OutcomeKind.SKIPPED, counter(group, "ticksSkipped"));
            outcomes.put(OutcomeKind.REJECTED, counter(group, "ticksRejected"));
            retries = counter(group, "retries");
            circuitsOpened = counter(group, "circuitsOpened");
            bytes = counter(group, "bytesRead");
            samples = counter(group, "samplesRead");
            truncated = counter(group, "seriesTruncated");
            malformed = counter(group, "linesMalformed");
            latency =
                    group.histogram(
                            "readLatencyMs", new DescriptiveStatisticsHistogram(LATENCY_WINDOW));
        }

        void outcome(ScrapeOutcome outcome) {
            outcomes.get(outcome.kind()).inc();
            ReadStats stats = outcome.stats();
            if (stats != null) {
                bytes.inc(stats.bytes());
                samples.inc(stats.samples());
                truncated.inc(stats.truncated());
                malformed.inc(stats.malformed());
                if (stats.attempts() > 0) {
                    latency.update(stats.latencyMicros() / 1_000);
                }
            }
        }

        private static Counter counter(MetricGroup group, String name) {
            return group.counter(name, new ConcurrentCounter());
        }
    }

    /** Flink's own counter is for one thread; reads end on many. */
    private static final class ConcurrentCounter implements Counter {

        private final LongAdder count = new LongAdder();

        @Override
        public void inc() {
            count.increment();
        }

        @Override
        public void inc(long n) {
            count.add(n);
        }

        @Override
        public void dec() {
            count.decrement();
        }

        @Override
        public void dec(long n) {
            count.add(-n);
        }

        @Override
        public long getCount() {
            return count.sum();
        }
    }
}
