package io.brokerscope.job.group;

import io.brokerscope.lag.CommitHistory;
import io.brokerscope.lag.EndReading;
import io.brokerscope.lag.OffsetLag;
import io.brokerscope.lag.Ownership;
import io.brokerscope.lag.PartitionStatus;
import io.brokerscope.lag.TimeLag;
import io.brokerscope.lag.UnknownReason;
import io.brokerscope.model.output.EntityRecord.Assignment;
import java.util.Comparator;

/**
 * A group in one partition at one reading.
 *
 * @param key of its topic
 * @param topic its topic
 * @param number its number
 * @param history commits up to the reading
 * @param committed offset that was read; -1 where there is none or it was not read
 * @param end end that was read; null where it was not
 * @param ownership whether a member of the group owns it
 * @param lag lag in offsets
 * @param time lag in time
 * @param status status
 */
record GroupPart(
        String key,
        String topic,
        int number,
        CommitHistory history,
        long committed,
        EndReading end,
        Ownership ownership,
        OffsetLag lag,
        TimeLag time,
        PartitionStatus status) {

    /** The most trouble first. */
    static final Comparator<GroupPart> WORST_FIRST =
            Comparator.comparing((GroupPart part) -> part.status.status())
                    .thenComparingLong(part -> part.lag.offsets())
                    .reversed()
                    .thenComparing(GroupPart::topic)
                    .thenComparingInt(GroupPart::number);

    /** Name of the partition as Kafka writes it. */
    String name() {
        return topic + "-" + number;
    }

    /** Why something of it is not known; null where all is. */
    UnknownReason unknown() {
        if (lag.unknown() != null) {
            return lag.unknown();
        }
        return status.unknown() != null ? status.unknown() : time.unknown();
    }

    Assignment assignment() {
        return new Assignment(
                topic,
                number,
                status.status().name(),
                unknown() == null ? null : unknown().name(),
                committed < 0 ? null : committed,
                end == null ? null : end.offset(),
                lag.known() ? lag.offsets() : null,
                time.known() ? time.seconds() : null,
                ownership == Ownership.UNKNOWN ? null : (Boolean) (ownership == Ownership.OWNED));
    }
}
