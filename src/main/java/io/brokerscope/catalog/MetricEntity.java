package io.brokerscope.catalog;

/** Whose metric it is, as far as one broker's answer tells. */
public enum MetricEntity {
    /** The broker's own. */
    BROKER("broker"),
    /** Of one topic, as seen by the broker. */
    TOPIC("topic"),
    /** Of one partition of a topic; folded into metrics of the topic. */
    PARTITION("partition");

    private final String key;

    MetricEntity(String key) {
        this.key = key;
    }

    /** The word for it in catalog files. */
    public String key() {
        return key;
    }
}
