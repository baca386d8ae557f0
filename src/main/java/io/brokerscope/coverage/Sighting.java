package io.brokerscope.coverage;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.cluster.ClusterReading;

/**
 * An outcome as coverage sees it: without the values that were read, which are most of it.
 *
 * @param outcome the outcome, without readings and view
 * @param dialect naming dialect of the answer; null unless OBSERVED
 * @param topology what the cluster told of its topology; null unless the target is a cluster that
 *     answered
 * @param metrics which watched metrics the answer has; null unless it says what the target lacks
 */
public record Sighting(ScrapeOutcome outcome, String dialect, Topology topology, Metrics metrics) {

    /**
     * What an answer says of the metrics that golden metrics are made of.
     *
     * @param told bits of {@link WatchedMetrics}
     * @param startedAt when the process says it started; -1 where it does not
     */
    public record Metrics(long told, long startedAt) {

        /** Only a whole answer of the source that is trusted most says that something is absent. */
        private static Metrics of(ScrapeOutcome outcome) {
            Readings readings = outcome.readings();
            return readings == null
                            || !readings.complete()
                            || outcome.source() > 0
                            || outcome.target().isCluster()
                    ? null
                    : new Metrics(WatchedMetrics.in(readings), readings.processStartAt());
        }
    }

    /**
     * What a cluster told of who belongs to it.
     *
     * @param brokers node ids of registered brokers
     * @param fenced whether each of them is registered and does not take part
     * @param topics names of topics that the filter keeps
     * @param partitions how many partitions each of them has
     * @param leastReplicas the smallest number of replicas that a partition of it has; 0 where it
     *     has no partition
     * @param mostReplicas the largest
     * @param topicsWhole whether these are all
     * @param groups names of consumer groups that the filter keeps
     * @param groupsWhole whether these are all
     */
    public record Topology(
            int[] brokers,
            boolean[] fenced,
            String[] topics,
            int[] partitions,
            int[] leastReplicas,
            int[] mostReplicas,
            boolean topicsWhole,
            String[] groups,
            boolean groupsWhole) {

        private static Topology of(ClusterReading reading) {
            int[] first = reading.topics().firstPartition();
            int topics = reading.topics().name().length;
            int[] partitions = new int[topics];
            int[] least = new int[topics];
            int[] most = new int[topics];
            for (int topic = 0; topic < topics; topic++) {
                partitions[topic] = first[topic + 1] - first[topic];
                for (int row = first[topic]; row < first[topic + 1]; row++) {
                    int replicas = reading.partitions().replicaCount(row);
                    least[topic] =
                            row == first[topic] ? replicas : Math.min(least[topic], replicas);
                    most[topic] = Math.max(most[topic], replicas);
                }
            }
            return new Topology(
                    reading.nodes().id(),
                    reading.nodes().fenced(),
                    reading.topics().name(),
                    partitions,
                    least,
                    most,
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
                outcome.view() == null ? null : Topology.of(outcome.view()),
                Metrics.of(outcome));
    }
}
