package io.brokerscope.scrape.admin;

import io.brokerscope.model.TargetSpec;
import io.brokerscope.scrape.BlockingThreads;
import io.brokerscope.scrape.Scraper;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads clusters by Kafka's Admin protocol. Each cluster has one client, with one thread and one
 * connection to each broker, kept from read to read.
 */
public final class AdminScraper implements Scraper {

    private static final Logger LOG = LoggerFactory.getLogger(AdminScraper.class);

    /** Clusters whose clients can be made or closed at once: each may wait for a name server. */
    private static final int BLOCKING = 8;

    /** Clusters that wait for that at most; more fail at once instead of piling up. */
    private static final int MAX_WAITING = 1_000;

    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Clock clock;
    private final BlockingThreads blocking =
            new BlockingThreads("brokerscope-scrape-admin", BLOCKING, MAX_WAITING);

    /**
     * A scraper that has read nothing yet.
     *
     * @param clock tells when something was asked
     */
    public AdminScraper(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Session open(TargetSpec spec) {
        if (spec.cluster().kafka() == null) {
            throw new IllegalArgumentException(
                    "cluster " + spec.cluster().name() + " has no section kafka");
        }
        return new AdminSession(this, spec.cluster());
    }

    @Override
    public CompletableFuture<Void> close() {
        blocking.shutdown();
        return blocking.ended();
    }

    /** Ends a client: what is under way at once, its thread soon after. */
    void discard(ClusterReader client) {
        client.abort();
        try {
            blocking.execute(() -> client.awaitEnd(CLOSE));
        } catch (RejectedExecutionException e) {
            // Its thread ends all the same; only nobody waits for it.
            LOG.debug("nobody waits for the end of a client", e);
        }
    }

    /** For what may block: names are resolved and secrets are read, clients are closed. */
    Executor blocking() {
        return blocking;
    }

    Clock clock() {
        return clock;
    }
}
