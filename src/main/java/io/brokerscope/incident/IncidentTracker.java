package io.brokerscope.incident;

import io.brokerscope.incident.IncidentStore.Header;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.util.Comparator;

/**
 * Makes incidents out of entities that are not well: one for one cause, opened, updated and closed
 * once each. Facts are taken in as they come; what follows from them is told when the clock ticks,
 * so that their order does not matter. Pure: state and fact in, state and events out.
 */
public final class IncidentTracker {

    /** Topics and groups in trouble that are remembered per cluster. */
    static final int MAX_TROUBLES = 10_000;

    /** Incidents that are open at the same time per cluster. */
    static final int MAX_OPEN = 100;

    /**
     * Takes in what is known of an entity. A record that is older than one taken before, and one
     * that was taken before, do nothing.
     *
     * @param store state of its cluster
     * @param fact what is known
     */
    public void accept(IncidentStore store, EntityFact fact) {
        Trouble known = store.trouble(fact.guid());
        if (known == null) {
            if (fact.inTrouble() && hasRoom(store, fact.type())) {
                store.trouble(Trouble.begin(fact));
                count(store, 1);
            }
        } else if (fact.at() >= known.at()) {
            if (fact.inTrouble()) {
                store.trouble(known.with(fact));
            } else {
                well(store, known, fact.at());
            }
        }
    }

    /**
     * The clock ticks: tells what is to be told. It is called at least once per interval.
     *
     * @param store state of a cluster
     * @param cluster its name
     * @param settings how its incidents are opened and closed
     * @param relations how its entities hang together
     * @param intervalMs longest time from one record of an entity to the next, where something
     *     changes about it; milliseconds
     * @param now epoch milliseconds
     * @param out takes the events
     */
    public void tick(
            IncidentStore store,
            String cluster,
            IncidentSettings settings,
            Relations relations,
            long intervalMs,
            long now,
            Outputs out) {
        IncidentWords words = new IncidentWords(cluster, now);
        Header header = header(store);
        header = maintenance(header, settings, words, now, out);
        header = bounds(header, words, out);
        Header kept = header(store);
        if (header.troubles() > 0 || !header.open().isEmpty()) {
            Settlement settlement =
                    new Settlement(store, header, settings, relations, intervalMs, now, words, out);
            header = settlement.settle(header.maintenance() != null);
        }
        if (!header.equals(kept)) {
            store.header(header);
        }
    }

    private static Header maintenance(
            Header header, IncidentSettings settings, IncidentWords words, long now, Outputs out) {
        Maintenance before = header.maintenance();
        Maintenance current =
                settings.maintenance().stream()
                        .filter(window -> window.covers(now))
                        .max(Comparator.comparingLong(Maintenance::until))
                        .orElse(null);
        if (before == null && current != null) {
            out.event(words.maintenanceBegan(current));
            return header.with(current);
        }
        if (before != null && current == null) {
            out.event(words.maintenanceEnded(before));
            return header.with((Maintenance) null);
        }
        return header;
    }

    private static Header bounds(Header header, IncidentWords words, Outputs out) {
        boolean full = header.troubles() >= MAX_TROUBLES || header.open().size() >= MAX_OPEN;
        if (full && !header.bounded()) {
            out.event(words.bounded(header.troubles(), header.open().size()));
        }
        return header.bounded(full);
    }

    /** Brokers and the cluster are few, and never refused: they are causes. */
    private static boolean hasRoom(IncidentStore store, EntityType type) {
        return type == EntityType.MESSAGE_QUEUE_BROKER
                || type == EntityType.MESSAGE_QUEUE_CLUSTER
                || header(store).troubles() < MAX_TROUBLES;
    }

    private static void well(IncidentStore store, Trouble known, long at) {
        if (known.incident() == null) {
            store.removeTrouble(known.guid());
            count(store, -1);
        } else {
            store.trouble(known.well(at));
        }
    }

    private static void count(IncidentStore store, int change) {
        Header header = header(store);
        store.header(header.counting(header.troubles() + change));
    }

    private static Header header(IncidentStore store) {
        Header header = store.header();
        return header == null ? Header.NONE : header;
    }
}
