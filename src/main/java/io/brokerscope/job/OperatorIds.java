package io.brokerscope.job;

/**
 * The uids of the operators. Part of the state's schema: a savepoint finds its operators by them,
 * so that none may ever change.
 */
public final class OperatorIds {

    public static final String TARGETS = "targets";
    public static final String SCRAPE = "scrape";
    public static final String CLOCK = "clock";
    public static final String NOTICES = "notices";
    public static final String TICKS = "ticks";
    public static final String TARGET = "target";
    public static final String TOPICS = "topics";
    public static final String CLUSTERS = "clusters";
    public static final String READINGS = "readings";
    public static final String GROUPS = "groups";
    public static final String SIGHTINGS = "sightings";
    public static final String COVERAGE = "coverage";
    public static final String PICTURES = "pictures";
    public static final String RELATIONSHIPS = "relationships";
    public static final String BACKGROUNDS = "backgrounds";
    public static final String INCIDENTS = "incidents";
    public static final String OUTPUT = "output";

    private OperatorIds() {}
}
