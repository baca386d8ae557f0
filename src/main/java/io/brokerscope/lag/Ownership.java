package io.brokerscope.lag;

/**
 * Whether somebody reads a partition for a group, as the group's description says. Consumers that
 * choose their partitions themselves are no members of their group and own nothing there, however
 * much they read; Flink's are of that kind.
 */
public enum Ownership {
    /** A member of the group is assigned the partition. */
    OWNED,
    /** No member is, or the group has none. */
    UNOWNED,
    /** The group could not be described. */
    UNKNOWN
}
