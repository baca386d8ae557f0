package io.brokerscope.coverage;

import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.TopicShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of the coverage of one cluster, as its core sees it. The job backs it with
 * keyed state, tests with maps.
 */
public interface CoverageStore {

    /** What belongs to the cluster as a whole; null where it has no target. */
    Header header();

    /** Keeps the header. */
    void header(Header header);

    /** A target, or null. */
    WatchedTarget target(String id);

    /** Keeps a target. */
    void target(String id, WatchedTarget target);

    /** Forgets a target. */
    void removeTarget(String id);

    /** Ids of all targets. */
    List<String> targets();

    /** Forgets everything. */
    void clear();

    /**
     * What belongs to a cluster as a whole.
     *
     * @param settings settings of the target that was added last
     * @param closedThrough start of the last window that was written; {@link Long#MIN_VALUE} before
     *     the first
     * @param tellFrom windows that start earlier are not told: not everybody was there yet, or the
     *     job was away
     * @param told what the cluster told of itself last; null where it never did, or is not asked
     * @param gaps the gaps of the last record, each as kind and name
     */
    record Header(
            ClusterSettings settings,
            long closedThrough,
            long tellFrom,
            Told told,
            List<String> gaps) {

        static Header begin(ClusterSettings settings, long tellFrom) {
            return new Header(settings, Long.MIN_VALUE, tellFrom, null, List.of());
        }

        Header with(ClusterSettings newest) {
            return new Header(newest, closedThrough, tellFrom, told, gaps);
        }

        Header tellFrom(long start) {
            return new Header(settings, closedThrough, start, told, gaps);
        }

        Header told(Told newest) {
            return new Header(settings, closedThrough, tellFrom, newest, gaps);
        }

        Header closed(long start, List<String> found) {
            return new Header(settings, start, tellFrom, told, found);
        }
    }

    /**
     * What a cluster told of its topology.
     *
     * @param at when it was asked, epoch milliseconds
     * @param brokers node ids of registered brokers
     * @param fenced whether each of them is registered and does not take part
     * @param topicsMissing declared topics that do not exist
     * @param groupsMissing declared consumer groups that do not exist
     * @param misshapen declared topics that are otherwise than declared; empty where null is given,
     *     as older state does
     */
    record Told(
            long at,
            int[] brokers,
            boolean[] fenced,
            List<String> topicsMissing,
            List<String> groupsMissing,
            List<Misshapen> misshapen) {

        public Told {
            misshapen = misshapen == null ? List.of() : misshapen;
        }

        /**
         * A topic that is otherwise than declared.
         *
         * @param declared how it should be
         * @param partitions how many partitions it has
         * @param leastReplicas the smallest number of replicas that a partition of it has
         * @param mostReplicas the largest
         */
        public record Misshapen(
                TopicShape declared, int partitions, int leastReplicas, int mostReplicas) {

            boolean partitionsDiffer() {
                return declared.partitions() != null && declared.partitions() != partitions;
            }

            boolean replicationDiffers() {
                return declared.replication() != null
                        && (declared.replication() != leastReplicas
                                || declared.replication() != mostReplicas);
            }
        }

        static Told of(Sighting.Topology topology, ClusterSettings settings, long at) {
            return new Told(
                    at,
                    topology.brokers(),
                    topology.fenced(),
                    missing(settings.expect().topics(), topology.topics(), topology.topicsWhole()),
                    missing(settings.expect().groups(), topology.groups(), topology.groupsWhole()),
                    misshapen(settings.expect().shapes(), topology));
        }

        private static List<Misshapen> misshapen(
                List<TopicShape> declared, Sighting.Topology topology) {
            if (declared.isEmpty()) {
                return List.of();
            }
            Map<String, Integer> there = new HashMap<>();
            for (int topic = 0; topic < topology.topics().length; topic++) {
                there.put(topology.topics()[topic], topic);
            }
            List<Misshapen> misshapen = new ArrayList<>();
            for (TopicShape shape : declared) {
                Integer topic = there.get(shape.topic());
                if (topic != null) {
                    Misshapen found =
                            new Misshapen(
                                    shape,
                                    topology.partitions()[topic],
                                    topology.leastReplicas()[topic],
                                    topology.mostReplicas()[topic]);
                    if (found.partitionsDiffer() || found.replicationDiffers()) {
                        misshapen.add(found);
                    }
                }
            }
            return misshapen;
        }

        /** What was not listed is missing only where the list is whole. */
        private static List<String> missing(List<String> declared, String[] listed, boolean whole) {
            if (!whole || declared.isEmpty()) {
                return List.of();
            }
            Set<String> there = Set.of(listed);
            return declared.stream().filter(name -> !there.contains(name)).toList();
        }
    }
}
