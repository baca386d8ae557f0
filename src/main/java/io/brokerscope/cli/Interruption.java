package io.brokerscope.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The wish to stop, made known to a command that waits. Waiting goes through this class, so that
 * Ctrl-C ends every wait at once and the command cleans up on its own thread in its own order; no
 * thread is ever interrupted half way through closing something. Thread-safe.
 */
public final class Interruption {

    /** Longer than any process lives, and still a number of nanoseconds. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch finished = new CountDownLatch(1);

    /**
     * Has the JVM's shutdown (Ctrl-C, SIGTERM) request the stop and wait until the command has
     * cleaned up, at most for {@code patience}.
     */
    public void installShutdownHook(Duration patience) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    request();
                                    awaitFinished(patience);
                                },
                                "brokerscope-shutdown"));
    }

    /** Asks the command to stop. */
    public void request() {
        requested.complete(null);
    }

    /** Whether the command was asked to stop. */
    public boolean isRequested() {
        return requested.isDone();
    }

    /** Says that the command has ended and everything is cleaned up. */
    public void finished() {
        finished.countDown();
    }

    /**
     * Throws if a stop was requested.
     *
     * @throws CommandException with exit code 130
     */
    public void check() {
        if (isRequested()) {
            throw CommandException.interrupted();
        }
    }

    /**
     * Waits for the given time.
     *
     * @throws CommandException with exit code 130 as soon as a stop is requested
     */
    public void pause(Duration time) {
        if (awaitRequest(time)) {
            throw CommandException.interrupted();
        }
    }

    /** Waits until a stop is requested, at most for the given time; says whether it was. */
    public boolean awaitRequest(Duration time) {
        try {
            requested.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request to stop never fails", e);
        }
    }

    /**
     * Waits for a result.
     *
     * @param what is waited for, completes "no ... within 10 s"
     * @throws CommandException with exit code 130 as soon as a stop is requested, with 1 if the
     *     deadline passes
     * @throws Exception what the future failed with
     */
    public <T> T await(CompletableFuture<T> future, Duration deadline, String what)
            throws Exception {
        CompletableFuture<Object> either = CompletableFuture.anyOf(future, requested);
        try {
            either.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw CommandException.failure(
                    "no " + what + " within " + deadline.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
        if (!future.isDone()) {
            throw CommandException.interrupted();
        }
        return future.get();
    }

    /**
     * Waits for a result as long as it takes.
     *
     * @throws CommandException with exit code 130 as soon as a stop is requested
     * @throws Exception what the future failed with
     */
    public <T> T await(CompletableFuture<T> future) throws Exception {
        return await(future, FOREVER, "result");
    }

    /**
     * Calls something that blocks, on a daemon thread of its own, and waits for it; see {@link
     * #await}. When the wait ends early the call is left to itself.
     */
    public <T> T call(Callable<T> call, Duration deadline, String what) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                result.complete(call.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        },
                        "brokerscope-" + what.replace(' ', '-'));
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        return await(result, deadline, what);
    }

    private static Exception unwrap(Throwable wrapper) {
        Throwable cause = wrapper;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }

    private void awaitFinished(Duration patience) {
        try {
            finished.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
