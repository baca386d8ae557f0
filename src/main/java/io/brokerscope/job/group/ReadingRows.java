package io.brokerscope.job.group;

import io.brokerscope.lag.WriteSpan;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Finds its way in the columns of a reading, and tells what is absent from what was not read. */
final class ReadingRows {

    private final ClusterReading reading;
    private final Set<String> keys = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final String[] keyOf;
    private final int[] firstCommit;

    /** By row of the partition the row of its writes; -1 where they are not known. */
    private final int[] writes;

    ReadingRows(ClusterReading reading) {
        this.reading = reading;
        ClusterReading.Topics topics = reading.topics();
        keyOf = new String[topics.name().length];
        for (int t = 0; t < keyOf.length; t++) {
            keyOf[t] = topicKey(topics.name()[t], topics.id()[t]);
            keys.add(keyOf[t]);
            names.add(topics.name()[t]);
        }
        firstCommit = new int[reading.groups().name().length + 1];
        int row = 0;
        for (int g = 0; g < firstCommit.length - 1; g++) {
            firstCommit[g] = row;
            while (row < reading.commits().group().length && reading.commits().group()[row] == g) {
                row++;
            }
        }
        firstCommit[firstCommit.length - 1] = row;
        writes = new int[reading.partitions().number().length];
        Arrays.fill(writes, -1);
        for (int w = 0; w < reading.writes().partition().length; w++) {
            writes[reading.writes().partition()[w]] = w;
        }
    }

    /**
     * What tells a topic from all others that ever were: its id, which no topic of the same name
     * shares, or its name where the brokers tell no ids. The two never meet: no id has a slash.
     */
    static String topicKey(String name, String id) {
        return id.isEmpty() ? "/" + name : id;
    }

    ClusterReading reading() {
        return reading;
    }

    int topics() {
        return keyOf.length;
    }

    String key(int topic) {
        return keyOf[topic];
    }

    /** The id as the rules of lag know it. */
    String topicId(int topic) {
        String id = reading.topics().id()[topic];
        return id.isEmpty() ? null : id;
    }

    int groups() {
        return firstCommit.length - 1;
    }

    /** Row of the first commit of a group; they end where those of the next group begin. */
    int firstCommit(int group) {
        return firstCommit[group];
    }

    /** When the partition was written to since the reading before; null where nobody knows. */
    WriteSpan writes(int partition) {
        int row = writes[partition];
        ClusterReading.Writes known = reading.writes();
        return row < 0
                ? null
                : new WriteSpan(known.offset()[row], known.from()[row], known.until()[row]);
    }

    boolean holds(String topicKey) {
        return keys.contains(topicKey);
    }

    /** Whether the topic may only not have been read: absent, and neither gone nor created anew. */
    boolean isUnread(String topicKey, String name) {
        return !holds(topicKey) && !names.contains(name) && !isEveryTopicThere();
    }

    boolean isEveryTopicThere() {
        return reading.missing().topicsAreWhole();
    }

    /** Whether all groups are in the reading. */
    boolean isEveryGroupThere() {
        return reading.missing().groupsAreWhole();
    }

    /** Whether a group that is absent would be in the reading if it were there. */
    boolean wouldBeListed(String group) {
        return !reading.missing().lacks(Missing.GROUP_LIST) && !mayBeBeyondLimit(group);
    }

    /** Whether a group that is absent may only be beyond the limit, as the last by name are. */
    boolean mayBeBeyondLimit(String group) {
        String[] names = reading.groups().name();
        return reading.missing().lacks(Missing.GROUP_LIMIT)
                && (names.length == 0 || group.compareTo(names[names.length - 1]) > 0);
    }
}
