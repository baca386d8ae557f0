package io.brokerscope.lag;

/**
 * Where one partition ends and begins, as its leader answered. Leaders do not answer while they do
 * not know their high watermark, so that an end offset that goes back means lost records.
 *
 * @param topicId id of the topic; null where the brokers tell none
 * @param offset end offset: the offset that the next record gets, at least 0
 * @param logStart offset of the oldest record that is still there, at least 0; 0 where it was not
 *     read
 * @param readAt when the answer was taken, epoch milliseconds
 */
public record EndReading(String topicId, long offset, long logStart, long readAt) {}
