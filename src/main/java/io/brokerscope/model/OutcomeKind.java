package io.brokerscope.model;

/** What became of a tick, or what a record on the outcome stream tells about an incarnation. */
public enum OutcomeKind {
    /** The target answered and the answer was understood. */
    OBSERVED,
    /** Every attempt within the budget failed. */
    FAILED,
    /** The previous read of the same target still ran. */
    SKIPPED,
    /** The circuit of the target is open. */
    REJECTED,
    /** Nobody read: the job was down, restarted or stalled. May cover a range of ticks. */
    MISSED,
    /** The incarnation begins; not a tick. */
    ADDED,
    /** The incarnation ends; not a tick. */
    RETIRED,
    /** Discovery tells something about a cluster; not a tick. */
    NOTICE,
    /** Records that were written will never be readable; not a tick. */
    OUTPUT_GAP;

    /** Whether this is the outcome of one or more ticks. */
    public boolean isTick() {
        return ordinal() <= MISSED.ordinal();
    }
}
