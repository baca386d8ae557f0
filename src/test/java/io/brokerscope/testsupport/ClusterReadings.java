package io.brokerscope.testsupport;

import io.brokerscope.model.cluster.ClusterReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Builds what a cluster of two brokers tells of itself; topics have to come in order. */
public final class ClusterReadings {

    private static final int MIN_ISR = 2;

    private final List<String> topics = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>(List.of(0));
    private final List<Partition> partitions = new ArrayList<>();
    private final List<int[]> commits = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private final List<String[]> missing = new ArrayList<>();
    private boolean fencedTold = true;
    private boolean configured = true;
    private ClusterReading.Quorum quorum;

    /**
     * One partition.
     *
     * @param leader its leader; -1 where it is offline
     * @param inSync replicas in sync
     * @param end high watermark; -1 where not known
     * @param size bytes; -1 where not known
     * @param replicas its replicas
     */
    public record Partition(int leader, int inSync, long end, long size, int... replicas) {

        /** One that is well, led by broker 1. */
        public static Partition sound(long end) {
            return new Partition(1, 2, end, 10 * end, 1, 2);
        }
    }

    public ClusterReadings topic(String name, Partition... own) {
        topics.add(name);
        partitions.addAll(List.of(own));
        firsts.add(partitions.size());
        return this;
    }

    /** A committed offset of the group with this number; -1 where there is none. */
    public ClusterReadings commit(int group, int partition, long offset) {
        commits.add(new int[] {group, partition});
        offsets.add(offset);
        return this;
    }

    public ClusterReadings missing(String part, String why) {
        missing.add(new String[] {part, why});
        return this;
    }

    /** Fenced brokers are not named, as before Kafka 4.0. */
    public ClusterReadings withoutFenced() {
        fencedTold = false;
        return this;
    }

    /** Configurations of topics are not known. */
    public ClusterReadings withoutConfigs() {
        configured = false;
        return this;
    }

    public ClusterReadings quorum(ClusterReading.Quorum told) {
        quorum = told;
        return this;
    }

    public ClusterReading build() {
        int n = topics.size();
        int p = partitions.size();
        int[] firstReplica = new int[p + 1];
        for (int i = 0; i < p; i++) {
            firstReplica[i + 1] = firstReplica[i] + partitions.get(i).replicas().length;
        }
        String[] cleanup = new String[n];
        Arrays.fill(cleanup, configured ? "delete" : "");
        int[] minIsr = new int[n];
        Arrays.fill(minIsr, configured ? MIN_ISR : -1);
        long[] retention = new long[n];
        Arrays.fill(retention, -1);
        int groups = commits.stream().mapToInt(row -> row[0] + 1).max().orElse(0);
        long[] commitsReadAt = new long[groups];
        Arrays.fill(commitsReadAt, 1);
        int[] numbers = new int[groups];
        String[] texts = new String[groups];
        Arrays.fill(texts, "");
        return new ClusterReading(
                "cluster-id",
                1,
                new ClusterReading.Nodes(
                        new int[] {1, 2},
                        new String[] {"one", "two"},
                        new int[] {1, 1},
                        new String[] {"", ""},
                        new boolean[] {false, fencedTold},
                        fencedTold),
                new ClusterReading.Topics(
                        topics.toArray(String[]::new),
                        topics.stream().map(name -> name + "-id").toArray(String[]::new),
                        new boolean[n],
                        firsts.stream().mapToInt(Integer::intValue).toArray(),
                        retention,
                        retention,
                        minIsr,
                        cleanup),
                new ClusterReading.Partitions(
                        IntStream.range(0, p).map(this::topicOf).toArray(),
                        IntStream.range(0, p).map(i -> i - firsts.get(topicOf(i))).toArray(),
                        partitions.stream().mapToInt(Partition::leader).toArray(),
                        partitions.stream()
                                .flatMapToInt(one -> Arrays.stream(one.replicas()))
                                .toArray(),
                        firstReplica,
                        partitions.stream().mapToInt(Partition::inSync).toArray(),
                        new long[p],
                        partitions.stream().mapToLong(Partition::end).toArray(),
                        partitions.stream().mapToLong(Partition::size).toArray(),
                        1,
                        1),
                new ClusterReading.Groups(
                        IntStream.range(0, groups).mapToObj(g -> "g" + g).toArray(String[]::new),
                        texts,
                        texts,
                        numbers,
                        texts,
                        numbers,
                        commitsReadAt),
                new ClusterReading.Commits(
                        commits.stream().mapToInt(row -> row[0]).toArray(),
                        commits.stream().mapToInt(row -> row[1]).toArray(),
                        offsets.stream().mapToLong(Long::longValue).toArray(),
                        new boolean[commits.size()]),
                quorum,
                new ClusterReading.Missing(
                        missing.stream().map(line -> line[0]).toArray(String[]::new),
                        missing.stream().mapToInt(line -> 1).toArray(),
                        missing.stream().map(line -> "").toArray(String[]::new),
                        missing.stream().map(line -> line[1]).toArray(String[]::new)),
                ClusterReading.Writes.NONE);
    }

    private int topicOf(int partition) {
        int topic = 0;
        while (firsts.get(topic + 1) <= partition) {
            topic++;
        }
        return topic;
    }
}
