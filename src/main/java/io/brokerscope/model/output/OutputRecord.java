package io.brokerscope.model.output;

/**
 * One record on its way to a topic, already in its final form.
 *
 * @param topic which topic
 * @param key record key
 * @param value JSON in UTF-8; null for a tombstone
 * @param timestamp epoch milliseconds; of a line of the ledger the first tick it accounts for
 * @param until of a line of the ledger the last tick it accounts for, otherwise {@code timestamp}
 * @param ticks ticks that a line of the ledger accounts for, otherwise 0
 */
public record OutputRecord(
        OutputTopic topic, String key, byte[] value, long timestamp, long until, long ticks) {

    /** A record that accounts for no ticks. */
    public OutputRecord(OutputTopic topic, String key, byte[] value, long timestamp) {
        this(topic, key, value, timestamp, timestamp, 0);
    }

    /**
     * A line of the ledger.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static OutputRecord of(LedgerRecord line) {
        return new OutputRecord(
                OutputTopic.OUTCOMES,
                line.key(),
                OutputJson.write(line),
                line.dueAt(),
                line.untilDueAt() == null ? line.dueAt() : line.untilDueAt(),
                line.ticks());
    }
}
