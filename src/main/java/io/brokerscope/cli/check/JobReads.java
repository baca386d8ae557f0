package io.brokerscope.cli.check;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads targets exactly as the job does, so that what is found is what the job will see. Only the
 * time may be shorter. Thread-safe.
 */
final class JobReads implements AutoCloseable {

    private final Duration atMost;
    private final TargetReads reads;
    private final Map<TargetId, FailureReason> retries = new ConcurrentHashMap<>();

    /**
     * Nothing is read yet.
     *
     * @param atOnce reads in flight at most; whoever calls has to keep to it
     * @param atMost bounds a target's own timeout
     */
    JobReads(Catalog catalog, int atOnce, Duration atMost) {
        this.atMost = atMost;
        this.reads =
                new TargetReads(
                        catalog,
                        new ProcessSettings(2 * atOnce, atOnce, null),
                        new ScrapeListener() {
                            @Override
                            public void retry(
                                    TargetId target,
                                    int attempt,
                                    FailureReason reason,
                                    long delayMs) {
                                retries.put(target, reason);
                            }
                        },
                        Clock.systemUTC());
    }

    /**
     * Reads a target. Where it answers only after much of its time, or a cluster not in time, it is
     * read once more: the first read of a process is the slowest, with Kafka's client by far, and
     * the job makes thousands.
     */
    CompletableFuture<TargetRead> read(TargetSpec spec) {
        TargetSpec bounded = bounded(spec);
        return once(bounded)
                .thenCompose(
                        first ->
                                deservesAnother(bounded, first)
                                        ? once(bounded).thenApply(next -> better(first, next))
                                        : CompletableFuture.completedFuture(first))
                .thenApply(
                        outcome -> {
                            reads.forget(spec.target());
                            return new TargetRead(bounded, outcome, retries.remove(spec.target()));
                        });
    }

    private CompletableFuture<ScrapeOutcome> once(TargetSpec spec) {
        long now = System.currentTimeMillis();
        return reads.read(
                new ScrapeRequest(
                        ScrapeRequest.Kind.READ,
                        spec,
                        now,
                        now,
                        now,
                        null,
                        ScrapeRequest.Origin.here()));
    }

    private static boolean deservesAnother(TargetSpec spec, ScrapeOutcome outcome) {
        if (spec.target().isCluster()) {
            return outcome.reason() == FailureReason.READ_TIMEOUT;
        }
        return outcome.readings() != null
                && outcome.stats().attempts() == 1
                && outcome.stats().latencyMicros()
                        > spec.cluster().scrape().attemptTimeoutMs() * 1_000 / 4;
    }

    private static ScrapeOutcome better(ScrapeOutcome first, ScrapeOutcome next) {
        return next.readings() != null
                        && next.stats().latencyMicros() < first.stats().latencyMicros()
                ? next
                : first;
    }

    /** The same target, read within the time that the command line gives. */
    private TargetSpec bounded(TargetSpec spec) {
        ScrapeSettings own = spec.cluster().scrape();
        long mostMs = atMost.toMillis();
        if (own.timeoutMs() <= mostMs) {
            return spec;
        }
        ScrapeSettings bounded =
                new ScrapeSettings(
                        own.endpoint(),
                        own.intervalMs(),
                        mostMs,
                        Math.min(own.attemptTimeoutMs(), mostMs),
                        own.retry(),
                        own.circuitBreaker(),
                        own.limits(),
                        own.auth(),
                        own.tls(),
                        own.dialect());
        return new TargetSpec(
                spec.target(),
                spec.endpoint(),
                spec.host(),
                spec.rack(),
                spec.labels(),
                spec.cluster().readAs(bounded));
    }

    /** Ends all reads and frees everything, within a few seconds. */
    @Override
    public void close() {
        reads.close();
    }
}
