package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.scrape.MemoryBudget;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.Shared;
import io.brokerscope.scrape.security.TlsContexts;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Reads targets that serve the Prometheus text format or OpenMetrics over HTTP/1.1. Each target has
 * one connection, kept alive between reads, and is bound to one of two I/O threads, on which the
 * body is parsed as it arrives.
 */
public final class PrometheusScraper implements Scraper {

    private static final long MIN_CACHE_BYTES = 1 << 20;
    private static final long MAX_CACHE_BYTES = 64 << 20;

    private final SeriesCatalog catalog;
    private final MemoryBudget memory;
    private final Clock clock;
    private final Shared.Lease<HttpTransport> transport;
    private final TlsContexts tls = new TlsContexts();

    private PrometheusScraper(
            SeriesCatalog catalog,
            MemoryBudget memory,
            Clock clock,
            Shared.Lease<HttpTransport> transport) {
        this.catalog = catalog;
        this.memory = memory;
        this.clock = clock;
        this.transport = transport;
    }

    /**
     * A scraper on the threads that all scrapers of the process share.
     *
     * @param catalog which series are of interest
     * @param memory the byte budget over all reads in flight
     * @param clock tells when an answer came
     */
    public static PrometheusScraper open(SeriesCatalog catalog, MemoryBudget memory, Clock clock) {
        return on(HttpTransport.acquire(), catalog, memory, clock);
    }

    static PrometheusScraper on(
            Shared.Lease<HttpTransport> transport,
            SeriesCatalog catalog,
            MemoryBudget memory,
            Clock clock) {
        return new PrometheusScraper(catalog, memory, clock, transport);
    }

    @Override
    public Session open(TargetSpec spec) {
        return new HttpSession(this, spec, Endpoint.parse(spec.endpoint()));
    }

    @Override
    public CompletableFuture<Void> close() {
        return transport.release();
    }

    HttpTransport transport() {
        return transport.get();
    }

    TlsContexts tls() {
        return tls;
    }

    EventLoop nextLoop() {
        return transport.get().nextLoop();
    }

    MemoryBudget.Holding holding() {
        return memory.holding();
    }

    ExpositionBody body(TargetSpec spec) {
        long share = memory.capacity() / 16;
        return new ExpositionBody(
                catalog, spec, Math.max(MIN_CACHE_BYTES, Math.min(MAX_CACHE_BYTES, share)));
    }

    long now() {
        return clock.millis();
    }
}
