package io.brokerscope.scrape.jmx;

import io.brokerscope.model.FailureReason;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.AttemptResult.Content;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.jmx.Progress.Stage;
import io.brokerscope.scrape.security.CredentialsException;
import io.brokerscope.scrape.security.Redactor;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read of one target. It runs on a thread of its own, which waits for the other side; when time
 * is over the sockets are closed under it, and so it ends.
 */
final class JmxAttempt implements Scraper.Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(JmxAttempt.class);

    private final JmxSession session;
    private final Progress progress;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();

    /** Whose thread this one waits for; null for nobody. */
    private volatile JmxAttempt former;

    /** Of the connection that is in use; null for none. Guarded by this. */
    private Sockets sockets;

    /** Guarded by this. */
    private boolean expired;

    JmxAttempt(JmxSession session, long timeoutMs) {
        this.session = session;
        this.progress = new Progress(timeoutMs);
    }

    @Override
    public CompletableFuture<AttemptResult> result() {
        return result;
    }

    @Override
    public void expire() {
        result.complete(outOfTime());
        synchronized (this) {
            expired = true;
            if (sockets != null) {
                sockets.close();
            }
        }
    }

    /** The thread of an earlier attempt has not ended: this one gets no other. */
    void waitFor(JmxAttempt attempt) {
        former = attempt;
    }

    /** All threads are taken. */
    void noThread() {
        result.complete(
                AttemptResult.failed(
                        FailureReason.NO_SLOT, "all threads that read by JMX are taken"));
    }

    /** Makes the attempt; on a thread that may block. */
    void run() {
        former = null;
        if (!result.isDone()) {
            result.complete(attempt());
        }
    }

    private AttemptResult outOfTime() {
        JmxAttempt hanging = former;
        if (hanging != null) {
            return AttemptResult.failed(
                    JmxFailures.timeoutReason(hanging.progress.point().stage()),
                    "the attempt before still hangs: "
                            + JmxFailures.noAnswer(
                                    hanging.progress.point(), hanging.progress.timeoutMs()));
        }
        return AttemptResult.failed(
                JmxFailures.timeoutReason(progress.point().stage()),
                JmxFailures.noAnswer(progress.point(), progress.timeoutMs()));
    }

    private AttemptResult attempt() {
        Redactor redactor = new Redactor(List.of());
        try {
            progress.at(Stage.PREPARING, "");
            JmxAccess access = session.resolveAccess();
            redactor = access.redactor();
            session.beginRead();
            return read(access);
        } catch (CredentialsException e) {
            return AttemptResult.failed(FailureReason.CREDENTIALS, e.getMessage());
        } catch (IOException | RemoteFailure e) {
            return failed(e, redactor);
        } catch (RuntimeException e) {
            LOG.warn("Reading {} failed on this side", session.address(), e);
            return AttemptResult.failed(
                    FailureReason.INTERNAL,
                    e.getClass().getSimpleName() + " in the reader, see its log");
        } finally {
            use(null);
            session.endRead();
        }
    }

    private AttemptResult read(JmxAccess access) throws IOException, RemoteFailure {
        JmxConnection kept = session.takeConnection(access);
        if (kept != null) {
            use(kept.sockets());
            OptionalInt mbeanCount = firstAnswer(kept);
            if (mbeanCount.isPresent()) {
                return read(kept, mbeanCount.getAsInt());
            }
        }
        Sockets own = new Sockets();
        use(own);
        JmxConnection fresh =
                new JmxConnector(session.address(), access, own, session.meter(), progress).open();
        progress.at(Stage.READING, session.address().toString());
        return read(fresh, fresh.mbeanCount());
    }

    /**
     * The first answer on a connection that was kept.
     *
     * @return number of MBeans; empty where the connection had ended, which tells nothing about
     *     this read
     */
    private OptionalInt firstAnswer(JmxConnection kept) throws SocketTimeoutException {
        progress.at(Stage.READING, session.address().toString());
        try {
            kept.timeout(progress.remainingMs());
            return OptionalInt.of(kept.mbeanCount());
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException | RemoteFailure e) {
            LOG.debug(
                    "The connection to {} is replaced: {}",
                    session.address(),
                    kept.redactor().redact(e.toString()));
            return OptionalInt.empty();
        }
    }

    private AttemptResult read(JmxConnection connection, int mbeanCount)
            throws IOException, RemoteFailure {
        MBeanReader.Read read = null;
        try {
            read = session.reader().read(connection, mbeanCount);
        } finally {
            if (read == null) {
                session.dropReader();
            }
        }
        if (read.reusable()) {
            synchronized (this) {
                sockets = null;
            }
            session.keepConnection(connection);
        }
        return read.result();
    }

    /** Those used before are closed, and these when {@link #expire} is called or was. */
    private synchronized void use(Sockets used) {
        if (sockets != null) {
            sockets.close();
        }
        sockets = used;
        if (expired && used != null) {
            used.close();
        }
    }

    private AttemptResult failed(Exception failure, Redactor redactor) {
        byte[] excerpt = failure instanceof NotRmiException e ? e.excerpt() : new byte[0];
        return AttemptResult.failed(
                JmxFailures.reason(failure, progress.point()),
                redactor.redact(
                        JmxFailures.sentence(failure, progress.point(), progress.timeoutMs())),
                Content.of(session.bytesRead(), redactor.excerpt(excerpt, 0, excerpt.length)));
    }
}
