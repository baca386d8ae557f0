package io.brokerscope.scrape.admin;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.cluster.ClusterReading;
import java.util.Arrays;

/**
 * The counters of a cluster that was read: what was ever appended to each topic, the sum of the end
 * offsets of its partitions. A topic of which an end offset was not told has no counter, because a
 * sum of some of them would seem to drop.
 *
 * <p>Never complete: end offsets do not begin again where a topic was away, hidden by a permission
 * or a filter, for example. What is absent keeps its counter, and what is seen for the first time
 * begins with what it has.
 */
public final class EndCounters {

    /** How a cluster tells what it tells. */
    static final String DIALECT = "kafka-admin";

    /** The sum of the end offsets of a topic. */
    static final String METRIC = "topic.records.end";

    private EndCounters() {}

    static Readings of(ClusterReading reading) {
        return of(DIALECT, reading);
    }

    /**
     * The counters of a reading.
     *
     * @param dialect how the cluster told it
     */
    public static Readings of(String dialect, ClusterReading reading) {
        ClusterReading.Topics topics = reading.topics();
        SeriesTable.Builder table = new SeriesTable.Builder();
        long[] raw = new long[topics.name().length];
        for (int topic = 0; topic < topics.name().length; topic++) {
            long end = end(reading, topic);
            if (end >= 0) {
                raw[table.row(new SeriesKey(METRIC, topics.name()[topic], null))] = end;
            }
        }
        return new Readings(
                dialect,
                -1,
                false,
                table.build(),
                Arrays.copyOf(raw, table.rows()),
                SeriesTable.EMPTY,
                new double[0]);
    }

    private static long end(ClusterReading reading, int topic) {
        int[] first = reading.topics().firstPartition();
        long sum = 0;
        for (int partition = first[topic]; partition < first[topic + 1]; partition++) {
            long end = reading.partitions().end()[partition];
            if (end < 0) {
                return ClusterReading.UNKNOWN;
            }
            sum += end;
        }
        return sum;
    }
}
