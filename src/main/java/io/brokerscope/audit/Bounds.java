package io.brokerscope.audit;

/** How much the audit of all targets keeps altogether, and how much of it is used. */
final class Bounds {

    /** Incarnations followed: about 200 bytes each. */
    static final int MAX_INCARNATIONS = 500_000;

    /** Counters followed: about 30 bytes each. */
    static final int MAX_SERIES = 16_000_000;

    /** Different names of counters, shared by all targets. */
    static final int MAX_NAMES = 1_000_000;

    /** Lines of one target that wait for an earlier tick. */
    static final int MAX_HELD_LINES = 8;

    /** Counters of all lines that wait. */
    static final int MAX_HELD_COUNTERS = 500_000;

    /** Pairs of lines of one target between which counters do not fit. */
    static final int MAX_BREAKS = 256;

    /** Offending counters of all targets that are kept one by one until gaps are known. */
    static final int MAX_EXAMPLES = 10_000;

    final SeriesNames names = new SeriesNames(MAX_NAMES);
    int incarnations;
    long series;
    long heldCounters;
    int examples;
}
