package io.brokerscope.scrape.admin;

import io.brokerscope.model.cluster.ClusterReading;
import java.util.Arrays;

/** Commits in columns that grow, up to a limit. */
final class CommitRows {

    private final int limit;
    private int[] group = new int[64];
    private int[] partition = new int[64];
    private long[] offset = new long[64];
    private boolean[] owned = new boolean[64];
    private int size;
    private int cut;
    private String firstCut = "";

    CommitRows(int limit) {
        this.limit = limit;
    }

    void add(int groupRow, String groupName, int partitionRow, long committed, boolean isOwned) {
        if (size == limit) {
            firstCut = cut++ == 0 ? groupName : firstCut;
            return;
        }
        if (size == group.length) {
            resize(2 * size);
        }
        group[size] = groupRow;
        partition[size] = partitionRow;
        offset[size] = committed;
        owned[size++] = isOwned;
    }

    /** Commits that were left out. */
    int cut() {
        return cut;
    }

    /** The group of the first one that was left out; the empty string where none was. */
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
