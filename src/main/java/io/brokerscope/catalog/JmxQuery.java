package io.brokerscope.catalog;

import java.util.SortedSet;

/**
 * MBeans the catalog knows and what it wants of them.
 *
 * @param objectName pattern of the ObjectName, for example {@code
 *     kafka.server:type=ReplicaManager,name=PartitionCount,*}
 * @param attributes names of the attributes; a dot leads into a composite attribute, for example
 *     {@code HeapMemoryUsage.used}
 */
public record JmxQuery(String objectName, SortedSet<String> attributes) {}
