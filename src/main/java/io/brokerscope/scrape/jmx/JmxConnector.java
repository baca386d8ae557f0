package io.brokerscope.scrape.jmx;

import io.brokerscope.scrape.jmx.Progress.Stage;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Opens a connection: asks the registry for the server and the server for a session. Where they
 * share a port all of it takes one connection of TCP.
 *
 * @param address the registry
 * @param access credentials and certificates
 * @param sockets where the sockets are made; whoever closes them ends the opening
 * @param meter watches what answers cost
 * @param progress told every step
 */
record JmxConnector(
        JmxAddress address,
        JmxAccess access,
        Sockets sockets,
        ReplyMeter meter,
        Progress progress) {

    private static final int MAX_ADDRESSES = 8;
    private static final String NAME = "jmxrmi";

    private static final long REGISTRY = 4905912898345647071L;
    private static final int LOOKUP = 2;
    private static final long NEW_CLIENT = -1089742558549201240L;

    /**
     * Looks up the server in the registry and logs in.
     *
     * @throws RemoteFailure if the other side refused; at the stage of logging in it is a {@link
     *     SecurityException} where the credentials are missing or wrong
     */
    JmxConnection open() throws IOException, RemoteFailure {
        String registryPeer = address.toString();
        Link registry = registry(registryPeer);
        progress.at(Stage.LOOKING_UP, registryPeer);
        registry.stream.call(registry.reference, LOOKUP, REGISTRY, NAME);
        RemoteReference server = RemoteReference.of(registry.stream.reply());
        registry.stream.acknowledge();
        if (access.tlsRequired() && !server.tls()) {
            throw new SSLException(
                    "the registry names " + server.address() + " without TLS, but tls is given");
        }
        Link link = follow(registry, server, server.address() + namedBy(registryPeer));
        progress.at(Stage.LOGGING_IN, link.peer);
        link.stream.call(server, JrmpStream.BY_HASH, NEW_CLIENT, (Object) access.credentials());
        RemoteReference connection = RemoteReference.of(link.stream.reply());
        link.stream.acknowledge();
        Link last = follow(link, connection, connection.address() + namedBy(server.address()));
        meter.replyDone();
        return new JmxConnection(access, sockets, last.stream, connection);
    }

    private static String namedBy(String peer) {
        return " (named by " + peer + ")";
    }

    /**
     * The registry, which may have TLS or not, whatever the server behind it has: it is asked
     * without, unless it answers by TLS, or not at all where TLS is expected.
     */
    private Link registry(String peer) throws IOException {
        try {
            return link(RemoteReference.registry(address, false), peer);
        } catch (TlsSpokenException e) {
            return link(RemoteReference.registry(address, true), peer);
        } catch (EOFException | SocketException e) {
            if (access.tlsRequired() && progress.point().stage() == Stage.LOOKING_UP) {
                return link(RemoteReference.registry(address, true), peer);
            }
            throw e;
        }
    }

    /** The way to where a stub leads: the one at hand where it is the same. */
    private Link follow(Link from, RemoteReference to, String peer) throws IOException {
        if (from.reference.sharesConnectionWith(to)) {
            return from;
        }
        from.stream.flush();
        sockets.close(from.socket);
        if (access.tlsRequired() && !to.tls()) {
            throw new SSLException("the server names " + to.address() + " without TLS");
        }
        return link(to, peer);
    }

    private Link link(RemoteReference to, String peer) throws IOException {
        progress.at(Stage.RESOLVING, peer);
        InetAddress[] addresses = InetAddress.getAllByName(to.host());
        progress.at(Stage.CONNECTING, peer);
        Socket plain = connect(addresses, to.port());
        try {
            Socket socket = plain;
            if (to.tls()) {
                progress.at(Stage.HANDSHAKE, peer);
                socket = shakeHands(plain);
            }
            progress.at(Stage.LOOKING_UP, peer);
            socket.setSoTimeout(progress.remainingMs());
            return new Link(to, peer, plain, JrmpStream.open(socket, meter));
        } catch (IOException e) {
            sockets.close(plain);
            throw e;
        }
    }

    /** Several addresses are tried in turn, each with its share of the time that is left. */
    private Socket connect(InetAddress[] addresses, int port) throws IOException {
        int count = Math.min(addresses.length, MAX_ADDRESSES);
        for (int i = 0; ; i++) {
            Socket socket = sockets.create();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(
                        new InetSocketAddress(addresses[i], port),
                        Math.max(1, progress.remainingMs() / (count - i)));
                return socket;
            } catch (SocketTimeoutException | SocketException e) {
                sockets.close(socket);
                if (i + 1 == count) {
                    throw e;
                }
            }
        }
    }

    /**
     * The certificate has to be that of the configured host, wherever a stub leads: a registry
     * without TLS may be forged.
     */
    private SSLSocket shakeHands(Socket plain) throws IOException {
        plain.setSoTimeout(progress.remainingMs());
        SSLSocket socket =
                (SSLSocket)
                        access.tls()
                                .getSocketFactory()
                                .createSocket(plain, address.host(), plain.getPort(), true);
        if (access.verified()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** A connection of TCP on its way to the one that is kept. */
    private record Link(RemoteReference reference, String peer, Socket socket, JrmpStream stream) {}
}
