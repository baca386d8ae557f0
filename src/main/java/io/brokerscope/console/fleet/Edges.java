package io.brokerscope.console.fleet;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The relationships there are, by their keys. One thread writes, any thread reads. */
public final class Edges {

    private final ConcurrentNavigableMap<String, Edge> byKey = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, Set<String>> keysByEnd = new ConcurrentHashMap<>();

    /** The relationship is there, or is other than it was. */
    public void put(Edge edge) {
        byKey.put(edge.key(), edge);
        keysOf(edge.source()).add(edge.key());
        keysOf(edge.target()).add(edge.key());
    }

    /**
     * The relationship is gone.
     *
     * @param key {@code source|type|target}
     */
    public void remove(String key) {
        Edge gone = byKey.remove(key);
        if (gone != null) {
            forget(gone.source(), key);
            forget(gone.target(), key);
        }
    }

    /** All of them, in the order of their keys. */
    public Collection<Edge> all() {
        return byKey.values();
    }

    /** Those that lead from or to an entity, in the order of their keys. */
    public List<Edge> of(String guid) {
        return keysByEnd.getOrDefault(guid, Set.of()).stream()
                .map(byKey::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** How many entities have relationships. */
    int ends() {
        return keysByEnd.size();
    }

    private Set<String> keysOf(String guid) {
        return keysByEnd.computeIfAbsent(guid, end -> new ConcurrentSkipListSet<>());
    }

    private void forget(String guid, String key) {
        keysByEnd.computeIfPresent(
                guid,
                (end, keys) -> {
                    keys.remove(key);
                    return keys.isEmpty() ? null : keys;
                });
    }
}
