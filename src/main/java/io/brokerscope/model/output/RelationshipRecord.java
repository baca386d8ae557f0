package io.brokerscope.model.output;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.RelationshipType;
import java.util.Map;

/**
 * A relationship between two entities, as it stands in {@code relationships}. Fields that are null
 * are left out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param type what it is
 * @param source what it leads from
 * @param target what it leads to
 * @param cluster name of the cluster that both belong to
 * @param attributes its numbers, see {@link RelationshipType#attributes}; what is absent is not
 *     known
 * @param since when it appeared, epoch milliseconds
 * @param observedAt when the cluster told of it, epoch milliseconds; null where it has not to tell
 * @param emittedAt when the record was written, epoch milliseconds
 */
public record RelationshipRecord(
        int schemaVersion,
        RelationshipType type,
        End source,
        End target,
        String cluster,
        Map<String, Long> attributes,
        long since,
        Long observedAt,
        long emittedAt) {

    /** Key of the record in its topic. */
    public String key() {
        return key(source.guid(), type, target.guid());
    }

    /** Key of a record. */
    public static String key(String source, RelationshipType type, String target) {
        return source + "|" + type + "|" + target;
    }

    /**
     * An entity.
     *
     * @param guid see {@link EntityId}
     * @param entityType kind
     * @param name broker id, topic, consumer group or cluster name
     */
    public record End(String guid, EntityType entityType, String name) {

        /** This entity. */
        public static End of(EntityId entity) {
            return new End(entity.guid(), entity.type(), entity.name());
        }
    }
}
