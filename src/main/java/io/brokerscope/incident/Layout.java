package io.brokerscope.incident;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Commits;
import io.brokerscope.model.cluster.ClusterReading.Partitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the entities of a cluster hang together, as it told itself when it was last asked, in
 * columns. Keyed state. What is beyond the limits is left out, and counts as not known.
 *
 * @param at when it was asked, epoch milliseconds
 * @param brokers node ids of the brokers it sees
 * @param fenced whether each of them does not take part
 * @param topics names of topics
 * @param hosts node ids of the brokers with replicas of each topic, one topic after another
 * @param firstHost where those of a topic begin in {@code hosts}; they end where those of the next
 *     topic begin. One more than there are topics
 * @param groups names of consumer groups
 * @param reads topics that each group reads, one group after another
 * @param firstRead where those of a group begin in {@code reads}; one more than there are groups
 */
public record Layout(
        long at,
        int[] brokers,
        boolean[] fenced,
        String[] topics,
        int[] hosts,
        int[] firstHost,
        String[] groups,
        String[] reads,
        int[] firstRead) {

    /** Brokers of topics, and topics of groups, that are remembered of one cluster at most. */
    static final int MAX_ROWS = 200_000;

    static Layout of(ClusterReading reading, long at) {
        return of(reading, at, MAX_ROWS);
    }

    static Layout of(ClusterReading reading, long at, int maxRows) {
        int topics = reading.topics().name().length;
        int[] firstHost = new int[topics + 1];
        int[] hosts = new int[0];
        int topic = 0;
        for (; topic < topics; topic++) {
            int[] own = hosts(reading, topic);
            int end = firstHost[topic] + own.length;
            if (end > maxRows) {
                break;
            }
            hosts = withRoom(hosts, end);
            System.arraycopy(own, 0, hosts, firstHost[topic], own.length);
            firstHost[topic + 1] = end;
        }
        String[] names = reading.topics().name();
        Reads reads = Reads.of(reading, maxRows);
        return new Layout(
                at,
                reading.nodes().id(),
                reading.nodes().fenced(),
                Arrays.copyOf(names, topic),
                Arrays.copyOf(hosts, firstHost[topic]),
                Arrays.copyOf(firstHost, topic + 1),
                reading.groups().name(),
                reads.topics(),
                reads.first());
    }

    /**
     * What it says.
     *
     * @param freshMs how old it may be, to say whether a broker is alive
     * @param now epoch milliseconds
     */
    Relations relations(long freshMs, long now) {
        return new Told(this, now - at <= freshMs);
    }

    private static int[] hosts(ClusterReading reading, int topic) {
        Partitions partitions = reading.partitions();
        int[] first = reading.topics().firstPartition();
        return Arrays.stream(
                        partitions.replicas(),
                        partitions.firstReplica()[first[topic]],
                        partitions.firstReplica()[first[topic + 1]])
                .distinct()
                .toArray();
    }

    private static int[] withRoom(int[] column, int rows) {
        return rows <= column.length
                ? column
                : Arrays.copyOf(column, Math.max(rows, 2 * column.length));
    }

    /** The topics that groups read; commits come by group and partition. */
    private record Reads(String[] topics, int[] first) {

        static Reads of(ClusterReading reading, int maxRows) {
            Commits commits = reading.commits();
            List<String> topics = new ArrayList<>();
            int[] first = new int[reading.groups().name().length + 1];
            int last = -1;
            int row = 0;
            for (int group = 0; group < first.length - 1; group++) {
                for (; row < commits.group().length && commits.group()[row] == group; row++) {
                    int topic = reading.partitions().topic()[commits.partition()[row]];
                    boolean another = first[group] == topics.size() || topic != last;
                    if (another && topics.size() < maxRows) {
                        topics.add(reading.topics().name()[topic]);
                    }
                    last = topic;
                }
                first[group + 1] = topics.size();
            }
            return new Reads(topics.toArray(String[]::new), first);
        }
    }

    /** Answers by name. */
    private static final class Told implements Relations {

        private final boolean fresh;
        private final Map<String, Boolean> fenced = new HashMap<>();
        private final Map<String, Set<String>> hosts = new HashMap<>();
        private final Map<String, Set<String>> reads = new HashMap<>();

        Told(Layout layout, boolean fresh) {
            this.fresh = fresh;
            for (int i = 0; i < layout.brokers.length; i++) {
                fenced.put(Integer.toString(layout.brokers[i]), layout.fenced[i]);
            }
            for (int i = 0; i < layout.topics.length; i++) {
                Set<String> brokers = new HashSet<>();
                for (int row = layout.firstHost[i]; row < layout.firstHost[i + 1]; row++) {
                    brokers.add(Integer.toString(layout.hosts[row]));
                }
                hosts.put(layout.topics[i], brokers);
            }
            for (int i = 0; i < layout.groups.length; i++) {
                reads.put(
                        layout.groups[i],
                        Set.copyOf(
                                Arrays.asList(layout.reads)
                                        .subList(layout.firstRead[i], layout.firstRead[i + 1])));
            }
        }

        @Override
        public Boolean alive(String broker) {
            return fresh ? Boolean.FALSE.equals(fenced.get(broker)) : null;
        }

        @Override
        public boolean hosts(String broker, String topic) {
            Set<String> brokers = hosts.get(topic);
            return brokers == null || brokers.contains(broker);
        }

        @Override
        public Set<String> reads(String group) {
            return reads.getOrDefault(group, Set.of());
        }
    }
}
