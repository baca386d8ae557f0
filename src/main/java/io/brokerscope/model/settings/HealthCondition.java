package io.brokerscope.model.settings;

/**
 * What may be wrong with an entity, with the threshold from which it counts and how long it must
 * last. The table in docs/health.md says what each is made of and what it costs.
 */
public enum HealthCondition {
    /** Log directories that are offline, above. */
    LOG_DIRS_OFFLINE("logDirsOffline", 0, 0),
    /** Replicas that are offline, above. */
    REPLICAS_OFFLINE("replicasOffline", 0, 0),
    /** Partitions without a leader, above. */
    PARTITIONS_OFFLINE("partitionsOffline", 0, 0),
    /** Partitions below min.insync.replicas, above. */
    UNDER_MIN_ISR("underMinIsr", 0, 0),
    /** Under-replicated partitions, above: every restart of a broker has some for a while. */
    UNDER_REPLICATED("underReplicated", 0, 60_000),
    /** Share of the cores of a broker that are busy, above. */
    CPU("cpu", 0.8, 60_000),
    /** Share of the heap of a broker in use, above: garbage included, hence the long time. */
    HEAP("heap", 0.9, 300_000),
    /** 99th percentile of the latency of produce requests, seconds, above. */
    PRODUCE_LATENCY("produceLatency", 0.1, 60_000),
    /** Share of the time the request handlers are idle, below. */
    REQUEST_HANDLERS_IDLE("requestHandlersIdle", 0.3, 60_000),
    /** The same, where next to nothing is left. */
    REQUEST_HANDLERS_EXHAUSTED("requestHandlersExhausted", 0.1, 60_000),
    /** Share of the time the network processors are idle, below. */
    NETWORK_PROCESSORS_IDLE("networkProcessorsIdle", 0.3, 60_000),
    /** Produce and fetch requests that fail per second, above. */
    ERRORS("errors", 0, 60_000),
    /** The source does not answer; it has no threshold. */
    SILENCE("silence", 0, 0);

    private final String key;
    private final double limit;
    private final long lastingMs;

    HealthCondition(String key, double limit, long lastingMs) {
        this.key = key;
        this.limit = limit;
        this.lastingMs = lastingMs;
    }

    /** Its name in the configuration and in state: never changed. */
    public String key() {
        return key;
    }

    /** The threshold where nothing is said. */
    public double limit() {
        return limit;
    }

    /** How long it must last where nothing is said, milliseconds. */
    public long lastingMs() {
        return lastingMs;
    }
}
