package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.brokerscope.cli.Ports;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.ClusterSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class HttpDiscoveryIT {

    private static final String LIST =
            "[{\"targets\": [\"kafka-0.test:9404\", \"kafka-1.test:9404\"],"
                    + " \"labels\": {\"team\": \"streaming\"}}]";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static FleetSession session(ClusterSettings... clusters) {
        return new FleetSession(
                List.of(clusters),
                null,
                ClusterSettings::name,
                NameServers.ofSystem(),
                Clock.systemUTC());
    }

    private static Round discover(String url, long timeoutMs, AuthSettings auth) throws Exception {
        try (FleetSession session = session(Clusters.ofHttp("c", url, timeoutMs, auth, null))) {
            return session.discover("c");
        }
    }

    @Test
    void readsTheList() throws Exception {
        AtomicReference<Map<String, List<String>>> headers = new AtomicReference<>();
        AtomicReference<String> query = new AtomicReference<>();
        serve(
                "/targets",
                exchange -> {
                    headers.set(Map.copyOf(exchange.getRequestHeaders()));
                    query.set(exchange.getRequestURI().getRawQuery());
                    answer(exchange, 200, LIST);
                });
        Round round = discover(url("/targets?cluster=a%20b"), 10_000, null);
        assertThat(round.targets())
                .extracting(TargetSpec::endpoint)
                .containsExactly(
                        "http://kafka-0.test:9404/metrics", "http://kafka-1.test:9404/metrics");
        assertThat(round.targets().get(0).labels()).isEqualTo(Map.of("team", "streaming"));
        assertThat(query).hasValue("cluster=a%20b");
        assertThat(headers.get())
                .containsEntry("Accept", List.of("application/json"))
                .containsEntry("X-prometheus-refresh-interval-seconds", List.of("30.0"))
                .containsEntry("Host", List.of("127.0.0.1:" + server.getAddress().getPort()))
                .doesNotContainKey("Authorization");
    }

    @Test
    void anEmptyListIsNoBroker() throws Exception {
        serve("/", exchange -> answer(exchange, 200, "[]"));
        assertThat(discover(url("/"), 10_000, null).targets()).isEmpty();
    }

    @Test
    void sendsCredentials() throws Exception {
        AtomicReference<String> authorization = new AtomicReference<>();
        serve(
                "/",
                exchange -> {
                    authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
                    answer(exchange, 200, "[]");
                });
        discover(url(""), 10_000, Clusters.bearer("t0ken"));
        assertThat(authorization).hasValue("Bearer t0ken");
        discover(url("/"), 10_000, Clusters.basic("scope", "gehöim"));
        assertThat(authorization)
                .hasValue(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                "scope:gehöim".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void credentialsThatCannotBeSentAreNotTold() {
        assertThatThrownBy(() -> discover(url("/"), 10_000, Clusters.bearer("geheim\r\nx: y")))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("cannot stand in an HTTP header")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> discover(url("/"), 10_000, Clusters.bearer("${env:NO_SUCH_1}")))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage("environment variable NO_SUCH_1 is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "500, answered with HTTP 500",
        "401, answered with HTTP 401",
        "404, answered with HTTP 404",
        "204, answered with HTTP 204",
        "302, 'answered with a redirect (HTTP 302), which is not followed'"
    })
    void onlyA200Counts(int status, String problem) {
        serve("/elsewhere", exchange -> answer(exchange, 200, LIST));
        serve(
                "/targets",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", url("/elsewhere"));
                    answer(exchange, status, "");
                });
        assertThatThrownBy(() -> discover(url("/targets?token=geheim"), 10_000, null))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage(url("/targets") + " " + problem)
                .hasNoCause();
    }

    @Test
    void saysWhereTheListBreaks() {
        serve("/", exchange -> answer(exchange, 200, "[{\"targets\":\n 1}]"));
        assertThatThrownBy(() -> discover(url("/t"), 10_000, null))
                .hasMessage(
                        "the answer of "
                                + url("/t")
                                + ", line 2, column 2: found 1; allowed is a list of addresses");
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() {
        serve(
                "/announced",
                exchange -> {
                    exchange.sendResponseHeaders(200, TargetGroups.MAX_BYTES + 1L);
                    exchange.getResponseBody().flush();
                    awaitEnd();
                    exchange.close();
                });
        serve(
                "/chunked",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
                    try (OutputStream body = exchange.getResponseBody()) {
                        for (int i = 0; i < 64; i++) {
                            body.write(spaces);
                        }
                    }
                });
        for (String path : List.of("/announced", "/chunked")) {
            assertThatThrownBy(() -> discover(url(path), 20_000, null))
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessage(url(path) + " answered with more than 16 MiB");
        }
    }

    @Test
    void anEncodingNobodyAskedForIsRefused() {
        serve(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    answer(exchange, 200, "x");
                });
        assertThatThrownBy(() -> discover(url("/"), 10_000, null))
                .hasMessageContaining("answered in the encoding gzip");
    }

    /** Without the guard of the session, which would end the round too, a little later. */
    private void getWithin(long ms) throws Exception {
        try (NetworkThread network = new NetworkThread()) {
            new HttpDiscovery(
                            Clusters.ofHttp("c", url("/"), ms, null, null).discovery(),
                            NodeIds.byPattern(null),
                            network)
                    .discover(Deadline.after(ms));
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServerThatHangsFailsTheRoundInTime() {
        serve("/", exchange -> awaitEnd());
        long start = System.nanoTime();
        assertThatThrownBy(() -> getWithin(900))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage(url("/") + " did not answer completely within 0.9 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void bytesThatTrickleDoNotMoveTheDeadline() {
        serve(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream body = exchange.getResponseBody();
                    try {
                        while (!end.await(20, TimeUnit.MILLISECONDS)) {
                            body.write(' ');
                            body.flush();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        long start = System.nanoTime();
        assertThatThrownBy(() -> getWithin(900))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage(url("/") + " did not answer completely within 0.9 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[', broke the connection off",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n', broke the connection off",
        "'', broke the connection off",
        "'SSH-2.0-OpenSSH\r\n\r\n', is not HTTP",
    })
    void brokenAnswersAreToldApart(String answer, String problem) throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> serveRaw(raw, answer), threads);
            String url = "http://127.0.0.1:" + raw.getLocalPort() + "/";
            assertThatThrownBy(() -> discover(url, 10_000, null))
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessageContaining(problem);
            assertThat(served).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    private static void serveRaw(ServerSocket raw, String answer) {
        try (Socket socket = raw.accept()) {
            byte[] request = new byte[4096];
            assertThat(socket.getInputStream().read(request)).isPositive();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void serversThatAreNotThereAreTold() throws Exception {
        String url = "http://127.0.0.1:" + Ports.free() + "/";
        assertThatThrownBy(() -> discover(url, 10_000, null))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageStartingWith(url + " cannot be connected to: ");
        assertThatThrownBy(() -> discover("http://no-such-host.invalid/x", 10_000, null))
                .hasMessage("the host name of http://no-such-host.invalid/x cannot be resolved");
    }

    @Test
    void closingTheSessionEndsItsNetworkThread() throws Exception {
        serve("/", exchange -> answer(exchange, 200, "[]"));
        try (FleetSession session = session(Clusters.ofHttp("c", url("/"), 10_000, null, null))) {
            session.discover("c");
            assertThat(networkThreads()).isPositive();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> networkThreads() == 0);
    }

    private static long networkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("brokerscope-discovery-network"))
                .count();
    }
}
