package io.brokerscope.lag;

/** Status of a group or of a group in one partition; from best to worst, but for the first. */
public enum LagStatus {
    /** Nothing can be said. */
    UNKNOWN,
    /** The group keeps up, or too little was seen to say otherwise. */
    OK,
    /** The group commits, and its lag does not fall. */
    WARN,
    /** A group with a partition in one of the following; never of a partition. */
    ERR,
    /** Nobody commits although there is something to read. */
    STOP,
    /**
     * Somebody owns the partition, but its offset stands still although there is something to read.
     */
    STALL,
    /** The committed offset went back. */
    REWIND
}
