package io.brokerscope.job.group;

import io.brokerscope.lag.EndTable;
import java.util.List;

/**
 * Where the partitions of a topic ended, and when. Keyed state.
 *
 * @param seenAt when the topic was last in a reading, epoch milliseconds
 * @param partitions a table per partition, by number
 */
public record TopicEnds(long seenAt, List<EndTable> partitions) {}
