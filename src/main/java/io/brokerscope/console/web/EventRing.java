package io.brokerscope.console.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last server-sent events, as they go over the wire, for everybody who follows them: each takes
 * what is behind its own place, so that a slow one holds nobody up. Bounded by number and by bytes.
 * Thread-safe.
 */
final class EventRing implements AutoCloseable {

    /** Bytes that one client takes at once: it may keep them for as long as it is slow. */
    private static final int MAX_TAKEN = 64 << 10;

    private final int maxEvents;
    private final long maxBytes;
    private final Deque<Sent> events = new ArrayDeque<>();
    private long last;
    private long bytes;
    private boolean closed;

    /**
     * @param first the number before that of the first event
     * @param maxEvents events that are kept at most
     * @param maxBytes bytes that are kept at most, the last event aside
     */
    EventRing(long first, int maxEvents, long maxBytes) {
        this.last = first;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /**
     * An event.
     *
     * @param id its number
     * @param frame its lines; not to be changed
     */
    record Sent(long id, byte[] frame) {}

    /**
     * Sends an event.
     *
     * @param type its type
     * @param json its data
     */
    synchronized void send(String type, byte[] json) {
        last++;
        byte[] frame = frame(last, type, json);
        events.addLast(new Sent(last, frame));
        bytes += frame.length;
        while (events.size() > maxEvents || bytes > maxBytes && events.size() > 1) {
            bytes -= events.removeFirst().frame().length;
        }
        notifyAll();
    }

    /** The number of the last event. */
    synchronized long last() {
        return last;
    }

    /** Whether everything behind a number is still there. */
    synchronized boolean reachesBackTo(long id) {
        long oldest = events.isEmpty() ? last + 1 : events.getFirst().id();
        return id <= last && id >= oldest - 1;
    }

    /**
     * What is behind a number, the first of it where it is much; waits for it. Empty where nothing
     * came in time, and at once when the ring is closed.
     */
    synchronized List<Sent> await(long id, long timeoutMs) throws InterruptedException {
        long endNanos = System.nanoTime() + timeoutMs * 1_000_000;
        while (last <= id && !closed) {
            long left = (endNanos - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of();
            }
            wait(left);
        }
        List<Sent> next = new ArrayList<>();
        long taken = 0;
        for (Sent event : events) {
            if (event.id() <= id) {
                continue;
            }
            taken += event.frame().length;
            if (!next.isEmpty() && taken > MAX_TAKEN) {
                break;
            }
            next.add(event);
        }
        return next;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Line breaks in JSON are white space, and would end the field here. */
    private static byte[] frame(long id, String type, byte[] json) {
        byte[] data = json.clone();
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                data[i] = ' ';
            }
        }
        byte[] head =
                ("id: " + id + "\nevent: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[head.length + data.length + 2];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(data, 0, frame, head.length, data.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }
}
