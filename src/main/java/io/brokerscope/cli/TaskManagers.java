package io.brokerscope.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that an embedded cluster has its TaskManagers. A fatal error, for example a task that
 * does not react to its cancellation, ends a TaskManager; where it has a process of its own,
 * Kubernetes or systemd starts another one, here nobody else does. Without one the job would fail
 * for want of slots for ever.
 */
final class TaskManagers implements AutoCloseable {

    /** Starts one more. */
    @FunctionalInterface
    interface Starter {
        void start() throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(TaskManagers.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /**
     * Looks in a row that miss one before another is started. One that has only lost its connection
     * for lack of heartbeats is back sooner; and it is looks that count, not the time, because a
     * process that was suspended has looked at nothing meanwhile.
     */
    static final int PATIENCE = 10;

    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final int wanted;
    private final Supplier<CompletableFuture<Integer>> connected;
    private final Starter starter;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "brokerscope-task-managers");
                        thread.setDaemon(true);
                        return thread;
                    });
    private int missed;

    /**
     * @param wanted how many there shall be
     * @param connected asks how many there are
     * @param starter starts one more
     */
    TaskManagers(int wanted, Supplier<CompletableFuture<Integer>> connected, Starter starter) {
        this.wanted = wanted;
        this.connected = connected;
        this.starter = starter;
    }

    /** Looks after them from now on until this is closed. */
    void watch() {
        clock.scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Fails when one is missing and no other can be started; never completes otherwise. */
    CompletableFuture<Void> lost() {
        return lost;
    }

    /** Looks once. */
    void look() {
        int missing;
        try {
            CompletableFuture<Integer> there = connected.get();
            missing = wanted - there.get(ANSWER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (Exception | OutOfMemoryError e) {
            // The cluster closes, its ResourceManager does not lead at the moment, or there was no
            // memory for the question: nothing seen. What is thrown here would end the looking.
            LOG.debug("Cannot see whether there are TaskManagers.", e);
            return;
        }
        missed = missing > 0 ? missed + 1 : 0;
        if (missed == PATIENCE) {
            missed = 0;
            start(missing);
        }
    }

    private void start(int missing) {
        LOG.error("{} of {} TaskManagers are gone, starting as many.", missing, wanted);
        try {
            for (int i = 0; i < missing; i++) {
                starter.start();
            }
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            LOG.error("No TaskManager can be started.", e);
            lost.completeExceptionally(
                    CommandException.failure(
                            "a TaskManager has ended and no other can be started: "
                                    + CommandLines.oneLine(e),
                            e));
        }
    }

    /** Starts no more, also not where it was about to. */
    @Override
    public void close() {
        clock.shutdownNow();
        try {
            if (!clock.awaitTermination(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A TaskManager still starts while the cluster is closed.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
