package io.brokerscope.sink;

import java.io.Serializable;

/**
 * One thing that keeps the job from writing as configured.
 *
 * @param part what it concerns
 * @param text what was found, and in its last sentence what to do; holds no credential
 */
public record OutputProblem(Part part, String text) implements Serializable {

    /** What is checked, in this order: later parts are not reached where an earlier one fails. */
    public enum Part {
        /** Settings, connection and credentials. */
        CLUSTER,
        /** The topics: there or creatable, rightly configured, writable. */
        TOPICS,
        /** How long transactions may last, and who may begin them. */
        TRANSACTIONS
    }
}
