package io.brokerscope.scrape;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Readings;
import io.brokerscope.model.cluster.ClusterReading;

/**
 * What became of one attempt. Holds no credential.
 *
 * @param reason why it failed; null where the target answered and the answer was understood
 * @param detail a sentence for a person, bounded; empty where there is nothing to say
 * @param retryAfterMs how long the target asks to wait before the next attempt; -1 where it does
 *     not ask
 * @param content what was read, as far as it came; never null
 * @param readings the values; null where the attempt failed
 * @param cluster what the cluster says of itself; null unless the attempt read a cluster
 */
public record AttemptResult(
        FailureReason reason,
        String detail,
        long retryAfterMs,
        Content content,
        Readings readings,
        ClusterReading cluster) {

    /** An attempt that failed before anything was read. */
    public static AttemptResult failed(FailureReason reason, String detail) {
        return failed(reason, detail, Content.NONE);
    }

    /** An attempt that failed after something was read. */
    public static AttemptResult failed(FailureReason reason, String detail, Content content) {
        return failed(reason, detail, -1, content);
    }

    /** An attempt that failed, and whose target asks to wait before the next one. */
    public static AttemptResult failed(
            FailureReason reason, String detail, long retryAfterMs, Content content) {
        return new AttemptResult(reason, detail, retryAfterMs, content, null, null);
    }

    /** An attempt that succeeded. */
    public static AttemptResult observed(String detail, Content content, Readings readings) {
        return new AttemptResult(null, detail, -1, content, readings, null);
    }

    /** An attempt that read a cluster by its own protocol. */
    public static AttemptResult observed(
            String detail, Content content, Readings readings, ClusterReading cluster) {
        return new AttemptResult(null, detail, -1, content, readings, cluster);
    }

    /** Whether the target answered and the answer was understood. */
    public boolean observed() {
        return reason == null;
    }

    /** Why the attempt failed, in a sentence. */
    String described() {
        return reason + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    /**
     * What an answer held; the parameters mean what they mean in {@link
     * io.brokerscope.model.ReadStats}.
     */
    public record Content(
            long observedAt,
            long bytes,
            int samples,
            int known,
            int unknown,
            int truncated,
            boolean bytesCut,
            int malformed,
            int malformedLine,
            String excerpt) {

        /** Nothing was read. */
        public static final Content NONE = new Content(-1, 0, 0, 0, 0, 0, false, 0, 0, "");

        /** An answer of which only some bytes and an excerpt are known. */
        public static Content of(long bytes, String excerpt) {
            return new Content(-1, bytes, 0, 0, 0, 0, false, 0, 0, excerpt);
        }
    }
}
