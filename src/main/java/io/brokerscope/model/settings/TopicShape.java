package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * How a topic is expected to be.
 *
 * @param topic its name
 * @param partitions number of its partitions; null where nothing is said
 * @param replication number of replicas of each partition; null where nothing is said
 */
public record TopicShape(String topic, Integer partitions, Integer replication)
        implements Serializable {}
