package io.brokerscope.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A way to name series: its rules, in order of preference. Immutable. */
public final class Dialect {

    private final String name;
    private final String title;
    private final int precedence;
    private final List<String> variants;
    private final Rule[] rules;
    private final Map<String, String> fullNames = new LinkedHashMap<>();

    Dialect(String name, String title, int precedence, List<String> variants, List<Rule> rules) {
        this.name = name;
        this.title = title;
        this.precedence = precedence;
        this.variants = List.copyOf(variants);
        this.rules = rules.toArray(Rule[]::new);
        variants.forEach(variant -> fullNames.put(variant, name + "/" + variant));
    }

    /** Name, for example {@code jmx_exporter-2_0_0}. */
    public String name() {
        return name;
    }

    /** Name for a person. */
    public String title() {
        return title;
    }

    /** Among dialects that fit equally well the one with the smallest number is taken. */
    public int precedence() {
        return precedence;
    }

    /** Variants of the exporter that write some names differently; empty where there are none. */
    public List<String> variants() {
        return variants;
    }

    /** Whether some rule of this dialect leads to the metric. */
    public boolean knows(Metric metric) {
        for (Rule rule : rules) {
            if (rule.metric().equals(metric) || rule.metric().into().contains(metric.name())) {
                return true;
            }
        }
        return false;
    }

    Rule[] rules() {
        return rules;
    }

    /** Name with its variant, for example {@code jmx_exporter-2_0_0/1.x}. */
    String fullName(String variant) {
        return variant == null ? name : fullNames.get(variant);
    }

    @Override
    public String toString() {
        return name;
    }
}
