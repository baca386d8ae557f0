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

    /**
     * Of an attempt, for what the client does by itself. It waits half of that for a broker that
     * keeps silent. Then the first stage of a read has time left to ask another one, where the
     * client notices in time; where it does not, the next attempt has a client that chooses anew.
     */
    private static final double CLIENT_SHARE = 0.6;

    private final AdminScraper scraper;
    private final ClusterSettings cluster;

    /** Guarded by this; null before the first attempt and after a failure. */
    private CompletableFuture<ClusterReader> connection;

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
        discard();
    }

    /** Bootstrap servers as configured: what a reference stands for is not told. */
    String bootstrap() {
        return Texts.shown(cluster.kafka().bootstrap().template());
    }

    /**
     * What asks the cluster, made by whoever needs it first; completes exceptionally where no
     * client can be made.
     */
    synchronized CompletableFuture<ClusterReader> connection() {
        if (connection == null || connection.isCompletedExceptionally()) {
            connection = CompletableFuture.supplyAsync(this::connect, scraper.blocking());
        }
        return connection;
    }

    /** Lets go of the client, which did not serve; no other is touched. */
    synchronized void failed(ClusterReader which) {
        boolean made =
                connection != null && connection.isDone() && !connection.isCompletedExceptionally();
        if (made && connection.join() == which) {
            discard();
        }
    }

    private ClusterReader connect() {
        Admin client =
                AdminClients.create(
                        cluster.kafka(),
                        "brokerscope-" + cluster.name(),
                        (long) (cluster.scrape().attemptTimeoutMs() * CLIENT_SHARE));
        return new ClusterReader(client, cluster, scraper.clock());
    }

    /** Also of a client that is still being made. */
    private void discard() {
        if (connection != null) {
            connection.thenAccept(scraper::discard);
            connection = null;
        }
    }
}
