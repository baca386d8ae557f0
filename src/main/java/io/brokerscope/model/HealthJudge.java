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
    Verdict judge(EntityType type, Map<String, Double> metrics, Quality quality, Coverage coverage);

    /**
     * A verdict.
     *
     * @param status status
     * @param score 0 to 100; null where nothing is known
     * @param reasons why it is below 100, worst first, a sentence each
     */
    record Verdict(Status status, Double score, List<String> reasons) {}
}
