package io.brokerscope.source;

import io.brokerscope.model.FleetDiscovery;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the discovery rounds of every cluster, each cluster on a thread of its own: a round that
 * hangs holds back nobody else. A cluster has one round at a time; while one runs, the next is left
 * out. Idle threads end.
 *
 * <p>{@link #configure} and {@link #soon} are called from one thread; {@link #close} from any.
 */
final class DiscoveryRounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryRounds.class);
    private static final int HANGING_AFTER_INTERVALS = 3;
    private static final long IDLE_THREAD_SECONDS = 60;
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final FleetDiscovery.Session session;
    private final Listener listener;
    private final ThreadFactory threads = new DaemonThreads();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    IDLE_THREAD_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    threads);
    private final Map<String, Schedule> schedules = new HashMap<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Set<String> again = ConcurrentHashMap.newKeySet();

    /** Told what came of a round, on the thread of the round or of the timer. */
    interface Listener {

        void found(String cluster, FleetDiscovery.Round round);

        /** The round failed. */
        void failed(String cluster, Throwable reason);

        /** The round should be over for long; told again and again while it lasts. */
        void hanging(String cluster, long runningMs);
    }

    private record Schedule(long intervalMs, ScheduledFuture<?> future) {}

    /** A round that runs, and the thread it runs on while it does. */
    private static final class Running {

        private final long startedNanos = System.nanoTime();
        private Thread thread;

        synchronized void started() {
            thread = Thread.currentThread();
        }

        /** From here on the thread is somebody else's; an interrupt that came late is not. */
        synchronized void ended() {
            thread = null;
            Thread.interrupted();
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    DiscoveryRounds(FleetDiscovery.Session session, Listener listener) {
        this.session = session;
        this.listener = listener;
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Which clusters have rounds and how far apart, in milliseconds. A new cluster has its first
     * one at once, one that is gone has no more, and a round of it that runs is interrupted.
     */
    void configure(Map<String, Long> intervalsMs) {
        schedules
                .entrySet()
                .removeIf(
                        entry -> {
                            Long interval = intervalsMs.get(entry.getKey());
                            if (interval != null && interval == entry.getValue().intervalMs()) {
                                return false;
                            }
                            entry.getValue().future().cancel(false);
                            if (interval == null) {
                                interrupt(entry.getKey());
                            }
                            return true;
                        });
        intervalsMs.forEach(
                (cluster, interval) ->
                        schedules.computeIfAbsent(
                                cluster,
                                c ->
                                        new Schedule(
                                                interval,
                                                timer.scheduleAtFixedRate(
                                                        () -> due(c, interval),
                                                        0,
                                                        Math.max(1, interval),
                                                        TimeUnit.MILLISECONDS))));
    }

    /** Has a round of the cluster now, or after the one that runs: it may know what was before. */
    void soon(String cluster) {
        again.add(cluster);
        begin(cluster);
    }

    /** Ends all rounds. Returns within a few seconds even if one of them does not end. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        CountDownLatch closed = new CountDownLatch(1);
        threads.newThread(
                        () -> {
                            try {
                                session.close();
                            } catch (RuntimeException e) {
                                LOG.warn("Closing discovery failed.", e);
                            } finally {
                                closed.countDown();
                            }
                        })
                .start();
        try {
            if (!closed.await(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Discovery did not close within {} s.", CLOSE_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void due(String cluster, long intervalMs) {
        Running busy = begin(cluster);
        if (busy != null) {
            long runningMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - busy.startedNanos);
            if (runningMs > HANGING_AFTER_INTERVALS * intervalMs) {
                listener.hanging(cluster, runningMs);
            }
        }
    }

    /** Begins a round unless one runs; returns the one that runs. */
    private Running begin(String cluster) {
        Running round = new Running();
        Running busy = running.putIfAbsent(cluster, round);
        if (busy == null) {
            try {
                workers.execute(() -> run(cluster, round));
            } catch (RejectedExecutionException e) {
                LOG.debug("No round of {}: discovery is closed.", cluster);
            }
        }
        return busy;
    }

    private void run(String cluster, Running round) {
        again.remove(cluster);
        round.started();
        try {
            discover(cluster);
        } finally {
            round.ended();
            running.remove(cluster);
        }
        if (again.remove(cluster)) {
            begin(cluster);
        }
    }

    private void discover(String cluster) {
        FleetDiscovery.Round found;
        try {
            found = session.discover(cluster);
        } catch (Throwable e) {
            // Whatever it is, it is this cluster's trouble and must not end its rounds.
            listener.failed(cluster, e);
            return;
        }
        listener.found(cluster, found);
    }

    private void interrupt(String cluster) {
        again.remove(cluster);
        Running round = running.get(cluster);
        if (round != null) {
            round.interrupt();
        }
    }

    /** Inherit the context class loader of whoever needs them first. */
    private static final class DaemonThreads implements ThreadFactory {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, "brokerscope-discovery-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
