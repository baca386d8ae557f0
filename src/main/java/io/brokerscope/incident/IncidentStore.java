package io.brokerscope.incident;

import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.util.List;

/**
 * What is remembered of the incidents of one cluster, as their core sees it. The job backs it with
 * keyed state, tests with maps.
 */
public interface IncidentStore {

    /** What belongs to the cluster as a whole; null before the first time. */
    Header header();

    /** Keeps the header. */
    void header(Header header);

    /** An entity that is not well, or belongs to an open incident; null where it does not. */
    Trouble trouble(String guid);

    /** Keeps it. */
    void trouble(Trouble trouble);

    /** Forgets it. */
    void removeTrouble(String guid);

    /** All of them, in any order. */
    List<Trouble> troubles();

    /**
     * What belongs to a cluster as a whole.
     *
     * @param open its open incidents, the oldest first
     * @param maintenance the maintenance whose begin was told; null outside of one
     * @param troubles how many entities are remembered
     * @param bounded whether it was told that no more can be
     */
    record Header(List<Incident> open, Maintenance maintenance, int troubles, boolean bounded) {

        /** Nothing is wrong. */
        static final Header NONE = new Header(List.of(), null, 0, false);

        Header with(List<Incident> nowOpen) {
            return new Header(nowOpen, maintenance, troubles, bounded);
        }

        Header with(Maintenance now) {
            return new Header(open, now, troubles, bounded);
        }

        Header counting(int now) {
            return new Header(open, maintenance, now, bounded);
        }

        Header bounded(boolean now) {
            return new Header(open, maintenance, troubles, now);
        }
    }
}
