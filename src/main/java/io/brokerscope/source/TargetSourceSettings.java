package io.brokerscope.source;

import java.io.Serializable;

/**
 * Bounds and periods of the source.
 *
 * @param maxTargets targets at most over the whole fleet; more are refused, with a notice
 * @param absencesBeforeRetirement successful discovery rounds in a row without a target after which
 *     it is retired
 * @param fleetPollMs distance between two looks at which clusters are configured
 */
public record TargetSourceSettings(int maxTargets, int absencesBeforeRetirement, long fleetPollMs)
        implements Serializable {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one of them is not positive
     */
    public TargetSourceSettings {
        requirePositive("maxTargets", maxTargets);
        requirePositive("absencesBeforeRetirement", absencesBeforeRetirement);
        requirePositive("fleetPollMs", fleetPollMs);
    }

    /** Retirement after three absences and a look at the configuration every five seconds. */
    public static TargetSourceSettings withMaxTargets(int maxTargets) {
        return new TargetSourceSettings(maxTargets, 3, 5_000);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
