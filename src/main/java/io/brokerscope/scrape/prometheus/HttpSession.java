package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.scrape.MemoryBudget;
import io.brokerscope.scrape.Scraper;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.RejectedExecutionException;

/**
 * What is kept for one target: a connection that is alive, parser and collector. Bound to one event
 * loop; apart from {@link #start} and {@link #close} everything happens on it.
 */
final class HttpSession implements Scraper.Session {

    /** What a read holds beside parser and collector: receive buffer, head, inflater, TLS. */
    private static final long READ_BYTES = 192 * 1024;

    private static final int IDLE_INTERVALS = 2;

    private final PrometheusScraper scraper;
    private final TargetSpec spec;
    private final Endpoint endpoint;
    private final EventLoop loop;
    private final MemoryBudget.Holding memory;
    private ExpositionBody body;
    private HttpConnection idle;
    private boolean closed;

    HttpSession(PrometheusScraper scraper, TargetSpec spec, Endpoint endpoint) {
        this.scraper = scraper;
        this.spec = spec;
        this.endpoint = endpoint;
        this.loop = scraper.nextLoop();
        this.memory = scraper.holding();
    }

    @Override
    public Scraper.Attempt start(long timeoutMs) {
        HttpAttempt attempt = new HttpAttempt(this, timeoutMs);
        loop.execute(attempt::begin);
        return attempt;
    }

    @Override
    public void close() {
        onLoop(
                () -> {
                    closed = true;
                    if (idle != null) {
                        idle.close();
                    }
                    body = null;
                    memory.close();
                });
    }

    /** Runs a task on the session's loop; where the loop has ended, so has everything on it. */
    void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop closed all its connections when it ended: nothing is left to free.
            memory.close();
        }
    }

    EventLoop loop() {
        return loop;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ScrapeSettings settings() {
        return spec.cluster().scrape();
    }

    PrometheusScraper scraper() {
        return scraper;
    }

    boolean closed() {
        return closed;
    }

    /** The body's reader for a read that begins; null if the byte budget is used up. */
    ExpositionBody beginRead() {
        ExpositionBody next = body == null ? scraper.body(spec) : body;
        if (!memory.grow(READ_BYTES + next.retainedBytes())) {
            return null;
        }
        body = next;
        body.begin();
        return body;
    }

    /**
     * Accounts for what the read holds by now. Where the byte budget is nearly used up, the series
     * that were seen are not remembered any longer: the read goes on at more cost.
     *
     * @return false if the byte budget does not allow even that
     */
    boolean mayGoOn() {
        if (memory.growAtEase(READ_BYTES + body.retainedBytes())) {
            return true;
        }
        body.forgetSeries();
        long needed = READ_BYTES + body.retainedBytes();
        memory.shrink(needed);
        return memory.grow(needed);
    }

    /** The read is over: keeps what makes the next one cheap, where the byte budget allows. */
    void endRead() {
        if (closed || body == null || !memory.keep(body.retainedBytes())) {
            body = null;
            memory.close();
        }
    }

    /**
     * The connection of an earlier read, if it lives and was made with this TLS context; it is no
     * longer idle then.
     */
    HttpConnection takeIdle(SslContext ssl) {
        HttpConnection connection = idle;
        idle = null;
        if (connection == null || connection.takenFromIdle(ssl)) {
            return connection;
        }
        connection.close();
        return null;
    }

    /** Keeps a connection for the next read, for two intervals. */
    void keepIdle(HttpConnection connection) {
        if (closed) {
            connection.close();
            return;
        }
        idle = connection;
        connection.idleFor(IDLE_INTERVALS * settings().intervalMs());
    }

    /** A connection is gone. */
    void lost(HttpConnection connection) {
        if (idle == connection) {
            idle = null;
        }
    }
}
