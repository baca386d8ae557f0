package io.brokerscope.testsupport.proxy;

import io.brokerscope.cli.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One port that leads to one target through a fault; see {@link TcpFaultProxy}. Thread-safe. */
public final class FaultLink implements AutoCloseable {

    /** Connections beyond these are closed at once. */
    public static final int MOST_CONNECTIONS = 500;

    private static final int BACKLOG = 200;

    private final InetSocketAddress address;
    private final InetSocketAddress target;

    /** Guards what follows and every connection's losses; notified when the fault changes. */
    private final Object monitor = new Object();

    private final Set<FaultConnection> connections = new HashSet<>();
    private Fault fault = Fault.PASS;
    private Supplier<RequestFilter> filters = () -> (bytes, size) -> true;
    private boolean closed;

    /** One change of the fault at a time; guards the listener and its thread. */
    private final Object change = new Object();

    private ServerSocket listener;
    private Thread acceptor;

    private FaultLink(int port, InetSocketAddress target) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.target = target;
    }

    static FaultLink open(InetSocketAddress target) {
        FaultLink link = new FaultLink(Ports.free(), target);
        synchronized (link.change) {
            link.listen();
        }
        return link;
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return address;
    }

    /** Port where clients connect, of the loopback address. */
    public int port() {
        return address.getPort();
    }

    /** Where the link leads. */
    public InetSocketAddress target() {
        return target;
    }

    /** What is done to connections now. */
    public Fault fault() {
        synchronized (monitor) {
            return fault;
        }
    }

    /** Connections that are open on either side. */
    public int connections() {
        synchronized (monitor) {
            return connections.size();
        }
    }

    /** In how many directions, of all connections that are open, something was lost. */
    public int losses() {
        synchronized (monitor) {
            return connections.stream().mapToInt(FaultConnection::losses).sum();
        }
    }

    /** Connections that are made from now on have their requests looked at, each by a filter. */
    public void filter(Supplier<RequestFilter> filterOfEach) {
        synchronized (monitor) {
            filters = filterOfEach;
        }
    }

    RequestFilter newFilter() {
        synchronized (monitor) {
            return filters.get();
        }
    }

    /** Does this to connections from now on, to those that are open too. */
    public void fault(Fault next) {
        synchronized (change) {
            List<FaultConnection> open;
            synchronized (monitor) {
                if (closed) {
                    throw new IllegalStateException("the link is closed");
                }
                fault = next;
                open = List.copyOf(connections);
                monitor.notifyAll();
            }
            if (next.kind() == Fault.Kind.REFUSE) {
                stopListening();
            } else if (listener == null) {
                listen();
            }
            for (FaultConnection connection : open) {
                if (next.breaksConnections() || hasHole(connection, next)) {
                    connection.reset();
                } else if (next.kind() == Fault.Kind.HALF_OPEN) {
                    connection.loseTarget();
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (change) {
            List<FaultConnection> open;
            synchronized (monitor) {
                closed = true;
                open = List.copyOf(connections);
                monitor.notifyAll();
            }
            stopListening();
            open.forEach(FaultConnection::reset);
        }
    }

    /**
     * Waits until the fault has decided about bytes that came.
     *
     * @param arrived {@link System#nanoTime} at which they came
     * @return whether they are passed on; otherwise they are lost
     * @throws IOException if the connection is to be broken
     */
    boolean passes(FaultConnection connection, Fault.Direction direction, long arrived)
            throws IOException {
        synchronized (monitor) {
            while (true) {
                if (closed || fault.breaksConnections()) {
                    throw new IOException("the link breaks its connections");
                }
                if (fault.loses(direction)) {
                    connection.lost(direction);
                    return false;
                }
                if (connection.hasLost(direction)) {
                    throw new IOException("what follows a loss must not arrive");
                }
                if (fault.kind() == Fault.Kind.STALL) {
                    await(0);
                    continue;
                }
                long left = arrived + fault.delay().toNanos() - System.nanoTime();
                if (left <= 0) {
                    return true;
                }
                await(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
        }
    }

    void ended(FaultConnection connection) {
        synchronized (monitor) {
            connections.remove(connection);
        }
    }

    private boolean hasHole(FaultConnection connection, Fault next) {
        synchronized (monitor) {
            for (Fault.Direction direction : Fault.Direction.values()) {
                if (connection.hasLost(direction) && !next.loses(direction)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Waits for another fault; zero waits for ever. Holds the monitor. */
    private void await(long millis) throws IOException {
        try {
            monitor.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            listener = socket;
            acceptor = new Thread(() -> accept(socket), "fault-link-" + port());
            acceptor.setDaemon(true);
            acceptor.start();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port() + " cannot be listened at", e);
        }
    }

    private void stopListening() {
        if (listener != null) {
            closeQuietly(listener);
            listener = null;
            try {
                // As long as it waits for a connection, the system still makes one.
                acceptor.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            Socket client;
            try {
                client = socket.accept();
            } catch (IOException e) {
                // The listener was closed.
                return;
            }
            FaultConnection connection = new FaultConnection(this, client);
            boolean taken;
            synchronized (monitor) {
                taken =
                        !closed
                                && !fault.breaksConnections()
                                && connections.size() < MOST_CONNECTIONS;
                if (taken) {
                    connections.add(connection);
                }
            }
            if (taken) {
                connection.start();
            } else {
                connection.reset();
            }
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // What is closed is given up: there is nobody who could do anything about it.
            return;
        }
    }
}
