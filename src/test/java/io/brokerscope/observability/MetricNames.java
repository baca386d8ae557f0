package io.brokerscope.observability;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics that expressions ask for, and those that a process exposes. */
final class MetricNames {

    private static final Pattern ASKED = Pattern.compile("\\b(?:flink|brokerscope)_\\w+");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)[{ ]");

    private MetricNames() {}

    /** What an expression asks for. */
    static Set<String> askedFor(String expression) {
        return ASKED.matcher(expression)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What all dashboards and alerts ask for. */
    static Set<String> askedFor() {
        Stream<String> panels =
                Dashboards.ALL.stream()
                        .flatMap(dashboard -> dashboard.panels().stream())
                        .flatMap(panel -> panel.queries().stream())
                        .map(Dashboard.Query::expression);
        Stream<String> variables =
                Dashboards.ALL.stream()
                        .flatMap(dashboard -> dashboard.variables().stream())
                        .map(Dashboard.Variable::query);
        Stream<String> alerts = Alerts.ALL.stream().map(Alert::expression);
        return Stream.of(panels, variables, alerts)
                .flatMap(expressions -> expressions)
                .flatMap(expression -> askedFor(expression).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is exposed in Prometheus' text format. */
    static Set<String> exposed(String text) {
        return EXPOSED.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
