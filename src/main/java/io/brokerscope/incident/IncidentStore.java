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

    /** All entities that are remembered, in any order. */
    List<Trouble> troubles();

    /** How the cluster is watched; null where nobody said so. */
    Watch watch();

    /** Keeps it. */
    void watch(Watch watch);

    /** A target of the cluster by its id; null where it is not known. */
    Watch.Target target(String id);

    /** Keeps a target. */
    void target(String id, Watch.Target target);

    /** Forgets a target. */
    void removeTarget(String id);

    /** Ids of all targets. */
    List<String> targets();

    /** Whether there is a target. */
    boolean hasTargets();

    /** How the entities hang together; null where it is not known. */
    Layout layout();

    /** Keeps it, or forgets it where it is null. */
    void layout(Layout layout);

    /** Forgets everything. */
    void clear();

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
