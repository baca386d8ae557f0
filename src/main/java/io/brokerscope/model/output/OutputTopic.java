package io.brokerscope.model.output;

/** The topics Brokerscope writes. */
public enum OutputTopic {
    /** The latest state of every entity, by GUID. */
    ENTITIES("entities", true),
    /** Every entity at every tick, by GUID. */
    METRICS("metrics", false),
    /** The ledger: one record per target and tick, by target. */
    OUTCOMES("outcomes", false),
    /** What happened, by GUID or target. */
    EVENTS("events", false),
    /** What could not be read, by target. */
    DEAD_LETTERS("dead-letters", false),
    /** What is expected against what reports, by cluster or target. */
    COVERAGE("coverage", true),
    /** How entities belong together, by source, type and target. */
    RELATIONSHIPS("relationships", true);

    private final String suffix;
    private final boolean compacted;

    OutputTopic(String suffix, boolean compacted) {
        this.suffix = suffix;
        this.compacted = compacted;
    }

    /** Name of the topic behind the configured prefix. */
    public String nameWith(String prefix) {
        return prefix + suffix;
    }

    /** Whether the topic keeps the last record per key; otherwise records go by age. */
    public boolean compacted() {
        return compacted;
    }
}
