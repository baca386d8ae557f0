package io.brokerscope.console.web;

import io.brokerscope.console.fleet.EntityEntry;
import io.brokerscope.console.fleet.Order;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Status;
import java.util.List;

/**
 * Where a page of entities ended: everything by which they are ordered, so that the next page goes
 * on there even where the last entity is gone or stands elsewhere now.
 */
final class EntityCursor {

    private static final int PARTS = 9;

    private EntityCursor() {}

    static List<String> parts(EntityEntry last, Order order) {
        return List.of(
                order.name(),
                last.guid(),
                last.type().name(),
                last.cluster(),
                last.name(),
                last.status().name(),
                last.healthScore() == null ? "" : last.healthScore().toString(),
                Long.toString(last.emittedAt()),
                Double.toString(last.size()));
    }

    /**
     * An entity that stands where the page ended.
     *
     * @throws Problem if the cursor is none, or of another order
     */
    static EntityEntry read(String cursor, Order order) {
        List<String> parts = Cursor.read(cursor, PARTS);
        try {
            if (Order.valueOf(parts.get(0)) != order) {
                throw Cursor.invalid();
            }
            return EntityEntry.place(
                    parts.get(1),
                    EntityType.valueOf(parts.get(2)),
                    parts.get(3),
                    parts.get(4),
                    Status.valueOf(parts.get(5)),
                    parts.get(6).isEmpty() ? null : Double.valueOf(parts.get(6)),
                    Long.parseLong(parts.get(7)),
                    Double.parseDouble(parts.get(8)));
        } catch (IllegalArgumentException e) {
            throw Cursor.invalid();
        }
    }
}
