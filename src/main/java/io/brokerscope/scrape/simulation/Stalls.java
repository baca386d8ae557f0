package io.brokerscope.scrape.simulation;

import java.util.Arrays;

/**
 * When a consumer group reads nothing, and so up to when it has read what was sent: a short while
 * ago usually, frozen in a stall, and then quickly until the stall is made good.
 */
final class Stalls {

    private final long delayMs;
    private final Spans spans = new Spans();
    private long[] frozen = new long[2];

    /** Of a group that is so far behind where all is well. */
    Stalls(long delayMs) {
        this.delayMs = delayMs;
    }

    /** Adds one that begins no earlier than those before. */
    void add(long begin, long end) {
        long position = position(begin);
        int before = spans.size();
        spans.add(begin, end);
        if (spans.size() > before) {
            if (before == frozen.length) {
                frozen = Arrays.copyOf(frozen, 2 * before);
            }
            frozen[before] = position;
        }
    }

    /** Epoch milliseconds; ascends with time. */
    long position(long at) {
        long usual = at - delayMs;
        int last = spans.last(at);
        if (last < 0) {
            return usual;
        }
        long sinceStall = Math.max(0, at - spans.until(last));
        return Math.min(usual, frozen[last] + History.CATCH_UP * sinceStall);
    }
}
