package io.brokerscope.console.health;

/** How a component is; from best to worst. */
public enum Level {
    HEALTHY,
    DEGRADED,
    UNHEALTHY
}
