package io.brokerscope.lag;

import io.brokerscope.model.settings.LagSettings;
import java.util.Objects;

/**
 * Lag of a group in one partition in offsets: end offset less committed offset, as Kafka's own
 * tools count it. Never negative, and never zero where it is not known.
 *
 * @param offsets the lag, at least 0; {@link #UNKNOWN} where it is not known
 * @param unknown why it is not known; null where it is
 */
public record OffsetLag(long offsets, UnknownReason unknown) {

    /** Stands for a lag that is not known. */
    public static final long UNKNOWN = -1;

    /**
     * The lag at a time.
     *
     * @param commit the last reading of the group's commit; null where there is none
     * @param end the last reading of the partition's end; null where there is none
     * @param now epoch milliseconds
     */
    public static OffsetLag of(
            CommitReading commit, EndReading end, long now, LagSettings settings) {
        OffsetLag lag = between(commit, end);
        boolean stale =
                lag.known() && now - Math.min(commit.readAt(), end.readAt()) > settings.maxGapMs();
        return stale ? unknown(UnknownReason.STALE) : lag;
    }

    /** The lag by two readings, however old they are. */
    static OffsetLag between(CommitReading commit, EndReading end) {
        if (commit == null) {
            return unknown(UnknownReason.COMMIT_NOT_READ);
        }
        if (!commit.present()) {
            return unknown(UnknownReason.NO_COMMIT);
        }
        if (end == null) {
            return unknown(UnknownReason.END_NOT_READ);
        }
        if (!Objects.equals(commit.topicId(), end.topicId())) {
            return unknown(UnknownReason.OTHER_TOPIC);
        }
        long lag = end.offset() - commit.offset();
        if (lag < 0) {
            // Only a commit that was read after the end can be ahead of it by rights.
            return commit.readAt() > end.readAt()
                    ? new OffsetLag(0, null)
                    : unknown(UnknownReason.BEYOND_END);
        }
        return new OffsetLag(lag, null);
    }

    private static OffsetLag unknown(UnknownReason reason) {
        return new OffsetLag(UNKNOWN, reason);
    }

    /** Whether the lag is known. */
    public boolean known() {
        return unknown == null;
    }
}
