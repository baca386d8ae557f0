package io.brokerscope.scrape.simulation;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Readings;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.AttemptResult.Content;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.Shared;
import io.brokerscope.scrape.admin.EndCounters;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Answers for targets that are made up, at once and without a network. Targets of one cluster with
 * equal settings share what is kept of it; it goes with the last of them.
 */
public final class SimulationScraper implements Scraper {

    private final Clock clock;
    private final Shared<ClusterSettings, SimulatedCluster> clusters =
            new Shared<>(SimulatedCluster::of, cluster -> CompletableFuture.completedFuture(null));

    /**
     * A scraper that has been asked nothing yet.
     *
     * @param clock tells at what time targets are asked
     */
    public SimulationScraper(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Session open(TargetSpec spec) {
        if (spec.cluster().simulation() == null) {
            throw new IllegalArgumentException(
                    "cluster " + spec.cluster().name() + " has no section simulation");
        }
        if (spec.cluster().hybrid()) {
            return new Filling(ClusterStopgap.of(spec.cluster()), spec.target().id());
        }
        int id = spec.target().isCluster() ? 0 : id(spec.target().id());
        return new Asked(clusters.acquire(spec.cluster()), spec.target().isCluster(), id);
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.completedFuture(null);
    }

    private static int id(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "broker " + text + ": simulated brokers have the ids 1, 2, 3 and so on", e);
        }
    }

    /** A broker that is there only because the real one is missing. */
    private final class Filling implements Session {

        private final ClusterStopgap stopgap;
        private final String id;

        private Filling(ClusterStopgap stopgap, String id) {
            this.stopgap = stopgap;
            this.id = id;
        }

        @Override
        public Attempt start(long timeoutMs) {
            long now = clock.millis();
            Readings readings = stopgap.broker(id, now);
            return new Answered(AttemptResult.observed("", content(now, readings, 0), readings));
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    }

    private final class Asked implements Session {

        private final Shared.Lease<SimulatedCluster> lease;
        private final boolean isCluster;
        private final int id;

        private Asked(Shared.Lease<SimulatedCluster> lease, boolean isCluster, int id) {
            this.lease = lease;
            this.isCluster = isCluster;
            this.id = id;
        }

        @Override
        public Attempt start(long timeoutMs) {
            long now = clock.millis();
            if (isCluster) {
                return new Answered(cluster(now));
            }
            BrokerAnswer answer = lease.get().broker(id, now);
            return answer.hangs() ? new Hanging(answer) : new Answered(broker(answer, now));
        }

        @Override
        public void close() {
            lease.release();
        }

        private AttemptResult broker(BrokerAnswer answer, long now) {
            if (answer.reason() != null) {
                return AttemptResult.failed(answer.reason(), answer.detail());
            }
            return AttemptResult.observed(
                    "", content(now, answer.readings(), answer.truncated()), answer.readings());
        }

        private AttemptResult cluster(long now) {
            ClusterReading reading = lease.get().cluster(now);
            if (reading == null) {
                return AttemptResult.failed(
                        FailureReason.REFUSED, "simulated: every broker is down");
            }
            int rows = reading.partitions().topic().length + reading.commits().group().length;
            return AttemptResult.observed(
                    "",
                    content(now, rows, lease.get().beyondLimits()),
                    EndCounters.of(Sheet.DIALECT, reading),
                    reading);
        }
    }

    private static Content content(long now, Readings readings, int truncated) {
        return content(now, readings.counters().rows() + readings.gauges().rows(), truncated);
    }

    private static Content content(long now, int samples, int truncated) {
        return new Content(now, 0, samples, samples, 0, truncated, false, 0, 0, "");
    }

    /** There was an answer at once. */
    private record Answered(CompletableFuture<AttemptResult> result) implements Attempt {

        private Answered(AttemptResult answer) {
            this(CompletableFuture.completedFuture(answer));
        }

        @Override
        public void expire() {
            // There is a result already.
        }
    }

    /** There is none until the time is over. */
    private static final class Hanging implements Attempt {

        private final BrokerAnswer silence;
        private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();

        private Hanging(BrokerAnswer silence) {
            this.silence = silence;
        }

        @Override
        public CompletableFuture<AttemptResult> result() {
            return result;
        }

        @Override
        public void expire() {
            result.complete(AttemptResult.failed(silence.reason(), silence.detail()));
        }
    }
}
