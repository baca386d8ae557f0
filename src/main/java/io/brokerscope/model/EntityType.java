package io.brokerscope.model;

/** The kinds of entities, by the names that stand in GUIDs and records. */
public enum EntityType {
    MESSAGE_QUEUE_CLUSTER("cluster"),
    MESSAGE_QUEUE_BROKER("broker"),
    MESSAGE_QUEUE_TOPIC("topic"),
    MESSAGE_QUEUE_QUEUE("queue"),
    MESSAGE_QUEUE_CONSUMER_GROUP("consumerGroup");

    private final String prefix;

    EntityType(String prefix) {
        this.prefix = prefix;
    }

    /**
     * What the full names of this entity's golden metrics begin with, for example {@code broker}.
     */
    public String prefix() {
        return prefix;
    }
}
