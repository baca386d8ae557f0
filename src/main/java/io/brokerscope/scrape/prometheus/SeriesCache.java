package io.brokerscope.scrape.prometheus;

import java.util.Arrays;

/**
 * The handles of the series texts one target has shown, and which text came after which. A payload
 * that lists its series in the order of the one before is matched entry by entry, without a search;
 * any other text is found through an open-addressing table.
 *
 * <p>A text is known by its length and a keyed hash of 64 bits, not by its bytes: twenty bytes an
 * entry instead of a hundred, so that thousands of targets fit, and a read of one that was not read
 * for a while waits for less memory. Two texts of a target that were taken for one would have to be
 * equally long and collide under a key that is drawn at random for every target.
 *
 * <p>The predicted successor of an entry is the one that followed it last time: an insertion or a
 * removal costs one miss, at its place. The table is there only while payloads differ from what was
 * predicted.
 *
 * <p>Holds at most the given number of bytes, or the {@value #INITIAL_BYTES} it starts with; what
 * does not fit is not remembered, and the next {@link #begin} starts anew. Not thread-safe.
 */
final class SeriesCache {

    /** What an empty cache takes. */
    static final int INITIAL_BYTES = 1792;

    private static final int INITIAL_ENTRIES = 64;

    /** Entry 0 stands for the start of a payload; as a prediction it means that there is none. */
    private static final int NONE = 0;

    /** Layout of {@link #entries}: three ints an entry. */
    private static final int STRIDE = 3;

    private static final int LENGTH = 0;
    private static final int HANDLE = 1;
    private static final int NEXT = 2;

    private static final int ENTRY_BYTES = Long.BYTES + STRIDE * Integer.BYTES;

    /** A table at most half full never needs as many, unless someone makes texts collide. */
    private static final int MAX_PROBES = 64;

    private static final int[] NO_TABLE = {};

    private final long maxBytes;
    private final long seed;

    private long[] hashes;
    private int[] entries;
    private int count;

    /** Entries by hash, 0 where free; {@link #NO_TABLE} while nothing is searched for. */
    private int[] slots = NO_TABLE;

    private int last;
    private int predicted;

    /** Whether the payload at hand was other than predicted. */
    private boolean searched;

    private boolean full;

    SeriesCache(long maxBytes, long seed) {
        this.maxBytes = maxBytes;
        this.seed = seed;
        allocate();
    }

    /**
     * Begins a payload.
     *
     * @param forget whether the handles are void
     */
    void begin(boolean forget) {
        if (full) {
            allocate();
        } else if (forget) {
            reset();
        }
        last = NONE;
        predicted = entries[NEXT];
        searched = false;
    }

    /** Ends a payload. One that was just as predicted leaves nothing behind but the entries. */
    void end() {
        if (!searched) {
            slots = NO_TABLE;
            if (hashes.length - count > count / 4) {
                resize(count);
            }
        }
    }

    /**
     * Compares what is predicted to come next with the bytes from {@code from} on.
     *
     * @return index behind the text, at most {@code to}; or -1 where something else stands there
     */
    int matchPredicted(byte[] bytes, int from, int to) {
        int entry = predicted;
        int length = entries[entry * STRIDE + LENGTH];
        return entry != NONE && length <= to - from && hash(bytes, from, length) == hashes[entry]
                ? from + length
                : -1;
    }

    /**
     * Whether the predicted text, if it stands at {@code from}, is followed by a space: a cheap
     * question to ask before {@link #matchPredicted}.
     */
    boolean spaceFollowsPredicted(byte[] bytes, int from, int to) {
        int end = from + entries[predicted * STRIDE + LENGTH];
        return end > from && end < to && bytes[end] == ' ';
    }

    /** The prediction was right: goes on to the next one and returns the handle. */
    int acceptPredicted() {
        int entry = predicted;
        last = entry;
        predicted = entries[entry * STRIDE + NEXT];
        return entries[entry * STRIDE + HANDLE];
    }

    /** Hash of a text, for {@link #find} and {@link #add}. */
    long hash(byte[] bytes, int from, int length) {
        return Words.hash(bytes, from, length, seed);
    }

    /** The entry of a text of this length and hash, or -1; then {@link #add} may follow. */
    int find(int length, long hash) {
        searched = true;
        if (slots == NO_TABLE) {
            slots = table(hashes.length);
        }
        int mask = slots.length - 1;
        int slot = home(hash, mask);
        for (int probe = 0; probe < MAX_PROBES && slots[slot] != NONE; probe++) {
            int entry = slots[slot];
            if (hashes[entry] == hash && entries[entry * STRIDE + LENGTH] == length) {
                return entry;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** An entry came that was not predicted: learns the new order and returns the handle. */
    int accept(int entry) {
        entries[last * STRIDE + NEXT] = entry;
        predicted = entry;
        return acceptPredicted();
    }

    /** Remembers a text that {@link #find} has just not found, if there is room. */
    void add(int length, long hash, int handle) {
        if (full || (count == hashes.length && !grow())) {
            full = true;
            return;
        }
        int entry = count++;
        hashes[entry] = hash;
        int at = entry * STRIDE;
        entries[at + LENGTH] = length;
        entries[at + HANDLE] = handle;
        // What was expected here probably comes next: the new text was inserted before it.
        entries[at + NEXT] = predicted;
        occupy(slots, hash, entry);
        accept(entry);
    }

    /** Gives up everything; nothing is remembered before the next {@link #begin}. */
    void forget() {
        allocate();
        last = NONE;
        predicted = NONE;
        full = true;
    }

    /** Bytes held. */
    long bytes() {
        return (long) hashes.length * ENTRY_BYTES + (long) slots.length * Integer.BYTES;
    }

    private void allocate() {
        hashes = new long[INITIAL_ENTRIES];
        entries = new int[INITIAL_ENTRIES * STRIDE];
        full = false;
        reset();
    }

    private void reset() {
        slots = NO_TABLE;
        count = 1;
        Arrays.fill(entries, 0, STRIDE, 0);
    }

    private boolean grow() {
        long size = Math.max(INITIAL_ENTRIES, hashes.length * 2L);
        if (size > Integer.MAX_VALUE / 8
                || size * ENTRY_BYTES + tableSize(size) * Integer.BYTES > maxBytes) {
            return false;
        }
        resize((int) size);
        slots = table(hashes.length);
        return true;
    }

    private void resize(int size) {
        hashes = Arrays.copyOf(hashes, size);
        entries = Arrays.copyOf(entries, size * STRIDE);
    }

    /** A table for so many entries, at most half full, with those that there are. */
    private int[] table(int size) {
        int[] table = new int[(int) tableSize(size)];
        for (int entry = 1; entry < count; entry++) {
            occupy(table, hashes[entry], entry);
        }
        return table;
    }

    private static long tableSize(long size) {
        return 2 * Long.highestOneBit(2 * size - 1);
    }

    /**
     * Puts an entry into the table. Where too many others collide with it, it is left out: found by
     * prediction only, or introduced again.
     */
    private static void occupy(int[] table, long hash, int entry) {
        int mask = table.length - 1;
        int slot = home(hash, mask);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            if (table[slot] == NONE) {
                table[slot] = entry;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    private static int home(long hash, int mask) {
        return (int) (hash >>> 32) & mask;
    }
}
