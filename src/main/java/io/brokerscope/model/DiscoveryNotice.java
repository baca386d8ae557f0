package io.brokerscope.model;

/**
 * Something discovery found out that is not a target: a failure, a recovery, an entry it refused.
 *
 * @param cluster the cluster concerned, or the empty string where the fleet as a whole is
 * @param type kind of notice
 * @param message one sentence for a person, without credentials
 * @param at epoch milliseconds
 */
public record DiscoveryNotice(String cluster, Type type, String message, long at) {

    /** Kinds of notices. */
    public enum Type {
        /** A discovery round failed; the last known set of targets stays. */
        DISCOVERY_FAILED,
        /** Discovery works again after a failure. */
        DISCOVERY_RECOVERED,
        /** An entry was refused, or {@code maxTargets} is reached. */
        TARGET_REFUSED,
        /** A cluster was added to the configuration. */
        CLUSTER_ADDED,
        /** A cluster was changed in the configuration. */
        CLUSTER_CHANGED,
        /** A cluster was removed from the configuration. */
        CLUSTER_REMOVED,
        /** A watched configuration file is not valid; what it said before stays in force. */
        CONFIG_INVALID
    }
}
