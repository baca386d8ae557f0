package io.brokerscope.scrape.prometheus;

import static io.brokerscope.testsupport.MisbehavingServer.chunkedBody;
import static io.brokerscope.testsupport.MisbehavingServer.first;
import static io.brokerscope.testsupport.MisbehavingServer.gzip;
import static io.brokerscope.testsupport.MisbehavingServer.gzipped;
import static io.brokerscope.testsupport.MisbehavingServer.hangs;
import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static io.brokerscope.testsupport.MisbehavingServer.raw;
import static io.brokerscope.testsupport.MisbehavingServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.MisbehavingServer.Script;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SmallCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real sockets, real misbehaviour: each has the outcome it should have and hurts nobody else. */
@Tag("alone")
class MisbehavingTargetsIT {

    private static final String GOOD_BODY =
            "# HELP known_bytes_total x\nknown_bytes_total 42\nother{a=\"b\"} 1.5\n";
    private static final String SECRET = "hunter2-very-secret";

    @TempDir private Path dir;
    private final MisbehavingServer server = MisbehavingServer.start();
    private final AtomicReference<ScrapeListener.Gauges> gauges = new AtomicReference<>();
    private TargetReads reads = reads(64 << 20);

    @AfterEach
    void close() {
        reads.close();
        server.close();
    }

    @Test
    void aGoodAnswerIsObserved() {
        AtomicReference<MisbehavingServer.Exchange> seen = new AtomicReference<>();
        server.on(
                "/good?x=1",
                x -> {
                    seen.set(x);
                    ok(GOOD_BODY).serve(x);
                });
        long before = System.currentTimeMillis();

        ScrapeOutcome outcome = read(ScrapeTargets.at(server.url("/good?x=1")));

        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(outcome.readings().complete()).isTrue();
        assertThat(outcome.readings().counterValues()).containsExactly(42);
        assertThat(outcome.stats().bytes()).isEqualTo(GOOD_BODY.length());
        assertThat(outcome.stats().samples()).isEqualTo(2);
        assertThat(outcome.stats().known()).isEqualTo(1);
        assertThat(outcome.stats().unknown()).isEqualTo(1);
        assertThat(outcome.stats().observedAt()).isBetween(before, System.currentTimeMillis());
        assertThat(outcome.stats().startedAt()).isBetween(before, outcome.stats().observedAt());
        assertThat(seen.get().header("host")).isEqualTo("localhost:" + server.port());
        assertThat(seen.get().header("accept"))
                .contains("text/plain;version=0.0.4")
                .contains("application/openmetrics-text;version=1.0.0");
        assertThat(seen.get().header("accept-encoding")).isEqualTo("gzip");
        assertThat(seen.get().header("user-agent")).isEqualTo("Brokerscope");
        assertThat(seen.get().header("x-prometheus-scrape-timeout-seconds")).isEqualTo("1.0");
        assertThat(seen.get().header("authorization")).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void failures(String name, Script script, FailureReason reason, String told) {
        server.on("/bad", script).on("/good", ok(GOOD_BODY));

        ScrapeOutcome outcome =
                read(ScrapeTargets.at(server.url("/bad")).timeouts(1_000, 700).maxBytes(1 << 20));

        assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(reason);
        assertThat(outcome.detail() + " | " + outcome.stats().excerpt()).contains(told);
        assertThat(outcome.stats().attempts()).isEqualTo(1);
        assertThat(read(ScrapeTargets.at(server.url("/good"))).kind())
                .isEqualTo(OutcomeKind.OBSERVED);
    }

    static Stream<Arguments> failures() {
        byte[] damaged = gzipped(GOOD_BODY.repeat(100), 0, "");
        Arrays.fill(damaged, 20, 30, (byte) 0xff);
        byte[] half = Arrays.copyOf(gzipped(GOOD_BODY, 0, ""), 40);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
        return Stream.of(
                arguments("hangs", hangs(), FailureReason.READ_TIMEOUT, "no answer within"),
                arguments(
                        "hangs within the head",
                        (Script)
                                x -> {
                                    x.send("HTTP/1.1 200 OK\r\nContent-");
                                    x.hang();
                                },
                        FailureReason.READ_TIMEOUT,
                        "no answer within"),
                arguments(
                        "trickles",
                        (Script)
                                x -> {
                                    x.send(head + "\r\n");
                                    while (true) {
                                        x.send("k");
                                        x.pause(20);
                                    }
                                },
                        FailureReason.READ_TIMEOUT,
                        "did not end within 700 ms"),
                arguments(
                        "hangs within the body",
                        (Script)
                                x -> {
                                    x.send(head + "Content-Length: 99\r\n\r\nknown_a 1\n");
                                    x.hang();
                                },
                        FailureReason.READ_TIMEOUT,
                        "10 bytes came"),
                arguments(
                        "closes without an answer",
                        raw(""),
                        FailureReason.RESET,
                        "closed before an answer"),
                arguments(
                        "closes within the head",
                        raw("HTTP/1.1 200 OK\r\nConte"),
                        FailureReason.RESET,
                        "within the head"),
                arguments(
                        "resets instead of an answer",
                        (Script) MisbehavingServer.Exchange::reset,
                        FailureReason.RESET,
                        ""),
                arguments(
                        "garbage",
                        raw("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"),
                        FailureReason.PROTOCOL,
                        "SSH-2.0"),
                arguments(
                        "a garbage status line",
                        raw("HTTP/1.1 abc what\r\n\r\n"),
                        FailureReason.PROTOCOL,
                        "not HTTP/1.1"),
                arguments(
                        "huge headers",
                        raw("HTTP/1.1 200 OK\r\n" + "X-Junk: 0123456789\r\n".repeat(2_000)),
                        FailureReason.PROTOCOL,
                        "larger than 16384 bytes"),
                arguments(
                        "a wrong chunk size",
                        raw(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nknown_a 1\n\r\n"),
                        FailureReason.PROTOCOL,
                        "not HTTP/1.1"),
                arguments("101", raw("HTTP/1.1 101 Switch\r\n\r\n"), FailureReason.PROTOCOL, "101"),
                arguments("204", raw("HTTP/1.1 204 No\r\n\r\n"), FailureReason.PROTOCOL, "204"),
                arguments(
                        "a web page",
                        (Script)
                                x ->
                                        x.answer(
                                                "200 OK",
                                                "text/html",
                                                "<html>login</html>".getBytes()),
                        FailureReason.CONTENT_TYPE,
                        "<html>login"),
                arguments(
                        "a long web page",
                        ok("text/html", "<html>login</html>".repeat(10_000)),
                        FailureReason.CONTENT_TYPE,
                        "Content-Type is text/html"),
                arguments(
                        "a short body",
                        raw(head + "Content-Length: 99\r\n\r\nknown_a 1\n"),
                        FailureReason.TRUNCATED_BODY,
                        "closed after 10 bytes"),
                arguments(
                        "no last chunk",
                        raw(head + "Transfer-Encoding: chunked\r\n\r\na\r\nknown_a 1\n\r\n"),
                        FailureReason.TRUNCATED_BODY,
                        "closed after 10 bytes"),
                arguments(
                        "half a line and no length",
                        raw(head + "\r\nknown_a 12"),
                        FailureReason.TRUNCATED_BODY,
                        "without an end of line"),
                arguments(
                        "OpenMetrics without EOF",
                        ok("application/openmetrics-text; version=1.0.0", GOOD_BODY),
                        FailureReason.TRUNCATED_BODY,
                        "# EOF"),
                arguments("nothing", ok(""), FailureReason.EMPTY, "0 bytes"),
                arguments("comments only", ok("# HELP a b\n"), FailureReason.EMPTY, "no sample"),
                arguments(
                        "no exposition",
                        ok("hello there, world\nand so on and on\n"),
                        FailureReason.MALFORMED,
                        "hello there"),
                arguments("damaged gzip", gzip(damaged), FailureReason.CORRUPT_ENCODING, "gzip"),
                arguments(
                        "gzip that is none",
                        gzip("known_a 1\n".getBytes()),
                        FailureReason.CORRUPT_ENCODING,
                        "no gzip header"),
                arguments(
                        "half a gzip",
                        gzip(half),
                        FailureReason.CORRUPT_ENCODING,
                        "middle of the data"),
                arguments(
                        "another encoding",
                        (Script)
                                x ->
                                        x.answer(
                                                "200 OK",
                                                "text/plain",
                                                new byte[10],
                                                "Content-Encoding: br"),
                        FailureReason.CORRUPT_ENCODING,
                        "br"),
                arguments(
                        "an endless body of unknown series",
                        chunkedBody("", "other_a 1\n", Long.MAX_VALUE),
                        FailureReason.TOO_LARGE,
                        "1048576 bytes"),
                arguments(
                        "a body without line ends",
                        chunkedBody("", "x", Long.MAX_VALUE),
                        FailureReason.TOO_LARGE,
                        "1048576 bytes"),
                arguments(
                        "a gzip bomb",
                        gzip(gzipped("", 200, "#".repeat(1 << 20))),
                        FailureReason.TOO_LARGE,
                        "1048576 bytes"),
                arguments(
                        "a gzip that shrinks nothing",
                        gzip(longComment()),
                        FailureReason.TOO_LARGE,
                        "before decompression"),
                arguments("401", status("401 No", "who?"), FailureReason.UNAUTHORIZED, "who?"),
                arguments("403", status("403 No", "not you"), FailureReason.FORBIDDEN, "not you"),
                arguments("404", status("404 No", "not here"), FailureReason.NOT_FOUND, "not here"),
                arguments("410", status("410 Gone", ""), FailureReason.CLIENT_ERROR, "HTTP 410"),
                arguments(
                        "429",
                        status("429 Slow down", "", "Retry-After: 60"),
                        FailureReason.TOO_MANY_REQUESTS,
                        "HTTP 429"),
                arguments("500", status("500 Oops", "oops"), FailureReason.SERVER_ERROR, "oops"),
                arguments(
                        "a damaged error page",
                        status("500 Oops", "oops", "Content-Encoding: gzip"),
                        FailureReason.SERVER_ERROR,
                        "HTTP 500"),
                arguments(
                        "an error page that does not end",
                        (Script)
                                x -> {
                                    x.send("HTTP/1.1 503 No\r\nContent-Length: 99\r\n\r\nwait");
                                    x.hang();
                                },
                        FailureReason.SERVER_ERROR,
                        "HTTP 503"),
                arguments(
                        "an error page that breaks off",
                        raw("HTTP/1.1 503 No\r\nContent-Length: 99\r\n\r\nwait"),
                        FailureReason.SERVER_ERROR,
                        "wait"),
                arguments(
                        "301",
                        status(
                                "301 Moved",
                                "",
                                "Location: https://u:" + SECRET + "@x/l?t=" + SECRET),
                        FailureReason.REDIRECT,
                        "redirect to https://x/l, which is not followed"),
                arguments(
                        "301 to nonsense",
                        status("302 Moved", "", "Location: http://{x}"),
                        FailureReason.REDIRECT,
                        "no URL"));
    }

    /** A gzip header with a comment that does not end. */
    private static byte[] longComment() {
        byte[] bytes = new byte[2 << 20];
        Arrays.fill(bytes, (byte) 'c');
        System.arraycopy(gzipped("", 0, ""), 0, bytes, 0, 10);
        bytes[3] = 16;
        return bytes;
    }

    @Test
    void refusedConnections() throws IOException {
        try (MisbehavingServer.RefusingPort port = MisbehavingServer.refusing()) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(port.url()).attempts(3));
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.REFUSED);
            assertThat(outcome.stats().attempts()).isEqualTo(3);
        }
    }

    @Test
    void connectionsThatAreNeitherMadeNorRefused() throws IOException {
        try (MisbehavingServer.FullPort port = new MisbehavingServer.FullPort()) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(port.url()).timeouts(500, 300));
            assertThat(outcome.reason())
                    .as(outcome.detail())
                    .isEqualTo(FailureReason.CONNECT_TIMEOUT);
            assertThat(outcome.detail()).contains("no connection to localhost:");
        }
    }

    @Test
    void connectionsThatNobodyAccepts() throws IOException {
        try (MisbehavingServer.DeafPort port = new MisbehavingServer.DeafPort()) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(port.url()).timeouts(500, 300));
            assertThat(outcome.reason()).isEqualTo(FailureReason.READ_TIMEOUT);
        }
    }

    @Test
    void aResetWithinTheBodyIsAFailureAndTriedAgain() {
        server.on(
                "/m",
                first(
                        x -> {
                            x.send("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nknown_a 1\n");
                            // Lets the bytes arrive: a reset overtakes what is not read yet.
                            x.pause(100);
                            x.reset();
                        },
                        ok(GOOD_BODY)));
        ScrapeOutcome first = read(ScrapeTargets.at(server.url("/m")));
        assertThat(first.reason()).as(first.detail()).isEqualTo(FailureReason.RESET);
        assertThat(first.stats().bytes()).isEqualTo(10);
    }

    @Test
    void retriesRecoverWithinTheBudget() {
        server.on("/hang", first(hangs(), ok(GOOD_BODY)))
                .on("/busy", first(status("503 Busy", "", "Retry-After: 0"), ok(GOOD_BODY)))
                .on(
                        "/short",
                        first(raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), ok(GOOD_BODY)));
        for (String path : new String[] {"/hang", "/busy", "/short"}) {
            ScrapeOutcome outcome =
                    read(ScrapeTargets.at(server.url(path)).timeouts(2_000, 300).attempts(3));
            assertThat(outcome.kind()).as(path + outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(outcome.stats().attempts()).as(path).isEqualTo(2);
        }
    }

    @Test
    void aBodyBeyondTheLimitIsCutAndSaidToBeIncomplete() {
        server.on("/large", chunkedBody("known_a 7\n", "other{x=\"y\"} 1\n", 200L << 20))
                .on("/bomb", gzip(gzipped("known_a 7\n", 1_000_000, "# nothing to see here\n")));
        for (String path : new String[] {"/large", "/bomb"}) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(server.url(path)).maxBytes(100_003));
            assertThat(outcome.kind()).as(path + outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(outcome.stats().bytesCut()).isTrue();
            assertThat(outcome.stats().bytes()).isEqualTo(100_003);
            assertThat(outcome.stats().malformed()).as("half a line is no line").isZero();
            assertThat(outcome.readings().complete()).isFalse();
            assertThat(outcome.readings().counterValues()).containsExactly(7);
            assertThat(outcome.detail()).contains("100003");
        }
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void aBodyAsLargeAsTheLimitIsWhole() {
        server.on("/m", ok(GOOD_BODY));
        ScrapeOutcome outcome =
                read(ScrapeTargets.at(server.url("/m")).maxBytes(GOOD_BODY.length()));
        assertThat(outcome.stats().bytesCut()).isFalse();
        assertThat(outcome.readings().complete()).isTrue();
    }

    @Test
    void someMalformedLinesCostThemselvesOnly() {
        server.on("/m", ok("known_a 1\nthis is no sample\nknown_b 2\n"));
        ScrapeOutcome outcome = read(ScrapeTargets.at(server.url("/m")));
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(outcome.stats().malformed()).isEqualTo(1);
        assertThat(outcome.stats().malformedLine()).isEqualTo(2);
        assertThat(outcome.stats().excerpt()).contains("this is no sample");
        assertThat(outcome.readings().complete()).isFalse();
        assertThat(outcome.readings().counterValues()).containsExactly(1, 2);
    }

    @Test
    void answersOfAllShapesAreUnderstood() {
        server.on("/gzip", gzip(gzipped(GOOD_BODY, 0, "")))
                .on("/chunked", chunkedBody(GOOD_BODY, "# comment\n", 200_000))
                .on("/http10", raw("HTTP/1.0 200 OK\r\n\r\n" + GOOD_BODY))
                .on("/untyped", x -> x.answer("200 OK", null, GOOD_BODY.getBytes()))
                .on(
                        "/openmetrics",
                        ok("application/openmetrics-text;version=1.0.0", GOOD_BODY + "# EOF\n"))
                .on(
                        "/informational",
                        x -> {
                            x.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
                            x.pause(50);
                            ok(GOOD_BODY).serve(x);
                        });
        for (String path :
                new String[] {
                    "/gzip", "/chunked", "/http10", "/untyped", "/openmetrics", "/informational"
                }) {
            for (int tick = 0; tick < 2; tick++) {
                ScrapeOutcome outcome = read(ScrapeTargets.at(server.url(path)));
                assertThat(outcome.kind())
                        .as(path + " " + outcome.detail())
                        .isEqualTo(OutcomeKind.OBSERVED);
                assertThat(outcome.readings().counterValues()).containsExactly(42);
                assertThat(outcome.readings().complete()).isTrue();
            }
        }
    }

    @Test
    void credentialsAreSentAndNeverShown() throws IOException {
        Path token = Files.writeString(dir.resolve("token"), SECRET + "\n");
        Script echo =
                x ->
                        x.answer(
                                "401 " + x.header("authorization"),
                                "text/plain",
                                ("you sent " + x.header("authorization") + " it seems").getBytes());
        server.on("/401", echo)
                .on(
                        "/lines",
                        x ->
                                ok("known_a 1\n"
                                                + "a".repeat(178)
                                                + x.header("authorization")
                                                + "\n")
                                        .serve(x))
                .on(
                        "/type",
                        x ->
                                x.answer(
                                        "200 OK",
                                        "text/" + x.header("authorization"),
                                        "x".getBytes()))
                .on("/garbage", x -> raw("no http " + x.header("authorization")).serve(x))
                .on(
                        "/moved",
                        x ->
                                x.answer(
                                        "302 Moved",
                                        null,
                                        new byte[0],
                                        "Location: http://x/" + SECRET));
        AuthSettings bearer = new AuthSettings(null, null, new SecretText("${file:" + token + "}"));
        AuthSettings basic =
                new AuthSettings(
                        new SecretText("monitor"), new SecretText("${file:" + token + "}"), null);
        for (AuthSettings auth : new AuthSettings[] {bearer, basic}) {
            for (String path : new String[] {"/401", "/lines", "/type", "/garbage", "/moved"}) {
                ScrapeOutcome outcome = read(ScrapeTargets.at(server.url(path)).auth(auth));
                assertThat(outcome.toString())
                        .as(path)
                        .contains("***")
                        .doesNotContain("hunter2")
                        .doesNotContain("bW9uaXRvcjpodW50ZXI");
            }
        }
        Files.writeString(token, "rotated-token");
        server.on(
                "/rotated",
                x ->
                        (x.header("authorization").equals("Bearer rotated-token")
                                        ? ok(GOOD_BODY)
                                        : status("401 No", ""))
                                .serve(x));
        assertThat(read(ScrapeTargets.at(server.url("/rotated")).auth(bearer)).kind())
                .isEqualTo(OutcomeKind.OBSERVED);
    }

    @Test
    void credentialsThatCannotBeLoadedAreNamed() {
        AuthSettings auth =
                new AuthSettings(null, null, new SecretText("${file:" + dir + "/none}"));
        ScrapeOutcome outcome = read(ScrapeTargets.at(server.url("/good")).auth(auth).attempts(3));
        assertThat(outcome.reason()).isEqualTo(FailureReason.CREDENTIALS);
        assertThat(outcome.detail()).contains(dir + "/none");
        assertThat(outcome.stats().attempts()).isEqualTo(1);
        assertThat(server.connections()).isZero();
    }

    @Test
    void endpointsThatAreNoneFail() {
        ScrapeOutcome outcome = read(ScrapeTargets.at("ftp://b1:9999"));
        assertThat(outcome.reason()).isEqualTo(FailureReason.INTERNAL);
        assertThat(outcome.detail()).contains("scheme is ftp");
    }

    @Test
    void readsBeyondTheByteBudgetHaveNoMemoryUntilOthersEnd() {
        reads.close();
        reads = reads(300 * 1024);
        server.on("/hang", hangs()).on("/good", ok(GOOD_BODY));
        CompletableFuture<ScrapeOutcome> holder =
                reads.read(ScrapeTargets.at(server.url("/hang")).timeouts(900, 900).read("holder"));
        await().until(() -> server.requests("/hang") == 1);

        ScrapeOutcome refused = read(ScrapeTargets.at(server.url("/good")));
        assertThat(refused.reason()).isEqualTo(FailureReason.NO_MEMORY);
        ScrapeOutcome patient =
                read(ScrapeTargets.at(server.url("/good")).timeouts(5_000, 1_000).attempts(20));
        assertThat(patient.kind()).as(patient.detail()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(patient.stats().attempts()).isGreaterThan(1);
        assertThat(holder).succeedsWithin(Duration.ofSeconds(5));
        assertThat(gauges.get().memoryUsedBytes()).isBetween(1L, 300L * 1024);
    }

    @Test
    void seriesForWhichTheByteBudgetHasNoRoomAreReadWithoutBeingRemembered() {
        reads.close();
        reads = reads(300 * 1024);
        server.on("/many", ok(many("other"))).on("/good", ok(GOOD_BODY));
        for (int i = 0; i < 2; i++) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(server.url("/many")));
            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(outcome.stats().unknown()).isEqualTo(5_000);
            assertThat(gauges.get().memoryUsedBytes()).isLessThan(300L * 1024);
        }
        assertThat(read(ScrapeTargets.at(server.url("/good"))).kind())
                .isEqualTo(OutcomeKind.OBSERVED);
    }

    @Test
    void anAnswerWhoseValuesOutgrowTheByteBudgetIsGivenUp() {
        reads.close();
        reads = reads(300 * 1024);
        server.on("/many", ok(many("known_"))).on("/good", ok(GOOD_BODY));
        ScrapeOutcome outcome = read(ScrapeTargets.at(server.url("/many")));
        assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.NO_MEMORY);
        assertThat(read(ScrapeTargets.at(server.url("/good"))).kind())
                .isEqualTo(OutcomeKind.OBSERVED);
    }

    private static String many(String name) {
        StringBuilder series = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            series.append(name).append(i).append("{id=\"").append(i).append("\"} 1\n");
        }
        return series.toString();
    }

    @Test
    void memoryIsGivenBack() {
        server.on("/good", ok(GOOD_BODY)).on("/hang", hangs());
        read(ScrapeTargets.at(server.url("/good")));
        read(ScrapeTargets.at(server.url("/hang")).timeouts(200, 200));
        ScrapeListener.Gauges seen = gauges.get();
        await().untilAsserted(() -> assertThat(seen.memoryUsedBytes()).isLessThan(64 * 1024));
        reads.close();
        await().untilAsserted(() -> assertThat(seen.memoryUsedBytes()).isZero());
    }

    private TargetReads reads(long memoryBytes) {
        return new TargetReads(
                new SmallCatalog(),
                new ProcessSettings(1_000, 100, memoryBytes),
                new ScrapeListener() {
                    @Override
                    public void opened(Gauges opened) {
                        gauges.set(opened);
                    }
                },
                Clock.systemUTC());
    }

    /** Reads a target of its own for each endpoint. */
    private ScrapeOutcome read(ScrapeTargets target) {
        long start = System.nanoTime();
        CompletableFuture<ScrapeOutcome> future = reads.read(target.read(target.endpoint()));
        assertThat(future).succeedsWithin(Duration.ofSeconds(20));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .as("the budget of " + target)
                .isLessThan(target.timeoutMs() + 500);
        return future.join();
    }
}
