package io.brokerscope.scrape.simulation;

import java.util.Arrays;

/** Stretches of time in ascending order that do not touch each other. Grows at the end only. */
final class Spans {

    private long[] from = new long[4];
    private long[] until = new long[4];
    private int size;

    /**
     * Adds a stretch that begins no earlier than those before; they become one where they touch.
     */
    void add(long begin, long end) {
        if (size > 0 && begin <= until[size - 1]) {
            until[size - 1] = Math.max(until[size - 1], end);
            return;
        }
        if (size == from.length) {
            from = Arrays.copyOf(from, 2 * size);
            until = Arrays.copyOf(until, 2 * size);
        }
        from[size] = begin;
        until[size++] = end;
    }

    int size() {
        return size;
    }

    long from(int index) {
        return from[index];
    }

    /** Exclusive. */
    long until(int index) {
        return until[index];
    }

    /** The last one that has begun at that time; -1 where none has. */
    int last(long at) {
        int found = Arrays.binarySearch(from, 0, size, at);
        return found >= 0 ? found : -found - 2;
    }

    boolean covers(long at) {
        int last = last(at);
        return last >= 0 && at < until[last];
    }
}
