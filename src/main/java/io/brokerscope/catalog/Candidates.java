package io.brokerscope.catalog;

import java.util.List;
import java.util.TreeSet;

/**
 * The rules that know a name of series. Immutable.
 *
 * @param rules per dialect, the exact ones first
 * @param labels the only labels by which these rules tell one series of the name from another
 */
record Candidates(Rule[][] rules, String[] labels) {

    /**
     * @return null where no dialect knows the name
     */
    static Candidates of(List<List<Rule>> rulesByDialect) {
        TreeSet<String> labels = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        boolean known = false;
        for (List<Rule> rules : rulesByDialect) {
            known |= !rules.isEmpty();
            rules.forEach(rule -> labels.addAll(rule.labels()));
        }
        if (!known) {
            return null;
        }
        labels.add(Catalog.OBJECT_NAME);
        return new Candidates(
                rulesByDialect.stream()
                        .map(rules -> rules.toArray(Rule[]::new))
                        .toArray(Rule[][]::new),
                labels.toArray(String[]::new));
    }
}
