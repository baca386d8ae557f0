package io.brokerscope.coverage;

import io.brokerscope.coverage.Sighting.Metrics;
import io.brokerscope.model.Readings;
import java.util.Arrays;

/**
 * Which of its metrics a broker used to tell. What it tells in another dialect, or after a restart,
 * is another list. Keyed state; the array belongs to the record and is written in place.
 *
 * @param dialect naming dialect of the answers
 * @param startedAt when the process said it started; -1 where it does not say
 * @param told bits of {@link WatchedMetrics} that were ever told
 * @param absent bits of those that the last answer lacked
 * @param stale bits of those that the last two answers lacked, or more
 * @param toldAt by position when it was told last, epoch milliseconds
 */
public record MetricMemory(
        String dialect, long startedAt, long told, long absent, long stale, long[] toldAt) {

    /**
     * With one more whole answer.
     *
     * @param before what is remembered; null where nothing is
     */
    static MetricMemory after(MetricMemory before, String dialect, Metrics answer, long at) {
        boolean same =
                before != null
                        && before.dialect.equals(dialect)
                        && !Readings.restarted(before.startedAt, answer.startedAt());
        long told = answer.told() | (same ? before.told : 0);
        long absent = told & ~answer.told();
        long stale = same ? absent & before.absent : 0;
        long[] toldAt =
                same
                        ? Arrays.copyOf(before.toldAt, WatchedMetrics.count())
                        : new long[WatchedMetrics.count()];
        for (int i = 0; i < toldAt.length; i++) {
            if ((answer.told() & 1L << i) != 0) {
                toldAt[i] = at;
            }
        }
        return new MetricMemory(dialect, answer.startedAt(), told, absent, stale, toldAt);
    }

    /** When the first of those that are stale was told last. */
    long staleSince() {
        long since = Long.MAX_VALUE;
        for (int i = 0; i < toldAt.length; i++) {
            if ((stale & 1L << i) != 0) {
                since = Math.min(since, toldAt[i]);
            }
        }
        return since;
    }
}
