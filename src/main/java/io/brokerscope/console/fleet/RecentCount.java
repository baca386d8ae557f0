package io.brokerscope.console.fleet;

/** Counts what happens over the last minute. Thread-safe. */
final class RecentCount {

    private static final int SECONDS = 60;

    private final long[] counts = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];
    private long since = -1;

    synchronized void add(long now) {
        long second = now / 1_000;
        if (since < 0) {
            since = second;
        }
        int slot = (int) (second % SECONDS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts[slot] = 0;
        }
        counts[slot]++;
    }

    /** Over the minute before this second, or since the first where that is less long ago. */
    synchronized double perSecond(long now) {
        long second = now / 1_000;
        long sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (seconds[slot] < second && seconds[slot] >= second - SECONDS) {
                sum += counts[slot];
            }
        }
        long span = since < 0 ? SECONDS : Math.min(SECONDS, Math.max(1, second - since));
        return (double) sum / span;
    }
}
