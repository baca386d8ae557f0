package io.brokerscope.model;

import java.util.UUID;

/**
 * What a source reader emits: a read that is due, or a fact about an incarnation that travels the
 * same way so that it arrives in the same order and under the same checkpoints.
 *
 * @param kind what this is
 * @param spec the target and how to read it; null for {@link Kind#NOTICE}
 * @param incarnation one stay of the target from discovery to retirement: the epoch millisecond at
 *     which it was added, unique per target
 * @param dueAt READ: the tick. MISSED: the first missed tick. ADDED: the first due tick. RETIRED:
 *     the last due tick, below the first one where no tick ever came. NOTICE: when it happened
 * @param untilDueAt MISSED: the last missed tick; otherwise equal to {@code dueAt}
 * @param notice only for NOTICE; otherwise null
 * @param origin which process emitted it and when, on the monotonic clock of that process: a
 *     request restored from a checkpoint has another origin and is never read again
 */
public record ScrapeRequest(
        Kind kind,
        TargetSpec spec,
        long incarnation,
        long dueAt,
        long untilDueAt,
        DiscoveryNotice notice,
        Origin origin) {

    /** What a request asks for or tells. */
    public enum Kind {
        /** The target is to be read for the tick {@code dueAt}. */
        READ,
        /** Ticks passed while nobody was there to read: the job was down or stalled. */
        MISSED,
        /** The incarnation begins. */
        ADDED,
        /** The incarnation ends; no tick after {@code dueAt} will come. */
        RETIRED,
        /** Discovery has something to tell about a cluster. */
        NOTICE
    }

    /**
     * Where and when a request was emitted.
     *
     * @param process identity of the JVM process, new with every start
     * @param nanos {@link System#nanoTime} of that process
     */
    public record Origin(String process, long nanos) {

        private static final String THIS_PROCESS = UUID.randomUUID().toString();

        /** This process, now. */
        public static Origin here() {
            return new Origin(THIS_PROCESS, System.nanoTime());
        }
    }
}
