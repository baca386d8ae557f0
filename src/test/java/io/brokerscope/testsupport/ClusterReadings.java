package io.brokerscope.testsupport;

import io.brokerscope.model.cluster.ClusterReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes up what a cluster of two brokers tells of itself: topics with their partitions, groups with
 * their commits.
 */
public final class ClusterReadings {

    private static final int MIN_ISR = 2;

    private final long commitsReadAt;
    private final long endsReadAt;
    private final TreeMap<String, Topic> topics = new TreeMap<>();
    private final TreeMap<String, Group> groups = new TreeMap<>();
    private final Map<String, long[]> writes = new TreeMap<>();
    private final List<String[]> missing = new ArrayList<>();
    private boolean fencedTold = true;
    private boolean configured = true;
    private ClusterReading.Quorum quorum;
    private Group last;

    private record Topic(String id, List<Partition> partitions) {}

    private record Commit(long offset, boolean owned) {}

    private static final class Group {
        private int members = 1;
        private boolean read = true;
        private int outOfSight;
        private String state = "Stable";
        private final Map<String, TreeMap<Integer, Commit>> commits = new TreeMap<>();
    }

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

    /** A reading whose time does not matter. */
    public ClusterReadings() {
        this(1, 1);
    }

    private ClusterReadings(long commitsReadAt, long endsReadAt) {
        this.commitsReadAt = commitsReadAt;
        this.endsReadAt = endsReadAt;
    }

    /** A reading of both commits and ends at this time. */
    public static ClusterReadings at(long readAt) {
        return new ClusterReadings(readAt, readAt);
    }

    /** A reading with some time between commits and ends. */
    public static ClusterReadings at(long commitsReadAt, long endsReadAt) {
        return new ClusterReadings(commitsReadAt, endsReadAt);
    }

    /** A topic whose id is {@code <name>-id}. */
    public ClusterReadings topic(String name, Partition... partitions) {
        topics.put(name, new Topic(name + "-id", List.of(partitions)));
        return this;
    }

    /** A topic whose id is {@code <name>-id}, with the end of each partition, -1 if not read. */
    public ClusterReadings topic(String name, long... ends) {
        return topicWithId(name, name + "-id", ends);
    }

    /** A topic with this id. */
    public ClusterReadings topicWithId(String name, String id, long... ends) {
        topics.put(
                name,
                new Topic(
                        id,
                        Arrays.stream(ends)
                                .mapToObj(end -> new Partition(1, 1, end, -1, 1))
                                .toList()));
        return this;
    }

    /** Since the reading before a partition was written to, first with the record at an offset. */
    public ClusterReadings wrote(String topic, int partition, long offset, long from, long until) {
        writes.put(topic + "/" + partition, new long[] {offset, from, until});
        return this;
    }

    /** A group with one member; what follows says more of it. */
    public ClusterReadings group(String name) {
        last = new Group();
        groups.put(name, last);
        return this;
    }

    /** So many members, -1 where the group could not be described. */
    public ClusterReadings members(int members) {
        last.members = members;
        last.state = members < 0 ? "" : members == 0 ? "Empty" : "Stable";
        return this;
    }

    /** The group's commits could not be read. */
    public ClusterReadings unread() {
        last.read = false;
        return this;
    }

    /** The group committed in so many partitions of topics that were not read. */
    public ClusterReadings outOfSight(int partitions) {
        last.outOfSight = partitions;
        return this;
    }

    /** A committed offset, -1 for none, in a partition that a member owns. */
    public ClusterReadings commit(String topic, int partition, long offset) {
        return put(topic, partition, new Commit(offset, true));
    }

    /** A committed offset in a partition that nobody owns. */
    public ClusterReadings orphan(String topic, int partition, long offset) {
        return put(topic, partition, new Commit(offset, false));
    }

    private ClusterReadings put(String topic, int partition, Commit commit) {
        last.commits.computeIfAbsent(topic, t -> new TreeMap<>()).put(partition, commit);
        return this;
    }

    /** Something of this part was not answered. */
    public ClusterReadings missing(String part) {
        return missing(part, "no answer in time");
    }

    /** Something of this part was not answered, for this reason. */
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

    /** The reading. */
    public ClusterReading build() {
        Map<String, Integer> rows = new LinkedHashMap<>();
        topics.forEach(
                (name, topic) ->
                        IntStream.range(0, topic.partitions().size())
                                .forEach(number -> rows.put(name + "/" + number, rows.size())));
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
                topicColumns(),
                partitionColumns(),
                groupColumns(),
                commitColumns(rows),
                quorum,
                new ClusterReading.Missing(
                        missing.stream().map(line -> line[0]).toArray(String[]::new),
                        missing.stream().mapToInt(line -> 1).toArray(),
                        missing.stream().map(line -> "").toArray(String[]::new),
                        missing.stream().map(line -> line[1]).toArray(String[]::new)),
                writeColumns(rows));
    }

    private ClusterReading.Topics topicColumns() {
        int n = topics.size();
        int[] first = new int[n + 1];
        int row = 0;
        for (Topic topic : topics.values()) {
            first[row + 1] = first[row++] + topic.partitions().size();
        }
        long[] retention = new long[n];
        Arrays.fill(retention, -1);
        int[] minIsr = new int[n];
        Arrays.fill(minIsr, configured ? MIN_ISR : -1);
        String[] cleanup = new String[n];
        Arrays.fill(cleanup, configured ? "delete" : "");
        return new ClusterReading.Topics(
                topics.keySet().toArray(String[]::new),
                topics.values().stream().map(Topic::id).toArray(String[]::new),
                new boolean[n],
                first,
                retention,
                retention,
                minIsr,
                cleanup);
    }

    private ClusterReading.Partitions partitionColumns() {
        List<Partition> partitions = new ArrayList<>();
        List<Integer> topicOf = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        int topicRow = 0;
        for (Topic topic : topics.values()) {
            for (int number = 0; number < topic.partitions().size(); number++) {
                partitions.add(topic.partitions().get(number));
                topicOf.add(topicRow);
                numbers.add(number);
            }
            topicRow++;
        }
        int[] firstReplica = new int[partitions.size() + 1];
        for (int i = 0; i < partitions.size(); i++) {
            firstReplica[i + 1] = firstReplica[i] + partitions.get(i).replicas().length;
        }
        return new ClusterReading.Partitions(
                topicOf.stream().mapToInt(i -> i).toArray(),
                numbers.stream().mapToInt(i -> i).toArray(),
                partitions.stream().mapToInt(Partition::leader).toArray(),
                partitions.stream().flatMapToInt(one -> Arrays.stream(one.replicas())).toArray(),
                firstReplica,
                partitions.stream().mapToInt(Partition::inSync).toArray(),
                new long[partitions.size()],
                partitions.stream().mapToLong(Partition::end).toArray(),
                partitions.stream().mapToLong(Partition::size).toArray(),
                endsReadAt,
                endsReadAt);
    }

    private ClusterReading.Groups groupColumns() {
        List<Group> all = List.copyOf(groups.values());
        return new ClusterReading.Groups(
                groups.keySet().toArray(String[]::new),
                all.stream().map(group -> "Classic").toArray(String[]::new),
                all.stream().map(group -> group.state).toArray(String[]::new),
                all.stream().mapToInt(group -> group.members < 0 ? -1 : 1).toArray(),
                all.stream().map(group -> group.members > 0 ? "range" : "").toArray(String[]::new),
                all.stream().mapToInt(group -> group.members).toArray(),
                all.stream().mapToLong(group -> group.read ? commitsReadAt : -1).toArray(),
                all.stream().mapToInt(group -> group.outOfSight).toArray());
    }

    private ClusterReading.Commits commitColumns(Map<String, Integer> rows) {
        List<int[]> where = new ArrayList<>();
        List<Commit> commits = new ArrayList<>();
        int groupRow = 0;
        for (Group group : groups.values()) {
            for (Map.Entry<String, TreeMap<Integer, Commit>> topic : group.commits.entrySet()) {
                for (Map.Entry<Integer, Commit> commit : topic.getValue().entrySet()) {
                    Integer row = rows.get(topic.getKey() + "/" + commit.getKey());
                    if (row != null) {
                        where.add(new int[] {groupRow, row});
                        commits.add(commit.getValue());
                    }
                }
            }
            groupRow++;
        }
        boolean[] owned = new boolean[commits.size()];
        for (int i = 0; i < owned.length; i++) {
            owned[i] = commits.get(i).owned();
        }
        return new ClusterReading.Commits(
                where.stream().mapToInt(row -> row[0]).toArray(),
                where.stream().mapToInt(row -> row[1]).toArray(),
                commits.stream().mapToLong(Commit::offset).toArray(),
                owned);
    }

    private ClusterReading.Writes writeColumns(Map<String, Integer> rows) {
        List<String> known = rows.keySet().stream().filter(writes::containsKey).toList();
        return new ClusterReading.Writes(
                known.stream().mapToInt(rows::get).toArray(),
                known.stream().mapToLong(key -> writes.get(key)[0]).toArray(),
                known.stream().mapToLong(key -> writes.get(key)[1]).toArray(),
                known.stream().mapToLong(key -> writes.get(key)[2]).toArray());
    }
}
