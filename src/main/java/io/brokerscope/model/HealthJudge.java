package io.brokerscope.model;

import io.brokerscope.model.settings.HealthSettings;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Judges how an entity is from what is known of it, and from what is remembered of the judgement
 * before. Pure: the same facts and the same memory give the same verdict.
 */
public interface HealthJudge extends Serializable {

    /**
     * Judges an entity.
     *
     * @param facts what is known of it
     * @param memory what the verdict before said is to be remembered; {@link HealthMemory#NONE}
     *     where there was none
     */
    Verdict judge(Facts facts, HealthMemory memory);

    /**
     * What is known of an entity.
     *
     * @param type kind of entity
     * @param labels its labels
     * @param metrics golden metrics by full name
     * @param quality how they are known
     * @param coverage what a roll-up stands on; null where it is none
     * @param cause what is wrong where the metrics do not say it, a sentence; null where there is
     *     nothing to add
     * @param rules how entities of its cluster are judged
     * @param intervalMs time from one judgement to the next, milliseconds
     * @param now epoch milliseconds
     */
    record Facts(
            EntityType type,
            Map<String, String> labels,
            Map<String, Double> metrics,
            Quality quality,
            Coverage coverage,
            String cause,
            HealthSettings rules,
            long intervalMs,
            long now) {}

    /**
     * A verdict.
     *
     * @param status status
     * @param score 0 to 100; null where nothing is known
     * @param reasons why it is below 100, worst first, and why the status is not what the score
     *     says; a sentence each
     * @param memory what is to be remembered for the next judgement
     */
    record Verdict(Status status, Double score, List<String> reasons, HealthMemory memory) {}
}
