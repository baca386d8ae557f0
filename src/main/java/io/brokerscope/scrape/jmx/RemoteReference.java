package io.brokerscope.scrape.jmx;

import io.brokerscope.model.Texts;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a remote object is, as its serialized stub says: the form is specified by {@link
 * java.rmi.server.RemoteObject}.
 *
 * @param host host name or address, as the other side wrote it
 * @param port port
 * @param tls whether it is reached by TLS
 * @param objectId the object's id, 22 bytes
 */
record RemoteReference(String host, int port, boolean tls, byte[] objectId) {

    /** Length of an {@link java.rmi.server.ObjID}. */
    private static final int OBJECT_ID_BYTES = 22;

    private static final String REMOTE_OBJECT = "java.rmi.server.RemoteObject";
    private static final String TLS_FACTORY = "javax.rmi.ssl.SslRMIClientSocketFactory";

    /** The registry of an address: its object id is 0. */
    static RemoteReference registry(JmxAddress address, boolean tls) {
        return new RemoteReference(address.host(), address.port(), tls, new byte[OBJECT_ID_BYTES]);
    }

    /**
     * Reads a stub.
     *
     * @throws NotRmiException if it is none, or one that is reached in a way of its own
     */
    static RemoteReference of(Object stub) throws NotRmiException {
        // A stub is such an object itself, or a proxy that has one.
        Object handler =
                stub instanceof SerialObject proxy && proxy.field("h") != null
                        ? proxy.field("h")
                        : stub;
        if (!(handler instanceof SerialObject object) || !object.is(REMOTE_OBJECT)) {
            throw new NotRmiException("the answer is no stub of a remote object");
        }
        // Raw data, or raw data around the socket factory.
        String factory = null;
        List<InputStream> data = new ArrayList<>();
        for (Object part : object.annotation(REMOTE_OBJECT)) {
            if (part instanceof byte[] bytes) {
                data.add(new ByteArrayInputStream(bytes));
            } else if (part instanceof SerialObject of) {
                factory = of.className();
            }
        }
        if (factory != null && !factory.equals(TLS_FACTORY)) {
            throw new NotRmiException(
                    "the stub wants sockets of "
                            + Texts.shown(factory)
                            + ", known is "
                            + TLS_FACTORY);
        }
        return of(new SequenceInputStream(Collections.enumeration(data)), factory != null);
    }

    private static RemoteReference of(InputStream data, boolean tls) throws NotRmiException {
        try (DataInputStream in = new DataInputStream(data)) {
            String kind = in.readUTF();
            switch (kind) {
                case "UnicastRef" -> {}
                case "UnicastRef2" -> in.readByte();
                default -> throw new NotRmiException("the stub is no UnicastRef");
            }
            String host = in.readUTF();
            int port = in.readInt();
            byte[] objectId = in.readNBytes(OBJECT_ID_BYTES);
            if (port < 1 || port > 65_535 || objectId.length < OBJECT_ID_BYTES) {
                throw new NotRmiException("the stub names no address");
            }
            return new RemoteReference(host, port, tls, objectId);
        } catch (NotRmiException e) {
            throw e;
        } catch (IOException e) {
            throw new NotRmiException("the stub ends early");
        }
    }

    /** Whether both are reached by one connection. */
    boolean sharesConnectionWith(RemoteReference other) {
        return host.equals(other.host) && port == other.port && tls == other.tls;
    }

    /** {@code host:port}. */
    String address() {
        return new JmxAddress(Texts.shown(host), port).toString();
    }
}
