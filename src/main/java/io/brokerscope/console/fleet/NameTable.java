package io.brokerscope.console.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps sets of metric names once: there are a few sets, and a hundred thousand entities. Belongs
 * to the thread that reads records.
 */
final class NameTable {

    /** Far more than there are kinds of entities and dialects; beyond it nothing is shared. */
    private static final int MAX_SETS = 1_000;

    private final Map<List<String>, String[]> sets = new HashMap<>();

    /** These names as an array that others may hold, too, and nobody changes. */
    String[] shared(Collection<String> names) {
        List<String> key = List.copyOf(names);
        String[] known = sets.get(key);
        if (known == null) {
            known = key.stream().map(String::intern).toArray(String[]::new);
            if (sets.size() < MAX_SETS) {
                sets.put(List.of(known), known);
            }
        }
        return known;
    }
}
