package io.brokerscope.scrape.admin;

import io.brokerscope.kafka.AdminClients;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.Scraper;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;

/**
 * The client of one cluster. It is made by the first attempt and kept while the cluster answers;
 * after a failure it is thrown away, so that the next attempt resolves names and secrets anew.
 */
final class AdminSession implements Scraper.Session {

    private final AdminScraper scraper;
    private final ClusterSettings cluster;

    // Guarded by this.
    private Admin client;
    private ClusterReader reader;
    private boolean closed;

    AdminSession(AdminScraper scraper, ClusterSettings cluster) {
        this.scraper = scraper;
        this.cluster = cluster;
    }

    @Override
    public Scraper.Attempt start(long timeoutMs) {
        AdminAttempt attempt = new AdminAttempt(this, timeoutMs);
        attempt.begin();
        return attempt;
    }

    @Override
    public synchronized void close() {
        closed = true;
        discard();
    }

    /** Bootstrap servers as configured: what a reference stands for is not told. */
    String bootstrap() {
        return Texts.shown(cluster.kafka().bootstrap().template());
    }

    /** What asks the cluster; completes exceptionally where no client can be made. */
    synchronized CompletableFuture<ClusterReader> reader() {
        return reader != null
                ? CompletableFuture.completedFuture(reader)
                : CompletableFuture.supplyAsync(this::connect, scraper.connecting());
    }

    /** Lets go of the client, which did not serve; no other is touched. */
    synchronized void failed(ClusterReader which) {
        if (reader == which) {
            discard();
        }
    }

    private ClusterReader connect() {
        Admin made =
                AdminClients.create(
                        cluster.kafka(),
                        "brokerscope-" + cluster.name(),
                        cluster.scrape().attemptTimeoutMs());
        synchronized (this) {
            if (closed || reader != null) {
                AdminClients.discard(made);
            } else {
                client = made;
                reader = new ClusterReader(made, cluster, scraper.clock());
            }
            if (closed) {
                throw new IllegalStateException("closed");
            }
            return reader;
        }
    }

    private void discard() {
        if (client != null) {
            AdminClients.discard(client);
            client = null;
            reader = null;
        }
    }
}
