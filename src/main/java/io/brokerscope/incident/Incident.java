package io.brokerscope.incident;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.output.EventRecord.Severity;

/**
 * An open incident. Keyed state.
 *
 * @param id names it for good
 * @param openedAt epoch milliseconds
 * @param cause what it comes from, as far as it is known
 * @param severity the highest so far
 * @param told what was last told of it; null before the first time
 */
public record Incident(String id, long openedAt, Cause cause, Severity severity, Told told) {

    /** Where an incident comes from; a cause that stands further up explains those below. */
    public enum Kind {
        /** A broker. */
        BROKER,
        /** The cluster as a whole. */
        CLUSTER,
        /** A topic. */
        TOPIC,
        /** A consumer group. */
        GROUP,
        /** Metrics cannot be read, and nothing shows that more than that is wrong. */
        MONITORING;

        static Kind of(EntityType type) {
            return switch (type) {
                case MESSAGE_QUEUE_BROKER -> BROKER;
                case MESSAGE_QUEUE_CLUSTER -> CLUSTER;
                case MESSAGE_QUEUE_TOPIC, MESSAGE_QUEUE_QUEUE -> TOPIC;
                case MESSAGE_QUEUE_CONSUMER_GROUP -> GROUP;
            };
        }
    }

    /**
     * What an incident comes from.
     *
     * @param kind its kind
     * @param type kind of the entity
     * @param guid the entity
     * @param name its name
     * @param reason what was wrong with it, a sentence; null where nobody said
     */
    public record Cause(Kind kind, EntityType type, String guid, String name, String reason) {

        static Cause of(Kind kind, EntityFact fact) {
            return new Cause(kind, fact.type(), fact.guid(), fact.name(), fact.reason());
        }
    }

    /**
     * What was told of it.
     *
     * @param cause its cause
     * @param severity its severity
     * @param affected how many entities belong to it
     * @param well whether all of them were well
     */
    public record Told(Cause cause, Severity severity, int affected, boolean well) {}

    Incident with(Cause newCause) {
        return new Incident(id, openedAt, newCause, severity, told);
    }

    Incident atLeast(Severity now) {
        return new Incident(
                id, openedAt, cause, now.compareTo(severity) > 0 ? now : severity, told);
    }

    Incident told(Told now) {
        return new Incident(id, openedAt, cause, severity, now);
    }
}
