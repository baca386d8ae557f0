package io.brokerscope.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** Judges how an entity is from what is known of it. Pure: the same facts give the same verdict. */
public interface HealthJudge extends Serializable {

    /**
     * Judges an entity.
     *
     * @param type kind of entity
     * @param metrics golden metrics by full name
     * @param quality how they are known
     * @param coverage what a roll-up stands on; null where it is none
     */
    default Verdict judge(
            EntityType type, Map<String, Double> metrics, Quality quality, Coverage coverage) {
        return judge(type, metrics, quality, coverage, null);
    }

    /**
     * Judges an entity whose metrics say that something is wrong and not what.
     *
     * @param type kind of entity
     * @param metrics golden metrics by full name
     * @param quality how they are known
     * @param coverage what a roll-up stands on; null where it is none
     * @param cause what is wrong, a sentence; null where there is nothing to add
     */
    Verdict judge(
            EntityType type,
            Map<String, Double> metrics,
            Quality quality,
            Coverage coverage,
            String cause);

    /**
     * A verdict.
     *
     * @param status status
     * @param score 0 to 100; null where nothing is known
     * @param reasons why it is below 100, worst first, a sentence each
     */
    record Verdict(Status status, Double score, List<String> reasons) {}
}
