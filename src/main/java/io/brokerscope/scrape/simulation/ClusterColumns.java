package io.brokerscope.scrape.simulation;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.scrape.simulation.History.Presence;
import io.brokerscope.scrape.simulation.Layout.Group;
import io.brokerscope.scrape.simulation.Layout.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * What a cluster tells of itself, in columns. Columns that do not change with time are the same
 * arrays in every reading. Immutable.
 */
final class ClusterColumns {

    /** How long records are kept. */
    static final long RETENTION_MS = 7 * Moment.DAY_MS;

    private static final int PORT = 9092;

    private final Layout layout;
    private final Coordinators coordinators;
    private final Told told;
    private final String clusterId;
    private final ClusterReading.Topics topics;
    private final int[] topicOf;
    private final int[] number;
    private final int[] replicas;
    private final int[] firstReplica;
    private final boolean[] owned;

    ClusterColumns(Layout layout, Coordinators coordinators, Told told, Chance chance) {
        this.layout = layout;
        this.coordinators = coordinators;
        this.told = told;
        clusterId = Layout.uuid(chance.of("cluster"));
        topics = topics();
        int perTopic = told.partitionsPerTopic();
        topicOf = rows(told.partitions(), row -> row / perTopic);
        number = rows(told.partitions(), row -> row % perTopic);
        firstReplica = rows(told.partitions() + 1, row -> row * layout.replication);
        replicas =
                rows(
                        told.partitions() * layout.replication,
                        row ->
                                Layout.id(
                                        layout.replica(
                                                told.partition(row / layout.replication),
                                                row % layout.replication)));
        owned = new boolean[told.commitGroup.length];
        Arrays.fill(owned, true);
    }

    /** What is told at a moment; null where no broker is up that could. */
    ClusterReading read(History history, Moment moment) {
        Presence[] presences = new Presence[layout.brokers];
        boolean nobody = true;
        for (int broker = 0; broker < presences.length; broker++) {
            presences[broker] = history.presence(broker, moment.at);
            nobody &= presences[broker] == Presence.DOWN;
        }
        if (nobody) {
            return null;
        }
        int controller = history.controller(moment.at);
        ClusterReading.Partitions partitions = partitions(history, moment, presences);
        return new ClusterReading(
                clusterId,
                presences[controller] == Presence.DOWN
                        ? ClusterReading.UNKNOWN
                        : Layout.id(controller),
                nodes(presences),
                topics,
                partitions,
                groups(history, moment.at),
                commits(history, moment.at, partitions.end()),
                quorum(history, moment.at, presences),
                told.missing,
                // Every partition is written to all the time: there is no silence to tell of.
                ClusterReading.Writes.NONE);
    }

    private static int[] rows(int count, IntUnaryOperator value) {
        return IntStream.range(0, count).map(value).toArray();
    }

    private ClusterReading.Topics topics() {
        List<Topic> all = Arrays.stream(told.topics).mapToObj(layout.topics::get).toList();
        long[] retentionMs = new long[all.size()];
        long[] retentionBytes = new long[all.size()];
        int[] minIsr = new int[all.size()];
        String[] cleanup = new String[all.size()];
        Arrays.fill(retentionMs, RETENTION_MS);
        Arrays.fill(retentionBytes, -1);
        Arrays.fill(minIsr, layout.minIsr);
        Arrays.fill(cleanup, "delete");
        return new ClusterReading.Topics(
                texts(all, Topic::name),
                texts(all, Topic::id),
                new boolean[all.size()],
                rows(all.size() + 1, row -> row * told.partitionsPerTopic()),
                retentionMs,
                retentionBytes,
                minIsr,
                cleanup);
    }

    private ClusterReading.Nodes nodes(Presence[] presences) {
        int n = presences.length;
        int[] port = new int[n];
        boolean[] fenced = new boolean[n];
        Arrays.fill(port, PORT);
        for (int broker = 0; broker < n; broker++) {
            fenced[broker] = presences[broker] == Presence.DOWN;
        }
        return new ClusterReading.Nodes(
                rows(n, Layout::id),
                IntStream.range(0, n)
                        .mapToObj(broker -> "broker-" + Layout.id(broker) + ".simulated")
                        .toArray(String[]::new),
                port,
                IntStream.range(0, n).mapToObj(Layout::rack).toArray(String[]::new),
                fenced,
                true);
    }

    private ClusterReading.Partitions partitions(
            History history, Moment moment, Presence[] presences) {
        int n = told.partitions();
        int[] leader = new int[n];
        int[] inSync = new int[n];
        long[] start = new long[n];
        long[] end = new long[n];
        long[] size = new long[n];
        Replicas who = new Replicas(layout, broker -> presences[broker]);
        Moment oldest = new Moment(moment.at - RETENTION_MS);
        double ended = 0;
        double began = 0;
        for (int row = 0; row < n; row++) {
            int topic = told.topics[topicOf[row]];
            if (number[row] == 0) {
                ended = history.messages(topic, moment);
                began = history.messages(topic, oldest);
            }
            int partition = told.partition(row);
            int led = who.leader(partition);
            leader[row] = led == Replicas.NOBODY ? ClusterReading.UNKNOWN : Layout.id(led);
            inSync[row] = who.inSync(partition);
            double messages =
                    led == Replicas.NOBODY
                            ? history.messages(topic, offlineSince(history, partition, moment.at))
                            : ended;
            end[row] = (long) (layout.weight(partition) * messages);
            start[row] = Math.min(end[row], (long) (layout.weight(partition) * began));
            size[row] = (long) ((end[row] - start[row]) * layout.topics.get(topic).messageBytes());
        }
        return new ClusterReading.Partitions(
                topicOf,
                number,
                leader,
                replicas,
                firstReplica,
                inSync,
                start,
                end,
                size,
                moment.at,
                moment.at);
    }

    /** When the last replica of a partition went that has none left. */
    private Moment offlineSince(History history, int partition, long at) {
        long since = 0;
        for (int which = 0; which < layout.replication; which++) {
            since = Math.max(since, history.downSince(layout.replica(partition, which), at));
        }
        return new Moment(since);
    }

    private ClusterReading.Groups groups(History history, long at) {
        List<Group> all = Arrays.stream(told.groups).mapToObj(layout.groups::get).toList();
        long[] readAt = new long[all.size()];
        for (int row = 0; row < readAt.length; row++) {
            readAt[row] = told.commitsTold[row] ? at : ClusterReading.UNKNOWN;
        }
        return new ClusterReading.Groups(
                texts(all, Group::name),
                texts(all, group -> group.modern() ? "Consumer" : "Classic"),
                texts(all, group -> "Stable"),
                ints(all, group -> Layout.id(coordinators.of(group, history, at))),
                texts(all, group -> group.modern() ? "uniform" : "cooperative-sticky"),
                ints(all, Group::members),
                readAt,
                told.outOfSight);
    }

    private ClusterReading.Commits commits(History history, long at, long[] end) {
        long[] offset = new long[told.commitGroup.length];
        int group = -1;
        Moment position = null;
        double read = 0;
        int topic = -1;
        for (int row = 0; row < offset.length; row++) {
            int partition = told.commitPartition[row];
            boolean otherGroup = told.commitGroup[row] != group;
            if (otherGroup) {
                group = told.commitGroup[row];
                position = new Moment(history.position(told.groups[group], at));
            }
            if (otherGroup || topicOf[partition] != topic) {
                topic = topicOf[partition];
                read = history.messages(told.topics[topic], position);
            }
            long committed = (long) (layout.weight(told.partition(partition)) * read);
            offset[row] = Math.min(end[partition], committed);
        }
        return new ClusterReading.Commits(told.commitGroup, told.commitPartition, offset, owned);
    }

    private ClusterReading.Quorum quorum(History history, long at, Presence[] presences) {
        int voters = history.voters();
        int n = layout.brokers;
        boolean[] voter = new boolean[n];
        Arrays.fill(voter, 0, voters, true);
        long[] end = new long[n];
        long[] caughtUpAt = new long[n];
        for (int node = 0; node < n; node++) {
            boolean down = presences[node] == Presence.DOWN;
            caughtUpAt[node] = down ? history.downSince(node, at) : at;
            end[node] = ControllerSeries.metadataEnd(caughtUpAt[node]);
        }
        return new ClusterReading.Quorum(
                Layout.id(history.controller(at)),
                history.election(at) + 1,
                ControllerSeries.metadataEnd(at),
                rows(n, Layout::id),
                voter,
                end,
                caughtUpAt);
    }

    private static <T> String[] texts(List<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    private static <T> int[] ints(List<T> all, ToIntFunction<T> number) {
        return all.stream().mapToInt(number).toArray();
    }
}
