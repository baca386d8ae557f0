package io.brokerscope.scrape.jmx;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one connection. Closing them is what ends a thread that waits for the other side,
 * whatever it waits for. Thread-safe.
 */
final class Sockets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private final List<Socket> open = new ArrayList<>();
    private boolean closed;

    /**
     * A socket that is not connected yet.
     *
     * @throws SocketException if these were closed
     */
    synchronized Socket create() throws SocketException {
        if (closed) {
            throw new SocketException("closed");
        }
        Socket socket = new Socket();
        open.add(socket);
        return socket;
    }

    /** Closes one of them. */
    synchronized void close(Socket socket) {
        open.remove(socket);
        end(socket);
    }

    /** Closes all and lets no other be made; does not block. */
    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(Sockets::end);
        open.clear();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket closed with an error", e);
        }
    }
}
