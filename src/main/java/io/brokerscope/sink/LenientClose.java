package io.brokerscope.sink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a part of the sink, and does not fail where the output cluster is away. To end a
 * transaction needs its coordinator, and the connector's writer throws when there is no answer. But
 * when an operator that is closed after a failure throws, Flink takes that for a fatal error and
 * ends the whole TaskManager, with the tasks of every other job on it (FLINK-38180). There is
 * nothing to be saved here: what is not committed when a sink is closed belongs to no checkpoint,
 * and the transaction is aborted by the next attempt, or by its timeout.
 */
final class LenientClose {

    private static final Logger LOG = LoggerFactory.getLogger(LenientClose.class);

    private LenientClose() {}

    /** Closes it; a failure is logged. */
    static void of(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("Closing a part of the sink failed, nothing is lost by that.", e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
