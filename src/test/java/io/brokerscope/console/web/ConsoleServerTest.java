package io.brokerscope.console.web;

import static io.brokerscope.console.ConsoleRecords.NOW;
import static io.brokerscope.console.ConsoleRecords.broker;
import static io.brokerscope.console.ConsoleRecords.entity;
import static io.brokerscope.console.ConsoleRecords.event;
import static io.brokerscope.console.ConsoleRecords.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.console.ConsoleRecords.Feed;
import io.brokerscope.console.fleet.Edge;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.Incident;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;
import io.brokerscope.console.health.HealthMonitor;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.SettableClock;
import io.brokerscope.testsupport.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server over real HTTP, with a model that a test fills. */
class ConsoleServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SettableClock clock = new SettableClock(NOW + 1_000);
    private final FleetModel model = new FleetModel(clock, 1_000_000);
    private final Feed feed = new Feed(model);
    private FollowerState follower =
            new FollowerState(NOW, true, true, 0, NOW, List.of(), 0, null, null);
    private ConsoleServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void healthIsTheContract() throws Exception {
        feed.smallFleet();
        HttpResponse<String> answer = get("/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode health = JSON.readTree(answer.body());
        assertThat(health.at("/status").asText()).isEqualTo("HEALTHY");
        assertThat(fields(health.at("/components/collector")))
                .contains("status", "lastCheck", "targets", "openCircuits", "activeRecoveries");
        assertThat(fields(health.at("/components/transformer")))
                .contains("status", "lastCheck", "circuitBreaker", "watermarkLagMs");
        assertThat(fields(health.at("/components/streamer")))
                .contains(
                        "status",
                        "lastCheck",
                        "activeRecoveries",
                        "lastCheckpointAgeMs",
                        "restartsLastHour");
        assertThat(health.at("/components/collector/targets").asInt()).isEqualTo(1);
        assertThat(health.at("/metrics/uptime").asText()).isEqualTo("100.00%");
        assertThat(fields(health.at("/metrics"))).contains("throughput", "errorRate");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsUnhealthyHasStatus503AndSaysWhy() throws Exception {
        follower =
                new FollowerState(
                        NOW - 60_000, false, true, 0, NOW, List.of("t"), 2, "t-0", "no broker");
        feed.smallFleet();
        HttpResponse<String> answer = get("/health");
        assertThat(answer.statusCode()).isEqualTo(503);
        JsonNode health = JSON.readTree(answer.body());
        assertThat(health.at("/components/streamer/reasons/0").asText())
                .isEqualTo("the output cluster has not answered for 61 s");
        assertThat(health.at("/console/badRecords").asInt()).isEqualTo(2);
        assertThat(health.at("/console/error").asText()).isEqualTo("no broker");
        assertThat(health.at("/console/missingTopics/0").asText()).isEqualTo("t");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void entitiesAreTheRecordsOfTheTopicTheWorstFirst() throws Exception {
        feed.smallFleet();
        JsonNode page = json("/api/v1/entities?limit=2");
        assertThat(page.at("/total").asInt()).isEqualTo(6);
        assertThat(page.at("/items")).hasSize(2);
        assertThat(page.at("/items/0/guid").asText()).isEqualTo(broker("prod", 2).guid());
        assertThat(page.at("/items/0/metrics/broker.cpu.usage").asDouble()).isEqualTo(0.95);
        assertThat(page.at("/items/0"))
                .isEqualTo(JSON.readTree(model.entities().get(broker("prod", 2).guid()).json()));
        assertThat(names("/api/v1/entities?type=topic&cluster=prod&q=ORD"))
                .containsExactly("orders");
        assertThat(names("/api/v1/entities?type=MESSAGE_QUEUE_CLUSTER&sort=name"))
                .containsExactly("prod", "test");
        assertThat(names("/api/v1/entities?status=unknown")).containsExactly("test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worst", "name", "updated", "size"})
    void pagesTogetherAreEverythingOnce(String sort) throws Exception {
        // As long as a topic may be called.
        String longest = "x".repeat(249 - "topic-24".length());
        for (int i = 0; i < 25; i++) {
            feed.entity(
                    entity(
                            topic("prod", "topic-" + i + longest),
                            i % 3 == 0 ? Status.DEGRADED : Status.HEALTHY,
                            i % 2 == 0 ? null : (double) i,
                            i % 4 == 0 ? Map.of() : Map.of("topic.bytes.in.rate", 1.0 * i)));
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = json("/api/v1/entities?limit=4&sort=" + sort + next);
            page.at("/items").forEach(item -> seen.add(item.at("/name").asText()));
            next = page.at("/next").isNull() ? null : "&cursor=" + page.at("/next").asText();
        } while (next != null);
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> "topic-" + i + longest).toList());
    }

    @Test
    void aPageGoesOnWhereTheLastEndedAlthoughItsLastEntityIsGone() throws Exception {
        feed.smallFleet();
        String next = json("/api/v1/entities?limit=1").at("/next").asText();
        model.take(OutputTopic.ENTITIES, broker("prod", 2).guid(), null);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> json("/api/v1/entities").at("/total").asInt() == 5);
        assertThat(names("/api/v1/entities?limit=1&cursor=" + next)).containsExactly("orders");
    }

    @Test
    void anEntityComesWithItsRelationshipsAndItsPoints() throws Exception {
        feed.smallFleet();
        String guid = broker("prod", 1).guid();
        model.edges().put(edge(EntityId.cluster("default", "prod").guid(), "MANAGES", guid));
        JsonNode answer = json("/api/v1/entities/" + URLEncoder.encode(guid, UTF_8));
        assertThat(answer.at("/entity/guid").asText()).isEqualTo(guid);
        assertThat(answer.at("/relationships/0/type").asText()).isEqualTo("MANAGES");
        assertThat(answer.at("/series/dueAt/0").asLong()).isEqualTo(NOW);
        assertThat(answer.at("/series/quality/0").asText()).isEqualTo("MEASURED");
        assertThat(answer.at("/series/metrics/broker.cpu.usage/0").asDouble()).isEqualTo(0.25);
        assertProblem(get("/api/v1/entities/nobody"), 404, "There is no entity with this GUID.");
    }

    @Test
    void clustersAreSummedUp() throws Exception {
        feed.smallFleet();
        JsonNode page = json("/api/v1/clusters");
        assertThat(page.at("/total").asInt()).isEqualTo(2);
        JsonNode prod = page.at("/items/0");
        assertThat(prod.at("/cluster").asText()).isEqualTo("prod");
        assertThat(prod.at("/entity/status").asText()).isEqualTo("HEALTHY");
        assertThat(prod.at("/brokers/HEALTHY").asInt()).isEqualTo(1);
        assertThat(prod.at("/brokers/UNHEALTHY").asInt()).isEqualTo(1);
        assertThat(prod.at("/topics/DEGRADED").asInt()).isEqualTo(1);
        assertThat(prod.at("/coverage/brokers/measured").asInt()).isEqualTo(3);
        assertThat(prod.at("/worst/0/name").asText()).isEqualTo("2");
        assertThat(page.at("/items/1/coverage").isNull()).isTrue();
    }

    @Test
    void relationshipsAreFiltered() throws Exception {
        model.edges().put(edge("a", "HOSTS", "b"));
        model.edges().put(edge("a", "HOSTS", "c"));
        model.edges().put(edge("c", "SUBSCRIBES_TO", "d"));
        assertThat(json("/api/v1/relationships").at("/total").asInt()).isEqualTo(3);
        assertThat(json("/api/v1/relationships?guid=c&type=HOSTS").at("/total").asInt()).isOne();
        JsonNode page = json("/api/v1/relationships?limit=2&cluster=prod");
        assertThat(page.at("/items")).hasSize(2);
        assertThat(
                        json("/api/v1/relationships?limit=2&cursor=" + page.at("/next").asText())
                                .at("/items"))
                .hasSize(1);
    }

    @Test
    void aTopologyStaysSmallWithTheWorstAndTheLargest() throws Exception {
        feed.smallFleet();
        for (int i = 0; i < 20; i++) {
            feed.entity(
                    entity(
                            topic("prod", "many-" + i),
                            Status.HEALTHY,
                            100.0,
                            Map.of("topic.bytes.in.rate", 0.5)));
        }
        String cluster = EntityId.cluster("default", "prod").guid();
        model.edges().put(edge(cluster, "CONTAINS", topic("prod", "orders").guid()));
        model.edges().put(edge(cluster, "CONTAINS", topic("prod", "many-7").guid()));
        JsonNode graph = json("/api/v1/topology?cluster=prod&topics=2");
        assertThat(StreamSupport.stream(graph.at("/nodes").spliterator(), false))
                .extracting(node -> node.at("/name").asText())
                .containsExactly("prod", "2", "1", "orders", "<script>\"x\"\\");
        assertThat(graph.at("/edges")).hasSize(1);
        assertThat(graph.at("/notListed/topics").asInt()).isEqualTo(20);
        assertProblem(
                get("/api/v1/topology?cluster=none"), 404, "There is no entity of this cluster.");
        assertProblem(get("/api/v1/topology"), 400, "The query parameter 'cluster' is missing.");
    }

    @Test
    void eventsAndIncidentsAndCoverageAndTargetsAreListed() throws Exception {
        feed.smallFleet();
        JsonNode events = json("/api/v1/events");
        assertThat(events.at("/items/1/event/message").asText()).isEqualTo("second");
        long first = events.at("/items/0/id").asLong();
        assertThat(json("/api/v1/events?after=" + first).at("/items")).hasSize(1);
        assertThat(json("/api/v1/events?after=" + (first + 1)).at("/next").asLong())
                .isEqualTo(first + 1);
        assertThat(json("/api/v1/events?cluster=prod").at("/items")).hasSize(1);
        model.incidents().put(incident("i1", null));
        model.incidents().put(incident("i2", NOW));
        assertThat(json("/api/v1/incidents").at("/items/0/state").asText()).isEqualTo("OPEN");
        assertThat(json("/api/v1/incidents?state=closed").at("/items/0/id").asText())
                .isEqualTo("i2");
        assertThat(json("/api/v1/coverage").at("/items/0/brokers/expected").asInt()).isEqualTo(3);
        assertThat(json("/api/v1/coverage").at("/total").asInt()).isOne();
        JsonNode target = json("/api/v1/targets?cluster=prod").at("/items/0");
        assertThat(target.at("/target").asText()).isEqualTo("1");
        assertThat(target.at("/uptime").asDouble()).isEqualTo(1.0);
        assertThat(target.at("/last/kind").asText()).isEqualTo("OBSERVED");
        assertThat(target.at("/coverage/statistics/ticks").asInt()).isOne();
        assertThat(json("/api/v1/targets?cluster=pro").at("/total").asInt()).isZero();
    }

    @Test
    void metricsAreBoundedAndWhatIsLeftOutIsCounted() throws Exception {
        feed.smallFleet();
        String all = get("/metrics").body();
        assertThat(all)
                .contains("brokerscope_component_status{component=\"collector\"} 0.0\n")
                .contains("brokerscope_console_metrics_entities_left_out 0.0\n")
                .contains(
                        "brokerscope_broker_cpu_usage{cluster=\"prod\",type=\"broker\",name=\"2\"}"
                                + " 0.95\n")
                .contains("name=\"<script>\\\"x\\\"\\\\\"");
        server.close();
        start(settings(Access.open(), null, 3));
        assertThat(get("/metrics").body())
                .contains("brokerscope_console_metrics_entities_left_out 3.0\n")
                .contains("type=\"broker\",name=\"2\"")
                .doesNotContain("type=\"topic\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/health?x=1 | There is no query parameter 'x'; none is allowed here.",
                "/api/v1/entities?foo=1 | There is no query parameter 'foo' (allowed: cluster,"
                        + " cursor, limit, q, sort, status, type).",
                "/api/v1/entities?limit=501 | The query parameter 'limit' is not valid (allowed: a"
                        + " whole number from 1 to 500).",
                "/api/v1/entities?limit=x | The query parameter 'limit' is not valid (allowed: a"
                        + " whole number from 1 to 500).",
                "/api/v1/entities?limit=1&limit=2 | The query parameter 'limit' is given more than"
                        + " once, or cannot be decoded.",
                "/api/v1/entities?status=good | The query parameter 'status' is not valid (allowed:"
                        + " healthy, degraded, unhealthy, unknown).",
                "/api/v1/entities?type=cow | The query parameter 'type' is not valid (allowed:"
                        + " cluster, broker, topic, queue, consumerGroup).",
                "/api/v1/entities?cursor=nonsense | The query parameter 'cursor' is not valid"
                        + " (allowed: the 'next' of an answer to the same question).",
                "/api/v1/entities?cursor=WyJhIl0 | The query parameter 'cursor' is not valid"
                        + " (allowed: the 'next' of an answer to the same question)."
            })
    void whatIsNotKnownIsAnErrorThatSaysWhatIs(String path, String detail) throws Exception {
        assertProblem(get(path), 400, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"})
    void nothingCanBeChanged(String method) throws Exception {
        start();
        for (String path : List.of("/health", "/api/v1/entities", "/events", "/nothing")) {
            String head = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(head)
                    .as(path)
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD\r\n")
                    .contains("application/problem+json");
        }
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        start();
        for (String path : List.of("/health", "/api/v1/entities", "/test/page.html", "/events")) {
            String answer = raw("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (200|503) .*\r\n\r\n");
        }
    }

    @Test
    void everyAnswerTellsBrowsersToTrustNothingElse() throws Exception {
        start();
        for (String request :
                List.of(
                        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n",
                        "GET /nothing HTTP/1.1\r\nHost: localhost\r\n",
                        "GET /health HTTP/1.1\r\nHost: evil.example\r\n",
                        "POST /health HTTP/1.1\r\nHost: localhost\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n",
                        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n",
                        "GET / HTTP/7.1\r\nHost: localhost\r\n",
                        "GET /test/page.html HTTP/1.1\r\nHost: localhost\r\n",
                        "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n",
                        "GET /health HTTP/1.1\r\nHost: localhost\r\nX: "
                                + "a".repeat(9_000)
                                + "\r\n")) {
            String answer = raw(request + "\r\n");
            assertThat(answer)
                    .as(request.substring(0, Math.min(60, request.length())))
                    .contains("Content-Security-Policy: default-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .contains("X-Content-Type-Options: nosniff\r\n")
                    .contains("Referrer-Policy: no-referrer\r\n")
                    .doesNotContain("Jetty")
                    .doesNotContain("\tat ");
            assertThat(answer)
                    .as(request.substring(0, Math.min(60, request.length())))
                    .matches("(?s)HTTP/1.1 (200|(4|5)\\d\\d .*application/problem.json).*");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:1234, 200",
        "127.0.0.1:80, 200",
        "[::1]:80, 200",
        "evil.example, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example:80, 421",
        "console.example, 200"
    })
    void onlyWhoKnowsItsNameIsAnswered(String host, int status) throws Exception {
        start();
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void withATokenOnlyWhoShowsItIsAnswered() throws Exception {
        start(settings(Access.bearer("secret-token"), null, 10));
        HttpResponse<String> refused = get("/health");
        assertProblem(refused, 401, "Credentials are missing or wrong.");
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"brokerscope\"");
        assertThat(get("/health", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(get("/health", "Authorization", "Bearer secret-token").statusCode())
                .isNotEqualTo(401);
        for (String path : List.of("/events", "/metrics", "/test/page.html", "/nothing")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(get("/health/live").statusCode()).as("for probes").isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).as("for probes").isEqualTo(200);
    }

    @Test
    void withAPasswordOnlyWhoKnowsItIsAnswered() throws Exception {
        start(settings(Access.basic("ann", "pass:wörd"), null, 10));
        assertThat(get("/metrics").headers().firstValue("WWW-Authenticate"))
                .hasValue("Basic realm=\"brokerscope\", charset=\"UTF-8\"");
        assertThat(get("/metrics", "Authorization", basic("ann:pass:wörd")).statusCode())
                .isEqualTo(200);
        assertThat(get("/metrics", "Authorization", basic("ann:pass")).statusCode()).isEqualTo(401);
    }

    @Test
    void overTlsItShowsItsCertificate(@TempDir Path folder) throws Exception {
        TestCertificates.Identity identity =
                TestCertificates.selfSigned(folder, "console", "dns:localhost");
        start(settings(Access.open(), new TlsFiles(identity.certFile(), identity.keyFile()), 10));
        HttpClient trusting =
                HttpClient.newBuilder().sslContext(identity.serverContext(identity)).build();
        HttpResponse<String> answer =
                trusting.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "https://localhost:"
                                                        + server.port()
                                                        + "/health/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    }

    @Test
    void aCertificateThatIsNoneIsAnError(@TempDir Path folder) throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        assertThatThrownBy(() -> start(settings(Access.open(), new TlsFiles(nothing, nothing), 10)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the certificate cannot be used: ");
    }

    @Test
    void aPortThatIsTakenIsAnError() throws Exception {
        start();
        ConsoleServer second =
                server(
                        new ServerSettings(
                                "127.0.0.1", server.port(), List.of(), Access.open(), null, 1, 1));
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessage("port " + server.port() + " of 127.0.0.1 is taken or not allowed");
        second.close();
    }

    @Test
    void pagesAreServedWithTheirTypesAndNotAgainWhereTheyAreKnown() throws Exception {
        HttpResponse<String> page = get("/test/page.html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.body()).contains("A page of the tests");
        String etag = page.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = get("/test/page.html", "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        for (String path :
                List.of("/test/none.html", "/test", "/test/page.class", "/test/.hidden.html")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void eventsAreFollowedAndResumed() throws Exception {
        start();
        feed.event(event("prod", "one"));
        feed.smallFleet();
        List<String> lines = new ArrayList<>();
        try (BufferedReader stream = events(null)) {
            String id = null;
            while (id == null || lines.stream().noneMatch(line -> line.contains("\"second\""))) {
                String line = stream.readLine();
                lines.add(line);
                id = line.startsWith("id: ") ? line.substring(4) : id;
            }
            assertThat(lines)
                    .contains("event: event")
                    .anyMatch(l -> l.startsWith("data: {\"id\":"));
            feed.event(event("prod", "while away"));
            try (BufferedReader resumed = events(id)) {
                String line;
                do {
                    line = resumed.readLine();
                } while (!line.contains("while away"));
                assertThat(line).startsWith("data: {");
            }
        }
    }

    @Test
    void thereIsRoomForSoManyWhoFollow() throws Exception {
        start();
        List<BufferedReader> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            streams.add(events(null));
        }
        assertProblem(
                get("/events"), 503, "3 clients follow the events; there is no room for more.");
        assertThat(get("/metrics").body()).contains("brokerscope_console_event_clients 3.0");
        for (BufferedReader stream : streams) {
            stream.close();
        }
    }

    private void start() throws IOException {
        start(settings(Access.open(), null, 100));
    }

    private void start(ServerSettings settings) throws IOException {
        server = server(settings);
        server.start();
    }

    private ConsoleServer server(ServerSettings settings) {
        return new ConsoleServer(
                model,
                new HealthMonitor(model, () -> follower, () -> FlinkFacts.NOT_WATCHED, clock),
                settings,
                clock);
    }

    private static ServerSettings settings(Access access, TlsFiles tls, int metricsEntities) {
        return new ServerSettings(
                "127.0.0.1", 0, List.of("console.example"), access, tls, 3, metricsEntities);
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return JSON.readTree(answer.body());
    }

    private List<String> names(String path) throws Exception {
        return StreamSupport.stream(json(path).at("/items").spliterator(), false)
                .map(item -> item.at("/name").asText())
                .toList();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        if (server == null) {
            start();
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private BufferedReader events(String lastId) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
    }

    /** Sends bytes as they are and gives what comes until the server closes or is done. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            String closing = request.replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(closing.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail)
            throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.at("/status").asInt()).isEqualTo(status);
        assertThat(problem.at("/title").asText()).isNotEmpty();
        assertThat(problem.at("/detail").asText()).isEqualTo(detail);
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private static Edge edge(String source, String type, String target) {
        return new Edge(
                source, type, target, "prod", ("{\"type\":\"" + type + "\"}").getBytes(UTF_8));
    }

    private static Incident incident(String id, Long closedAt) {
        return new Incident(
                id, "prod", null, "CRITICAL", "broken", NOW, NOW, closedAt, Map.of("cause", "x"));
    }
}
