package io.brokerscope.scrape.jmx;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * How far an attempt has come, and how much time it has left. Written by the attempt's thread, read
 * by any.
 */
final class Progress {

    /** What an attempt waits for. */
    enum Stage {
        QUEUED,
        PREPARING,
        RESOLVING,
        CONNECTING,
        HANDSHAKE,
        LOOKING_UP,
        LOGGING_IN,
        READING
    }

    /**
     * A moment of an attempt.
     *
     * @param peer whom it talks to, for a sentence
     */
    record Point(Stage stage, String peer) {}

    private final long timeoutMs;
    private final long startedNanos = System.nanoTime();
    private volatile Point point = new Point(Stage.QUEUED, "");

    Progress(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    void at(Stage stage, String peer) {
        point = new Point(stage, peer);
    }

    Point point() {
        return point;
    }

    long timeoutMs() {
        return timeoutMs;
    }

    /**
     * Time that is left, at least a millisecond.
     *
     * @throws SocketTimeoutException if none is
     */
    int remainingMs() throws SocketTimeoutException {
        long left = timeoutMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (left <= 0) {
            throw new SocketTimeoutException("no time is left");
        }
        return (int) left;
    }
}
