package io.brokerscope.scrape;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks after a delay, on one thread that wakes only when one is due: most are deadlines that
 * are cancelled long before, and a timer that ticks would cost more than the reads. Thread-safe.
 */
final class ReadTimer {

    private static final Logger LOG = LoggerFactory.getLogger(ReadTimer.class);

    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor executor;

    ReadTimer() {
        executor =
                new ScheduledThreadPoolExecutor(
                        1, new DefaultThreadFactory("brokerscope-scrape-timer", true)) {
                    @Override
                    protected void terminated() {
                        stopped.complete(null);
                    }
                };
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * Runs the task once, unless it is cancelled.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the timer was stopped
     */
    Future<?> after(long delayMs, Runnable task) {
        return executor.schedule(() -> run(task), delayMs, TimeUnit.MILLISECONDS);
    }

    /** Runs nothing any more; does not block. Completes when the thread has ended. */
    CompletableFuture<Void> stop() {
        executor.shutdownNow();
        return stopped;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the timer failed", e);
        }
    }
}
