package io.brokerscope.model;

import java.util.List;

/**
 * One partition as its cluster tells of it. What is not known is null.
 *
 * @param number its number in the topic
 * @param leader node id of its leader; null where it is offline
 * @param replicas node ids of its replicas, the preferred leader first
 * @param inSync how many replicas are in sync
 * @param start offset of the oldest record
 * @param end high watermark: the offset of the next record
 * @param sizeBytes bytes of its leader's log on disk
 */
public record PartitionFacts(
        int number,
        Integer leader,
        List<Integer> replicas,
        int inSync,
        Long start,
        Long end,
        Long sizeBytes) {}
