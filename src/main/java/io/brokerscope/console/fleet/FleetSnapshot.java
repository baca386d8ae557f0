package io.brokerscope.console.fleet;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The entities at one moment, each a record as it stood then. What is made of them is made once,
 * for everybody who asks the same; so many answers are kept at most. Thread-safe.
 */
public final class FleetSnapshot {

    private static final int MAX_ANSWERS = 64;

    private final List<EntityEntry> entities;
    private final Map<Object, Answer> answers = new ConcurrentHashMap<>();

    /** Made by the first who asks; the others wait for it. */
    private static final class Answer {
        private Object value;

        synchronized Object get(Supplier<?> maker) {
            if (value == null) {
                value = maker.get();
            }
            return value;
        }
    }

    /** A snapshot of these. */
    public FleetSnapshot(Collection<EntityEntry> entities) {
        this.entities = List.copyOf(entities);
    }

    /** All of them, in no order. */
    public List<EntityEntry> entities() {
        return entities;
    }

    /** All of them in an order. */
    public List<EntityEntry> sorted(Order order) {
        return once(order, () -> entities.stream().sorted(order.comparator()).toList());
    }

    /** Those that are looked for, in the order of the query. */
    public List<EntityEntry> find(EntityQuery query) {
        return once(query, () -> sorted(query.order()).stream().filter(query).toList());
    }

    /**
     * What is made of this snapshot.
     *
     * @param question what is asked; the same question has the same answer, and the same type
     * @param maker answers it; never null
     */
    @SuppressWarnings("unchecked")
    public <T> T once(Object question, Supplier<T> maker) {
        Answer answer = answers.get(question);
        if (answer == null && answers.size() >= MAX_ANSWERS) {
            return maker.get();
        }
        return (T) answers.computeIfAbsent(question, key -> new Answer()).get(maker);
    }
}
