package io.brokerscope.lag;

import io.brokerscope.model.settings.LagSettings;
import java.util.Objects;

/**
 * Lag of a group in one partition in offsets: end offset less committed offset, as Kafka's own
 * tools count it. Never negative, and never zero where it is not known.
 *
 * @param offsets the lag, at least 0; {@link #UNKNOWN} where it is not known
 * @param deleted how many of these offsets lie before the oldest record that is still there: the
 *     group will never read them; from 0 to {@code offsets}
 * @param clamped whether the commit is ahead of the end offset only because it was read later, so
 *     that the lag was raised to 0
 * @param unknown why it is not known; null where it is
 */
public record OffsetLag(long offsets, long deleted, boolean clamped, UnknownReason unknown) {

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
                    ? new OffsetLag(0, 0, true, null)
                    : unknown(UnknownReason.BEYOND_END);
        }
        long deleted = Math.min(lag, Math.max(0, end.logStart() - commit.offset()));
        return new OffsetLag(lag, deleted, false, null);
    }

    private static OffsetLag unknown(UnknownReason reason) {
        return new OffsetLag(UNKNOWN, 0, false, reason);
    }

    /** Whether the lag is known. */
    public boolean known() {
        return unknown == null;
    }

    /** Whether nothing is left for the group to read. */
    boolean atEnd() {
        return known() && offsets == deleted;
    }
}
