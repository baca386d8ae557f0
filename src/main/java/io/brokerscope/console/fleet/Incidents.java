package io.brokerscope.console.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The incidents that are open and the last that were closed. Thread-safe. */
public final class Incidents {

    /** Incidents that are kept at most; the closed go first, the oldest of them before others. */
    public static final int MAX_INCIDENTS = 1_000;

    private static final Comparator<Incident> NEWEST_FIRST =
            Comparator.comparing(Incident::isOpen)
                    .thenComparingLong(Incident::updatedAt)
                    .reversed()
                    .thenComparing(Incident::id);

    private final Map<String, Incident> byId = new TreeMap<>();

    /** The latest word on an incident; replaces what was said of the same id. */
    public synchronized void put(Incident incident) {
        byId.put(incident.id(), incident);
        if (byId.size() > MAX_INCIDENTS) {
            byId.values().stream().max(NEWEST_FIRST).ifPresent(oldest -> byId.remove(oldest.id()));
        }
    }

    /** All of them: the open ones first, then those told of last. */
    public synchronized List<Incident> all() {
        return byId.values().stream().sorted(NEWEST_FIRST).toList();
    }
}
