package io.brokerscope.coverage;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.cluster.ClusterReading;

/**
 * An outcome as coverage sees it: without the values that were read, which are most of it.
 *
 * @param outcome the outcome, without readings and view
 * @param dialect naming dialect of the answer; null unless OBSERVED
 * @param topology what the cluster told of its topology; null unless the target is a cluster that
 *     answered
 */
public record Sighting(ScrapeOutcome outcome, String dialect, Topology topology) {

    /**
     * What a cluster told of who belongs to it.
     *
     * @param brokers node ids of registered brokers
     * @param fenced whether each of them is registered and does not take part
     * @param topics names of topics that the filter keeps
     * @param topicsWhole whether these are all
     * @param groups names of consumer groups that the filter keeps
     * @param groupsWhole whether these are all
     */
    public record Topology(
            int[] brokers,
            boolean[] fenced,
            String[] topics,
            boolean topicsWhole,
            String[] groups,
            boolean groupsWhole) {

        private static Topology of(ClusterReading reading) {
            return new Topology(
                    reading.nodes().id(),
                    reading.nodes().fenced(),
                    reading.topics().name(),
                    reading.missing().topicsAreWhole(),
                    reading.groups().name(),
                    reading.missing().groupsAreWhole());
        }
    }

    /** The outcome of a tick or a fact about an incarnation, without its values. */
    public static Sighting of(ScrapeOutcome outcome) {
        return new Sighting(
                outcome.withoutValues(),
                outcome.kind() == OutcomeKind.OBSERVED ? outcome.readings().dialect() : null,
                outcome.view() == null ? null : Topology.of(outcome.view()));
    }
}
