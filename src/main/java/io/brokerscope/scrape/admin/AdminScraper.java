package io.brokerscope.scrape.admin;

import io.brokerscope.model.TargetSpec;
import io.brokerscope.scrape.BlockingThreads;
import io.brokerscope.scrape.Scraper;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Reads clusters by Kafka's Admin protocol. Each cluster has one client, with one thread and one
 * connection to each broker, kept from read to read.
 */
public final class AdminScraper implements Scraper {

    /** Clusters whose clients can be made at once: each may wait for a name server. */
    private static final int CONNECTING = 8;

    /** Clients that wait to be made at most; more fail at once instead of piling up. */
    private static final int MAX_WAITING = 1_000;

    private final Clock clock;
    private final BlockingThreads connecting =
            new BlockingThreads("brokerscope-scrape-admin", CONNECTING, MAX_WAITING);

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
        connecting.shutdownNow();
        return connecting.ended();
    }

    /** For what may block: names are resolved and secrets are read. */
    Executor connecting() {
        return connecting;
    }

    Clock clock() {
        return clock;
    }
}
