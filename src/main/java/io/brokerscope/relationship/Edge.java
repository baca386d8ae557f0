package io.brokerscope.relationship;

import io.brokerscope.model.RelationshipType;

/**
 * A relationship as its target remembers it. Keyed state.
 *
 * @param type what it is
 * @param source name of what it leads from
 * @param numbers its numbers, in the order of {@link RelationshipType#attributes}; -1 where one is
 *     not known
 * @param observedAt when the cluster told it last, epoch milliseconds; -1 where it has not to tell
 * @param since when it appeared, epoch milliseconds; -1 while an end of it does not exist
 * @param writtenAt when it was written last, epoch milliseconds; -1 as before
 * @param written the numbers that were written last; null as before
 */
public record Edge(
        RelationshipType type,
        String source,
        long[] numbers,
        long observedAt,
        long since,
        long writtenAt,
        long[] written) {

    /** A lag that moved by no more than this share since it was written is no change. */
    private static final double SAME_WITHIN = 0.1;

    /** A lag is written so often at most. */
    static final long LAG_EVERY_MS = 60_000;

    /** So often it is written at least: a record may be lost, see docs/output.md. */
    static final long REFRESH_MS = 3_600_000;

    /** One of which was just heard. */
    static Edge begin(RelationshipType type, String source, long[] numbers, long observedAt) {
        return new Edge(type, source, numbers, observedAt, -1, -1, null);
    }

    /** What tells it from the others of the same target. */
    String id() {
        return id(type, source);
    }

    static String id(RelationshipType type, String source) {
        return type.ordinal() + source;
    }

    boolean appeared() {
        return since >= 0;
    }

    Edge told(long[] newest, long at) {
        return new Edge(type, source, newest, at, since, writtenAt, written);
    }

    Edge written(long now) {
        return new Edge(type, source, numbers, observedAt, appeared() ? since : now, now, numbers);
    }

    /** Whether a reader has to know: counts at once, a lag when it moved and not too often. */
    boolean isNews(long now) {
        for (int i = 0; i < numbers.length; i++) {
            String attribute = type.attributes().get(i);
            if (numbers[i] != written[i]
                    && (!attribute.startsWith("lag.") || now - writtenAt >= LAG_EVERY_MS)
                    && (!isAmount(attribute) || moved(written[i], numbers[i]))) {
                return true;
            }
        }
        return false;
    }

    boolean isStale(long now) {
        return now - writtenAt >= REFRESH_MS;
    }

    private static boolean isAmount(String attribute) {
        return attribute.equals("lag.sum") || attribute.equals("lag.max");
    }

    /** Whatever is no longer zero, or known, has moved. */
    private static boolean moved(long before, long now) {
        return Math.abs(now - before) > SAME_WITHIN * before;
    }
}
