package io.brokerscope.observability;

import java.util.List;

/**
 * A dashboard of Grafana.
 *
 * @param uid its identity, which links lead to
 * @param title what it is called
 * @param description what it shows
 * @param variables what a person can choose, beside the data source
 * @param rows from top to bottom
 */
record Dashboard(
        String uid, String title, String description, List<Variable> variables, List<Row> rows) {

    /**
     * Something to choose: the values of a label.
     *
     * @param name its name in queries
     * @param label its name for people
     * @param query where its values are from, as Grafana writes it
     * @param several whether several may be chosen, or all
     * @param shown whether a person sees it
     */
    record Variable(String name, String label, String query, boolean several, boolean shown) {}

    /**
     * Panels side by side, with a title above.
     *
     * @param title what they are about
     * @param panels from left to right; what does not fit stands below
     */
    record Row(String title, List<Panel> panels) {}

    /**
     * One picture.
     *
     * @param kind how it is drawn
     * @param title what it shows
     * @param description what to know about it
     * @param unit Grafana's name of the unit
     * @param width of 24 columns
     * @param queries what is drawn
     */
    record Panel(
            Kind kind,
            String title,
            String description,
            String unit,
            int width,
            List<Query> queries) {}

    /** How a panel is drawn. */
    enum Kind {
        /** Lines over time. */
        TIMESERIES("timeseries", 8),

        /** The latest value as a number. */
        STAT("stat", 4),

        /** The latest value as the word it stands for, of how something is. */
        STATUS("stat", 4),

        /** The latest values, a line each. */
        TABLE("table", 9);

        private final String type;
        private final int height;

        Kind(String type, int height) {
            this.type = type;
            this.height = height;
        }

        /** Grafana's name of it. */
        String type() {
            return type;
        }

        int height() {
            return height;
        }

        /** Whether only the latest value counts. */
        boolean isInstant() {
            return this != TIMESERIES;
        }
    }

    /**
     * What is asked of Prometheus.
     *
     * @param expression in PromQL, with Grafana's variables
     * @param legend how a series is called, with its labels in {@code {{}}}
     */
    record Query(String expression, String legend) {}

    /** Every panel of every row. */
    List<Panel> panels() {
        return rows.stream().flatMap(row -> row.panels().stream()).toList();
    }
}
