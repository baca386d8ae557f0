package io.brokerscope.model;

import java.util.List;

/** The kinds of relationships, each from one kind of entity to another. */
public enum RelationshipType {
    /** A cluster and one of its brokers. */
    MANAGES(EntityType.MESSAGE_QUEUE_CLUSTER, EntityType.MESSAGE_QUEUE_BROKER),

    /** A cluster and one of its topics. */
    CONTAINS(EntityType.MESSAGE_QUEUE_CLUSTER, EntityType.MESSAGE_QUEUE_TOPIC),

    /** A broker and a topic of which it has replicas. */
    HOSTS(
            EntityType.MESSAGE_QUEUE_BROKER,
            EntityType.MESSAGE_QUEUE_TOPIC,
            "leader.count",
            "replica.count"),

    /** A consumer group and a topic in which it has committed or owns partitions. */
    SUBSCRIBES_TO(
            EntityType.MESSAGE_QUEUE_CONSUMER_GROUP,
            EntityType.MESSAGE_QUEUE_TOPIC,
            "partition.count",
            "lag.partition.count",
            "members.count",
            "lag.sum",
            "lag.max"),

    /** A broker that leads partitions and one that follows it in them. */
    REPLICATES_TO(
            EntityType.MESSAGE_QUEUE_BROKER, EntityType.MESSAGE_QUEUE_BROKER, "partition.count");

    private final EntityType source;
    private final EntityType target;
    private final List<String> attributes;

    RelationshipType(EntityType source, EntityType target, String... attributes) {
        this.source = source;
        this.target = target;
        this.attributes = List.of(attributes);
    }

    /** What it leads from. */
    public EntityType source() {
        return source;
    }

    /** What it leads to. */
    public EntityType target() {
        return target;
    }

    /** Names of the numbers it bears, in the order in which they are held. */
    public List<String> attributes() {
        return attributes;
    }

    /** Whether the cluster itself has to tell of it; otherwise that its ends exist says all. */
    public boolean told() {
        return source != EntityType.MESSAGE_QUEUE_CLUSTER;
    }
}
