package io.brokerscope.lag;

/**
 * The committed offset of a group in one partition, as the group's coordinator answered: the first
 * record that the group has not dealt with. Committed offsets are to be read before end offsets, or
 * lag would come out negative.
 *
 * @param topicId id of the topic; null where the brokers tell none
 * @param offset committed offset; {@link #NONE} where the coordinator says that there is none. A
 *     commit that could not be read is no reading
 * @param committedAt when it was committed, epoch milliseconds; {@link #NONE} where the source does
 *     not tell, and Kafka's protocol does not
 * @param readAt when the answer was taken, epoch milliseconds
 */
public record CommitReading(String topicId, long offset, long committedAt, long readAt) {

    /** Stands for an offset or a time that is not there. */
    public static final long NONE = -1;

    /** A reading whose source does not tell when the offset was committed. */
    public static CommitReading of(String topicId, long offset, long readAt) {
        return new CommitReading(topicId, offset, NONE, readAt);
    }

    /** Whether there is a committed offset. */
    public boolean present() {
        return offset >= 0;
    }
}
