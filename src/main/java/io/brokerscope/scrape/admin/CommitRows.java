package io.brokerscope.scrape.admin;

import io.brokerscope.model.cluster.ClusterReading;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Commits in columns that grow, up to a limit: those of a group are kept together or left out
 * together, because a lag over some of them would not be the group's.
 */
final class CommitRows {

    private final int limit;
    private int[] group = new int[64];
    private int[] partition = new int[64];
    private long[] offset = new long[64];
    private boolean[] owned = new boolean[64];
    private int size;
    private final Set<String> leftOut = new HashSet<>();
    private int cut;
    private String firstCut = "";

    CommitRows(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a group, once; groups come in the order of their rows.
     *
     * @param committed by row of the partition the committed offset
     * @param isOwned rows of the partitions that its members own
     */
    void add(int groupRow, String groupName, Map<Integer, Long> committed, Set<Integer> isOwned) {
        if (committed.size() > limit - size) {
            firstCut = leftOut.isEmpty() ? groupName : firstCut;
            leftOut.add(groupName);
            cut += committed.size();
            return;
        }
        committed.forEach((row, at) -> add(groupRow, row, at, isOwned.contains(row)));
    }

    private void add(int groupRow, int partitionRow, long committed, boolean isOwned) {
        if (size == group.length) {
            resize(2 * size);
        }
        group[size] = groupRow;
        partition[size] = partitionRow;
        offset[size] = committed;
        owned[size++] = isOwned;
    }

    /** Whether the group was left out. */
    boolean lacks(String groupName) {
        return leftOut.contains(groupName);
    }

    /** Commits that were left out. */
    int cut() {
        return cut;
    }

    /** The first group that was left out; the empty string where none was. */
    String firstCut() {
        return firstCut;
    }

    /** All that were added and not left out. Nothing is added any more. */
    ClusterReading.Commits columns() {
        resize(size);
        return new ClusterReading.Commits(group, partition, offset, owned);
    }

    private void resize(int length) {
        group = Arrays.copyOf(group, length);
        partition = Arrays.copyOf(partition, length);
        offset = Arrays.copyOf(offset, length);
        owned = Arrays.copyOf(owned, length);
    }
}
