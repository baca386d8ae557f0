package io.brokerscope.console.fleet;

/** Takes the relationships of entities, as a compacted topic tells them. */
public interface EdgeSink {

    /** The relationship is there, or is other than it was. */
    void put(Edge edge);

    /**
     * The relationship is gone.
     *
     * @param key {@code source|type|target}
     */
    void remove(String key);
}
