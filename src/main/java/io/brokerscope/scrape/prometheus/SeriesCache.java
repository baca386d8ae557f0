package io.brokerscope.scrape.prometheus;

import java.util.Arrays;

/**
 * The handles of the series texts one target has shown, and which text came after which. A payload
 * that lists its series in the order of the one before is matched entry by entry, without a hash;
 * any other text is found through an open-addressing table.
 *
 * <p>Texts lie one behind the other in one array, so that walking them in order is a sequential
 * walk through memory. The predicted successor of an entry is the one that followed it last time:
 * an insertion or a removal costs one miss, at its place.
 *
 * <p>Holds at most the given number of bytes, or the {@value #INITIAL_BYTES} it starts with; what
 * does not fit is not remembered, and the next {@link #begin} starts anew. Not thread-safe.
 */
final class SeriesCache {

    /** What an empty cache takes. */
    static final int INITIAL_BYTES = 6144;

    private static final int INITIAL_ENTRIES = 64;
    private static final int INITIAL_TEXT = 4096;

    /** Entry 0 stands for the start of a payload; as a prediction it means that there is none. */
    private static final int NONE = 0;

    /** Layout of {@link #entries}: four ints an entry. */
    private static final int STRIDE = 4;

    private static final int OFFSET = 0;
    private static final int LENGTH = 1;
    private static final int HANDLE = 2;
    private static final int NEXT = 3;

    /** A table at most half full never needs as many, unless someone makes texts collide. */
    private static final int MAX_PROBES = 64;

    private static final long TAG = 0xffffffff00000000L;

    private final long maxBytes;
    private final long seed;

    private byte[] text;
    private int textUsed;
    private int[] entries;
    private int count;
    private long[] slots;
    private int last;
    private int predicted;

    /** The free slot at which the last search ended, or -1 where it met none. */
    private int vacant;

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
            Arrays.fill(slots, 0);
            reset();
        }
        last = NONE;
        predicted = entries[NEXT];
    }

    /**
     * Compares what is predicted to come next with the bytes from {@code from} on.
     *
     * @return index behind the text, at most {@code to}; or -1 where something else stands there
     */
    int matchPredicted(byte[] bytes, int from, int to) {
        int entry = predicted * STRIDE;
        int length = entries[entry + LENGTH];
        return entry != NONE
                        && length <= to - from
                        && Words.equal(bytes, from, text, entries[entry + OFFSET], length)
                ? from + length
                : -1;
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

    /** The entry of a text, or -1; then {@link #add} may follow for the same text. */
    int find(byte[] bytes, int from, int length, long hash) {
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            long found = slots[slot];
            if (found == 0) {
                vacant = slot;
                return -1;
            }
            if (((found ^ hash) & TAG) == 0) {
                int entry = (int) found * STRIDE;
                if (entries[entry + LENGTH] == length
                        && Words.equal(bytes, from, text, entries[entry + OFFSET], length)) {
                    return (int) found;
                }
            }
            slot = (slot + 1) & mask;
        }
        vacant = -1;
        return -1;
    }

    /** An entry came that was not predicted: learns the new order and returns the handle. */
    int accept(int entry) {
        entries[last * STRIDE + NEXT] = entry;
        predicted = entry;
        return acceptPredicted();
    }

    /** Remembers the text that {@link #find} has just not found, if there is room. */
    void add(byte[] bytes, int from, int length, long hash, int handle) {
        if (full || vacant < 0) {
            return;
        }
        int slotsBefore = slots.length;
        if (!reserve(length)) {
            full = true;
            return;
        }
        int entry = count;
        if (slots.length == slotsBefore) {
            slots[vacant] = (hash & TAG) | entry;
        } else {
            occupy(slots, (hash & TAG) | entry);
        }
        System.arraycopy(bytes, from, text, textUsed, length);
        int at = entry * STRIDE;
        entries[at + OFFSET] = textUsed;
        entries[at + LENGTH] = length;
        entries[at + HANDLE] = handle;
        // What was expected here probably comes next: the new text was inserted before it.
        entries[at + NEXT] = predicted;
        textUsed += length;
        count++;
        accept(entry);
    }

    /** Bytes held. */
    long bytes() {
        return bytes(text.length, entries.length, slots.length);
    }

    private static long bytes(long text, long entries, long slots) {
        return text + entries * Integer.BYTES + slots * Long.BYTES;
    }

    private void allocate() {
        text = new byte[INITIAL_TEXT];
        entries = new int[INITIAL_ENTRIES * STRIDE];
        slots = new long[INITIAL_ENTRIES * 2];
        full = false;
        reset();
    }

    private void reset() {
        textUsed = 0;
        count = 1;
        Arrays.fill(entries, 0, STRIDE, 0);
    }

    private boolean reserve(int length) {
        return (count * STRIDE < entries.length || growEntries())
                && (length <= text.length - textUsed || growText(length));
    }

    private boolean growEntries() {
        if (bytes(text.length, entries.length * 2L, slots.length * 2L) > maxBytes
                || entries.length > Integer.MAX_VALUE / 4) {
            return false;
        }
        entries = Arrays.copyOf(entries, entries.length * 2);
        long[] wider = new long[slots.length * 2];
        for (long slot : slots) {
            if (slot != 0) {
                occupy(wider, slot);
            }
        }
        slots = wider;
        return true;
    }

    private boolean growText(int length) {
        long needed = (long) textUsed + length;
        long allowed =
                Math.min(
                        maxBytes - bytes(0, entries.length, slots.length),
                        Integer.MAX_VALUE - Long.BYTES);
        long size = Math.min(Math.max(text.length * 2L, needed), allowed);
        if (size < needed) {
            return false;
        }
        text = Arrays.copyOf(text, (int) size);
        return true;
    }

    /**
     * Puts an entry into the table. Where too many others collide with it, it is left out: found by
     * prediction only, or introduced again.
     */
    private static void occupy(long[] slots, long value) {
        int mask = slots.length - 1;
        int slot = (int) (value >>> 32) & mask;
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            if (slots[slot] == 0) {
                slots[slot] = value;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }
}
