package io.brokerscope.console.follow;

import java.util.List;

/**
 * How the reading of the output topics goes. Times are epoch milliseconds, -1 where something has
 * not happened.
 *
 * @param contactAt when the cluster answered last
 * @param caughtUp whether everything that was committed then has been read
 * @param everCaughtUp whether that was so once
 * @param behind offsets that are still to be read
 * @param arrivedAt when records came last
 * @param missingTopics topics that do not exist
 * @param badRecords records that could not be read and were left out
 * @param lastBadRecord where the last of them stands and what is wrong with it; null for none
 * @param error what keeps it from reading, a sentence; null where nothing does
 */
public record FollowerState(
        long contactAt,
        boolean caughtUp,
        boolean everCaughtUp,
        long behind,
        long arrivedAt,
        List<String> missingTopics,
        long badRecords,
        String lastBadRecord,
        String error) {

    /** Before anything was read. */
    public static final FollowerState NEW =
            new FollowerState(-1, false, false, 0, -1, List.of(), 0, null, null);
}
