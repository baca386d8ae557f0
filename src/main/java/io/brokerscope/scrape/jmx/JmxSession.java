package io.brokerscope.scrape.jmx;

import io.brokerscope.model.TargetSpec;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.security.CredentialsException;

/**
 * What is kept for one target: a connection that is alive, and which MBeans there are. An attempt
 * that was given up keeps its thread until it has noticed; the target gets no other one meanwhile.
 */
final class JmxSession implements Scraper.Session {

    private final JmxScraper scraper;
    private final TargetSpec spec;
    private final JmxAddress address;
    private final ReplyMeter meter;

    /** Used by the attempt that runs. */
    private MBeanReader reader;

    /** Guarded by this, as all below: the attempt that has a thread, or will have one. */
    private JmxAttempt running;

    /** The attempt that waits for it. */
    private JmxAttempt next;

    private JmxConnection connection;
    private boolean closed;

    JmxSession(JmxScraper scraper, TargetSpec spec, JmxAddress address, ReplyMeter meter) {
        this.scraper = scraper;
        this.spec = spec;
        this.address = address;
        this.meter = meter;
    }

    @Override
    public Scraper.Attempt start(long timeoutMs) {
        JmxAttempt attempt = new JmxAttempt(this, timeoutMs);
        synchronized (this) {
            if (running != null) {
                attempt.waitFor(running);
                next = attempt;
                return attempt;
            }
            running = attempt;
        }
        begin(attempt);
        return attempt;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (running != null) {
                // It was expired and frees everything when it has ended.
                return;
            }
        }
        free();
    }

    private void begin(JmxAttempt attempt) {
        boolean accepted =
                scraper.execute(
                        () -> {
                            try {
                                attempt.run();
                            } finally {
                                ended();
                            }
                        });
        if (!accepted) {
            attempt.noThread();
            ended();
        }
    }

    private void ended() {
        JmxAttempt follows;
        boolean last;
        synchronized (this) {
            follows = closed ? null : next;
            next = null;
            running = follows;
            last = closed;
        }
        if (follows != null) {
            begin(follows);
        } else if (last) {
            free();
        }
    }

    private void free() {
        JmxConnection kept;
        synchronized (this) {
            kept = connection;
            connection = null;
        }
        if (kept != null) {
            kept.sockets().close();
        }
        reader = null;
        meter.close();
    }

    JmxAddress address() {
        return address;
    }

    ReplyMeter meter() {
        return meter;
    }

    MBeanReader reader() {
        return reader;
    }

    /** Bytes that came in the read at hand. */
    long bytesRead() {
        return meter.bytes();
    }

    /** Credentials and certificates as they are now; may wait for files. */
    JmxAccess resolveAccess() throws CredentialsException {
        return JmxAccess.resolve(spec.cluster().scrape(), scraper.tls());
    }

    /** A read begins. */
    void beginRead() throws NoMemoryException {
        if (reader == null) {
            reader = scraper.reader(spec, meter);
        }
        meter.begin(reader.retainedBytes());
    }

    /** The read broke off: what its reader knows is not to be relied on. */
    void dropReader() {
        reader = null;
    }

    /** The read is over: keeps what makes the next one cheap, where the byte budget allows. */
    void endRead() {
        if (!meter.keep(reader == null ? 0 : reader.retainedBytes())) {
            reader = null;
        }
    }

    /**
     * The connection of an earlier read; null where there is none, or none that was made with these
     * credentials and certificates.
     */
    JmxConnection takeConnection(JmxAccess access) {
        JmxConnection kept;
        synchronized (this) {
            kept = connection;
            connection = null;
        }
        if (kept != null && !kept.madeWith(access)) {
            kept.sockets().close();
            return null;
        }
        return kept;
    }

    /** Keeps a connection for the next read. */
    void keepConnection(JmxConnection used) {
        synchronized (this) {
            connection = used;
        }
    }
}
