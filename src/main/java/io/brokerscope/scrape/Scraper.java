package io.brokerscope.scrape;

import io.brokerscope.model.TargetSpec;
import java.util.concurrent.CompletableFuture;

/**
 * One protocol by which targets are read. A scraper knows how to make a single attempt; budget,
 * retries, circuit breaker and waiting belong to {@link TargetReads}. Thread-safe.
 */
public interface Scraper {

    /**
     * Makes what the protocol keeps for a target from read to read: a connection, a parser. Does
     * not block and opens no connection yet.
     *
     * @throws IllegalArgumentException if the specification cannot be read by this protocol; the
     *     message says what was found and what is allowed, and holds no credential
     */
    Session open(TargetSpec spec);

    /**
     * Frees what all sessions share. Every session has been closed before.
     *
     * @return completes when threads and sockets are gone, never exceptionally
     */
    CompletableFuture<Void> close();

    /** What is kept for one target. At most one attempt runs at a time. */
    interface Session {

        /**
         * Begins an attempt; does not block.
         *
         * @param timeoutMs how long the caller will wait before it calls {@link Attempt#expire}
         */
        Attempt start(long timeoutMs);

        /** Frees everything; does not block. A running attempt has been expired before. */
        void close();
    }

    /** One attempt that runs or has run. */
    interface Attempt {

        /** Completes with the result on any thread, never exceptionally. */
        CompletableFuture<AttemptResult> result();

        /**
         * Gives up, because time is over. If there is no result yet it completes before this method
         * returns, with what running out of time means at the stage the attempt had reached. Does
         * not block; any thread may call it, at any time.
         */
        void expire();
    }
}
