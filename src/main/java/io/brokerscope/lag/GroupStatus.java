package io.brokerscope.lag;

import java.util.List;

/**
 * Status of a group: that of its worst partition, at most ERR. Partitions of which nothing is known
 * make it no better and no worse, and are counted; those that expired count no more.
 *
 * @param status OK, WARN or ERR; UNKNOWN where no partition is known
 * @param worst the status of the worst partition
 * @param worstAt its place in the list that was judged; -1 where no partition is known
 * @param complete share of the partitions whose window of commits is full, 0 to 1; 0 where there
 *     are none
 * @param partitions partitions that count
 * @param unknown those of them of which nothing is known
 * @param expired partitions that no longer count
 */
public record GroupStatus(
        LagStatus status,
        LagStatus worst,
        int worstAt,
        double complete,
        int partitions,
        int unknown,
        int expired) {

    /** The status of a group with these partitions. */
    public static GroupStatus of(List<PartitionStatus> partitions) {
        LagStatus worst = LagStatus.UNKNOWN;
        int worstAt = -1;
        int full = 0;
        int unknown = 0;
        int expired = 0;
        for (int i = 0; i < partitions.size(); i++) {
            PartitionStatus each = partitions.get(i);
            if (each.expired()) {
                expired++;
                continue;
            }
            full += each.complete() >= 1 ? 1 : 0;
            unknown += each.status() == LagStatus.UNKNOWN ? 1 : 0;
            if (each.status().compareTo(worst) > 0) {
                worst = each.status();
                worstAt = i;
            }
        }
        int counted = partitions.size() - expired;
        return new GroupStatus(
                worst.compareTo(LagStatus.ERR) > 0 ? LagStatus.ERR : worst,
                worst,
                worstAt,
                counted == 0 ? 0 : (double) full / counted,
                counted,
                unknown,
                expired);
    }

    /** Whether every partition expired, so that the group may be forgotten. */
    public boolean gone() {
        return partitions == 0 && expired > 0;
    }
}
