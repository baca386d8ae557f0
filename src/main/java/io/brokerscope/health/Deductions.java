package io.brokerscope.health;

import io.brokerscope.model.HealthJudge.Facts;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.settings.HealthCondition;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one judgement deducts, and since when the conditions hold that it met. */
final class Deductions {

    private record Deduction(int points, String reason) {}

    private final Facts facts;
    private final Thresholds thresholds;
    private final Map<String, Long> before;
    private final Map<String, Long> since = new HashMap<>();
    private final List<Deduction> deductions = new ArrayList<>();

    Deductions(Facts facts, HealthMemory memory) {
        this.facts = facts;
        this.thresholds = facts.rules().thresholds(facts.labels());
        this.before = memory.since();
    }

    /** Deducts what a rule asks for. */
    void judge(Rule rule) {
        HealthCondition condition = rule.condition();
        Double value = rule.value().of(facts.metrics(), thresholds);
        boolean held = before.containsKey(condition.key());
        boolean holds =
                value != null
                        && rule.holds(
                                value,
                                thresholds.limit(condition),
                                held ? facts.rules().band() : 0);
        if (lasts(condition.key(), condition, holds)) {
            deduct(rule.points(), rule.sentence(value));
        }
    }

    /**
     * Whether a condition has held long enough to count.
     *
     * @param name what it is remembered by
     * @param condition the condition
     * @param holds whether it holds now
     */
    boolean lasts(String name, HealthCondition condition, boolean holds) {
        if (!holds) {
            return false;
        }
        long begun = before.getOrDefault(name, facts.now());
        since.put(name, begun);
        return facts.now() - begun >= thresholds.lastingMs(condition);
    }

    /** Deducts points. */
    void deduct(int points, String reason) {
        deductions.add(new Deduction(points, reason));
    }

    /** What is left of 100. */
    double score() {
        return Math.max(0, 100 - deductions.stream().mapToInt(Deduction::points).sum());
    }

    /** The reasons with their points, the worst first. */
    List<String> reasons() {
        return deductions.stream()
                .sorted(Comparator.comparingInt(Deduction::points).reversed())
                .map(deduction -> deduction.reason() + ": -" + deduction.points())
                .toList();
    }

    /** Since when which condition holds. */
    Map<String, Long> since() {
        return since.isEmpty() ? Map.of() : since;
    }
}
