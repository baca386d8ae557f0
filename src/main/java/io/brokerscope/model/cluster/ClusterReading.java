package io.brokerscope.model.cluster;

import java.util.Arrays;

/**
 * What a Kafka cluster says of itself by the Admin protocol, read once, in columns. Commits were
 * read before end offsets. What could not be read is absent and named in {@link #missing}, never
 * zero.
 *
 * @param clusterId the id that the cluster gave itself; null where it tells none
 * @param controllerId node id of the controller, with KRaft of some broker that stands in for it;
 *     -1 where it is not known
 * @param nodes registered brokers
 * @param topics topics that the filter keeps, sorted by name
 * @param partitions their partitions, in the order of topics and numbers
 * @param groups consumer groups that the filter keeps, sorted by name
 * @param commits what groups committed and own, in the order of groups and partitions
 * @param quorum the metadata quorum; null where it was not read or there is none
 * @param missing what was asked for and not answered
 * @param writes when partitions were written to since the read before
 */
public record ClusterReading(
        String clusterId,
        int controllerId,
        Nodes nodes,
        Topics topics,
        Partitions partitions,
        Groups groups,
        Commits commits,
        Quorum quorum,
        Missing missing,
        Writes writes) {

    /** Stands in a column for a number that is not known. */
    public static final int UNKNOWN = -1;

    /**
     * Registered brokers, a row each.
     *
     * @param id node id
     * @param host where clients reach it
     * @param port where clients reach it
     * @param rack its rack; the empty string where it has none
     * @param fenced whether it is registered but does not take part: it crashed, was shut down, or
     *     starts. Clusters before Kafka 4.0 do not name such brokers
     * @param fencedTold whether the cluster names fenced brokers at all
     */
    public record Nodes(
            int[] id,
            String[] host,
            int[] port,
            String[] rack,
            boolean[] fenced,
            boolean fencedTold) {}

    /**
     * Topics, a row each.
     *
     * @param name its name
     * @param id its id, which no topic of the same name shares with it; the empty string before
     *     Kafka 2.8
     * @param internal whether Kafka itself uses it
     * @param firstPartition the row of its first partition; its partitions end where those of the
     *     next topic begin. One more than there are topics
     * @param retentionMs how long records are kept: {@code retention.ms}, where -1 is for ever
     * @param retentionBytes how much of a partition is kept: {@code retention.bytes}, where -1 is
     *     everything
     * @param minIsr replicas that have to be in sync: {@code min.insync.replicas}
     * @param cleanup {@code cleanup.policy}; the empty string where the topic's configuration is
     *     not known, and then the three before it mean nothing
     */
    public record Topics(
            String[] name,
            String[] id,
            boolean[] internal,
            int[] firstPartition,
            long[] retentionMs,
            long[] retentionBytes,
            int[] minIsr,
            String[] cleanup) {}

    /**
     * Partitions, a row each.
     *
     * @param topic row of its topic
     * @param number its number in the topic
     * @param leader node id of its leader; -1 where it is offline
     * @param replicas node ids of the replicas of all partitions, one after another, the preferred
     *     leader first
     * @param firstReplica where its replicas begin in {@code replicas}; they end where those of the
     *     next partition begin. One more than there are partitions
     * @param inSync how many replicas are in sync
     * @param start offset of the oldest record; -1 where it was not told
     * @param end high watermark: the offset of the next record that consumers get to see; -1 where
     *     it was not told
     * @param size bytes of its leader's log on disk; -1 where they are not known. Up to a minute
     *     old, and of a topic of the same name that was there before where that is younger
     * @param endsReadAt when start and end offsets were asked for, epoch milliseconds
     * @param sizesReadAt when sizes were asked for, epoch milliseconds; -1 where never
     */
    public record Partitions(
            int[] topic,
            int[] number,
            int[] leader,
            int[] replicas,
            int[] firstReplica,
            int[] inSync,
            long[] start,
            long[] end,
            long[] size,
            long endsReadAt,
            long sizesReadAt) {

        /** Node id of the replica that should lead; -1 where the partition has none. */
        public int preferredLeader(int partition) {
            return replicaCount(partition) == 0 ? UNKNOWN : replicas[firstReplica[partition]];
        }

        /** How many replicas the partition is to have. */
        public int replicaCount(int partition) {
            return firstReplica[partition + 1] - firstReplica[partition];
        }
    }

    /**
     * Consumer groups, a row each.
     *
     * @param name its id
     * @param type {@code Classic} or {@code Consumer} (KIP-848); the empty string where not known
     * @param state as Kafka names it, for example {@code Stable}; the empty string where not known
     * @param coordinator node id of its coordinator; -1 where not known
     * @param assignor how partitions are assigned; the empty string where not known
     * @param members how many members it has; -1 where it could not be described
     * @param commitsReadAt when its commits were read, epoch milliseconds; -1 where they could not
     *     be, or were left out because all are too many
     * @param outOfSight partitions that the group has to do with, too, of topics that the filter
     *     keeps and that were not read; 0 where its commits were not read
     */
    public record Groups(
            String[] name,
            String[] type,
            String[] state,
            int[] coordinator,
            String[] assignor,
            int[] members,
            long[] commitsReadAt,
            int[] outOfSight) {}

    /**
     * What groups have to do with partitions, a row for each pair: the group committed an offset
     * there, or a member of it owns the partition.
     *
     * @param group row of the group
     * @param partition row of the partition
     * @param offset committed offset; -1 where the group has none there
     * @param owned whether a member of the group is assigned the partition; means nothing where the
     *     group could not be described
     */
    public record Commits(int[] group, int[] partition, long[] offset, boolean[] owned) {}

    /**
     * The KRaft metadata quorum, KIP-595.
     *
     * @param leaderId node id of the active controller
     * @param leaderEpoch epoch of the active controller
     * @param highWatermark what the quorum has committed
     * @param id node ids of voters and observers
     * @param voter whether the node is a voter
     * @param logEndOffset how far the node has read; -1 where it is not known
     * @param caughtUpAt when the node was last level with the leader, epoch milliseconds; -1 where
     *     it is not known
     */
    public record Quorum(
            int leaderId,
            long leaderEpoch,
            long highWatermark,
            int[] id,
            boolean[] voter,
            long[] logEndOffset,
            long[] caughtUpAt) {}

    /**
     * When partitions were written to since the cluster was read before, a row for each partition
     * of which that was asked and told: where a group is behind and the end moved. Timestamps are
     * those of the records, which producers may choose.
     *
     * @param partition row of the partition, ascending
     * @param offset offset of the first record whose timestamp is later than the read before
     * @param from its timestamp, epoch milliseconds
     * @param until the largest timestamp of a record, epoch milliseconds; -1 where it is not known
     */
    public record Writes(int[] partition, long[] offset, long[] from, long[] until) {

        /** Nothing is known. */
        public static final Writes NONE =
                new Writes(new int[0], new long[0], new long[0], new long[0]);
    }

    /**
     * What was asked for and not answered, a row each.
     *
     * @param part what: {@code end offsets}, for example
     * @param count of how many topics, partitions, groups or brokers
     * @param example name of one of them; the empty string where it is the whole cluster
     * @param why a sentence for a person, with what helps where that is known
     */
    public record Missing(String[] part, int[] count, String[] example, String[] why) {

        /** Not every broker told its groups: a group that is absent may still be there. */
        public static final String GROUP_LIST = "list of groups";

        /** Topics could not be described: one that is absent may still be there. */
        public static final String TOPICS = "topics";

        /** Topics were left out because they, or their partitions, are too many. */
        public static final String TOPIC_LIMIT = "topics beyond the limits";

        /** Groups were left out because they are too many: the last by name. */
        public static final String GROUP_LIMIT = "groups beyond the limits";

        /** All commits of some groups were left out because they are too many. */
        public static final String COMMIT_LIMIT = "commits beyond the limits";

        /** Commits of some groups could not be read. */
        public static final String COMMITS = "committed offsets";

        /** The metadata quorum could not be read. */
        public static final String QUORUM = "metadata quorum";

        /** Whether something of this part is missing. */
        public boolean lacks(String which) {
            return Arrays.asList(part).contains(which);
        }

        /** Whether every group is there that the filter keeps. */
        public boolean groupsAreWhole() {
            return !lacks(GROUP_LIST) && !lacks(GROUP_LIMIT);
        }

        /** Whether every commit of every group is there. */
        public boolean commitsAreWhole() {
            return groupsAreWhole() && !lacks(COMMITS) && !lacks(COMMIT_LIMIT);
        }

        /** Whether every topic is there that the filter keeps. */
        public boolean topicsAreWhole() {
            return !lacks(TOPICS) && !lacks(TOPIC_LIMIT);
        }
    }
}
