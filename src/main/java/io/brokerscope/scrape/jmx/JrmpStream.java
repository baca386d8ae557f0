package io.brokerscope.scrape.jmx;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/**
 * A connection on which remote methods are called, by the stream protocol of JRMP: see the RMI
 * specification, chapter 10. Calls may be sent before earlier ones are answered; answers come in
 * the order of the calls. Not thread-safe.
 */
final class JrmpStream {

    /** Operation of everything but the registry: methods are named by their hashes. */
    static final int BY_HASH = -1;

    private static final int MAGIC = 0x4a524d49;
    private static final int VERSION = 2;
    private static final int STREAM_PROTOCOL = 0x4b;
    private static final int PROTOCOL_ACK = 0x4e;
    private static final int CALL = 0x50;
    private static final int RETURN = 0x51;
    private static final int DGC_ACK = 0x54;
    private static final int NORMAL_RETURN = 1;
    private static final int EXCEPTIONAL_RETURN = 2;

    /** The first byte of an alert of TLS, with which it answers what is not TLS. */
    private static final int TLS_ALERT = 0x15;

    /** Kind of the return and the id to acknowledge it by. */
    private static final int RETURN_HEAD_BYTES = 15;

    private static final int MAX_EXCERPT = 200;

    private final Socket socket;
    private final ReplyMeter meter;
    private final DataInputStream in;
    private final DataOutputStream out;
    private byte[] lastReturn;

    private JrmpStream(Socket socket, ReplyMeter meter) throws IOException {
        this.socket = socket;
        this.meter = meter;
        this.in =
                new DataInputStream(
                        new BufferedInputStream(new Metered(socket.getInputStream(), meter)));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /**
     * Shakes hands.
     *
     * @param socket connected
     * @throws TlsSpokenException if the other side speaks TLS
     * @throws NotRmiException if it speaks anything else but JRMP
     */
    static JrmpStream open(Socket socket, ReplyMeter meter) throws IOException {
        JrmpStream stream = new JrmpStream(socket, meter);
        stream.shakeHands();
        return stream;
    }

    private void shakeHands() throws IOException {
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.writeByte(STREAM_PROTOCOL);
        out.flush();
        int answer = in.readUnsignedByte();
        if (answer == TLS_ALERT) {
            throw new TlsSpokenException();
        }
        if (answer != PROTOCOL_ACK) {
            throw notRmi(answer);
        }
        // The address from which it sees this side; it in turn is told one and does not use it.
        in.readUTF();
        in.readInt();
        out.writeUTF(socket.getLocalAddress().getHostAddress());
        out.writeInt(0);
    }

    /** How long each wait for bytes may take, until further notice. */
    void timeout(int ms) throws IOException {
        socket.setSoTimeout(ms);
    }

    /**
     * Calls a method; the answer comes by {@link #reply}.
     *
     * @param operation {@link #BY_HASH} but for the registry
     * @param method hash of the method; with an operation of the registry, hash of its interface
     */
    void call(RemoteReference target, int operation, long method, Object... arguments)
            throws IOException {
        out.writeByte(CALL);
        CallOutput call = new CallOutput(out);
        call.write(target.objectId());
        call.writeInt(operation);
        call.writeLong(method);
        for (Object argument : arguments) {
            call.writeObject(argument);
        }
        call.flush();
    }

    /** Sends what was called and not sent yet. */
    void flush() throws IOException {
        out.flush();
    }

    /**
     * The answer to the first call that has none yet.
     *
     * @return what {@link SerialReader#value} can be
     * @throws RemoteFailure if the method threw; the stream goes on
     */
    Object reply() throws IOException, RemoteFailure {
        out.flush();
        int answer = in.readUnsignedByte();
        if (answer != RETURN) {
            throw notRmi(answer);
        }
        SerialReader reader = new SerialReader(in, meter);
        if (!(reader.value() instanceof byte[] head) || head.length != RETURN_HEAD_BYTES) {
            throw new NotRmiException("the answer to a call does not begin as one");
        }
        lastReturn = Arrays.copyOfRange(head, 1, head.length);
        Object value = reader.value();
        if (head[0] == NORMAL_RETURN) {
            return value;
        }
        if (head[0] == EXCEPTIONAL_RETURN && value instanceof SerialObject thrown) {
            throw new RemoteFailure(thrown);
        }
        throw new NotRmiException("the answer to a call is neither a value nor an exception");
    }

    /** Tells that the stub in the last answer arrived: until then it is held ready over there. */
    void acknowledge() throws IOException {
        out.writeByte(DGC_ACK);
        out.write(lastReturn);
    }

    private NotRmiException notRmi(int first) throws IOException {
        byte[] excerpt = new byte[Math.min(MAX_EXCERPT, 1 + in.available())];
        excerpt[0] = (byte) first;
        int more = in.read(excerpt, 1, excerpt.length - 1);
        return new NotRmiException(
                "the answer is not RMI", Arrays.copyOf(excerpt, 1 + Math.max(0, more)));
    }

    /** Objects as RMI writes them: each class is followed by where it may be loaded from. */
    private static final class CallOutput extends ObjectOutputStream {

        private CallOutput(OutputStream out) throws IOException {
            super(new Unflushed(out));
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            writeObject(null);
        }
    }

    /** Several calls travel together. */
    private static final class Unflushed extends FilterOutputStream {

        private Unflushed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // The stream does, before it waits for an answer.
        }
    }

    private static final class Metered extends FilterInputStream {

        private final ReplyMeter meter;

        private Metered(InputStream in, ReplyMeter meter) {
            super(in);
            this.meter = meter;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                meter.arrived(count);
            }
            return count;
        }
    }
}
