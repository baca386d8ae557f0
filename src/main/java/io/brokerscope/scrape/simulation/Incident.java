package io.brokerscope.scrape.simulation;

/**
 * Something that goes wrong, or is done on purpose and looks like it.
 *
 * @param kind what
 * @param subject the broker's id, or the name of the topic or of the consumer group
 * @param from when it begins, epoch milliseconds
 * @param until when it is over, epoch milliseconds, exclusive
 * @param description a sentence for a person
 */
public record Incident(Kind kind, String subject, long from, long until, String description) {

    /** What can go wrong. */
    public enum Kind {
        /** A broker crashes: reads are refused, its partitions have other leaders. */
        BROKER_DOWN,
        /** A broker is restarted on purpose, once a week, one after another. */
        BROKER_RESTART,
        /** A broker works and does not answer when its metrics are read. */
        BROKER_HANGS,
        /** A broker works slowly: it takes long to produce, and some of that fails. */
        BROKER_SLOW,
        /** A topic gets several times as many messages. */
        TRAFFIC_SPIKE,
        /** A consumer group commits nothing; afterwards it catches up at four times its speed. */
        CONSUMER_STALLED
    }

    /** Whether some of it lies between the two times. */
    boolean overlaps(long begin, long end) {
        return from < end && until > begin;
    }
}
