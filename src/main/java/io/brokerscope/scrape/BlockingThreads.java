package io.brokerscope.scrape;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what may block. They begin when they are needed and end when they idle. */
public final class BlockingThreads extends ThreadPoolExecutor {

    private static final long IDLE_S = 30;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * No thread runs yet.
     *
     * @param name what the threads' names begin with
     * @param threads how many there are at most
     * @param maxWaiting tasks that wait at most; more are rejected
     */
    public BlockingThreads(String name, int threads, int maxWaiting) {
        super(
                threads,
                threads,
                IDLE_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(maxWaiting),
                new DefaultThreadFactory(name, true));
        allowCoreThreadTimeOut(true);
    }

    /**
     * Threads of which none idles while another one is begun. No thread runs yet, and no task
     * waits: one that finds no thread is rejected.
     *
     * @param name what the threads' names begin with
     * @param threads how many there are at most
     */
    public BlockingThreads(String name, int threads) {
        super(
                0,
                threads,
                IDLE_S,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DefaultThreadFactory(name, true));
    }

    /** Completes when all threads have ended after the pool was shut down. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    protected void terminated() {
        ended.complete(null);
    }
}
