package io.brokerscope.relationship;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.cluster.ClusterReading;

/**
 * An outcome of reading a cluster itself as relationships see it: what it told of them, or that it
 * is asked from here on or no longer.
 *
 * @param cluster its name
 * @param kind {@code ADDED}, {@code RETIRED} or {@code OBSERVED}
 * @param incarnation see {@link io.brokerscope.model.ScrapeRequest#incarnation}
 * @param dueAt its tick, epoch milliseconds
 * @param observedAt when it answered, epoch milliseconds; -1 where it is no answer
 * @param told what it told; null where it is no answer
 */
public record Picture(
        String cluster,
        OutcomeKind kind,
        long incarnation,
        long dueAt,
        long observedAt,
        Told told) {

    /**
     * What a cluster told.
     *
     * @param topics names of topics that the filter keeps
     * @param topicsRead whether it described every topic that it was asked for
     * @param topicsWhole whether these are all topics
     * @param groups names of consumer groups that the filter keeps
     * @param groupRead whether the topics of each of them were told
     * @param groupsWhole whether these are all groups
     * @param hosts from node ids to rows of topics
     * @param subscriptions from rows of groups to rows of topics
     * @param replication from node ids to node ids
     */
    public record Told(
            String[] topics,
            boolean topicsRead,
            boolean topicsWhole,
            String[] groups,
            boolean[] groupRead,
            boolean groupsWhole,
            Edges hosts,
            Edges subscriptions,
            Edges replication) {}

    /**
     * What an outcome of a cluster says of relationships.
     *
     * @return null where it says nothing: a cluster that does not answer is as it was
     */
    public static Picture of(ScrapeOutcome outcome) {
        return switch (outcome.kind()) {
            case ADDED, RETIRED -> of(outcome, -1, null);
            case OBSERVED -> of(outcome, outcome.stats().observedAt(), told(outcome.view()));
            case FAILED, SKIPPED, REJECTED, MISSED, NOTICE, OUTPUT_GAP -> null;
        };
    }

    private static Picture of(ScrapeOutcome outcome, long observedAt, Told told) {
        return new Picture(
                outcome.target().cluster(),
                outcome.kind(),
                outcome.incarnation(),
                outcome.dueAt(),
                observedAt,
                told);
    }

    private static Told told(ClusterReading reading) {
        ClusterReading.Groups groups = reading.groups();
        boolean[] read = new boolean[groups.name().length];
        for (int group = 0; group < read.length; group++) {
            // What it owns is told by its description, what it committed by its commits.
            read[group] = groups.commitsReadAt()[group] >= 0 && groups.members()[group] >= 0;
        }
        ClusterReading.Missing missing = reading.missing();
        return new Told(
                reading.topics().name(),
                !missing.lacks(ClusterReading.Missing.TOPICS),
                missing.topicsAreWhole(),
                groups.name(),
                read,
                missing.groupsAreWhole(),
                ReadingEdges.hosts(reading),
                ReadingEdges.subscriptions(reading),
                ReadingEdges.replication(reading));
    }
}
