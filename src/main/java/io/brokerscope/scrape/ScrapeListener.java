package io.brokerscope.scrape;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetId;

/**
 * Hears what happens while targets are read. Called on the caller's thread, on I/O threads and on
 * the timer thread, several at once: implementations are thread-safe and quick. An exception is
 * logged and otherwise without effect.
 */
public interface ScrapeListener {

    /** Hears nothing. */
    ScrapeListener NONE = new ScrapeListener() {};

    /**
     * The reads begin to work; called once, from the constructor of {@link TargetReads}.
     *
     * @param gauges may be asked at any time, on any thread, also after the reads were closed
     */
    default void opened(Gauges gauges) {}

    /** A tick has its outcome; called once for each read, before its future completes. */
    default void outcome(String cluster, ScrapeOutcome outcome) {}

    /**
     * An attempt failed and another one follows within the same tick.
     *
     * @param attempt number of the attempt that failed, from 1
     * @param reason why it failed
     * @param delayMs pause until the next attempt begins
     */
    default void retry(TargetId target, int attempt, FailureReason reason, long delayMs) {}

    /** The circuit of a target changed its state. */
    default void breakerTransition(TargetId target, BreakerState from, BreakerState to) {}

    /** Levels of one {@link TargetReads}. */
    interface Gauges {

        /** Reads that hold a slot: an attempt runs or a pause between two attempts. */
        int readsInFlight();

        /** Reads that wait for a slot. */
        int readsWaiting();

        /** Targets of which something is kept. */
        int targets();

        /** Targets whose circuit is open or half-open. */
        int openCircuits();

        /** Bytes in use of the budget that all reads of the process share. */
        long memoryUsedBytes();
    }
}
