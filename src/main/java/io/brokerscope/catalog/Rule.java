package io.brokerscope.catalog;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of a dialect: which series it knows and what they mean. Label names match in any case,
 * because exporters can be told to change it; an empty label is as good as none.
 */
final class Rule {

    /** Longest series name that is compared with placeholders. */
    private static final int MAX_NAME = 1_000;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");

    /**
     * What stands in a catalog file.
     *
     * @param metric canonical metric
     * @param name name of the series; {@code {x}} stands for one character or more
     * @param where labels that must have one of these values
     * @param except labels that must not have any of these values
     * @param absent labels that must not be there
     * @param topic label or placeholder that holds the topic, or null
     * @param qualifier label or placeholder that tells rows apart, or null
     * @param qualifierValue qualifier given by the rule itself, or null
     * @param state label or placeholder that holds a state's name, or null
     * @param scale factor to the canonical unit
     * @param variant variant of the exporter that alone writes it so, or null
     */
    record Spec(
            Metric metric,
            String name,
            Map<String, Set<String>> where,
            Map<String, Set<String>> except,
            Set<String> absent,
            String topic,
            String qualifier,
            String qualifierValue,
            String state,
            double scale,
            String variant) {}

    /**
     * A series that a rule knows.
     *
     * @param rule the rule
     * @param topic the topic, or null
     * @param qualifier the qualifier, or null
     * @param state number of the state the series tells, or NaN where its sample is the value
     */
    record Match(Rule rule, String topic, String qualifier, double state) {}

    /** A label and values it must, or must not, have. */
    private record Condition(String label, Set<String> values) {

        static Condition[] of(Map<String, Set<String>> conditions) {
            return conditions.entrySet().stream()
                    .map(condition -> new Condition(condition.getKey(), condition.getValue()))
                    .toArray(Condition[]::new);
        }
    }

    private final Spec spec;
    private final Condition[] where;
    private final Condition[] except;
    private final String[] absent;
    private final int index;
    private final boolean common;
    private final Pattern template;
    private final String prefix;
    private final Set<String> placeholders;

    /**
     * @param index position in the dialect: of several rules for one row the first present counts
     * @param common whether other dialects share it, so that it speaks for none
     */
    Rule(Spec spec, int index, boolean common) {
        this.spec = spec;
        // Matching is what a first answer costs: arrays are gone through without an iterator.
        this.where = Condition.of(spec.where());
        this.except = Condition.of(spec.except());
        this.absent = spec.absent().toArray(String[]::new);
        this.index = index;
        this.common = common;
        this.template = template(spec.name());
        this.placeholders = placeholders(spec.name());
        this.prefix =
                template == null ? spec.name() : spec.name().substring(0, spec.name().indexOf('{'));
    }

    Spec spec() {
        return spec;
    }

    Metric metric() {
        return spec.metric();
    }

    int index() {
        return index;
    }

    boolean common() {
        return common;
    }

    /** Whether the name has placeholders. */
    boolean hasPlaceholders() {
        return template != null;
    }

    /** The labels by which this rule tells series of the same name apart. */
    Set<String> labels() {
        Set<String> labels = new LinkedHashSet<>(spec.where().keySet());
        labels.addAll(spec.except().keySet());
        labels.addAll(spec.absent());
        for (String part : new String[] {spec.topic(), spec.qualifier(), spec.state()}) {
            if (part != null && !placeholders.contains(part)) {
                labels.add(part);
            }
        }
        return labels;
    }

    /** Names of the placeholders in a rule's name. */
    static Set<String> placeholders(String name) {
        Matcher matcher = PLACEHOLDER.matcher(name);
        Set<String> found = new LinkedHashSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** Whether a series of this name may match, by its labels. */
    boolean knows(String name) {
        return template == null ? name.equals(spec.name()) : capture(name) != null;
    }

    /** The parts of a name that placeholders stand for, or null where the name is another. */
    private Matcher capture(String name) {
        if (name.length() > MAX_NAME || !name.startsWith(prefix)) {
            return null;
        }
        Matcher matcher = template.matcher(name);
        return matcher.matches() ? matcher : null;
    }

    /** What the series means by this rule, or null where the rule does not know it. */
    Match match(String name, String[] labels) {
        Matcher captured = template == null ? null : capture(name);
        if (template == null ? !name.equals(spec.name()) : captured == null) {
            return null;
        }
        for (Condition condition : where) {
            String value = label(labels, condition.label);
            if (value == null || !condition.values.contains(value)) {
                return null;
            }
        }
        for (Condition condition : except) {
            String value = label(labels, condition.label);
            if (value != null && condition.values.contains(value)) {
                return null;
            }
        }
        for (String label : absent) {
            if (label(labels, label) != null) {
                return null;
            }
        }
        String topic = null;
        if (spec.topic() != null) {
            topic = part(spec.topic(), captured, labels);
            if (topic == null) {
                return null;
            }
        }
        String qualifier = spec.qualifierValue();
        if (spec.qualifier() != null) {
            qualifier = part(spec.qualifier(), captured, labels);
            if (qualifier == null) {
                return null;
            }
        }
        double state = Double.NaN;
        if (spec.state() != null) {
            String text = part(spec.state(), captured, labels);
            Integer number = text == null ? null : spec.metric().states().get(text);
            if (number == null) {
                return null;
            }
            state = number;
        }
        return new Match(this, topic, qualifier, state);
    }

    private String part(String key, Matcher captured, String[] labels) {
        return placeholders.contains(key) ? captured.group(key) : label(labels, key);
    }

    /** Value of a label, or null where it is absent or empty. */
    static String label(String[] labels, String name) {
        for (int i = 0; i + 1 < labels.length; i += 2) {
            // Nearly all exporters write it as the rule does.
            if (name.equals(labels[i]) || name.equalsIgnoreCase(labels[i])) {
                return labels[i + 1].isEmpty() ? null : labels[i + 1];
            }
        }
        return null;
    }

    private static Pattern template(String name) {
        Matcher matcher = PLACEHOLDER.matcher(name);
        StringBuilder regex = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(name.substring(from, matcher.start())));
            regex.append("(?<").append(matcher.group(1)).append(">.+)");
            from = matcher.end();
        }
        if (from == 0) {
            return null;
        }
        return Pattern.compile(regex + Pattern.quote(name.substring(from)));
    }
}
