package io.brokerscope.job.group;

import io.brokerscope.model.Quality;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.LagSettings;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of the groups of one cluster, as their core sees it. The job backs it with
 * keyed state, tests with maps.
 */
public interface GroupStore {

    /** What belongs to the cluster as a whole; null where it was never added, or is gone. */
    Header header();

    /** Keeps the header. */
    void header(Header header);

    /** Where the partitions of a topic end, or null. */
    TopicEnds topic(String key);

    /** Keeps a topic. */
    void topic(String key, TopicEnds ends);

    /** Forgets a topic. */
    void removeTopic(String key);

    /** Keys of all topics. */
    List<String> topics();

    /** A group, or null. */
    GroupState group(String name);

    /** Keeps a group. */
    void group(String name, GroupState group);

    /** Forgets a group. */
    void removeGroup(String name);

    /** Names of all groups. */
    List<String> groups();

    /** Forgets everything. */
    void clear();

    /**
     * What belongs to a cluster as a whole.
     *
     * @param incarnation newest incarnation of the cluster's target that was added; {@link #NONE}
     *     before the first
     * @param retired newest incarnation that was retired before it was added; {@link #NONE} where
     *     there is none
     * @param provider kind of broker; null before the first incarnation was added
     * @param labels labels of the cluster
     * @param intervalMs time from tick to tick
     * @param lastKnownMs how old a last known value may get before it is UNKNOWN
     * @param maxGroups groups that one reading may hold
     * @param lag how lag is told and judged
     * @param takenDue tick of the last reading that was taken; {@link Long#MIN_VALUE} before the
     *     first
     * @param settled whether all groups were listed once, so that a new one is news
     * @param madeUp settings of the cluster where some or all of it is made up; otherwise null
     * @param health how the groups are judged; {@link HealthSettings#DEFAULTS} where null is given,
     *     as older state does
     */
    record Header(
            long incarnation,
            long retired,
            String provider,
            Map<String, String> labels,
            long intervalMs,
            long lastKnownMs,
            int maxGroups,
            LagSettings lag,
            long takenDue,
            boolean settled,
            ClusterSettings madeUp,
            HealthSettings health) {

        public Header {
            health = health == null ? HealthSettings.DEFAULTS : health;
        }

        /** Stands for an incarnation that is not there. */
        static final long NONE = -1;

        boolean added() {
            return incarnation != NONE;
        }

        Header withRetired(long newRetired) {
            return new Header(
                    incarnation,
                    newRetired,
                    provider,
                    labels,
                    intervalMs,
                    lastKnownMs,
                    maxGroups,
                    lag,
                    takenDue,
                    settled,
                    madeUp,
                    health);
        }

        Header taken(long dueAt, boolean whole) {
            return new Header(
                    incarnation,
                    retired,
                    provider,
                    labels,
                    intervalMs,
                    lastKnownMs,
                    maxGroups,
                    lag,
                    dueAt,
                    settled || whole,
                    madeUp,
                    health);
        }

        /** Expected groups that are made up as long as nothing is known of them. */
        List<String> filledIn() {
            return madeUp != null && madeUp.hybrid() ? madeUp.expect().groups() : List.of();
        }

        /** How a value that is known in this way is to be called. */
        Quality called(Quality known) {
            return madeUp == null ? known : madeUp.called(known);
        }
    }
}
