package io.brokerscope.job.group;

import io.brokerscope.lag.CommitHistory;
import java.util.Arrays;
import java.util.List;

/**
 * What a group committed in one topic. Keyed state.
 *
 * @param key of the topic, see {@link ReadingRows#topicKey}
 * @param topic its name
 * @param numbers numbers of the partitions, ascending
 * @param commits a history per partition
 * @param counts whether any of the partitions counts: did not expire
 */
public record GroupTopic(
        String key, String topic, int[] numbers, List<CommitHistory> commits, boolean counts) {

    /** The commits in a partition; null where there are none. */
    CommitHistory in(int number) {
        int at = Arrays.binarySearch(numbers, number);
        return at < 0 ? null : commits.get(at);
    }
}
