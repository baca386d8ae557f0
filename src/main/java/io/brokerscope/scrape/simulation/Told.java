package io.brokerscope.scrape.simulation;

import io.brokerscope.model.NameFilter;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.scrape.simulation.Layout.Group;
import io.brokerscope.scrape.simulation.Layout.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Which topics, groups and commits of a cluster are told: those that the filters keep, as far as
 * the limits allow. Beyond them the last ones by name are cut off, and that is told instead.
 * Immutable.
 */
final class Told {

    private static final int NONE = -1;

    /** By row the position of the topic. */
    final int[] topics;

    /** By row the position of the group. */
    final int[] groups;

    /** By row of the groups whether its commits are told. */
    final boolean[] commitsTold;

    /** By row of the groups how many of its partitions are of topics beyond a limit. */
    final int[] outOfSight;

    /** By row of the commits the row of the group. */
    final int[] commitGroup;

    /** By row of the commits the row of the partition. */
    final int[] commitPartition;

    /** What was cut off. */
    final Missing missing;

    private final Layout layout;
    private final int partitionsPerTopic;

    /** By position of a topic its row; {@link #NONE} where it is not told. */
    private final int[] topicRow;

    private record Line(String part, int count, String example, String why) {}

    Told(Layout layout, ClusterSettings cluster) {
        this.layout = layout;
        partitionsPerTopic = layout.firstPartition(1);
        int maxTopics = cluster.scrape().limits().topics();
        int maxRows = cluster.scrape().limits().series();
        List<Line> lines = new ArrayList<>();

        int[] wanted = kept(layout.topics, Topic::name, cluster.topics());
        topics =
                Arrays.copyOf(
                        wanted,
                        Math.min(wanted.length, Math.min(maxTopics, maxRows / partitionsPerTopic)));
        if (topics.length < wanted.length) {
            lines.add(
                    new Line(
                            Missing.TOPIC_LIMIT,
                            wanted.length - topics.length,
                            layout.topics.get(wanted[topics.length]).name(),
                            "topics are more than limits.topics, or their partitions than"
                                    + " limits.series, allows"));
        }
        topicRow = new int[layout.topics.size()];
        Arrays.fill(topicRow, NONE);
        for (int row = 0; row < topics.length; row++) {
            topicRow[topics[row]] = row;
        }

        int[] wantedGroups = kept(layout.groups, Group::name, cluster.groups());
        groups = Arrays.copyOf(wantedGroups, Math.min(wantedGroups.length, maxTopics));
        if (groups.length < wantedGroups.length) {
            lines.add(
                    new Line(
                            Missing.GROUP_LIMIT,
                            wantedGroups.length - groups.length,
                            layout.groups.get(wantedGroups[groups.length]).name(),
                            "groups are more than limits.topics allows: " + maxTopics));
        }

        commitsTold = new boolean[groups.length];
        outOfSight = new int[groups.length];
        int cut = 0;
        int firstCut = NONE;
        int size = 0;
        for (int row = 0; row < groups.length; row++) {
            int count = partitions(groups[row]).length;
            commitsTold[row] = count <= maxRows - size;
            if (commitsTold[row]) {
                size += count;
                outOfSight[row] = outOfSight(groups[row], wanted);
            } else {
                firstCut = cut == 0 ? row : firstCut;
                cut += count;
            }
        }
        if (cut > 0) {
            lines.add(
                    new Line(
                            Missing.COMMIT_LIMIT,
                            cut,
                            layout.groups.get(groups[firstCut]).name(),
                            "commits are more than limits.series allows: " + maxRows));
        }
        commitGroup = new int[size];
        commitPartition = new int[size];
        int next = 0;
        for (int row = 0; row < groups.length; row++) {
            if (commitsTold[row]) {
                for (int partition : partitions(groups[row])) {
                    commitGroup[next] = row;
                    commitPartition[next++] = partition;
                }
            }
        }
        missing =
                new Missing(
                        lines.stream().map(Line::part).toArray(String[]::new),
                        lines.stream().mapToInt(Line::count).toArray(),
                        lines.stream().map(Line::example).toArray(String[]::new),
                        lines.stream().map(Line::why).toArray(String[]::new));
    }

    /** How many partitions are told. */
    int partitions() {
        return topics.length * partitionsPerTopic;
    }

    int partitionsPerTopic() {
        return partitionsPerTopic;
    }

    /** Of a row of the partitions the partition of the layout. */
    int partition(int row) {
        return layout.firstPartition(topics[row / partitionsPerTopic]) + row % partitionsPerTopic;
    }

    /** How much was cut off. */
    int beyondLimits() {
        return Arrays.stream(missing.count()).sum();
    }

    /** Rows of the partitions that a group reads. */
    private int[] partitions(int group) {
        return Arrays.stream(layout.groups.get(group).topics())
                .map(topic -> topicRow[topic])
                .filter(row -> row != NONE)
                .flatMap(
                        row ->
                                IntStream.range(
                                        row * partitionsPerTopic, (row + 1) * partitionsPerTopic))
                .toArray();
    }

    private int outOfSight(int group, int[] wanted) {
        long hidden =
                Arrays.stream(layout.groups.get(group).topics())
                        .filter(topic -> topicRow[topic] == NONE)
                        .filter(topic -> Arrays.binarySearch(wanted, topic) >= 0)
                        .count();
        return (int) hidden * partitionsPerTopic;
    }

    private static <T> int[] kept(List<T> all, Function<T, String> name, FilterSettings settings) {
        NameFilter filter = new NameFilter(settings);
        return IntStream.range(0, all.size())
                .filter(position -> filter.keeps(name.apply(all.get(position))))
                .toArray();
    }
}
