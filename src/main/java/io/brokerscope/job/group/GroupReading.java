package io.brokerscope.job.group;

import io.brokerscope.lag.CommitHistory;
import io.brokerscope.lag.CommitReading;
import io.brokerscope.lag.EndReading;
import io.brokerscope.lag.EndTable;
import io.brokerscope.lag.OffsetLag;
import io.brokerscope.lag.Ownership;
import io.brokerscope.lag.PartitionStatus;
import io.brokerscope.lag.TimeLag;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.LagSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One reading of one group's commits, put to what is remembered of it: the group partition by
 * partition, how far it got since the reading before, and what went back. Used once.
 */
final class GroupReading {

    /** How long a partition is remembered of which nobody can say whether it is still there. */
    static final long FORGET_AFTER_MS = 3_600_000;

    private final ReadingRows rows;
    private final int group;
    private final GroupState before;
    private final EndTable[] ends;
    private final LagSettings settings;
    private final long readAt;
    private final long toldAt;

    private final Map<String, GroupTopic> known = new HashMap<>();
    private final List<GroupPart> parts = new ArrayList<>();
    private final List<Rewind> rewinds = new ArrayList<>();
    private long progress = -1;
    private int kept;

    /** An offset that went back. */
    record Rewind(String partition, long from, long to) {}

    /**
     * Takes the reading in.
     *
     * @param rows the reading
     * @param group row of the group, whose commits were read
     * @param before what is remembered of it
     * @param ends the tables of all partitions, the reading included
     */
    GroupReading(
            ReadingRows rows, int group, GroupState before, EndTable[] ends, LagSettings settings) {
        this.rows = rows;
        this.group = group;
        this.before = before;
        this.ends = ends;
        this.settings = settings;
        this.readAt = rows.reading().groups().commitsReadAt()[group];
        this.toldAt = Math.max(readAt, rows.reading().partitions().endsReadAt());
        before.topics().forEach(topic -> known.put(topic.key(), topic));
        for (int row = rows.firstCommit(group); row < rows.firstCommit(group + 1); row++) {
            take(row);
        }
        keepWhatMayStillBe();
    }

    /** When the commits were read, epoch milliseconds. */
    long readAt() {
        return readAt;
    }

    /** The partitions of the group. */
    List<GroupPart> parts() {
        return parts;
    }

    /** Partitions that are none of these: their topics were not read, and nothing is remembered. */
    int outOfSight() {
        return Math.max(0, rows.reading().groups().outOfSight()[group] - kept);
    }

    /** Offsets that went back since the reading before. */
    List<Rewind> rewinds() {
        return rewinds;
    }

    /** Offsets committed per second since the reading before; NaN where that is not known. */
    double commitRate() {
        long elapsedMs = readAt - before.observedAt();
        return progress < 0 || before.observedAt() < 0 || elapsedMs <= 0
                ? Double.NaN
                : 1000.0 * progress / elapsedMs;
    }

    /** What is to be remembered of the group's topics. */
    List<GroupTopic> topics() {
        Map<String, TreeMap<Integer, GroupPart>> byTopic = new TreeMap<>();
        parts.forEach(
                part ->
                        byTopic.computeIfAbsent(part.key(), key -> new TreeMap<>())
                                .put(part.number(), part));
        List<GroupTopic> topics = new ArrayList<>(byTopic.size());
        byTopic.forEach(
                (key, own) ->
                        topics.add(
                                new GroupTopic(
                                        key,
                                        own.firstEntry().getValue().topic(),
                                        own.keySet().stream().mapToInt(n -> n).toArray(),
                                        own.values().stream().map(GroupPart::history).toList(),
                                        own.values().stream()
                                                .anyMatch(part -> !part.status().expired()))));
        return topics;
    }

    private void take(int row) {
        ClusterReading reading = rows.reading();
        int partition = reading.commits().partition()[row];
        int topic = reading.partitions().topic()[partition];
        int number = reading.partitions().number()[partition];
        String topicId = rows.topicId(topic);
        GroupTopic past = known.get(rows.key(topic));
        CommitHistory history = past == null ? null : past.in(number);
        CommitReading commit = CommitReading.of(topicId, reading.commits().offset()[row], readAt);
        String name = reading.topics().name()[topic];
        if (history != null) {
            compare(name + "-" + number, history, commit);
        }
        boolean told = reading.partitions().end()[partition] >= 0;
        EndReading end = told ? ends[partition].newest() : null;
        history =
                (history == null ? CommitHistory.empty(topicId) : history)
                        .observe(commit, end, settings);
        add(
                rows.key(topic),
                name,
                number,
                history,
                commit,
                end,
                ownership(reading.commits().owned()[row]),
                ends[partition]);
    }

    private Ownership ownership(boolean owned) {
        if (rows.reading().groups().members()[group] < 0) {
            return Ownership.UNKNOWN;
        }
        return owned ? Ownership.OWNED : Ownership.UNOWNED;
    }

    /** What was committed since the reading before; after a longer time nobody knows when. */
    private void compare(String partition, CommitHistory history, CommitReading commit) {
        if (history.size() == 0 || !commit.present() || history.readAt() != before.observedAt()) {
            return;
        }
        long last = history.offsets()[history.size() - 1];
        // Offsets may be set by hand to whatever fits into them.
        long more = Math.max(0, commit.offset() - last);
        long sum = Math.max(0, progress);
        progress = sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more;
        if (commit.offset() < last) {
            rewinds.add(new Rewind(partition, last, commit.offset()));
        }
    }

    /**
     * A partition without a row is no longer the group's, unless its topic may only not have been
     * read.
     */
    private void keepWhatMayStillBe() {
        for (GroupTopic topic : before.topics()) {
            if (!rows.isUnread(topic.key(), topic.topic())) {
                continue;
            }
            for (int i = 0; i < topic.numbers().length; i++) {
                CommitHistory history = topic.commits().get(i);
                if (readAt - history.readAt() <= FORGET_AFTER_MS) {
                    kept++;
                    add(
                            topic.key(),
                            topic.topic(),
                            topic.numbers()[i],
                            history,
                            null,
                            null,
                            Ownership.UNKNOWN,
                            EndTable.empty(history.topicId()));
                }
            }
        }
    }

    private void add(
            String key,
            String topic,
            int number,
            CommitHistory history,
            CommitReading commit,
            EndReading end,
            Ownership ownership,
            EndTable table) {
        OffsetLag lag = OffsetLag.of(commit, end, toldAt, settings);
        TimeLag time = table.lookup(commit, toldAt, settings);
        PartitionStatus status = PartitionStatus.judge(history, ownership, toldAt, settings);
        parts.add(
                new GroupPart(
                        key,
                        topic,
                        number,
                        history,
                        commit == null ? CommitReading.NONE : commit.offset(),
                        end,
                        ownership,
                        lag,
                        time,
                        status));
    }
}
