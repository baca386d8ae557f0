package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the health of the entities of a cluster is judged.
 *
 * @param degradedBelow score below which an entity is DEGRADED; above 0, to 100, default 80
 * @param unhealthyBelow score below which it is UNHEALTHY; 0 to {@code degradedBelow}, default 50
 * @param recoveryMs how long an entity must have been better before it is called so, milliseconds,
 *     default 30 s; two of its intervals where these are longer
 * @param band how far a value must be back behind its threshold before the condition is over, as a
 *     share of the threshold; 0 to 0.9, default 0.1
 * @param thresholds from when on what counts
 * @param overrides other thresholds for some entities; the later ones come first
 */
public record HealthSettings(
        double degradedBelow,
        double unhealthyBelow,
        long recoveryMs,
        double band,
        Thresholds thresholds,
        List<ThresholdOverride> overrides)
        implements Serializable {

    /** What holds where nothing is said. */
    public static final HealthSettings DEFAULTS =
            new HealthSettings(80, 50, 30_000, 0.1, Thresholds.NONE, List.of());

    /** The thresholds for an entity with these labels. */
    public Thresholds thresholds(Map<String, String> labels) {
        Thresholds own = thresholds;
        for (ThresholdOverride override : overrides) {
            if (labels.entrySet().containsAll(override.match.entrySet())) {
                own = override.thresholds.over(own);
            }
        }
        return own;
    }

    /**
     * What is said of thresholds; of the others the defaults hold.
     *
     * @param cores number of cores of a broker, above 0; null where not known
     * @param limits thresholds by {@link HealthCondition#key}
     * @param lastingMs how long a condition must last before it counts, by the same; milliseconds
     */
    public record Thresholds(Double cores, Map<String, Double> limits, Map<String, Long> lastingMs)
            implements Serializable {

        /** Nothing is said. */
        public static final Thresholds NONE = new Thresholds(null, Map.of(), Map.of());

        /** The threshold of a condition. */
        public double limit(HealthCondition condition) {
            return limits.getOrDefault(condition.key(), condition.limit());
        }

        /** How long a condition must last before it counts, milliseconds. */
        public long lastingMs(HealthCondition condition) {
            return lastingMs.getOrDefault(condition.key(), condition.lastingMs());
        }

        /** These, completed by others. */
        Thresholds over(Thresholds others) {
            Map<String, Double> allLimits = new HashMap<>(others.limits);
            allLimits.putAll(limits);
            Map<String, Long> allLasting = new HashMap<>(others.lastingMs);
            allLasting.putAll(lastingMs);
            return new Thresholds(cores == null ? others.cores : cores, allLimits, allLasting);
        }
    }

    /**
     * Other thresholds for some entities.
     *
     * @param match labels that an entity must have, at least one
     * @param thresholds what is said for these entities
     */
    public record ThresholdOverride(Map<String, String> match, Thresholds thresholds)
            implements Serializable {}
}
