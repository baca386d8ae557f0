package io.brokerscope.catalog;

import java.util.Arrays;
import java.util.Objects;

/**
 * What series of one name were found to mean, by the values of the labels that rules look at. A
 * broker tells the same of each of its partitions: what the first one of a topic means, the others
 * mean as well, and no rule has to be asked again. Bounded; what does not fit is not remembered.
 */
final class Meanings {

    /** Nothing is known of these values. */
    static final int NOT_KNOWN = Integer.MIN_VALUE;

    private static final int INITIAL = 64;
    private static final int MAX = 16_384;

    private String[] labels;

    /** Values of the labels, entry by entry; null where a label is absent. */
    private String[] values;

    private int[] hashes;
    private int[] handles;
    private int count;

    /** Entries by hash, plus 1; 0 where free. At most half full. */
    private int[] slots;

    /** The values asked for last. */
    private String[] asked;

    private int askedHash;

    Meanings() {
        begin(new String[0]);
    }

    /** Forgets everything and begins another name. */
    void begin(String[] lookedAt) {
        labels = lookedAt;
        asked = new String[labels.length];
        values = new String[labels.length * INITIAL];
        if (slots == null || count > INITIAL) {
            hashes = new int[INITIAL];
            handles = new int[INITIAL];
            slots = new int[2 * INITIAL];
        } else {
            Arrays.fill(slots, 0);
        }
        count = 0;
    }

    /** The handle that {@link #put} was given for a series like this, or {@link #NOT_KNOWN}. */
    int find(String[] series) {
        int hash = 0;
        for (int i = 0; i < labels.length; i++) {
            asked[i] = Rule.label(series, labels[i]);
            hash = 31 * hash + Objects.hashCode(asked[i]);
        }
        askedHash = hash;
        int slot = slotOfAsked();
        return slots[slot] == 0 ? NOT_KNOWN : handles[slots[slot] - 1];
    }

    /** Remembers what the series asked for last means. */
    void put(int handle) {
        if (count == MAX) {
            return;
        }
        if (count == hashes.length) {
            grow();
        }
        System.arraycopy(asked, 0, values, count * labels.length, labels.length);
        hashes[count] = askedHash;
        handles[count] = handle;
        slots[slotOfAsked()] = ++count;
    }

    /** Bytes held, without the texts, which rows hold as well. */
    long bytes() {
        return 4L * (values.length + hashes.length + handles.length + slots.length);
    }

    private int slotOfAsked() {
        int slot = home(askedHash);
        while (slots[slot] != 0 && !isAsked(slots[slot] - 1)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isAsked(int entry) {
        return hashes[entry] == askedHash
                && Arrays.equals(
                        values,
                        entry * labels.length,
                        (entry + 1) * labels.length,
                        asked,
                        0,
                        labels.length);
    }

    private int home(int hash) {
        return (hash * 0x9E3779B9 >>> 7) & (slots.length - 1);
    }

    private void grow() {
        int size = 2 * count;
        values = Arrays.copyOf(values, size * labels.length);
        hashes = Arrays.copyOf(hashes, size);
        handles = Arrays.copyOf(handles, size);
        slots = new int[2 * size];
        for (int entry = 0; entry < count; entry++) {
            int slot = home(hashes[entry]);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = entry + 1;
        }
    }
}
