package io.brokerscope.scrape.jmx;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens where a registry should and answers every connection with the same bytes. */
final class RmiLikeServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RmiLikeServer.class);

    private final ServerSocket listener;
    private final byte[] answer;
    private final boolean ends;

    /**
     * @param ends whether it says that nothing comes after the answer
     */
    private RmiLikeServer(byte[] answer, boolean ends) throws IOException {
        this.answer = answer;
        this.ends = ends;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve, "rmi-like-server");
        server.setDaemon(true);
        server.start();
    }

    /** Answers with a text. */
    static RmiLikeServer answering(String text) throws IOException {
        return new RmiLikeServer(text.getBytes(StandardCharsets.ISO_8859_1), true);
    }

    /** Shakes hands as RMI does, and says nothing more. */
    static RmiLikeServer silent() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        shakeHands(new DataOutputStream(bytes));
        return new RmiLikeServer(bytes.toByteArray(), false);
    }

    /** Closes every connection. */
    static RmiLikeServer closing() throws IOException {
        return new RmiLikeServer(new byte[0], true);
    }

    /** Shakes hands as RMI does, and answers every lookup with this object. */
    static RmiLikeServer returning(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        shakeHands(out);
        out.writeByte(0x51);
        ObjectOutputStream objects = new ObjectOutputStream(out);
        objects.writeByte(1);
        objects.write(new byte[14]);
        objects.writeObject(value);
        objects.flush();
        return new RmiLikeServer(bytes.toByteArray(), true);
    }

    private static void shakeHands(DataOutputStream out) throws IOException {
        out.writeByte(0x4e);
        out.writeUTF("127.0.0.1");
        out.writeInt(1);
    }

    String endpoint() {
        return "jmx://127.0.0.1:" + listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                in.read();
                socket.getOutputStream().write(answer);
                if (ends) {
                    socket.shutdownOutput();
                }
                while (in.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                LOG.debug("A connection ended", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
