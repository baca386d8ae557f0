package io.brokerscope.lag;

/** Why a lag or a status is not known. */
public enum UnknownReason {
    /** The group never committed in the partition, or its commit is gone. */
    NO_COMMIT,
    /** The committed offset could not be read. */
    COMMIT_NOT_READ,
    /** The end offset could not be read. */
    END_NOT_READ,
    /** The last reading is too old to tell anything of now. */
    STALE,
    /** Commit and end are of two topics with the same name, one of which is deleted. */
    OTHER_TOPIC,
    /**
     * The committed offset lies beyond the end although it was read first: records were lost, or
     * the offset was set by hand.
     */
    BEYOND_END,
    /** The oldest unread record is older than the table of end offsets. */
    BELOW_TABLE,
    /** The end offsets around the oldest unread record lie too far apart in time. */
    TOO_COARSE,
    /** Nobody owns the partition, and the last commit is so old that it counts no more. */
    EXPIRED
}
