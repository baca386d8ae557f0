package io.brokerscope.model.output;

/**
 * One record on its way to a topic, already in its final form.
 *
 * @param topic which topic
 * @param key record key
 * @param value JSON in UTF-8; null for a tombstone
 * @param timestamp epoch milliseconds
 */
public record OutputRecord(OutputTopic topic, String key, byte[] value, long timestamp) {}
