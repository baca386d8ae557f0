package io.brokerscope.audit;

import java.util.Arrays;

/**
 * Latest raw value of every counter of one target, and when it was told: an open hash table of
 * plain numbers, about 30 bytes a counter. Not thread-safe.
 */
final class SeriesValues {

    private static final int FIRST_CAPACITY = 16;
    private static final int FREE = -1;

    private int[] keys = new int[0];
    private long[] raws = new long[0];
    private long[] dues = new long[0];
    private int size;

    int size() {
        return size;
    }

    /** Slot of a counter; negative where it is not there. Valid until the next change. */
    int find(int key) {
        if (size == 0) {
            return -1;
        }
        int slot = home(key);
        while (keys[slot] != FREE) {
            if (keys[slot] == key) {
                return slot;
            }
            slot = (slot + 1) & (keys.length - 1);
        }
        return -1;
    }

    long raw(int slot) {
        return raws[slot];
    }

    long due(int slot) {
        return dues[slot];
    }

    void set(int slot, long raw, long due) {
        raws[slot] = raw;
        dues[slot] = due;
    }

    /** Adds a counter that is not there. */
    void add(int key, long raw, long due) {
        if ((size + 1) * 4L > keys.length * 3L) {
            grow();
        }
        int slot = home(key);
        while (keys[slot] != FREE) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        set(slot, raw, due);
        size++;
    }

    void remove(int slot) {
        int mask = keys.length - 1;
        int free = slot;
        int next = (slot + 1) & mask;
        // Closes up, so that no search ends at the place that becomes free.
        while (keys[next] != FREE) {
            int home = home(keys[next]);
            if (((next - home) & mask) >= ((next - free) & mask)) {
                keys[free] = keys[next];
                set(free, raws[next], dues[next]);
                free = next;
            }
            next = (next + 1) & mask;
        }
        keys[free] = FREE;
        size--;
    }

    void clear() {
        keys = new int[0];
        raws = new long[0];
        dues = new long[0];
        size = 0;
    }

    private void grow() {
        int[] oldKeys = keys;
        long[] oldRaws = raws;
        long[] oldDues = dues;
        int capacity = Math.max(FIRST_CAPACITY, keys.length * 2);
        keys = new int[capacity];
        raws = new long[capacity];
        dues = new long[capacity];
        Arrays.fill(keys, FREE);
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                add(oldKeys[i], oldRaws[i], oldDues[i]);
            }
        }
    }

    private int home(int key) {
        return (key * 0x9E3779B9 >>> 7) & (keys.length - 1);
    }
}
