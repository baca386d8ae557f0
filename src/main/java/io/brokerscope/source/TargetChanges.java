package io.brokerscope.source;

import java.io.Serializable;
import java.util.ArrayList;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * From the enumerator to a reader: what becomes of incarnations it holds, in this order.
 *
 * @param changes the changes
 */
public record TargetChanges(ArrayList<Change> changes) implements SourceEvent {

    /**
     * One change.
     *
     * @param kind what becomes of it
     * @param holding which incarnation
     * @param successor REPLACE: the incarnation that begins in its place, as {@link
     *     TargetSplitSerializer} writes a split; otherwise null
     */
    public record Change(Kind kind, Holding holding, byte[] successor) implements Serializable {}

    /** Kinds of changes. */
    public enum Kind {
        /** The incarnation ends. */
        RETIRE,
        /** The incarnation ends and another one begins where it left off. */
        REPLACE,
        /** Another reader goes on with it: drop it, its end is not told here. */
        FORGET
    }
}
