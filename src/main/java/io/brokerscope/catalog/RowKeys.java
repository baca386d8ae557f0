package io.brokerscope.catalog;

import io.brokerscope.model.SeriesTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the rows of a book are called: three numbers a row that stand for the names of its metric,
 * its topic and its qualifier, and a table to find a row by them. Thousands of targets keep one, so
 * that a row takes some twenty bytes, and a name is there once. Rows are added and never removed.
 */
final class RowKeys {

    /** No name. */
    static final int NONE = -1;

    /** An entry of a hash map, its number, and a text without its characters. */
    private static final long NAME_BYTES = 120;

    private static final int INITIAL_ROWS = 32;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final BitSet topicNames = new BitSet();
    private long characters;

    private int[] metrics = new int[INITIAL_ROWS];
    private int[] topics = new int[INITIAL_ROWS];
    private int[] qualifiers = new int[INITIAL_ROWS];
    private int rows;

    /** Rows by the hash of their key, plus 1; 0 where free. At most half full. */
    private int[] slots = new int[2 * INITIAL_ROWS];

    /** Number of rows. */
    int rows() {
        return rows;
    }

    /** Whether some row is of this topic. */
    boolean hasTopic(String topic) {
        Integer id = ids.get(topic);
        return id != null && topicNames.get(id);
    }

    /** Whether the row is of a topic. */
    boolean ofTopic(int row) {
        return topics[row] != NONE;
    }

    /** The row of this key, or -1; topic and qualifier may be null. */
    int find(String metric, String topic, String qualifier) {
        int m = id(metric);
        int t = id(topic);
        int q = id(qualifier);
        boolean strange =
                m == NONE || (t == NONE && topic != null) || (q == NONE && qualifier != null);
        return strange ? -1 : slots[slot(m, t, q)] - 1;
    }

    /** Adds a row whose key is not there yet, at the end. */
    int add(String metric, String topic, String qualifier) {
        if (rows == metrics.length) {
            grow();
        }
        metrics[rows] = named(metric);
        topics[rows] = named(topic);
        qualifiers[rows] = named(qualifier);
        if (topic != null) {
            topicNames.set(topics[rows]);
        }
        slots[slot(metrics[rows], topics[rows], qualifiers[rows])] = rows + 1;
        return rows++;
    }

    /** The names of some of the rows, in the order given. */
    SeriesTable table(int[] chosen, int count) {
        int[] renumbered = new int[names.size()];
        Arrays.fill(renumbered, NONE);
        List<String> used = new ArrayList<>();
        int[][] columns = {metrics, topics, qualifiers};
        int[][] table = new int[columns.length][count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < columns.length; c++) {
                int id = columns[c][chosen[i]];
                if (id != NONE && renumbered[id] == NONE) {
                    renumbered[id] = used.size();
                    used.add(names.get(id));
                }
                table[c][i] = id == NONE ? NONE : renumbered[id];
            }
        }
        return new SeriesTable(used.toArray(String[]::new), table[0], table[1], table[2]);
    }

    /** Bytes held, roughly. */
    long bytes() {
        return 12L * metrics.length
                + 4L * slots.length
                + NAME_BYTES * names.size()
                + 2 * characters;
    }

    private int id(String name) {
        return name == null ? NONE : ids.getOrDefault(name, NONE);
    }

    private int named(String name) {
        if (name == null) {
            return NONE;
        }
        Integer known = ids.putIfAbsent(name, names.size());
        if (known != null) {
            return known;
        }
        names.add(name);
        characters += name.length();
        return names.size() - 1;
    }

    /** Where the key stands, or the free slot where it would. */
    private int slot(int metric, int topic, int qualifier) {
        int mask = slots.length - 1;
        long mixed =
                ((metric * 31L + topic) * 0x9E3779B97F4A7C15L + qualifier) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (slots[slot] != 0) {
            int row = slots[slot] - 1;
            if (metrics[row] == metric && topics[row] == topic && qualifiers[row] == qualifier) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int size = 2 * rows;
        metrics = Arrays.copyOf(metrics, size);
        topics = Arrays.copyOf(topics, size);
        qualifiers = Arrays.copyOf(qualifiers, size);
        slots = new int[2 * size];
        for (int row = 0; row < rows; row++) {
            slots[slot(metrics[row], topics[row], qualifiers[row])] = row + 1;
        }
    }
}
