package io.brokerscope.console.fleet;

import io.brokerscope.model.output.EventRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The last events, each with a number that is higher than those that came before. Thread-safe. */
public final class EventLog {

    /** Events that are kept at most. */
    public static final int MAX_EVENTS = 5_000;

    /**
     * By the time of what happened: partitions of the topic are read one after the other, so that
     * what comes last need not be what happened last.
     */
    private final NavigableSet<Numbered> events =
            new TreeSet<>(
                    Comparator.comparingLong((Numbered numbered) -> numbered.event().at())
                            .thenComparingLong(Numbered::id));

    private long last;

    /**
     * @param first the number before that of the first event; higher than what an earlier process
     *     gave, so that whoever asks for what came after an event of that one gets everything
     */
    public EventLog(long first) {
        last = first;
    }

    /**
     * An event.
     *
     * @param id its number
     * @param event what happened
     * @param json the record, UTF-8; not to be changed
     */
    public record Numbered(long id, EventRecord event, byte[] json) {}

    synchronized Numbered add(EventRecord event, byte[] json) {
        last++;
        Numbered numbered = new Numbered(last, event, json);
        events.add(numbered);
        if (events.size() > MAX_EVENTS) {
            events.pollFirst();
        }
        return numbered;
    }

    /** How many are kept. */
    public synchronized int count() {
        return events.size();
    }

    /**
     * The first events after a number, in the order of their numbers.
     *
     * @param cluster cluster name; null for all
     * @param limit how many at most
     */
    public synchronized List<Numbered> after(long id, String cluster, int limit) {
        return events.stream()
                .filter(event -> event.id() > id && isOf(cluster, event))
                .sorted(Comparator.comparingLong(Numbered::id))
                .limit(limit)
                .toList();
    }

    /**
     * The last events, the oldest first.
     *
     * @param cluster cluster name; null for all
     * @param limit how many at most
     */
    public synchronized List<Numbered> last(String cluster, int limit) {
        List<Numbered> found = new ArrayList<>();
        for (Iterator<Numbered> newest = events.descendingIterator();
                newest.hasNext() && found.size() < limit; ) {
            Numbered event = newest.next();
            if (isOf(cluster, event)) {
                found.add(0, event);
            }
        }
        return found;
    }

    private static boolean isOf(String cluster, Numbered event) {
        return cluster == null || cluster.equals(event.event().cluster());
    }
}
