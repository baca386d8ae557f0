package io.brokerscope.model;

import java.util.SortedSet;

/**
 * MBeans the catalog knows and what it wants of them.
 *
 * @param objectName pattern of the ObjectName, for example {@code
 *     kafka.server:type=ReplicaManager,name=PartitionCount,*}
 * @param attributes names of the attributes; a dot leads into a composite attribute, for example
 *     {@code HeapMemoryUsage.used}
 * @param texts those of the attributes that are texts: names of states
 */
public record JmxQuery(String objectName, SortedSet<String> attributes, SortedSet<String> texts) {}
