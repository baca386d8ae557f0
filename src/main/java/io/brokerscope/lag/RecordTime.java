package io.brokerscope.lag;

/**
 * The timestamp of the first record at or after an offset, fetched because {@link
 * TimeLag#askOffset()} asked for it. Worth keeping as long as the group's committed offset does not
 * pass it by far.
 *
 * @param topicId id of the topic; null where the brokers tell none
 * @param offset the offset that was asked for; the record may lie behind it, where compaction or
 *     transactions leave holes
 * @param time timestamp of the record, epoch milliseconds: its producer's or the broker's, as the
 *     topic is configured; negative where the record has none
 * @param readAt when the record was fetched, epoch milliseconds
 */
public record RecordTime(String topicId, long offset, long time, long readAt) {}
