package io.brokerscope.console.flink;

/**
 * What Flink told of the job. Times are epoch milliseconds, -1 where something is not known.
 *
 * @param watched whether Flink is asked at all
 * @param answeredAt when it answered last; -1 where it never did
 * @param error why the last question was not answered, a sentence; null where it was
 * @param jobId the job that was found; null where there is none
 * @param jobState its state as Flink names it; null where there is none
 * @param stateSince since when it is in this state
 * @param checkpointAt when the last checkpoint was completed
 * @param checkpointIntervalMs how often there is one
 * @param restartsLastHour failures within the last hour that Flink remembers, which are the last 16
 *     by default
 * @param watermark the lowest watermark of the job's operators
 */
public record FlinkFacts(
        boolean watched,
        long answeredAt,
        String error,
        String jobId,
        String jobState,
        long stateSince,
        long checkpointAt,
        long checkpointIntervalMs,
        int restartsLastHour,
        long watermark) {

    /** Nobody asks. */
    public static final FlinkFacts NOT_WATCHED = none(false);

    /** Flink has not answered yet. */
    public static final FlinkFacts NEW = none(true);

    private static FlinkFacts none(boolean watched) {
        return new FlinkFacts(watched, -1, null, null, null, -1, -1, -1, 0, -1);
    }

    /** The same when the next question was not answered. */
    FlinkFacts failed(String why) {
        return new FlinkFacts(
                watched,
                answeredAt,
                why,
                jobId,
                jobState,
                stateSince,
                checkpointAt,
                checkpointIntervalMs,
                restartsLastHour,
                watermark);
    }
}
