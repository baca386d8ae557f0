package io.brokerscope.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Who is there to be read: what the source asks of discovery. Travels with the job graph and is
 * opened where the source's coordinator runs.
 */
public interface FleetDiscovery extends Serializable {

    /** Opens a session; does no I/O. */
    Session open();

    /** A running discovery. {@link #close} releases clients and threads within a few seconds. */
    interface Session extends AutoCloseable {

        /**
         * The clusters that are configured now. Re-reads watched files; quick, but may touch the
         * disk, so not on the coordinator's thread. An invalid file is a notice and leaves what it
         * said before in force.
         */
        Fleet fleet();

        /**
         * One discovery round of a cluster. Blocks for at most the cluster's discovery timeout;
         * called on a thread of that cluster's own, at most once at a time per cluster.
         *
         * @throws Exception when the round failed; the message is a sentence for a person and holds
         *     no credential
         */
        Round discover(String cluster) throws Exception;

        @Override
        void close();
    }

    /**
     * The configured clusters.
     *
     * @param discoveryIntervalsMs per cluster name the distance between two discovery rounds
     * @param fingerprints per cluster name a text that changes when its settings change
     * @param notices what went wrong while reading them, each problem told once
     * @param targets what is to be read whatever discovery finds: clusters that are read
     *     themselves, at most one target each
     */
    record Fleet(
            Map<String, Long> discoveryIntervalsMs,
            Map<String, String> fingerprints,
            List<DiscoveryNotice> notices,
            List<TargetSpec> targets) {

        /** Clusters of which only brokers are read. */
        public Fleet(
                Map<String, Long> discoveryIntervalsMs,
                Map<String, String> fingerprints,
                List<DiscoveryNotice> notices) {
            this(discoveryIntervalsMs, fingerprints, notices, List.of());
        }
    }

    /**
     * What one round found.
     *
     * @param targets every target that is there now
     * @param refused entries that could not be used, a sentence each
     */
    record Round(List<TargetSpec> targets, List<String> refused) {}
}
