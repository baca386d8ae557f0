package io.brokerscope.entity;

import io.brokerscope.model.PartitionFacts;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.cluster.ClusterReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Splits what a cluster told of itself into views: one for the cluster and one for each topic. What
 * it did not tell is absent, and so is a sum of which a part was not told.
 */
public final class ClusterViews {

    /** Partitions of a topic that a view lists at most. */
    static final int LISTED_PARTITIONS = 10;

    private final Contributions contributions;

    /**
     * @param contributions knows the shards
     */
    public ClusterViews(Contributions contributions) {
        this.contributions = contributions;
    }

    /**
     * What the views of one reading have in common.
     *
     * @param target the cluster
     * @param incarnation its incarnation
     * @param dueAt the tick
     * @param observedAt when it was asked
     * @param currentUntil until when the next answer is not overdue
     */
    public record Head(
            TargetId target, long incarnation, long dueAt, long observedAt, long currentUntil) {}

    /**
     * Emits one contribution for every shard.
     *
     * @param rates records appended per second, by topic; what is absent is not known
     */
    public void emit(
            Head head,
            ClusterReading reading,
            Map<String, Double> rates,
            Consumer<Contribution> out) {
        Views views = new Views(head, reading, rates);
        Map<Integer, List<Integer>> topics = new HashMap<>();
        String[] names = reading.topics().name();
        for (int topic = 0; topic < names.length; topic++) {
            topics.computeIfAbsent(contributions.shardOf(names[topic]), s -> new ArrayList<>())
                    .add(topic);
        }
        contributions.forEachShard(
                shard -> {
                    List<Integer> own = topics.getOrDefault(shard, List.of());
                    boolean cluster = shard == Contribution.CLUSTER_SHARD;
                    out.accept(
                            Contribution.view(
                                    head.target,
                                    shard,
                                    head.incarnation,
                                    head.dueAt,
                                    head.observedAt,
                                    cluster || reading.missing().topicsAreWhole(),
                                    cluster
                                            ? new String[] {Contributions.CLUSTER_ROW}
                                            : own.stream()
                                                    .map(topic -> names[topic])
                                                    .toArray(String[]::new),
                                    cluster
                                            ? new View[] {views.cluster()}
                                            : own.stream().map(views::topic).toArray(View[]::new)));
                });
    }

    /** Makes the views of one reading. */
    private static final class Views {

        private final Head head;
        private final ClusterReading reading;
        private final Map<String, Double> rates;
        private final ClusterReading.Partitions partitions;

        /** Per topic the sum of all lags; -1 where one is not known, or nobody committed. */
        private final long[] lags;

        Views(Head head, ClusterReading reading, Map<String, Double> rates) {
            this.head = head;
            this.reading = reading;
            this.rates = rates;
            this.partitions = reading.partitions();
            this.lags = lags(reading);
        }

        private static long[] lags(ClusterReading reading) {
            long[] lags = new long[reading.topics().name().length];
            Arrays.fill(lags, ClusterReading.UNKNOWN);
            if (!reading.missing().commitsAreWhole()) {
                return lags;
            }
            ClusterReading.Commits commits = reading.commits();
            boolean[] partial = new boolean[lags.length];
            for (int row = 0; row < commits.partition().length; row++) {
                int partition = commits.partition()[row];
                int topic = reading.partitions().topic()[partition];
                long end = reading.partitions().end()[partition];
                long offset = commits.offset()[row];
                if (offset >= 0) {
                    // A commit beyond the end tells of lost records, not of a group that is level.
                    partial[topic] |= end < offset;
                    lags[topic] = Math.max(0, lags[topic]) + end - offset;
                }
            }
            for (int topic = 0; topic < lags.length; topic++) {
                lags[topic] = partial[topic] ? ClusterReading.UNKNOWN : lags[topic];
            }
            return lags;
        }

        View topic(int topic) {
            ClusterReading.Topics topics = reading.topics();
            int from = topics.firstPartition()[topic];
            int until = topics.firstPartition()[topic + 1];
            Trouble trouble = new Trouble(from, until);
            Map<String, Double> metrics = new TreeMap<>();
            metrics.put("topic.partition.count", (double) (until - from));
            metrics.put("topic.partitions.offline", (double) trouble.offline);
            metrics.put("topic.partitions.underReplicated", (double) trouble.underReplicated);
            if (minIsr(topic) >= 0) {
                metrics.put("topic.partitions.underMinIsr", (double) trouble.underMinIsr);
            }
            known(metrics, "topic.leaders.size.bytes", leaderBytes(from, until));
            known(metrics, "topic.consumer.lag.sum", lags[topic]);
            Double rate = rates.get(topics.name()[topic]);
            if (rate != null) {
                metrics.put("topic.messages.in.rate", rate);
            }
            List<PartitionFacts> listed =
                    IntStream.range(from, until)
                            .boxed()
                            .sorted(
                                    Comparator.comparingInt(this::rank)
                                            .thenComparing(
                                                    p -> partitions.size()[p],
                                                    Comparator.reverseOrder()))
                            .limit(LISTED_PARTITIONS)
                            .map(this::facts)
                            .toList();
            return new View(
                    head.observedAt,
                    head.currentUntil,
                    metrics,
                    attributes(topic),
                    listed,
                    until - from - listed.size());
        }

        private Map<String, String> attributes(int topic) {
            ClusterReading.Topics topics = reading.topics();
            Map<String, String> attributes = new LinkedHashMap<>();
            if (!topics.id()[topic].isEmpty()) {
                attributes.put("topicId", topics.id()[topic]);
            }
            attributes.put("internal", Boolean.toString(topics.internal()[topic]));
            if (!topics.cleanup()[topic].isEmpty()) {
                attributes.put("cleanupPolicy", topics.cleanup()[topic]);
                attributes.put("retentionMs", Long.toString(topics.retentionMs()[topic]));
                attributes.put("retentionBytes", Long.toString(topics.retentionBytes()[topic]));
                attributes.put("minIsr", Integer.toString(topics.minIsr()[topic]));
            }
            return attributes;
        }

        View cluster() {
            ClusterReading.Nodes nodes = reading.nodes();
            Trouble trouble = new Trouble(0, partitions.topic().length);
            Map<String, Double> metrics = new TreeMap<>();
            metrics.put("cluster.brokers.registered", (double) nodes.id().length);
            if (nodes.fencedTold()) {
                metrics.put("cluster.brokers.fenced", (double) trues(nodes.fenced()));
            }
            if (reading.missing().topicsAreWhole()) {
                metrics.put("cluster.partition.count", (double) partitions.topic().length);
                metrics.put("cluster.topic.count", (double) reading.topics().name().length);
                metrics.put("cluster.partitions.offline", (double) trouble.offline);
                metrics.put("cluster.partitions.underReplicated", (double) trouble.underReplicated);
                metrics.put("cluster.leaders.notPreferred", (double) trouble.notPreferred);
                if (allMinIsrKnown()) {
                    metrics.put("cluster.partitions.underMinIsr", (double) trouble.underMinIsr);
                }
            }
            if (reading.missing().groupsAreWhole()) {
                metrics.put("cluster.group.count", (double) reading.groups().name().length);
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            if (reading.clusterId() != null) {
                attributes.put("clusterId", reading.clusterId());
            }
            if (reading.controllerId() >= 0 && withoutQuorum(reading)) {
                attributes.put("controllerId", Integer.toString(reading.controllerId()));
            }
            if (reading.quorum() != null) {
                quorum(reading.quorum(), metrics, attributes);
            }
            return new View(head.observedAt, head.currentUntil, metrics, attributes, List.of(), 0);
        }

        /** With one, brokers name any of them as the controller. */
        private static boolean withoutQuorum(ClusterReading reading) {
            return reading.quorum() == null
                    && !reading.missing().lacks(ClusterReading.Missing.QUORUM);
        }

        private static void quorum(
                ClusterReading.Quorum quorum,
                Map<String, Double> metrics,
                Map<String, String> attributes) {
            int voters = trues(quorum.voter());
            metrics.put("cluster.quorum.voters", (double) voters);
            metrics.put("cluster.quorum.observers", (double) (quorum.id().length - voters));
            long lag = quorum.highWatermark() < 0 ? ClusterReading.UNKNOWN : 0;
            for (int node = 0; node < quorum.id().length; node++) {
                long end = quorum.logEndOffset()[node];
                if (quorum.voter()[node] && lag >= 0) {
                    // A voter that has not fetched yet may be anywhere.
                    lag =
                            end < 0
                                    ? ClusterReading.UNKNOWN
                                    : Math.max(lag, quorum.highWatermark() - end);
                }
            }
            known(metrics, "cluster.quorum.lag.max", lag);
            if (quorum.leaderId() >= 0) {
                attributes.put("quorumLeaderId", Integer.toString(quorum.leaderId()));
                attributes.put("quorumLeaderEpoch", Long.toString(quorum.leaderEpoch()));
            }
        }

        /** Trouble first: the smaller, the sooner it is to be looked at. */
        private int rank(int partition) {
            if (offline(partition)) {
                return 0;
            }
            if (underMinIsr(partition)) {
                return 1;
            }
            if (underReplicated(partition)) {
                return 2;
            }
            return notPreferred(partition) ? 3 : 4;
        }

        private PartitionFacts facts(int partition) {
            int first = partitions.firstReplica()[partition];
            int leader = partitions.leader()[partition];
            return new PartitionFacts(
                    partitions.number()[partition],
                    leader < 0 ? null : (Integer) leader,
                    IntStream.range(first, partitions.firstReplica()[partition + 1])
                            .mapToObj(replica -> partitions.replicas()[replica])
                            .toList(),
                    partitions.inSync()[partition],
                    orNull(partitions.start()[partition]),
                    orNull(partitions.end()[partition]),
                    orNull(partitions.size()[partition]));
        }

        private boolean offline(int partition) {
            return partitions.leader()[partition] < 0;
        }

        private boolean underReplicated(int partition) {
            return partitions.inSync()[partition] < partitions.replicaCount(partition);
        }

        private boolean underMinIsr(int partition) {
            return partitions.inSync()[partition] < minIsr(partitions.topic()[partition]);
        }

        private boolean notPreferred(int partition) {
            return !offline(partition)
                    && partitions.leader()[partition] != partitions.preferredLeader(partition);
        }

        /** -1 where the topic's configuration is not known. */
        private int minIsr(int topic) {
            return reading.topics().cleanup()[topic].isEmpty()
                    ? ClusterReading.UNKNOWN
                    : reading.topics().minIsr()[topic];
        }

        private boolean allMinIsrKnown() {
            return IntStream.range(0, reading.topics().name().length)
                    .allMatch(topic -> minIsr(topic) >= 0);
        }

        private long leaderBytes(int from, int until) {
            long sum = 0;
            for (int partition = from; partition < until; partition++) {
                if (partitions.size()[partition] < 0) {
                    return ClusterReading.UNKNOWN;
                }
                sum += partitions.size()[partition];
            }
            return sum;
        }

        private static int trues(boolean[] flags) {
            return (int) IntStream.range(0, flags.length).filter(i -> flags[i]).count();
        }

        private static Long orNull(long number) {
            return number < 0 ? null : (Long) number;
        }

        private static void known(Map<String, Double> metrics, String name, long number) {
            if (number >= 0) {
                metrics.put(name, (double) number);
            }
        }

        /** What is wrong with some partitions. */
        private final class Trouble {

            private int offline;
            private int underReplicated;
            private int underMinIsr;
            private int notPreferred;

            Trouble(int from, int until) {
                for (int p = from; p < until; p++) {
                    offline += Views.this.offline(p) ? 1 : 0;
                    underReplicated += Views.this.underReplicated(p) ? 1 : 0;
                    underMinIsr += Views.this.underMinIsr(p) ? 1 : 0;
                    notPreferred += Views.this.notPreferred(p) ? 1 : 0;
                }
            }
        }
    }
}
