package io.brokerscope.model.output;

import io.brokerscope.model.EntityId;

/** Where a pure core puts what it has to say; the job encodes it and gives it to the sink. */
public interface Outputs {

    /** Writes a line of the ledger. */
    void ledger(LedgerRecord line);

    /** Writes an entity at one tick. */
    void metrics(MetricsRecord metrics);

    /** Writes the latest state of an entity. */
    void entity(EntityRecord entity);

    /**
     * Says that an entity exists: with the first record of it, where its status is another one than
     * before, and again from time to time.
     *
     * @param written the record that was just written
     */
    void exists(EntityRecord written);

    /** Says that an entity is gone for good. */
    void tombstone(EntityId entity, long at);

    /** Tells that something happened. */
    void event(EventRecord event);

    /** Puts aside what could not be read. */
    void deadLetter(DeadLetter letter);

    /** Writes what is expected against what reports. */
    void coverage(CoverageRecord coverage);

    /** Says that a record of coverage is about nothing any more. */
    void coverageGone(String key, long at);

    /** Writes the latest state of a relationship. */
    void relationship(RelationshipRecord relationship);

    /** Says that a relationship is over. */
    void relationshipGone(String key, long at);
}
