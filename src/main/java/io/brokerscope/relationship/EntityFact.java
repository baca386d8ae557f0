package io.brokerscope.relationship;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.output.EntityRecord;

/**
 * That an entity exists, or is gone for good. That it exists is told again from time to time.
 *
 * @param cluster the cluster it belongs to
 * @param type what it is
 * @param name its own name: broker id, topic, consumer group or cluster name
 * @param exists whether it exists
 * @param dueAt tick or window that its record is of, epoch milliseconds; 0 where it is gone
 */
public record EntityFact(String cluster, EntityType type, String name, boolean exists, long dueAt) {

    /** The entity of a record that was written. */
    public static EntityFact exists(EntityRecord written) {
        return new EntityFact(
                written.cluster(), written.entityType(), written.name(), true, written.dueAt());
    }

    /** An entity whose tombstone was written. */
    public static EntityFact gone(EntityId entity) {
        return new EntityFact(entity.cluster(), entity.type(), entity.name(), false, 0);
    }
}
