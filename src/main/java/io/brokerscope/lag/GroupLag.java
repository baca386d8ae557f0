package io.brokerscope.lag;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Lag of a group in offsets, over its partitions. What is not known is counted, never added as
 * zero.
 *
 * @param sum sum over the partitions whose lag is known, at least 0; {@link OffsetLag#UNKNOWN}
 *     where there are none. Where {@code unknown} is above 0 the group's lag is at least that
 * @param max the largest of them; {@link OffsetLag#UNKNOWN} where there are none
 * @param maxTopicId id of the topic it is in; null where there is none or the brokers tell none
 * @param maxPartition the partition it is in; -1 where there is none
 * @param known partitions whose lag is known
 * @param unknown partitions whose lag is not
 * @param reasons why not, with the number of partitions
 * @param knownSet a fingerprint of the partitions whose lag is known: two sums are comparable where
 *     it is the same
 */
public record GroupLag(
        long sum,
        long max,
        String maxTopicId,
        int maxPartition,
        int known,
        int unknown,
        Map<UnknownReason, Integer> reasons,
        long knownSet) {

    /** Collects the partitions of a group, in any order. */
    public static final class Builder {

        private final Map<UnknownReason, Integer> reasons = new EnumMap<>(UnknownReason.class);
        private long sum;
        private long max = OffsetLag.UNKNOWN;
        private String maxTopicId;
        private int maxPartition = -1;
        private int known;
        private int unknown;
        private long knownSet;

        /**
         * Adds a partition, once.
         *
         * @param topicId id of its topic, or the topic's name where the brokers tell no ids
         * @param partition its number
         * @param lag the group's lag in it
         */
        public Builder add(String topicId, int partition, OffsetLag lag) {
            if (!lag.known()) {
                unknown++;
                reasons.merge(lag.unknown(), 1, Integer::sum);
                return this;
            }
            known++;
            sum = plus(sum, lag.offsets());
            knownSet += fingerprint(topicId, partition);
            if (lag.offsets() > max) {
                max = lag.offsets();
                maxTopicId = topicId;
                maxPartition = partition;
            }
            return this;
        }

        /** Adds partitions of which nothing is known, as many as there are. */
        public Builder addUnknown(int partitions, UnknownReason reason) {
            if (partitions > 0) {
                unknown += partitions;
                reasons.merge(reason, partitions, Integer::sum);
            }
            return this;
        }

        /** The lag of the group. */
        public GroupLag build() {
            return new GroupLag(
                    known == 0 ? OffsetLag.UNKNOWN : sum,
                    max,
                    maxTopicId,
                    maxPartition,
                    known,
                    unknown,
                    Collections.unmodifiableMap(new EnumMap<>(reasons)),
                    knownSet);
        }

        /** Offsets may be set by hand to whatever fits into them. */
        private static long plus(long a, long b) {
            return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
        }

        /** Well spread, so that sums of some of them are the same only where the sets are. */
        private static long fingerprint(String topicId, int partition) {
            long topic = topicId == null ? 0 : topicId.hashCode();
            return spread(spread(topic) + partition);
        }

        private static long spread(long value) {
            long mixed = (value + 1) * 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
            return mixed ^ (mixed >>> 32);
        }
    }
}
