package io.brokerscope.testsupport;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes up what a cluster tells of itself: topics with their ends, groups with their commits. */
public final class ReadingBuilder {

    private final long commitsReadAt;
    private final long endsReadAt;
    private final TreeMap<String, Topic> topics = new TreeMap<>();
    private final TreeMap<String, Group> groups = new TreeMap<>();
    private final List<String> missing = new ArrayList<>();
    private final Map<String, long[]> writes = new HashMap<>();
    private Group last;

    private record Topic(String id, long[] ends) {}

    private record Commit(long offset, boolean owned) {}

    private static final class Group {
        private int members = 1;
        private boolean read = true;
        private String state = "Stable";
        private final Map<String, TreeMap<Integer, Commit>> commits = new TreeMap<>();
    }

    private ReadingBuilder(long commitsReadAt, long endsReadAt) {
        this.commitsReadAt = commitsReadAt;
        this.endsReadAt = endsReadAt;
    }

    /** A reading of both commits and ends at this time. */
    public static ReadingBuilder at(long readAt) {
        return new ReadingBuilder(readAt, readAt);
    }

    /** A reading with some time between commits and ends. */
    public static ReadingBuilder at(long commitsReadAt, long endsReadAt) {
        return new ReadingBuilder(commitsReadAt, endsReadAt);
    }

    /** A topic whose id is {@code id of <name>}, with the end of each partition, -1 if not read. */
    public ReadingBuilder topic(String name, long... ends) {
        return topicWithId(name, "id of " + name, ends);
    }

    /** A topic with this id. */
    public ReadingBuilder topicWithId(String name, String id, long... ends) {
        topics.put(name, new Topic(id, ends));
        return this;
    }

    /** Since the reading before a partition was written to, first with the record at an offset. */
    public ReadingBuilder wrote(String topic, int partition, long offset, long from, long until) {
        writes.put(topic + "/" + partition, new long[] {offset, from, until});
        return this;
    }

    private static ClusterReading.Writes writes(
            Map<String, Integer> rows, Map<String, long[]> writes) {
        List<String> known = rows.keySet().stream().filter(writes::containsKey).toList();
        return new ClusterReading.Writes(
                known.stream().mapToInt(rows::get).toArray(),
                known.stream().mapToLong(key -> writes.get(key)[0]).toArray(),
                known.stream().mapToLong(key -> writes.get(key)[1]).toArray(),
                known.stream().mapToLong(key -> writes.get(key)[2]).toArray());
    }

    /** A group with one member; what follows says more of it. */
    public ReadingBuilder group(String name) {
        last = new Group();
        groups.put(name, last);
        return this;
    }

    /** So many members, -1 where the group could not be described. */
    public ReadingBuilder members(int members) {
        last.members = members;
        last.state = members < 0 ? "" : members == 0 ? "Empty" : "Stable";
        return this;
    }

    /** The group's commits could not be read. */
    public ReadingBuilder unread() {
        last.read = false;
        return this;
    }

    /** A committed offset, -1 for none, in a partition that a member owns. */
    public ReadingBuilder commit(String topic, int partition, long offset) {
        return put(topic, partition, new Commit(offset, true));
    }

    /** A committed offset in a partition that nobody owns. */
    public ReadingBuilder orphan(String topic, int partition, long offset) {
        return put(topic, partition, new Commit(offset, false));
    }

    private ReadingBuilder put(String topic, int partition, Commit commit) {
        last.commits.computeIfAbsent(topic, t -> new TreeMap<>()).put(partition, commit);
        return this;
    }

    /** Something of this part was not answered. */
    public ReadingBuilder missing(String part) {
        missing.add(part);
        return this;
    }

    /** The reading. */
    public ClusterReading build() {
        List<String> names = new ArrayList<>(topics.keySet());
        int[] first = new int[names.size() + 1];
        Map<String, Integer> rows = new LinkedHashMap<>();
        List<Integer> topicOf = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (int t = 0; t < names.size(); t++) {
            Topic topic = topics.get(names.get(t));
            for (int p = 0; p < topic.ends().length; p++) {
                rows.put(names.get(t) + "/" + p, ends.size());
                topicOf.add(t);
                numbers.add(p);
                ends.add(topic.ends()[p]);
            }
            first[t + 1] = ends.size();
        }
        int n = ends.size();
        int[] ones = new int[n];
        Arrays.fill(ones, 1);
        long[] unknown = new long[n];
        Arrays.fill(unknown, -1);
        List<Group> all = new ArrayList<>(groups.values());
        List<int[]> commitRows = new ArrayList<>();
        List<Commit> commits = new ArrayList<>();
        for (int g = 0; g < all.size(); g++) {
            int row = g;
            all.get(g)
                    .commits
                    .forEach(
                            (topic, own) ->
                                    own.forEach(
                                            (partition, commit) -> {
                                                Integer at = rows.get(topic + "/" + partition);
                                                if (at != null) {
                                                    commitRows.add(new int[] {row, at});
                                                    commits.add(commit);
                                                }
                                            }));
        }
        int topicCount = names.size();
        return new ClusterReading(
                "kafka-id",
                1,
                new ClusterReading.Nodes(
                        new int[] {1},
                        new String[] {"b1"},
                        new int[] {9092},
                        new String[] {""},
                        new boolean[1],
                        true),
                new ClusterReading.Topics(
                        names.toArray(String[]::new),
                        names.stream().map(name -> topics.get(name).id()).toArray(String[]::new),
                        new boolean[topicCount],
                        first,
                        new long[topicCount],
                        new long[topicCount],
                        new int[topicCount],
                        names.stream().map(name -> "delete").toArray(String[]::new)),
                new ClusterReading.Partitions(
                        topicOf.stream().mapToInt(i -> i).toArray(),
                        numbers.stream().mapToInt(i -> i).toArray(),
                        ones,
                        ones,
                        IntStream.rangeClosed(0, n).toArray(),
                        ones,
                        new long[n],
                        ends.stream().mapToLong(i -> i).toArray(),
                        unknown,
                        endsReadAt,
                        -1),
                new ClusterReading.Groups(
                        groups.keySet().toArray(String[]::new),
                        all.stream().map(g -> "Classic").toArray(String[]::new),
                        all.stream().map(g -> g.state).toArray(String[]::new),
                        all.stream().mapToInt(g -> g.members < 0 ? -1 : 1).toArray(),
                        all.stream().map(g -> g.members > 0 ? "range" : "").toArray(String[]::new),
                        all.stream().mapToInt(g -> g.members).toArray(),
                        all.stream().mapToLong(g -> g.read ? commitsReadAt : -1).toArray()),
                new ClusterReading.Commits(
                        commitRows.stream().mapToInt(row -> row[0]).toArray(),
                        commitRows.stream().mapToInt(row -> row[1]).toArray(),
                        commits.stream().mapToLong(Commit::offset).toArray(),
                        booleans(commits)),
                null,
                new Missing(
                        missing.toArray(String[]::new),
                        missing.stream().mapToInt(part -> 1).toArray(),
                        missing.stream().map(part -> "").toArray(String[]::new),
                        missing.stream().map(part -> "no answer in time").toArray(String[]::new)),
                writes(rows, writes));
    }

    private static boolean[] booleans(List<Commit> commits) {
        boolean[] owned = new boolean[commits.size()];
        for (int i = 0; i < owned.length; i++) {
            owned[i] = commits.get(i).owned();
        }
        return owned;
    }
}
