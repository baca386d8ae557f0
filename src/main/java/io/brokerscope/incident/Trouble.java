package io.brokerscope.incident;

import io.brokerscope.model.EntityType;

/**
 * An entity that is not well, or that was not and belongs to an open incident. Keyed state.
 *
 * @param fact the last record that said so
 * @param at when the last record of it was made, epoch milliseconds
 * @param since since when it is not well
 * @param wellSince since when it is well again, or gone; -1 while it is not
 * @param away whether its source did not answer at some time since
 * @param incident id of the incident it belongs to; null while it belongs to none
 */
public record Trouble(
        EntityFact fact, long at, long since, long wellSince, boolean away, String incident) {

    static Trouble begin(EntityFact fact) {
        return new Trouble(fact, fact.at(), fact.at(), -1, fact.silent(), null);
    }

    /** The same after another record that says that it is not well. */
    Trouble with(EntityFact next) {
        return new Trouble(
                next, next.at(), bad() ? since : next.at(), -1, away || next.silent(), incident);
    }

    /** The same once it is well, or gone. */
    Trouble well(long when) {
        return new Trouble(fact, when, since, bad() ? when : wellSince, away, incident);
    }

    Trouble in(String newIncident) {
        return new Trouble(fact, at, since, wellSince, away, newIncident);
    }

    boolean bad() {
        return wellSince < 0;
    }

    boolean isBroker() {
        return fact.type() == EntityType.MESSAGE_QUEUE_BROKER;
    }

    boolean isGroup() {
        return fact.type() == EntityType.MESSAGE_QUEUE_CONSUMER_GROUP;
    }

    String guid() {
        return fact.guid();
    }

    String name() {
        return fact.name();
    }
}
