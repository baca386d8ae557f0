package io.brokerscope.console.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Sends events to those who follow them, to so many at once and no more. */
final class EventStream {

    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NONE = "{}".getBytes(StandardCharsets.UTF_8);

    private final EventRing ring;
    private final Semaphore places;
    private final int maxClients;
    private final long heartbeatMs;

    /**
     * @param maxClients who may follow at once
     * @param heartbeatMs how often something is sent where nothing happens
     */
    EventStream(EventRing ring, int maxClients, long heartbeatMs) {
        this.ring = ring;
        this.maxClients = maxClients;
        this.places = new Semaphore(maxClients);
        this.heartbeatMs = heartbeatMs;
    }

    /** How many follow now. */
    int clients() {
        return maxClients - places.availablePermits();
    }

    /**
     * Takes a place, which {@link #leave} gives back.
     *
     * @throws Problem if there is none
     */
    void enter() {
        if (!places.tryAcquire()) {
            throw Problem.busy(
                    maxClients + " clients follow the events; there is no room for more.");
        }
    }

    void leave() {
        places.release();
    }

    /**
     * Sends events until the client is gone or the console ends. Where what a client missed is not
     * there any more, it is told by {@code reset} to load everything again.
     *
     * @param lastId number of the last event that the client has; null where it begins
     */
    void send(String lastId, OutputStream out) throws IOException, InterruptedException {
        long id = ring.last();
        if (lastId != null) {
            long known = number(lastId);
            if (ring.reachesBackTo(known)) {
                id = known;
            } else {
                reset(id, out);
            }
        } else {
            // Whoever is cut off before the first event comes back with this.
            out.write(("id: " + id + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        while (!ring.isClosed()) {
            List<EventRing.Sent> sent = ring.await(id, heartbeatMs);
            if (!sent.isEmpty() && sent.get(0).id() > id + 1) {
                // So slow that the ring has gone on without it.
                id = ring.last();
                reset(id, out);
                sent = List.of();
            } else if (sent.isEmpty()) {
                out.write(HEARTBEAT);
            }
            for (EventRing.Sent event : sent) {
                out.write(event.frame());
                id = event.id();
            }
            out.flush();
        }
    }

    private static void reset(long id, OutputStream out) throws IOException {
        out.write(("id: " + id + "\nevent: reset\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(NONE);
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private static long number(String lastId) {
        try {
            return Long.parseLong(lastId);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
