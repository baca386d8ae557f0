package io.brokerscope.scrape.simulation;

/**
 * What a broker's own series are made of. Counts are since its process started.
 *
 * @param moment when
 * @param startedAt when its process started, epoch milliseconds
 * @param chance what is drawn for this very broker
 * @param load its rate of messages, where 1 is what a broker of the cluster has on average
 * @param loadSum seconds in which it would have done the same work at a load of 1
 * @param messages produced
 * @param bytesIn produced
 * @param bytesOut fetched by consumers
 * @param replicatedIn bytes fetched from leaders
 * @param replicatedOut bytes served to followers
 * @param produced produce requests, once per partition
 * @param failed produce requests that failed, once per partition
 * @param slow whether it is slow
 * @param slowSeconds how long it was slow
 * @param followed whether it has followers, or follows
 * @param roles what it hosts and leads
 */
record Vitals(
        Moment moment,
        long startedAt,
        Chance chance,
        double load,
        double loadSum,
        double messages,
        double bytesIn,
        double bytesOut,
        double replicatedIn,
        double replicatedOut,
        double produced,
        double failed,
        boolean slow,
        double slowSeconds,
        boolean followed,
        Roles roles) {

    /**
     * What a broker hosts and leads.
     *
     * @param replicas partitions it has replicas of
     * @param leaders partitions it leads
     * @param underReplicated of those, partitions with fewer replicas in sync than there are
     * @param underMinIsr partitions with fewer than are needed
     * @param atMinIsr partitions with just as many as are needed
     * @param shrinks times a replica left the set in sync of a partition it leads
     * @param expands times one joined
     * @param classicGroups groups it coordinates, of the classic protocol
     * @param modernGroups groups it coordinates, of the protocol of KIP-848
     */
    record Roles(
            int replicas,
            int leaders,
            int underReplicated,
            int underMinIsr,
            int atMinIsr,
            long shrinks,
            long expands,
            int classicGroups,
            int modernGroups) {}
}
