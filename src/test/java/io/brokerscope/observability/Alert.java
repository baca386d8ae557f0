package io.brokerscope.observability;

import java.util.Locale;

/**
 * An alert of Prometheus.
 *
 * @param name its name
 * @param severity how urgent it is
 * @param pending how long the expression must hold, in Prometheus' notation
 * @param expression in PromQL
 * @param summary one line, with Prometheus' templates
 * @param description what is seen and what it means, with Prometheus' templates
 * @param runbook file of its runbook in {@code docs/runbooks}, without {@code .md}
 */
record Alert(
        String name,
        Severity severity,
        String pending,
        String expression,
        String summary,
        String description,
        String runbook) {

    /** How urgent an alert is. */
    enum Severity {
        /** Somebody is to look at it now. */
        CRITICAL,

        /** Somebody is to look at it today. */
        WARNING;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where its metrics come from: Flink's reporter alone needs no output topic and no console. */
    String source() {
        return expression.contains("brokerscope_") ? "console" : "reporter";
    }
}
