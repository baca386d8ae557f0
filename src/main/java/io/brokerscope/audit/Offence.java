package io.brokerscope.audit;

/**
 * One thing that does not balance, told so that it can be found in the topic.
 *
 * @param kind what is wrong
 * @param cluster cluster name; null for a line that cannot be read
 * @param target node id; null for a line that cannot be read
 * @param incarnation the incarnation; 0 where none is known
 * @param dueAt the first tick concerned, epoch milliseconds; 0 where none is known
 * @param ticks ticks concerned; 1 for a counter
 * @param series the counter: metric, and topic and qualifier in braces; null unless COUNTER
 * @param found what the ledger says
 * @param expected what it had to say
 * @param line the line that is wrong; null where there is none or where its place is not known
 * @param before for COUNTER the line that it was compared with; null where that is not known
 */
public record Offence(
        Kind kind,
        String cluster,
        String target,
        long incarnation,
        long dueAt,
        long ticks,
        String series,
        String found,
        String expected,
        Position line,
        Position before) {

    /** What can be wrong. */
    public enum Kind {
        /** A tick without an outcome, inside no declared gap. */
        MISSING,
        /** A second outcome of a tick, or a second ADDED or RETIRED of an incarnation. */
        DOUBLED,
        /** An outcome off the grid, before ADDED or after RETIRED. */
        ASTRAY,
        /** An incarnation without ADDED. */
        UNANNOUNCED,
        /** A line whose number of ticks or interval is not that of its range. */
        MISCOUNTED,
        /** A record that is no line of the ledger. */
        UNREADABLE,
        /** A counter whose increment is not the difference of its raw values. */
        COUNTER;

        /** Whether this is about the second law. */
        public boolean isCounter() {
            return this == COUNTER;
        }
    }
}
