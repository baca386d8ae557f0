package io.brokerscope.model;

/** The state of an entity as a person would say it; from best to worst, the unknown last. */
public enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY,
    UNKNOWN
}
