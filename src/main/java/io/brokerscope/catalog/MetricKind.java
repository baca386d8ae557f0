package io.brokerscope.catalog;

/** What the values of a canonical metric are. */
public enum MetricKind {
    /** A whole number that only grows while the process lives. */
    COUNTER("counter"),
    /** A number that goes up and down. */
    GAUGE("gauge"),
    /** The time at which the process started: no row, but a field of the readings. */
    PROCESS_START("processStart"),
    /** Whether the exporter itself could not read everything: no row, the answer is incomplete. */
    SCRAPE_ERROR("scrapeError");

    private final String key;

    MetricKind(String key) {
        this.key = key;
    }

    /** The word for it in catalog files. */
    public String key() {
        return key;
    }
}
