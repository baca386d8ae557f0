package io.brokerscope.cli.check;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets few asynchronous tasks work at once, so that none takes long because of the others, and many
 * wait for something that does not come: a task that is not done after a while counts as waiting.
 * Further ones begin in the order in which they came. Thread-safe.
 */
final class Pacer {

    private final int working;
    private final int atOnce;
    private final Duration patience;
    private final ScheduledExecutorService timer;

    // Guarded by this.
    private final Queue<Task<?>> queue = new ArrayDeque<>();
    private int counted;
    private int running;
    private boolean starting;

    /**
     * Nothing runs yet.
     *
     * @param working tasks at most that are taken to be working
     * @param atOnce tasks at most that run, those that wait included
     * @param patience after this a task is taken to be waiting
     */
    Pacer(int working, int atOnce, Duration patience, ScheduledExecutorService timer) {
        this.working = working;
        this.atOnce = atOnce;
        this.patience = patience;
        this.timer = timer;
    }

    /**
     * Begins a task as soon as there is room for it.
     *
     * @param task begins it; does not block
     * @return completes as the task does, exceptionally also where it could not be begun
     */
    <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> task) {
        Task<T> submitted = new Task<>(task);
        synchronized (this) {
            queue.add(submitted);
        }
        startQueued();
        return submitted.result;
    }

    /** One thread at a time, so that tasks that end at once do not nest. */
    private void startQueued() {
        boolean mine = false;
        while (true) {
            Task<?> next;
            synchronized (this) {
                if (!mine && starting) {
                    return;
                }
                mine = counted < working && running < atOnce && !queue.isEmpty();
                starting = mine;
                if (!mine) {
                    return;
                }
                next = queue.remove();
                counted++;
                running++;
            }
            next.begin();
        }
    }

    private final class Task<T> {

        private final Supplier<CompletableFuture<T>> task;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        /** Guarded by the pacer. */
        private boolean counts = true;

        private Task(Supplier<CompletableFuture<T>> task) {
            this.task = task;
        }

        private void begin() {
            CompletableFuture<T> begun;
            try {
                begun = task.get();
            } catch (RuntimeException e) {
                begun = CompletableFuture.failedFuture(e);
            }
            Future<?> waits =
                    begun.isDone()
                            ? CompletableFuture.completedFuture(null)
                            : timer.schedule(
                                    () -> over(0), patience.toMillis(), TimeUnit.MILLISECONDS);
            begun.whenComplete(
                    (value, failure) -> {
                        waits.cancel(false);
                        over(1);
                        if (failure == null) {
                            result.complete(value);
                        } else {
                            result.completeExceptionally(failure);
                        }
                    });
        }

        /** It does not count any more, and so many tasks do not run any more. */
        private void over(int ended) {
            synchronized (Pacer.this) {
                counted -= counts ? 1 : 0;
                counts = false;
                running -= ended;
            }
            startQueued();
        }
    }
}
