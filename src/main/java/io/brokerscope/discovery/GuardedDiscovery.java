package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Holds the deadline of a cluster's rounds whatever they do. A round runs on a thread of its own,
 * because a system call (name resolution, a file on a dead network mount) can be neither bounded
 * nor interrupted: then the thread is left behind, and no other round starts before it is back.
 */
final class GuardedDiscovery implements AutoCloseable {

    private static final long MAX_MARGIN_MS = 500;

    private final ClusterSettings settings;
    private final BrokerDiscovery discovery;

    private CompletableFuture<Found> answer = CompletableFuture.completedFuture(null);
    private Thread worker;
    private boolean closed;

    GuardedDiscovery(ClusterSettings settings, BrokerDiscovery discovery) {
        this.settings = settings;
        this.discovery = discovery;
    }

    /** What the discovery was made of. */
    ClusterSettings settings() {
        return settings;
    }

    /**
     * One round; takes the cluster's discovery timeout at most.
     *
     * @throws DiscoveryException if it failed, in time or not, or was closed
     */
    Found round() throws DiscoveryException, InterruptedException {
        long timeoutMs = settings.discovery().timeoutMs();
        CompletableFuture<Found> awaited = start(timeoutMs);
        try {
            return awaited.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            interrupt();
            throw new DiscoveryException("no answer within " + Texts.seconds(timeoutMs));
        } catch (InterruptedException e) {
            interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DiscoveryException failure) {
                throw failure;
            }
            throw DiscoveryException.unexpected(e.getCause());
        }
    }

    private synchronized CompletableFuture<Found> start(long timeoutMs) throws DiscoveryException {
        if (closed) {
            throw new DiscoveryException("discovery was closed");
        }
        if (!answer.isDone()) {
            throw new DiscoveryException("the round before still hangs");
        }
        // The round ends a little earlier, so that it can say itself what it waited for.
        Deadline deadline = Deadline.after(timeoutMs - Math.min(MAX_MARGIN_MS, timeoutMs / 10));
        CompletableFuture<Found> promised = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> run(promised, deadline), "brokerscope-discovery-" + settings.name());
        thread.setDaemon(true);
        thread.setContextClassLoader(GuardedDiscovery.class.getClassLoader());
        thread.start();
        answer = promised;
        worker = thread;
        return promised;
    }

    private void run(CompletableFuture<Found> promised, Deadline deadline) {
        try {
            promised.complete(discovery.discover(deadline));
        } catch (Throwable e) { // handed to the one who waits
            promised.completeExceptionally(e);
        }
    }

    private synchronized void interrupt() {
        worker.interrupt();
    }

    /** Ends a running round at once, for the one who waits for it, and releases the client. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            answer.completeExceptionally(new DiscoveryException("discovery was closed"));
            if (worker != null) {
                worker.interrupt();
            }
        }
        discovery.close();
    }
}
