package io.brokerscope.catalog;

import java.util.Arrays;

/**
 * The ways from series to rows: each leads to one row, under one rule, and may have another behind
 * it. Series that differ in nothing but what the rows leave out share one way: the thousand
 * partitions of a topic take no more than one does. Ways are added and never removed.
 */
final class Links {

    /** No link. */
    static final int NONE = -1;

    private static final int INITIAL = 64;

    private static final int LINK_BYTES = 3 * Integer.BYTES + Double.BYTES;

    private int[] next = new int[INITIAL];
    private int[] row = new int[INITIAL];
    private int[] rule = new int[INITIAL];
    private double[] state = new double[INITIAL];
    private int count;

    /** Links by the hash of what they are, plus 1; 0 where free. At most half full. */
    private int[] slots = new int[2 * INITIAL];

    /** The link behind this one, or {@link #NONE}. */
    int next(int link) {
        return next[link];
    }

    /** The row it leads to; negative where the book knows none. */
    int row(int link) {
        return row[link];
    }

    /** Index of the rule. */
    int rule(int link) {
        return rule[link];
    }

    /** The value that a state stands for where it is told by its name; NaN otherwise. */
    double state(int link) {
        return state[link];
    }

    /** The link that is this, made where there is none yet. */
    int of(int nextLink, int toRow, int byRule, double toldState) {
        int slot = slot(nextLink, toRow, byRule, toldState);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (count == row.length) {
            grow();
            slot = slot(nextLink, toRow, byRule, toldState);
        }
        next[count] = nextLink;
        row[count] = toRow;
        rule[count] = byRule;
        state[count] = toldState;
        slots[slot] = count + 1;
        return count++;
    }

    /** Bytes held. */
    long bytes() {
        return (long) LINK_BYTES * row.length + (long) Integer.BYTES * slots.length;
    }

    private int slot(int nextLink, int toRow, int byRule, double toldState) {
        int mask = slots.length - 1;
        long told = Double.doubleToLongBits(toldState);
        long mixed = ((toRow * 31L + byRule) * 31L + nextLink + told) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (slots[slot] != 0) {
            int link = slots[slot] - 1;
            if (row[link] == toRow
                    && rule[link] == byRule
                    && next[link] == nextLink
                    && Double.doubleToLongBits(state[link]) == told) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int size = 2 * count;
        next = Arrays.copyOf(next, size);
        row = Arrays.copyOf(row, size);
        rule = Arrays.copyOf(rule, size);
        state = Arrays.copyOf(state, size);
        slots = new int[2 * size];
        for (int link = 0; link < count; link++) {
            slots[slot(next[link], row[link], rule[link], state[link])] = link + 1;
        }
    }
}
