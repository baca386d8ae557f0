package io.brokerscope.scrape.jmx;

import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.scrape.BlockingThreads;
import io.brokerscope.scrape.MemoryBudget;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.security.TlsContexts;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads targets by remote JMX over RMI. Each target has one connection, kept from read to read, and
 * while it is being read one thread, never more, however it hangs.
 */
public final class JmxScraper implements Scraper {

    /** Beyond one for each target: for targets that were let go of while they hung. */
    private static final int SPARE_THREADS = 16;

    private static final int MAX_THREADS = 1_000;

    private final SeriesCatalog catalog;
    private final MBeanQueries queries;
    private final MemoryBudget memory;
    private final Clock clock;
    private final TlsContexts tls = new TlsContexts();
    private final BlockingThreads threads;

    /**
     * A scraper that has read nothing yet.
     *
     * @param catalog which MBeans are of interest
     * @param memory the byte budget over all reads in flight
     * @param clock tells when an answer came
     * @param maxTargets targets at most; each takes a thread while its name server hangs, whether
     *     its read is still waited for or not
     */
    public JmxScraper(SeriesCatalog catalog, MemoryBudget memory, Clock clock, int maxTargets) {
        this.catalog = catalog;
        this.queries = new MBeanQueries(catalog.jmxQueries());
        this.memory = memory;
        this.clock = clock;
        this.threads =
                new BlockingThreads(
                        "brokerscope-scrape-jmx",
                        Math.min(MAX_THREADS, maxTargets) + SPARE_THREADS);
    }

    @Override
    public Session open(TargetSpec spec) {
        return new JmxSession(
                this,
                spec,
                JmxAddress.parse(spec.endpoint()),
                new ReplyMeter(memory.holding(), spec.cluster().scrape().limits().bytes()));
    }

    @Override
    public CompletableFuture<Void> close() {
        threads.shutdown();
        return threads.ended();
    }

    /** Runs what may block; false where no thread is free. */
    boolean execute(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    TlsContexts tls() {
        return tls;
    }

    MBeanReader reader(TargetSpec spec, ReplyMeter meter) {
        return new MBeanReader(catalog, queries, spec, meter, clock);
    }
}
