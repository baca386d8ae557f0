package io.brokerscope.scrape.simulation;

import io.brokerscope.model.NameFilter;
import io.brokerscope.model.Readings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.scrape.simulation.Layout.Topic;
import io.brokerscope.scrape.simulation.Sheet.Tables;
import io.brokerscope.scrape.simulation.Vitals.Roles;
import java.util.Arrays;

/** One broker, which is asked for its metrics. Thread-safe. */
final class SimulatedBroker {

    /** Series of a topic at most. */
    private static final int SERIES_PER_TOPIC = 15;

    /** Series of no topic at most. */
    private static final int OTHER_SERIES = 120;

    private final Layout layout;
    private final Coordinators coordinators;
    private final Chance chance;
    private final double meanRate;
    private final HostedTopics hosted;
    private final BrokerLedger ledger;

    // By row of the hosted topics, whether it is told, and whether a limit cuts it off.
    private final boolean[] kept;
    private final boolean[] cut;

    // By row of the hosted topics what the broker has to do with it; holds until the next change.
    private final TopicRoles[] topicRoles;
    private Roles roles;
    private ControllerSeries.View view;
    private int settled = -1;

    /** What decides which series there are. */
    private record Shape(boolean active, boolean[] leads) {

        boolean isThatOf(Shape other) {
            return other != null && active == other.active && Arrays.equals(leads, other.leads);
        }
    }

    private Shape shape;
    private Tables tables;

    private record TopicRoles(
            int hosted,
            int leaders,
            int assigned,
            int inSync,
            int underReplicated,
            int underMinIsr,
            int atMinIsr) {}

    /**
     * Nothing is asked yet.
     *
     * @param chance what is drawn for the cluster
     */
    SimulatedBroker(
            Layout layout,
            Coordinators coordinators,
            ClusterSettings cluster,
            Chance chance,
            int broker) {
        this.layout = layout;
        this.coordinators = coordinators;
        this.chance = chance.of("broker").of(broker);
        meanRate = cluster.simulation().messagesPerSecond() / layout.brokers;
        hosted = new HostedTopics(layout, broker);
        ledger = new BrokerLedger(layout, hosted);
        kept = new boolean[hosted.rows()];
        cut = new boolean[hosted.rows()];
        topicRoles = new TopicRoles[hosted.rows()];
        keep(cluster);
    }

    /** Of the topics that the filter keeps the first by name, as many as the limits allow. */
    private void keep(ClusterSettings cluster) {
        NameFilter filter = new NameFilter(cluster.topics());
        LimitSettings limits = cluster.scrape().limits();
        int room =
                Math.min(
                        limits.topics(),
                        Math.max(0, limits.series() - OTHER_SERIES) / SERIES_PER_TOPIC);
        for (int row = 0; row < kept.length; row++) {
            boolean wanted = filter.keeps(layout.topics.get(hosted.topic[row]).name());
            kept[row] = wanted && room > 0;
            cut[row] = wanted && room <= 0;
            room -= wanted ? 1 : 0;
        }
    }

    /** What it tells at a moment at which it is up. */
    synchronized BrokerAnswer read(History history, Moment moment) {
        ledger.turnTo(history, moment);
        boolean active = history.controller(moment.at) == hosted.broker;
        settle(history, moment.at, active);
        Shape now = shape(active);
        boolean known = now.isThatOf(shape);
        Sheet sheet = new Sheet(known ? tables : null);
        double[] stored = stored(history, moment);
        BrokerSeries.write(vitals(history, moment), sheet);
        ControllerSeries.write(
                layout, history, hosted.broker, ledger.startedAt(), moment, view, sheet);
        int truncated = 0;
        boolean complete = true;
        for (int row = 0; row < kept.length; row++) {
            if (kept[row]) {
                topic(row, history, moment, stored[row], sheet);
            } else if (cut[row]) {
                truncated += ledger.led(row) > 0 ? SERIES_PER_TOPIC : SERIES_PER_TOPIC - 7;
                complete = false;
            }
        }
        Readings readings = sheet.readings(ledger.startedAt(), complete);
        shape = known ? shape : now;
        tables = known ? tables : new Tables(readings.counters(), readings.gauges());
        return BrokerAnswer.read(readings, truncated);
    }

    private Shape shape(boolean active) {
        boolean[] leads = new boolean[kept.length];
        for (int row = 0; row < leads.length; row++) {
            leads[row] = kept[row] && topicRoles[row].leaders > 0;
        }
        return new Shape(active, leads);
    }

    /** Finds out what holds until the next change. */
    private void settle(History history, long at, boolean active) {
        if (settled == ledger.changes() && active == (view != null)) {
            return;
        }
        settled = ledger.changes();
        view = active ? ControllerSeries.View.of(layout, history, at) : null;
        int replicas = 0;
        int leaders = 0;
        int underReplicated = 0;
        int underMinIsr = 0;
        int atMinIsr = 0;
        for (int row = 0; row < topicRoles.length; row++) {
            TopicRoles topic = topicRoles(row);
            topicRoles[row] = topic;
            replicas += topic.hosted;
            leaders += topic.leaders;
            underReplicated += topic.underReplicated;
            underMinIsr += topic.underMinIsr;
            atMinIsr += topic.atMinIsr;
        }
        roles =
                new Roles(
                        replicas,
                        leaders,
                        underReplicated,
                        underMinIsr,
                        atMinIsr,
                        ledger.shrinks(),
                        ledger.expands(),
                        coordinators.classicGroups(history, hosted.broker, at),
                        coordinators.modernGroups(history, hosted.broker, at));
    }

    private TopicRoles topicRoles(int row) {
        int leaders = 0;
        int inSync = 0;
        int underReplicated = 0;
        int underMinIsr = 0;
        int atMinIsr = 0;
        for (int i = hosted.first[row]; i < hosted.first[row + 1]; i++) {
            int partition = layout.hosted[i];
            if (ledger.replicas().leader(partition) == hosted.broker) {
                int in = ledger.replicas().inSync(partition);
                leaders++;
                inSync += in;
                underReplicated += in < layout.replication ? 1 : 0;
                underMinIsr += in < layout.minIsr ? 1 : 0;
                atMinIsr += in == layout.minIsr ? 1 : 0;
            }
        }
        return new TopicRoles(
                hosted.first[row + 1] - hosted.first[row],
                leaders,
                leaders * layout.replication,
                inSync,
                underReplicated,
                underMinIsr,
                atMinIsr);
    }

    /** By row the messages of all its partitions that are kept here. */
    private double[] stored(History history, Moment moment) {
        Moment oldest = new Moment(moment.at - ClusterColumns.RETENTION_MS);
        double[] stored = new double[kept.length];
        for (int row = 0; row < stored.length; row++) {
            int topic = hosted.topic[row];
            double messages = history.messages(topic, moment) - history.messages(topic, oldest);
            stored[row] = hosted.weight[row] * messages;
        }
        return stored;
    }

    private Vitals vitals(History history, Moment moment) {
        double rate = 0;
        double messages = 0;
        double in = 0;
        double out = 0;
        double copied = 0;
        double produced = 0;
        double failed = 0;
        for (int row = 0; row < kept.length; row++) {
            Topic topic = layout.topics.get(hosted.topic[row]);
            double all = ledger.all(row);
            rate += ledger.led(row) * history.rate(hosted.topic[row], moment);
            messages += all;
            in += all * topic.messageBytes();
            out += all * topic.messageBytes() * topic.readers();
            copied += ledger.followed(row) * topic.messageBytes();
            produced += all / topic.batch();
            failed += BrokerLedger.FAILING * ledger.allSlow(row) / topic.batch();
        }
        return new Vitals(
                moment,
                ledger.startedAt(),
                chance,
                meanRate > 0 ? rate / meanRate : 0,
                meanRate > 0 ? messages / meanRate : 0,
                messages,
                in,
                out,
                copied,
                in * (layout.replication - 1),
                produced,
                failed,
                ledger.isSlow(),
                ledger.slowSeconds(),
                layout.replication > 1,
                roles);
    }

    private void topic(int row, History history, Moment moment, double stored, Sheet sheet) {
        Topic topic = layout.topics.get(hosted.topic[row]);
        String name = topic.name();
        TopicRoles own = topicRoles[row];
        if (own.leaders > 0) {
            double messages = ledger.counted(row);
            double bytes = messages * topic.messageBytes();
            double failed = BrokerLedger.FAILING * ledger.countedSlow(row) / topic.batch();
            sheet.counter("topic.messages_in", name, null, messages);
            sheet.counter("topic.bytes_in", name, null, bytes);
            sheet.counter("topic.bytes_out", name, null, bytes * topic.readers());
            sheet.counter("topic.failed_produce", name, null, failed);
            sheet.counter("topic.failed_fetch", name, null, 0);
            sheet.gauge("topic.replicas.assigned", name, null, own.assigned);
            sheet.gauge("topic.replicas.in_sync", name, null, own.inSync);
        }
        double end = Math.floor(hosted.weight[row] * history.messages(hosted.topic[row], moment));
        sheet.gauge("topic.size_bytes", name, null, Math.floor(stored * topic.messageBytes()));
        sheet.gauge("topic.replicas.hosted", name, null, own.hosted);
        sheet.gauge("topic.log_end_offset.sum", name, null, end);
        sheet.gauge("topic.log_start_offset.sum", name, null, Math.max(0, end - Math.ceil(stored)));
        sheet.gauge("topic.partitions.leader_count", name, null, own.leaders);
        sheet.gauge("topic.partitions.under_replicated", name, null, own.underReplicated);
        sheet.gauge("topic.partitions.under_min_isr", name, null, own.underMinIsr);
        sheet.gauge("topic.partitions.at_min_isr", name, null, own.atMinIsr);
    }
}
