package io.brokerscope.lag;

import java.util.List;

/**
 * Lag of a group in time: the largest over its partitions.
 *
 * @param seconds the largest that is known, at least 0; NaN where none is
 * @param atLeast the group's lag is certainly not less, seconds; partitions whose lag is not known
 *     count with what is certain of them
 * @param known partitions whose lag is known
 * @param unknown partitions whose lag is not
 */
public record GroupTimeLag(double seconds, double atLeast, int known, int unknown) {

    /** The lag of a group with these partitions. */
    public static GroupTimeLag of(List<TimeLag> partitions) {
        double seconds = Double.NaN;
        double atLeast = 0;
        int known = 0;
        for (TimeLag each : partitions) {
            atLeast = Math.max(atLeast, each.atLeast());
            if (each.known()) {
                seconds = known == 0 ? each.seconds() : Math.max(seconds, each.seconds());
                known++;
            }
        }
        return new GroupTimeLag(seconds, atLeast, known, partitions.size() - known);
    }
}
