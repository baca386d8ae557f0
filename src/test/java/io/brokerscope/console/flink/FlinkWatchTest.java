package io.brokerscope.console.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.brokerscope.testsupport.SettableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks a server that answers as Flink does. */
class FlinkWatchTest {

    private static final long NOW = 1_764_000_000_000L;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer flink;
    private FlinkWatch watch;

    @BeforeEach
    void start() throws Exception {
        flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        flink.createContext(
                "/",
                exchange -> {
                    String body = answers.get(exchange.getRequestURI().getPath());
                    byte[] bytes =
                            body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        flink.start();
        URI base = URI.create("http://127.0.0.1:" + flink.getAddress().getPort());
        watch = new FlinkWatch(base, "Brokerscope", new SettableClock(NOW));
    }

    @AfterEach
    void stop() {
        watch.close();
        flink.stop(0);
    }

    @Test
    void theRunningJobIsTakenBeforeOneThatEndedAndNoOther() {
        answers.put(
                "/jobs/overview",
                """
                {"jobs":[
                  {"jid":"old","name":"Brokerscope: prod","state":"RUNNING","start-time":1,"end-time":-1},
                  {"jid":"new","name":"Brokerscope","state":"FAILED","start-time":9,"end-time":10},
                  {"jid":"other","name":"Fraud","state":"RUNNING","start-time":9,"end-time":-1}]}
                """);
        answers.put(
                "/jobs/old",
                """
                {"state":"RUNNING","timestamps":{"RUNNING":17},
                 "vertices":[{"id":"v1"},{"id":"v2"}]}
                """);
        answers.put(
                "/jobs/old/checkpoints",
                "{\"latest\":{\"completed\":{\"latest_ack_timestamp\":" + (NOW - 9_000) + "}}}");
        answers.put("/jobs/old/checkpoints/config", "{\"interval\":10000}");
        answers.put(
                "/jobs/old/exceptions",
                "{\"exceptionHistory\":{\"entries\":[{\"timestamp\":"
                        + (NOW - 60_000)
                        + "},{\"timestamp\":"
                        + (NOW - 3_700_000)
                        + "}]}}");
        answers.put(
                "/jobs/old/vertices/v1/watermarks",
                "[{\"id\":\"0\",\"value\":\"" + (NOW - 4_000) + "\"}]");
        answers.put(
                "/jobs/old/vertices/v2/watermarks",
                "[{\"id\":\"0\",\"value\":\""
                        + (NOW - 5_000)
                        + "\"},"
                        + "{\"id\":\"1\",\"value\":\"-9223372036854775808\"}]");
        watch.start();
        await(() -> watch.facts().answeredAt() >= 0);
        assertThat(watch.facts())
                .isEqualTo(
                        new FlinkFacts(
                                true,
                                NOW,
                                null,
                                "old",
                                "RUNNING",
                                17,
                                NOW - 9_000,
                                10_000,
                                1,
                                NOW - 5_000));
    }

    @Test
    void aJobWithoutCheckpointsHasNone() {
        answers.put(
                "/jobs/overview",
                "{\"jobs\":[{\"jid\":\"j\",\"name\":\"Brokerscope\",\"start-time\":1,\"end-time\":-1}]}");
        answers.put("/jobs/j", "{\"state\":\"RESTARTING\",\"timestamps\":{\"RESTARTING\":5}}");
        answers.put("/jobs/j/checkpoints", "{\"latest\":{\"completed\":null}}");
        answers.put("/jobs/j/checkpoints/config", "{\"interval\":9223372036854775807}");
        answers.put("/jobs/j/exceptions", "{}");
        watch.start();
        await(() -> watch.facts().answeredAt() >= 0);
        assertThat(watch.facts().jobState()).isEqualTo("RESTARTING");
        assertThat(watch.facts().checkpointAt()).isEqualTo(-1);
        assertThat(watch.facts().checkpointIntervalMs()).isEqualTo(-1);
    }

    @Test
    void noJobIsAnAnswerAndNoFlinkIsNone() {
        answers.put("/jobs/overview", "{\"jobs\":[{\"jid\":\"j\",\"name\":\"Fraud\"}]}");
        watch.start();
        await(() -> watch.facts().answeredAt() >= 0);
        assertThat(watch.facts().jobState()).isNull();
        assertThat(watch.facts().error()).isNull();
        answers.clear();
        await(() -> watch.facts().error() != null);
        assertThat(watch.facts().answeredAt()).isEqualTo(NOW);
        assertThat(watch.facts().error())
                .startsWith("Flink does not answer at http://127.0.0.1:")
                .contains("status 404");
        flink.stop(0);
        await(() -> watch.facts().error().contains("ConnectException"));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }
}
