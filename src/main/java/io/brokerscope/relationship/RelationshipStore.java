package io.brokerscope.relationship;

import java.util.List;

/**
 * What is remembered of the relationships within one cluster, as their core sees it. The job backs
 * it with keyed state, tests with maps.
 */
public interface RelationshipStore {

    /** What belongs to the cluster as a whole; null where nothing is known of it. */
    Header header();

    /** Keeps the header. */
    void header(Header header);

    /** An entity by its key; null where nothing is known of it. */
    Vertex vertex(String key);

    /** Keeps an entity. */
    void vertex(String key, Vertex vertex);

    /** Forgets an entity. */
    void removeVertex(String key);

    /** Keys of all entities. */
    List<String> vertices();

    /** Whether no entity is left. */
    boolean isEmpty();

    /** Forgets everything. */
    void clear();

    /**
     * What belongs to a cluster as a whole.
     *
     * @param watch how the cluster itself is asked
     * @param window window of the last record of the cluster's own entity, epoch milliseconds
     * @param windows of how many windows there was one, up to those that make the first picture
     * @param edges how many relationships are remembered
     * @param cut whether some were cut off, and that was told
     * @param news what appeared and disappeared since the last event
     * @param newsAt when it is to be told, epoch milliseconds; 0 where there is nothing to tell
     */
    record Header(
            Watch watch,
            long window,
            int windows,
            int edges,
            boolean cut,
            List<Tally> news,
            long newsAt) {

        static final Header BEGIN =
                new Header(Watch.NOBODY, Long.MIN_VALUE, 0, 0, false, List.of(), 0);
    }

    /**
     * How a cluster itself is asked.
     *
     * @param incarnation incarnation of its target; {@link #NONE} where it is not asked
     * @param retired the newest incarnation that was retired, by which what comes late from it is
     *     told; {@link #NONE} where there is none, or nothing can come any more
     * @param forgetAt when nothing can come any more, epoch milliseconds; 0 where none was retired
     * @param takenDue tick of the last answer; {@link Long#MIN_VALUE} before the first
     * @param answers how many answers there were, up to those that make the first picture
     */
    record Watch(long incarnation, long retired, long forgetAt, long takenDue, int answers) {

        static final long NONE = Long.MIN_VALUE;

        static final Watch NOBODY = new Watch(NONE, NONE, 0, Long.MIN_VALUE, 0);

        /** How long answers of a retired incarnation may be on their way: after a restore. */
        private static final long LATE_MS = 600_000;

        boolean idle() {
            return incarnation == NONE && forgetAt == 0;
        }

        /** Whether this is the incarnation at hand, or a newer one. */
        boolean counts(long other) {
            return other > retired && other >= incarnation;
        }

        Watch with(long newest) {
            return new Watch(newest, retired, forgetAt, takenDue, answers);
        }

        Watch answered(long newest, long dueAt, int enough) {
            return new Watch(newest, retired, forgetAt, dueAt, Math.min(enough, answers + 1));
        }

        Watch retired(long last, long now) {
            return new Watch(NONE, last, now + LATE_MS, takenDue, 0);
        }

        Watch forgotten() {
            return new Watch(incarnation, NONE, 0, takenDue, answers);
        }
    }
}
