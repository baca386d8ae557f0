package io.brokerscope.console.fleet;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Status;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which entities are looked for, and in which order. What is null does not matter.
 *
 * @param type kind
 * @param cluster cluster name
 * @param status how it is
 * @param text is part of its name, whatever the case
 * @param order the order; never null
 */
public record EntityQuery(EntityType type, String cluster, Status status, String text, Order order)
        implements Predicate<EntityEntry> {

    public EntityQuery {
        text = text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** Whether an entity is looked for. */
    @Override
    public boolean test(EntityEntry entity) {
        return (type == null || entity.type() == type)
                && (cluster == null || entity.cluster().equals(cluster))
                && (status == null || entity.status() == status)
                && (text == null || entity.name().toLowerCase(Locale.ROOT).contains(text));
    }
}
