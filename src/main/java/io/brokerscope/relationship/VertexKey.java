package io.brokerscope.relationship;

import io.brokerscope.model.EntityType;

/**
 * Names an entity within its cluster.
 *
 * @param type what it is
 * @param name its own name
 */
record VertexKey(EntityType type, String name) {

    /** How it is found in the state. Part of the schema: never changed. */
    String text() {
        return type.prefix() + " " + name;
    }

    static VertexKey of(String text) {
        int end = text.indexOf(' ');
        String prefix = text.substring(0, end);
        for (EntityType type : EntityType.values()) {
            if (type.prefix().equals(prefix)) {
                return new VertexKey(type, text.substring(end + 1));
            }
        }
        throw new IllegalArgumentException(text + " names no entity");
    }
}
