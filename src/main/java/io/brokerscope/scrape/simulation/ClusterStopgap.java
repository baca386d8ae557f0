package io.brokerscope.scrape.simulation;

import io.brokerscope.model.Readings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.TopicShape;
import io.brokerscope.scrape.simulation.Sheet.Tables;
import io.brokerscope.scrape.simulation.Vitals.Roles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes up single brokers, topics and consumer groups of a cluster that is real otherwise. Nothing
 * goes wrong with them. The same settings, names and times give the same values. Thread-safe.
 */
final class ClusterStopgap {

    private static final String GROUP = "consumerGroup.";
    private static final double BATCH = 15;
    private static final int READERS = 2;

    private final ClusterSettings cluster;
    private final SimulationSettings settings;
    private final Chance chance;
    private final int brokers;
    private final int topics;

    /** Names of what is told of a broker: the same of each. */
    private volatile Tables tables;

    private ClusterStopgap(ClusterSettings cluster) {
        this.cluster = cluster;
        this.settings = cluster.simulation();
        this.chance = Chance.of(settings.seed(), cluster.name()).of("stopgap");
        this.brokers =
                Math.max(
                        1,
                        cluster.expect().brokers() == null
                                ? settings.brokers()
                                : cluster.expect().brokers());
        List<String> expected = cluster.expect().topics();
        this.topics = Math.max(1, expected.isEmpty() ? settings.topics() : expected.size());
    }

    /**
     * What these settings make up.
     *
     * @param settings with {@link ClusterSettings#simulation}
     */
    public static ClusterStopgap of(ClusterSettings settings) {
        return new ClusterStopgap(settings);
    }

    /**
     * The series of a broker that are of no topic. It has the share of the cluster's load that one
     * broker has, and has run since the beginning of 2026.
     *
     * @param at epoch milliseconds
     */
    public Readings broker(String id, long at) {
        Moment moment = new Moment(at);
        Chance own = chance.of("broker").of(id);
        double mean = settings.messagesPerSecond() / brokers;
        Load load = new Load(mean, own);
        double messages = load.total(moment);
        double bytes = messages * settings.messageBytes();
        int replication = Math.min(settings.replication(), brokers);
        double followers = replication - 1;
        Sheet sheet = new Sheet(tables);
        BrokerSeries.write(
                new Vitals(
                        moment,
                        Moment.EPOCH,
                        own,
                        mean > 0 ? load.rate(moment) / mean : 0,
                        mean > 0 ? messages / mean : 0,
                        messages,
                        bytes,
                        bytes * READERS,
                        bytes * followers,
                        bytes * followers,
                        messages / BATCH,
                        0,
                        false,
                        0,
                        replication > 1,
                        roles(replication)),
                sheet);
        Readings readings = sheet.readings(Moment.EPOCH, true);
        tables = new Tables(readings.counters(), readings.gauges());
        return readings;
    }

    /**
     * The golden metrics of an expected topic.
     *
     * @param from where the time begins that rates are told of, epoch milliseconds
     * @param until where it ends; rates are those of this moment where it is not later
     */
    public Map<String, Double> topic(String name, long from, long until) {
        Load load = load(name);
        Moment end = new Moment(until);
        double rate = load.rate(end);
        if (end.at > Math.max(from, Moment.EPOCH)) {
            Moment begin = new Moment(from);
            rate = (load.total(end) - load.total(begin)) / (end.seconds - begin.seconds);
        }
        Moment oldest = new Moment(until - ClusterColumns.RETENTION_MS);
        double stored = load.total(end) - load.total(oldest);
        TopicShape shape = shape(name);
        int replication =
                shape == null || shape.replication() == null
                        ? Math.min(settings.replication(), brokers)
                        : shape.replication();
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("topic.messages.in.rate", rate);
        metrics.put("topic.bytes.in.rate", rate * settings.messageBytes());
        metrics.put("topic.bytes.out.rate", rate * settings.messageBytes() * READERS);
        metrics.put("topic.partition.count", (double) partitions(name));
        metrics.put("topic.partitions.underReplicated", 0.0);
        metrics.put("topic.size.bytes", Math.floor(stored * settings.messageBytes() * replication));
        return metrics;
    }

    /**
     * The golden metrics of an expected consumer group: it reads one of the expected topics, and is
     * a little behind.
     *
     * @param at epoch milliseconds
     */
    public Map<String, Double> group(String name, long at) {
        Chance own = chance.of("group").of(name);
        List<String> expected = cluster.expect().topics();
        String topic =
                expected.isEmpty() ? name : expected.get(own.of("topic").below(expected.size()));
        long delayMs = own.of("delay").between(500L, 3_000L);
        int partitions = partitions(topic);
        Load load = load(topic);
        Moment now = new Moment(at);
        Moment position = new Moment(at - delayMs);
        double lag = Math.floor(load.total(now) - load.total(position));
        double share = Math.min(1, own.of("largest").between(1.1, 1.6) / partitions);
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(GROUP + "lag.total", lag);
        metrics.put(GROUP + "lag.max", Math.ceil(lag * share));
        metrics.put(GROUP + "lag.seconds", delayMs / 1000.0);
        metrics.put(GROUP + "lag.trend", load.rate(now) - load.rate(position));
        metrics.put(GROUP + "commit.rate", load.rate(position));
        metrics.put(
                GROUP + "members.count", 1.0 + own.of("members").below(Math.min(6, partitions)));
        metrics.put(GROUP + "partitions.known", (double) partitions);
        metrics.put(GROUP + "partitions.unknown", 0.0);
        metrics.put(GROUP + "partitions.expired", 0.0);
        metrics.put(GROUP + "complete", 1.0);
        metrics.put(GROUP + "status", 0.0);
        return metrics;
    }

    private Roles roles(int replication) {
        int all = 0;
        for (String topic : cluster.expect().topics()) {
            all += partitions(topic);
        }
        if (all == 0) {
            all = settings.topics() * settings.partitions();
        }
        int leaders = all / brokers;
        int groups = cluster.expect().groups().size() / brokers;
        return new Roles(leaders * replication, leaders, 0, 0, 0, 0, 0, groups, 0);
    }

    private Load load(String topic) {
        Chance own = chance.of("topic").of(topic);
        double share = own.of("share").between(0.5, 1.5) / topics;
        return new Load(settings.messagesPerSecond() * share, own);
    }

    private int partitions(String topic) {
        TopicShape shape = shape(topic);
        return shape == null || shape.partitions() == null
                ? settings.partitions()
                : shape.partitions();
    }

    private TopicShape shape(String topic) {
        for (TopicShape shape : cluster.expect().shapes()) {
            if (shape.topic().equals(topic)) {
                return shape;
            }
        }
        return null;
    }
}
