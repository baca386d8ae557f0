package io.brokerscope.testsupport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One client of a {@link FaultLink} and, as far as it has got there, its connection onward. */
final class FaultConnection {

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int CHUNK = 64 << 10;

    private final FaultLink link;
    private final Socket client;
    private final RequestFilter filter;
    private final Socket target = new Socket();
    private final AtomicInteger directions = new AtomicInteger(2);

    /** Guarded by the link's monitor. */
    private final Set<Fault.Direction> losses = EnumSet.noneOf(Fault.Direction.class);

    FaultConnection(FaultLink link, Socket client) {
        this.link = link;
        this.client = client;
        this.filter = link.newFilter();
    }

    void start() {
        thread(
                () -> {
                    if (connects()) {
                        thread(() -> carry(Fault.Direction.ANSWERS, target, client));
                    } else {
                        // No answer will ever come.
                        directions.decrementAndGet();
                    }
                    carry(Fault.Direction.REQUESTS, client, target);
                });
    }

    boolean hasLost(Fault.Direction direction) {
        return losses.contains(direction);
    }

    int losses() {
        return losses.size();
    }

    void lost(Fault.Direction direction) {
        losses.add(direction);
    }

    /** Breaks both connections. */
    void reset() {
        reset(client);
        reset(target);
        link.ended(this);
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already: there is nothing left to break.
            return;
        }
    }

    /** Closes the connection to the target and leaves the client's as it is. */
    void loseTarget() {
        FaultLink.closeQuietly(target);
    }

    /** Connects to the target unless the fault keeps requests from it. */
    private boolean connects() {
        try {
            if (!link.passes(this, Fault.Direction.REQUESTS, System.nanoTime())) {
                return false;
            }
            target.connect(link.target(), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            failed(Fault.Direction.REQUESTS);
            return false;
        }
    }

    private void carry(Fault.Direction direction, Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                if (direction == Fault.Direction.REQUESTS && !filter.passes(chunk, size)) {
                    throw new IOException("the filter refuses a request");
                }
                if (link.passes(this, direction, System.nanoTime())) {
                    to.getOutputStream().write(chunk, 0, size);
                }
            }
            if (link.passes(this, direction, System.nanoTime())) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            failed(direction);
        }
        if (directions.decrementAndGet() == 0) {
            FaultLink.closeQuietly(client);
            FaultLink.closeQuietly(target);
            link.ended(this);
        }
    }

    /** One side is broken: the other one learns of it as soon as the fault lets it. */
    private void failed(Fault.Direction direction) {
        boolean unnoticed;
        try {
            unnoticed = !link.passes(this, direction, System.nanoTime());
        } catch (IOException e) {
            // Everything is to be broken.
            unnoticed = false;
        }
        if (!unnoticed) {
            reset();
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "fault-connection");
        thread.setDaemon(true);
        thread.start();
    }
}
