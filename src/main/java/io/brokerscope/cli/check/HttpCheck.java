package io.brokerscope.cli.check;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.scrape.prometheus.Endpoint;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Looks at targets that are read by HTTP: first a read as the job makes it, then the rest. */
final class HttpCheck implements ProtocolCheck {

    /** Beyond what the probe bounds by itself. */
    private static final long MARGIN_MS = 500;

    private final JobReads reads;
    private final HttpProbe probe;
    private final Executor blocking;
    private final MetricFindings metrics;

    /**
     * A check.
     *
     * @param blocking for the probe
     */
    HttpCheck(JobReads reads, HttpProbe probe, Executor blocking, MetricFindings metrics) {
        this.reads = reads;
        this.probe = probe;
        this.blocking = blocking;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<List<Finding>> check(TargetSpec spec) {
        Endpoint endpoint = Endpoint.parse(spec.endpoint());
        return reads.read(spec)
                .thenCompose(
                        read ->
                                facts(read, endpoint)
                                        .thenApply(
                                                facts ->
                                                        HttpFindings.of(
                                                                read,
                                                                endpoint,
                                                                facts,
                                                                metrics,
                                                                Instant.now())));
    }

    private CompletableFuture<HttpFacts> facts(TargetRead read, Endpoint endpoint) {
        if (!read.observed() && !answers(read.outcome().reason())) {
            // Whoever keeps silent would only hold a thread.
            return CompletableFuture.completedFuture(HttpFacts.NONE);
        }
        ScrapeSettings settings = read.spec().cluster().scrape();
        // The system may take any time to resolve a name, and no thread gets away from that.
        return CompletableFuture.supplyAsync(
                        () ->
                                probe.ask(
                                        endpoint,
                                        settings.tls(),
                                        (int) settings.attemptTimeoutMs()),
                        blocking)
                .completeOnTimeout(
                        HttpFacts.NONE,
                        settings.attemptTimeoutMs() + MARGIN_MS,
                        TimeUnit.MILLISECONDS);
    }

    /** Whether somebody is there who answers, if not as wanted. */
    private static boolean answers(FailureReason reason) {
        return switch (reason) {
            case TLS,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    NOT_FOUND,
                    TOO_MANY_REQUESTS,
                    CLIENT_ERROR,
                    SERVER_ERROR,
                    REDIRECT,
                    CONTENT_TYPE,
                    TRUNCATED_BODY,
                    CORRUPT_ENCODING,
                    MALFORMED,
                    TOO_LARGE,
                    EMPTY ->
                    true;
            default -> false;
        };
    }
}
