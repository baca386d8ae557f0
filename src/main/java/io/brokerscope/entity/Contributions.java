package io.brokerscope.entity;

import io.brokerscope.model.Quality;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongUnaryOperator;
import java.util.function.ToIntFunction;

/**
 * Splits what one target read into the contributions of its cluster's roll-ups: one for the cluster
 * itself and one per shard of topics.
 */
public final class Contributions {

    static final String CLUSTER_ROW = "";

    private final int shards;

    /**
     * @param shards number of shards that the topics of a cluster are spread over
     */
    public Contributions(int shards) {
        this.shards = shards;
    }

    /** The shard of a topic. */
    public int shardOf(String topic) {
        int hash = topic.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), shards);
    }

    /**
     * The settings of a cluster as a shard needs them: with the topics that are expected of it and
     * no others, where what is missing is made up.
     */
    public ClusterSettings settings(ClusterSettings cluster, int shard) {
        return cluster.hybrid() && shard != Contribution.CLUSTER_SHARD
                ? cluster.expecting(topic -> shardOf(topic) == shard)
                : cluster;
    }

    /** Calls for every shard of a cluster, its own roll-up included. */
    public void forEachShard(IntConsumer action) {
        action.accept(Contribution.CLUSTER_SHARD);
        for (int shard = 0; shard < shards; shard++) {
            action.accept(shard);
        }
    }

    /**
     * Emits one contribution with values for every shard.
     *
     * @param head what all of them have in common
     * @param values the columns
     * @param share the part of an increment that belongs to this tick
     * @param out takes the contributions
     */
    public void emit(
            Head head, Values values, LongUnaryOperator share, Consumer<Contribution> out) {
        Rows cluster = new Rows(RollupColumns.CLUSTER);
        cluster.row(CLUSTER_ROW);
        Map<Integer, Rows> topics = new HashMap<>();
        counters(values, share, cluster, topics);
        if (head.kind == Contribution.Kind.TICK) {
            for (SeriesKey gone : values.vanished) {
                if (gone.topic() != null) {
                    rows(topics, gone.topic()).counter(gone.topic(), gone.metric(), -1, true);
                }
            }
            gauges(values, cluster, topics);
        }
        out.accept(cluster.contribution(head, Contribution.CLUSTER_SHARD));
        for (int shard = 0; shard < shards; shard++) {
            Rows rows = topics.getOrDefault(shard, new Rows(RollupColumns.TOPIC));
            out.accept(rows.contribution(head, shard));
        }
    }

    private void counters(
            Values values, LongUnaryOperator share, Rows cluster, Map<Integer, Rows> topics) {
        TopicPlaces places = new TopicPlaces(values.counters, RollupColumns.TOPIC::counter, topics);
        for (int series = 0; series < values.counters.rows(); series++) {
            long total = values.increments[series];
            long increment = total < 0 ? -1 : share.applyAsLong(total);
            if (values.counters.topic()[series] < 0) {
                cluster.counter(
                        CLUSTER_ROW,
                        values.counters.metricOf(series),
                        increment,
                        values.resumed[series]);
            } else if (places.column(series) >= 0) {
                places.rows(series)
                        .counter(
                                places.row(series),
                                places.column(series),
                                increment,
                                values.resumed[series]
                                        || values.changes[series] == Change.APPEARED);
            }
        }
    }

    private void gauges(Values values, Rows cluster, Map<Integer, Rows> topics) {
        TopicPlaces places = new TopicPlaces(values.gauges, RollupColumns.TOPIC::gauge, topics);
        boolean activeController = values.gauge("controller.active") == 1;
        for (int series = 0; series < values.gauges.rows(); series++) {
            if (values.gauges.topic()[series] < 0) {
                String metric = values.gauges.metricOf(series);
                if (activeController || !seenByControllersAlike(metric)) {
                    cluster.gauge(CLUSTER_ROW, metric, values.gaugeValues[series]);
                }
            } else if (places.column(series) >= 0) {
                places.rows(series)
                        .gauge(
                                places.row(series),
                                places.column(series),
                                values.gaugeValues[series]);
            }
        }
    }

    /** Every controller tells these of the whole cluster, but only the active one knows. */
    private static boolean seenByControllersAlike(String metric) {
        return metric.startsWith("controller.") && !metric.equals("controller.active");
    }

    private Rows rows(Map<Integer, Rows> topics, String topic) {
        return topics.computeIfAbsent(shardOf(topic), shard -> new Rows(RollupColumns.TOPIC));
    }

    /**
     * What the contributions of one tick have in common.
     *
     * @param kind TICK, FILL or RANGE
     * @param target the target
     * @param incarnation its incarnation
     * @param dueAt the tick, or the first one of the range
     * @param untilDueAt the last one of the range, otherwise the tick
     * @param quality MEASURED or INTERPOLATED
     * @param observedAt when the values were taken
     * @param elapsedMs time the increments cover; -1 where there are none
     * @param complete whether the read was whole
     */
    public record Head(
            Contribution.Kind kind,
            TargetId target,
            long incarnation,
            long dueAt,
            long untilDueAt,
            Quality quality,
            long observedAt,
            long elapsedMs,
            boolean complete) {}

    /**
     * The columns of one read.
     *
     * @param counters names of the counters
     * @param increments their increments; -1 where unknown
     * @param changes what else happened to them; null where nothing
     * @param resumed whether their growth covers more than the time since the read before
     * @param vanished counters that are gone
     * @param gauges names of the gauges
     * @param gaugeValues their values
     */
    public record Values(
            SeriesTable counters,
            long[] increments,
            Change[] changes,
            boolean[] resumed,
            List<SeriesKey> vanished,
            SeriesTable gauges,
            double[] gaugeValues) {

        double gauge(String metric) {
            for (int row = 0; row < gauges.rows(); row++) {
                if (gauges.topic()[row] < 0 && gauges.metricOf(row).equals(metric)) {
                    return gaugeValues[row];
                }
            }
            return Double.NaN;
        }
    }

    /** Where the series of topics go: each name is looked up once, however many series have it. */
    private final class TopicPlaces {

        private static final int UNSEEN = -2;

        private final SeriesTable table;
        private final ToIntFunction<String> columnOf;
        private final Map<Integer, Rows> topics;
        private final int[] columns;
        private final Rows[] rows;
        private final int[] row;

        TopicPlaces(SeriesTable table, ToIntFunction<String> columnOf, Map<Integer, Rows> topics) {
            this.table = table;
            this.columnOf = columnOf;
            this.topics = topics;
            columns = new int[table.names().length];
            Arrays.fill(columns, UNSEEN);
            rows = new Rows[columns.length];
            row = new int[columns.length];
        }

        /** The column of the series; -1 where the roll-up has none for it. */
        int column(int series) {
            int metric = table.metric()[series];
            if (columns[metric] == UNSEEN) {
                columns[metric] = columnOf.applyAsInt(table.names()[metric]);
            }
            return columns[metric];
        }

        /** The rows that the topic of the series belongs to. */
        Rows rows(int series) {
            int topic = table.topic()[series];
            if (rows[topic] == null) {
                rows[topic] = Contributions.this.rows(topics, table.names()[topic]);
                row[topic] = rows[topic].row(table.names()[topic]);
            }
            return rows[topic];
        }

        /** Which of these rows it is. */
        int row(int series) {
            rows(series);
            return row[table.topic()[series]];
        }
    }

    /** Collects the rows of one shard. */
    private static final class Rows {

        private final RollupColumns columns;
        private final Map<String, Integer> index = new HashMap<>();
        private String[] names = new String[4];
        private long[] counters;
        private double[] gauges;
        private int[] moved = new int[4];

        Rows(RollupColumns columns) {
            this.columns = columns;
            this.counters = new long[4 * columns.counters().size()];
            this.gauges = new double[4 * columns.gauges().size()];
            Arrays.fill(counters, -1);
            Arrays.fill(gauges, Double.NaN);
        }

        int row(String name) {
            Integer known = index.get(name);
            if (known != null) {
                return known;
            }
            int row = index.size();
            if (row == names.length) {
                names = Arrays.copyOf(names, row * 2);
                moved = Arrays.copyOf(moved, row * 2);
                int filledCounters = counters.length;
                counters = Arrays.copyOf(counters, filledCounters * 2);
                Arrays.fill(counters, filledCounters, counters.length, -1);
                int filledGauges = gauges.length;
                gauges = Arrays.copyOf(gauges, filledGauges * 2);
                Arrays.fill(gauges, filledGauges, gauges.length, Double.NaN);
            }
            names[row] = name;
            index.put(name, row);
            return row;
        }

        void counter(String name, String metric, long increment, boolean hasMoved) {
            int column = columns.counter(metric);
            if (column >= 0) {
                counter(row(name), column, increment, hasMoved);
            }
        }

        void counter(int row, int column, long increment, boolean hasMoved) {
            counters[row * columns.counters().size() + column] = increment;
            if (hasMoved) {
                moved[row] |= 1 << column;
            }
        }

        void gauge(String name, String metric, double value) {
            int column = columns.gauge(metric);
            if (column >= 0) {
                gauge(row(name), column, value);
            }
        }

        void gauge(int row, int column, double value) {
            gauges[row * columns.gauges().size() + column] = value;
        }

        Contribution contribution(Head head, int shard) {
            int rows = index.size();
            return new Contribution(
                    head.kind,
                    head.target.cluster(),
                    shard,
                    head.target.id(),
                    head.incarnation,
                    head.dueAt,
                    head.untilDueAt,
                    head.quality,
                    head.observedAt,
                    head.elapsedMs,
                    head.complete,
                    Arrays.copyOf(names, rows),
                    Arrays.copyOf(counters, rows * columns.counters().size()),
                    Arrays.copyOf(gauges, rows * columns.gauges().size()),
                    Arrays.copyOf(moved, rows),
                    null,
                    null);
        }
    }
}
