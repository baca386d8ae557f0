package io.brokerscope.console.fleet;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is new since somebody looked last. It tells what, not how it is: whoever looks finds that in
 * the model. Bounded; thread-safe.
 */
public final class Changes {

    /** Entities that are named at most; events are bounded by their log. */
    static final int MAX_NAMED = 20_000;

    private Set<String> entities = new LinkedHashSet<>();
    private Set<String> coverage = new LinkedHashSet<>();
    private List<EventLog.Numbered> events = new ArrayList<>();
    private long notNamed;

    /**
     * What is new.
     *
     * @param entities GUIDs of entities that changed or went
     * @param coverage keys of records of coverage that changed or went
     * @param events events, the oldest first
     * @param notNamed how many more changes there were
     */
    public record Batch(
            Set<String> entities,
            Set<String> coverage,
            List<EventLog.Numbered> events,
            long notNamed) {}

    synchronized void entity(String guid) {
        name(entities, guid);
    }

    /** A record of coverage changed or went. */
    public synchronized void coverage(String key) {
        name(coverage, key);
    }

    synchronized void event(EventLog.Numbered event) {
        if (events.size() < EventLog.MAX_EVENTS) {
            events.add(event);
        } else {
            notNamed++;
        }
    }

    /** What is new since the last call. */
    public synchronized Batch take() {
        Batch batch = new Batch(entities, coverage, events, notNamed);
        entities = new LinkedHashSet<>();
        coverage = new LinkedHashSet<>();
        events = new ArrayList<>();
        notNamed = 0;
        return batch;
    }

    private void name(Set<String> named, String key) {
        if (named.size() < MAX_NAMED) {
            named.add(key);
        } else if (!named.contains(key)) {
            notNamed++;
        }
    }
}
