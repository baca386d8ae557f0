package io.brokerscope.relationship;

import static io.brokerscope.model.cluster.ClusterReading.UNKNOWN;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Commits;
import io.brokerscope.model.cluster.ClusterReading.Partitions;
import java.util.Map;
import java.util.TreeMap;

/** Finds the relationships in a reading of a cluster. */
final class ReadingEdges {

    private ReadingEdges() {}

    /** Brokers and the topics they have replicas of: how many they lead, how many they have. */
    static Edges hosts(ClusterReading reading) {
        Partitions partitions = reading.partitions();
        int[] first = reading.topics().firstPartition();
        Edges.Builder edges = new Edges.Builder();
        Map<Integer, long[]> brokers = new TreeMap<>();
        for (int topic = 0; topic < first.length - 1; topic++) {
            brokers.clear();
            for (int p = first[topic]; p < first[topic + 1]; p++) {
                for (int r = partitions.firstReplica()[p];
                        r < partitions.firstReplica()[p + 1];
                        r++) {
                    int broker = partitions.replicas()[r];
                    long[] counts = brokers.computeIfAbsent(broker, id -> new long[2]);
                    counts[0] += broker == partitions.leader()[p] ? 1 : 0;
                    counts[1]++;
                }
            }
            int row = topic;
            brokers.forEach((broker, counts) -> edges.add(broker, row, counts));
        }
        return edges.build();
    }

    /** Leaders and those who follow them: in how many partitions. */
    static Edges replication(ClusterReading reading) {
        Partitions partitions = reading.partitions();
        Map<Long, long[]> pairs = new TreeMap<>();
        for (int p = 0; p < partitions.leader().length; p++) {
            int leader = partitions.leader()[p];
            if (leader == UNKNOWN) {
                continue;
            }
            for (int r = partitions.firstReplica()[p]; r < partitions.firstReplica()[p + 1]; r++) {
                int follower = partitions.replicas()[r];
                if (follower != leader) {
                    pairs.computeIfAbsent((long) follower << 32 | leader, pair -> new long[1])[0]++;
                }
            }
        }
        Edges.Builder edges = new Edges.Builder();
        pairs.forEach((pair, count) -> edges.add(pair.intValue(), (int) (pair >>> 32), count));
        return edges.build();
    }

    /**
     * Groups and the topics in which they have committed or own partitions. The lag is that of the
     * partitions in which both the committed offset and the end are known.
     */
    static Edges subscriptions(ClusterReading reading) {
        Commits commits = reading.commits();
        int[] topicOf = reading.partitions().topic();
        long[] ends = reading.partitions().end();
        Edges.Builder edges = new Edges.Builder();
        int row = 0;
        while (row < commits.group().length) {
            int group = commits.group()[row];
            int topic = topicOf[commits.partition()[row]];
            long all = 0;
            long known = 0;
            long sum = 0;
            long max = 0;
            for (;
                    row < commits.group().length
                            && commits.group()[row] == group
                            && topicOf[commits.partition()[row]] == topic;
                    row++) {
                all++;
                long end = ends[commits.partition()[row]];
                if (commits.offset()[row] >= 0 && end >= 0) {
                    long lag = Math.max(0, end - commits.offset()[row]);
                    known++;
                    sum += lag;
                    max = Math.max(max, lag);
                }
            }
            edges.add(
                    group,
                    topic,
                    all,
                    known,
                    reading.groups().members()[group],
                    known == 0 ? UNKNOWN : sum,
                    known == 0 ? UNKNOWN : max);
        }
        return edges.build();
    }
}
