package io.brokerscope.console.fleet;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entities at one moment, each a record as it stood then. What was looked for is kept for
 * whoever asks the same; at most so many answers. Thread-safe.
 */
public final class FleetSnapshot {

    private static final int MAX_ANSWERS = 64;

    private final List<EntityEntry> entities;
    private final Map<EntityQuery, List<EntityEntry>> answers =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<EntityQuery, List<EntityEntry>> eldest) {
                            return size() > MAX_ANSWERS;
                        }
                    });

    /** A snapshot of these. */
    public FleetSnapshot(Collection<EntityEntry> entities) {
        this.entities = List.copyOf(entities);
    }

    /** All of them, in no order. */
    public List<EntityEntry> entities() {
        return entities;
    }

    /** Those that are looked for, in the order of the query. */
    public List<EntityEntry> find(EntityQuery query) {
        List<EntityEntry> known = answers.get(query);
        if (known == null) {
            known = entities.stream().filter(query).sorted(query.order().comparator()).toList();
            answers.put(query, known);
        }
        return known;
    }
}
