package io.brokerscope.testsupport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.cli.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both ends of a link are real sockets, driven one byte at a time. */
@Timeout(30)
class TcpFaultProxyTest {

    /** How long silence is listened to before it is believed. */
    private static final int SILENCE_MS = 150;

    private final TcpFaultProxy network = new TcpFaultProxy();
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket server;
    private FaultLink link;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        link = network.link(server.getLocalPort());
        Thread acceptor =
                new Thread(
                        () -> {
                            while (!server.isClosed()) {
                                try {
                                    accepted.add(server.accept());
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
        acceptor.setDaemon(true);
        acceptor.start();
    }

    @AfterEach
    void close() throws Exception {
        network.close();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void passesBytesAndTheEndsOfStreams() throws Exception {
        Pair pair = connect();
        pair.client.getOutputStream().write(7);
        assertThat(pair.target.getInputStream().read()).isEqualTo(7);
        pair.client.shutdownOutput();
        assertThat(pair.target.getInputStream().read()).isEqualTo(-1);
        pair.target.getOutputStream().write(8);
        pair.target.close();
        assertThat(pair.client.getInputStream().read()).isEqualTo(8);
        assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
        Awaitility.await().until(() -> link.connections() == 0);
    }

    @Test
    void passesMoreThanAnyBufferHolds() throws Exception {
        Pair pair = connect();
        byte[] much = new byte[5 << 20];
        much[much.length - 1] = 42;
        Thread writer =
                new Thread(
                        () -> {
                            try {
                                pair.client.getOutputStream().write(much);
                                pair.client.shutdownOutput();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        writer.start();
        assertThat(pair.target.getInputStream().readAllBytes()).isEqualTo(much);
        writer.join();
    }

    @Test
    void delaysBothWays() throws Exception {
        Pair pair = connect();
        link.fault(Fault.delay(Duration.ofMillis(200)));
        long sent = System.nanoTime();
        pair.client.getOutputStream().write(1);
        assertThat(pair.target.getInputStream().read()).isEqualTo(1);
        pair.target.getOutputStream().write(2);
        assertThat(pair.client.getInputStream().read()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - sent))
                .isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aStallLosesNothing() throws Exception {
        Pair pair = connect();
        link.fault(Fault.STALL);
        pair.client.getOutputStream().write(1);
        pair.target.getOutputStream().write(2);
        assertSilent(pair.target);
        assertSilent(pair.client);
        Socket late = client();
        late.getOutputStream().write(3);
        assertThat(accepted.poll(SILENCE_MS, TimeUnit.MILLISECONDS)).isNull();
        link.fault(Fault.PASS);
        assertThat(pair.target.getInputStream().read()).isEqualTo(1);
        assertThat(pair.client.getInputStream().read()).isEqualTo(2);
        assertThat(takeAccepted().getInputStream().read()).isEqualTo(3);
    }

    @Test
    void aCutLosesBytesInBothDirectionsAndNoStreamGoesOnAfterALoss() throws Exception {
        Pair idle = connect();
        Pair pair = connect();
        link.fault(Fault.DROP);
        pair.client.getOutputStream().write(1);
        pair.target.getOutputStream().write(2);
        Socket late = client();
        late.getOutputStream().write(3);
        assertSilent(pair.target);
        assertSilent(pair.client);
        assertSilent(late);
        assertThat(accepted).isEmpty();
        awaitLosses(3);
        link.fault(Fault.PASS);
        assertBroken(pair.client);
        assertBroken(pair.target);
        assertBroken(late);
        assertEcho(idle);
        assertEcho(connect());
    }

    @Test
    void aCutHidesTheEndOfAConnection() throws Exception {
        Pair closing = connect();
        Pair resetting = connect();
        link.fault(Fault.DROP);
        closing.client.close();
        resetting.client.setSoLinger(true, 0);
        resetting.client.close();
        assertSilent(closing.target);
        assertSilent(resetting.target);
        awaitLosses(2);
        link.fault(Fault.PASS);
        assertBroken(closing.target);
        assertBroken(resetting.target);
    }

    @Test
    void onlyRequestsAreLost() throws Exception {
        Pair pair = connect();
        link.fault(Fault.DROP_REQUESTS);
        pair.client.getOutputStream().write(1);
        assertSilent(pair.target);
        pair.target.getOutputStream().write(2);
        assertThat(pair.client.getInputStream().read()).isEqualTo(2);
        client();
        assertThat(accepted.poll(SILENCE_MS, TimeUnit.MILLISECONDS)).isNull();
        awaitLosses(2);
        link.fault(Fault.PASS);
        assertBroken(pair.client);
        assertBroken(pair.target);
    }

    @Test
    void onlyAnswersAreLost() throws Exception {
        Pair pair = connect();
        link.fault(Fault.DROP_ANSWERS);
        pair.client.getOutputStream().write(1);
        assertThat(pair.target.getInputStream().read()).isEqualTo(1);
        pair.target.getOutputStream().write(2);
        assertSilent(pair.client);
        awaitLosses(1);
        Pair late = connect();
        late.client.getOutputStream().write(3);
        assertThat(late.target.getInputStream().read()).isEqualTo(3);
        // The other direction is lost now: what was lost before must not be followed by more.
        link.fault(Fault.DROP_REQUESTS);
        assertBroken(pair.client);
        assertBroken(pair.target);
    }

    @Test
    void halfOpenConnectionsAreClosedToTheTargetAndOpenToTheClient() throws Exception {
        Pair pair = connect();
        // The target knows of a connection before the link has it.
        assertEcho(pair);
        link.fault(Fault.HALF_OPEN);
        assertEnded(pair.target);
        assertSilent(pair.client);
        pair.client.getOutputStream().write(1);
        assertSilent(pair.client);
        Socket late = client();
        late.getOutputStream().write(2);
        assertSilent(late);
        assertThat(accepted).isEmpty();
        awaitLosses(3);
        link.fault(Fault.PASS);
        assertBroken(pair.client);
        assertBroken(late);
        assertEcho(connect());
    }

    @Test
    void resetsOldAndNewConnections() throws Exception {
        Pair pair = connect();
        link.fault(Fault.RESET);
        assertBroken(pair.client);
        assertBroken(pair.target);
        // The system makes the connection before it is reset, or not even that.
        assertThatThrownBy(() -> client().getInputStream().read())
                .isInstanceOf(SocketException.class);
        assertThat(link.connections()).isZero();
        link.fault(Fault.PASS);
        assertEcho(connect());
    }

    @Test
    void refusesAndListensAgainAtTheSamePort() throws Exception {
        Pair pair = connect();
        link.fault(Fault.REFUSE);
        assertBroken(pair.client);
        assertBroken(pair.target);
        assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
        link.fault(Fault.PASS);
        assertEcho(connect());
    }

    @Test
    void oneTargetMayBeAwayAndComeLater() throws Exception {
        int port = Ports.free();
        FaultLink early = network.link(port);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), early.port())) {
            socket.setSoTimeout(5_000);
            assertBroken(socket);
        }
        try (ServerSocket later = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), early.port())) {
            later.setSoTimeout(5_000);
            assertThat(later.accept().isConnected()).isTrue();
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void linksFailAloneOrTogether() throws Exception {
        FaultLink other = network.link(server.getLocalPort());
        link.fault(Fault.REFUSE);
        assertThat(other.fault()).isEqualTo(Fault.PASS);
        network.fault(Fault.DROP);
        assertThat(network.links()).extracting(FaultLink::fault).containsOnly(Fault.DROP);
        assertThat(link.target().getPort()).isEqualTo(server.getLocalPort());
    }

    @Test
    void closingEndsEverything() throws Exception {
        Pair pair = connect();
        network.close();
        assertBroken(pair.client);
        assertBroken(pair.target);
        assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> link.fault(Fault.PASS)).isInstanceOf(IllegalStateException.class);
    }

    /** A client's socket and the target's end of it. */
    private record Pair(Socket client, Socket target) {}

    private Pair connect() throws Exception {
        Socket client = client();
        return new Pair(client, takeAccepted());
    }

    private Socket client() throws IOException {
        Socket client = new Socket(link.address().getAddress(), link.port());
        client.setSoTimeout(5_000);
        sockets.add(client);
        return client;
    }

    private Socket takeAccepted() throws Exception {
        Socket target = accepted.poll(5, TimeUnit.SECONDS);
        assertThat(target).isNotNull();
        target.setSoTimeout(5_000);
        sockets.add(target);
        return target;
    }

    private static void assertEcho(Pair pair) throws IOException {
        pair.client.getOutputStream().write(5);
        assertThat(pair.target.getInputStream().read()).isEqualTo(5);
        pair.target.getOutputStream().write(6);
        assertThat(pair.client.getInputStream().read()).isEqualTo(6);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(5_000);
    }

    /** Nobody reads what has not arrived: that it was lost is known by the link alone. */
    private void awaitLosses(int losses) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(link.losses()).isEqualTo(losses));
    }

    private static void assertBroken(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static void assertEnded(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
}
