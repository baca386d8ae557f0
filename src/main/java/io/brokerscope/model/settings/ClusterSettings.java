package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.Map;

/**
 * One monitored cluster.
 *
 * @param name unique and never changed: entities are named by it
 * @param provider kind of broker; {@code kafka}
 * @param labels labels of all entities of the cluster; never null
 * @param kafka the cluster's own protocol; null where it is not used
 * @param scrape how its brokers are read
 * @param discovery where its brokers come from
 * @param topics which topics become entities
 * @param groups which consumer groups become entities
 * @param expect the expected topology
 * @param lastKnownMs how old a last known value may get before it is UNKNOWN
 */
public record ClusterSettings(
        String name,
        String provider,
        Map<String, String> labels,
        KafkaSettings kafka,
        ScrapeSettings scrape,
        DiscoverySettings discovery,
        FilterSettings topics,
        FilterSettings groups,
        ExpectSettings expect,
        long lastKnownMs)
        implements Serializable {}
