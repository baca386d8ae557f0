package io.brokerscope.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server that knows no name, or does not answer at all. */
public final class NameServer implements AutoCloseable {

    private static final int RESPONSE_RECURSIVE = 0x81;
    private static final int NAME_ERROR = 0x83;

    /** Queries that came. */
    public final AtomicInteger queries = new AtomicInteger();

    private final DatagramSocket socket;
    private final Thread thread;

    private NameServer(boolean answers) {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(() -> serve(answers), "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    public static NameServer knowingNoName() {
        return new NameServer(true);
    }

    public static NameServer silent() {
        return new NameServer(false);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        thread.join(5_000);
    }

    private void serve(boolean answers) {
        byte[] buffer = new byte[1_500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                queries.incrementAndGet();
                if (answers) {
                    buffer[2] = (byte) RESPONSE_RECURSIVE;
                    buffer[3] = (byte) NAME_ERROR;
                    // No additional records: the question alone goes back.
                    buffer[10] = 0;
                    buffer[11] = 0;
                    int end = 12;
                    while (buffer[end] != 0) {
                        end += buffer[end] + 1;
                    }
                    packet.setLength(end + 5);
                    socket.send(packet);
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
