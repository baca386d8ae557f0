package io.brokerscope.scrape.simulation;

import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.SimulationSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What of a cluster does not change with time: topics, partitions, who hosts them, consumer groups.
 * Brokers have positions from 0; their ids begin with 1. Immutable.
 */
final class Layout {

    /**
     * By how much the weight of topics falls: the n-th has a share of n to the power of minus this.
     */
    private static final double ZIPF = 1.1;

    private static final int RACKS = 3;
    private static final int MAX_MEMBERS = 12;

    final int brokers;
    final int replication;

    /** Replicas that have to be in sync for a producer that wants that. */
    final int minIsr;

    /** Sorted by name. */
    final List<Topic> topics;

    /** Sorted by name. */
    final List<Group> groups;

    /** By broker where its rows begin in {@link #hosted}; one more than there are brokers. */
    final int[] firstHosted;

    /** Partitions that a broker has replicas of, ascending. */
    final int[] hosted;

    private final int partitionsPerTopic;
    private final int[] replicas;
    private final double[] weights;
    private final int[] byWeight;
    private final int[] byNumber;

    /**
     * A topic.
     *
     * @param load messages
     * @param messageBytes average size of a message
     * @param batch messages in a produce request
     * @param readers consumer groups that read it
     */
    record Topic(
            String name, String id, Load load, double messageBytes, double batch, int readers) {}

    /**
     * A consumer group.
     *
     * @param topics positions of the topics it reads, ascending
     * @param delayMs how far it is behind where all is well
     * @param modern whether it uses the protocol of KIP-848
     * @param home position of the broker that coordinates it while that is up
     */
    record Group(String name, int[] topics, long delayMs, int members, boolean modern, int home) {}

    Layout(ClusterSettings cluster, Chance chance) {
        SimulationSettings settings = cluster.simulation();
        brokers = settings.brokers();
        replication = Math.min(settings.replication(), brokers);
        minIsr = Math.max(1, Math.min(2, replication - 1));
        partitionsPerTopic = settings.partitions();
        Names names = new Names(chance.of("names"));
        String[] topicNames =
                IntStream.range(0, settings.topics()).mapToObj(names::topic).toArray(String[]::new);
        byWeight = positions(topicNames);
        int[][] read = new int[settings.groups()][];
        String[] groupNames = new String[topicNames.length == 0 ? 0 : settings.groups()];
        int[] readers = new int[topicNames.length];
        for (int number = 0; number < groupNames.length; number++) {
            read[number] = reads(number, chance);
            groupNames[number] = names.group(number, topicNames[number % topicNames.length]);
            for (int topic : read[number]) {
                readers[topic]++;
            }
        }
        byNumber = positions(groupNames);
        topics = topics(settings, topicNames, readers, chance);
        groups = groups(groupNames, read, chance);
        weights = new double[topics.size() * partitionsPerTopic];
        replicas = new int[weights.length * replication];
        assign(chance.of("partitions"));
        firstHosted = new int[brokers + 1];
        hosted = hosted();
    }

    int partitions() {
        return weights.length;
    }

    int firstPartition(int topic) {
        return topic * partitionsPerTopic;
    }

    int topicOf(int partition) {
        return partition / partitionsPerTopic;
    }

    /** Share of its topic. */
    double weight(int partition) {
        return weights[partition];
    }

    /** Position of the broker with a replica; the first should lead. */
    int replica(int partition, int which) {
        return replicas[partition * replication + which];
    }

    /** Position of the topic with that rank by weight, from 0. */
    int topicOfRank(int rank) {
        return byWeight[rank];
    }

    /** Position of the group that was made as that number, from 0. */
    int groupOfNumber(int number) {
        return byNumber[number];
    }

    static int id(int broker) {
        return broker + 1;
    }

    static String rack(int broker) {
        return "rack-" + (1 + broker % RACKS);
    }

    /** An id as Kafka gives one: 16 bytes in 22 characters. */
    static String uuid(Chance chance) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ByteBuffer.allocate(16)
                                .putLong(chance.of("high").bits())
                                .putLong(chance.of("low").bits())
                                .array());
    }

    /** By number the position in the order of names. */
    private static int[] positions(String[] names) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, names.length).boxed().toList());
        order.sort(Comparator.comparing(number -> names[number]));
        int[] positions = new int[names.length];
        for (int position = 0; position < positions.length; position++) {
            positions[order.get(position)] = position;
        }
        return positions;
    }

    private int[] reads(int number, Chance chance) {
        Chance own = chance.of("reads").of(number);
        TreeSet<Integer> read = new TreeSet<>();
        read.add(byWeight[number % byWeight.length]);
        for (int more = own.of("more").below(3); more > 0; more--) {
            read.add(byWeight[own.of(more).below(byWeight.length)]);
        }
        return read.stream().mapToInt(topic -> topic).toArray();
    }

    private List<Topic> topics(
            SimulationSettings settings, String[] names, int[] readers, Chance chance) {
        double[] shares = new double[names.length];
        double[] sizes = new double[names.length];
        for (int rank = 0; rank < names.length; rank++) {
            shares[rank] = Math.pow(rank + 1, -ZIPF);
            sizes[rank] = chance.of("size").of(names[rank]).between(0.4, 1.6);
        }
        double all = Arrays.stream(shares).sum();
        double size = IntStream.range(0, names.length).mapToDouble(r -> shares[r] * sizes[r]).sum();
        Topic[] sorted = new Topic[names.length];
        for (int rank = 0; rank < names.length; rank++) {
            Chance own = chance.of("topic").of(names[rank]);
            int position = byWeight[rank];
            sorted[position] =
                    new Topic(
                            names[rank],
                            uuid(own.of("id")),
                            new Load(settings.messagesPerSecond() * shares[rank] / all, own),
                            settings.messageBytes() * sizes[rank] * all / size,
                            own.of("batch").between(4.0, 40.0),
                            readers[position]);
        }
        return List.of(sorted);
    }

    private List<Group> groups(String[] names, int[][] read, Chance chance) {
        Group[] sorted = new Group[names.length];
        for (int number = 0; number < names.length; number++) {
            Chance own = chance.of("group").of(names[number]);
            sorted[byNumber[number]] =
                    new Group(
                            names[number],
                            read[number],
                            own.of("delay").between(500L, 3_000L),
                            1 + own.of("members").below(Math.min(MAX_MEMBERS, partitionsPerTopic)),
                            own.of("protocol").unit() < 0.3,
                            own.of("home").below(brokers));
        }
        return List.of(sorted);
    }

    private void assign(Chance chance) {
        for (int topic = 0; topic < topics.size(); topic++) {
            Chance own = chance.of(topics.get(topic).name());
            int begin = own.of("leader").below(brokers);
            int shift = own.of("follower").below(brokers);
            double sum = 0;
            for (int number = 0; number < partitionsPerTopic; number++) {
                int partition = firstPartition(topic) + number;
                weights[partition] = own.of(number).between(0.5, 1.5);
                sum += weights[partition];
                spread(partition, (begin + number) % brokers, shift + number / brokers);
            }
            for (int number = 0; number < partitionsPerTopic; number++) {
                weights[firstPartition(topic) + number] /= sum;
            }
        }
    }

    /** Followers go to racks that have no replica yet, as long as there are such. */
    private void spread(int partition, int leader, int shift) {
        int at = partition * replication;
        replicas[at] = leader;
        for (int which = 1; which < replication; which++) {
            boolean newRack = which < Math.min(RACKS, brokers);
            int step = 0;
            int candidate;
            do {
                candidate = (leader + 1 + (shift + step++) % (brokers - 1)) % brokers;
            } while (isTaken(at, which, candidate, newRack));
            replicas[at + which] = candidate;
        }
    }

    private boolean isTaken(int at, int size, int candidate, boolean newRack) {
        for (int other = at; other < at + size; other++) {
            if (replicas[other] == candidate
                    || (newRack && replicas[other] % RACKS == candidate % RACKS)) {
                return true;
            }
        }
        return false;
    }

    private int[] hosted() {
        for (int replica : replicas) {
            firstHosted[replica + 1]++;
        }
        for (int broker = 0; broker < brokers; broker++) {
            firstHosted[broker + 1] += firstHosted[broker];
        }
        int[] next = firstHosted.clone();
        int[] rows = new int[replicas.length];
        for (int row = 0; row < replicas.length; row++) {
            rows[next[replicas[row]]++] = row / replication;
        }
        return rows;
    }
}
