package io.brokerscope.cli.check;

import static io.brokerscope.testsupport.MisbehavingServer.hangs;
import static io.brokerscope.testsupport.MisbehavingServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.scrape.prometheus.Endpoint;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.MisbehavingServer.RefusingPort;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpProbeIT {

    private static final int TIMEOUT_MS = 10_000;
    private static final int SHORT_MS = 400;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpProbe probe = new HttpProbe(timer);
    private final MisbehavingServer server = MisbehavingServer.start();

    @AfterEach
    void stop() {
        server.close();
        timer.shutdownNow();
    }

    private HttpFacts ask(String url) {
        return ask(url, TIMEOUT_MS);
    }

    private HttpFacts ask(String url, int timeoutMs) {
        long began = System.nanoTime();
        HttpFacts facts = probe.ask(Endpoint.parse(url), null, timeoutMs);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        return facts;
    }

    @Test
    void theTimeOfAnyAnswerIsTold() {
        server.on(
                "/m",
                status(
                        "503 Service Unavailable",
                        "later",
                        "X-Date: no",
                        "dAtE: Sat, 28 Nov 2026 00:00:00 GMT"));
        HttpFacts facts = ask(server.url("/m"));
        assertThat(facts.address()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(facts.date()).isEqualTo(Instant.parse("2026-11-28T00:00:00Z"));
        assertThat(facts.askedAt()).isBeforeOrEqualTo(facts.answeredAt());
        assertThat(facts.certificateUntil()).isNull();
    }

    @Test
    void aTimeThatIsNoneIsNotTold() {
        server.on("/m", status("200 OK", "", "Date: yesterday"));
        assertThat(ask(server.url("/m")).date()).isNull();
    }

    @Test
    void whoeverKeepsSilentIsLeft() {
        server.on("/m", hangs());
        HttpFacts facts = ask(server.url("/m"), SHORT_MS);
        assertThat(facts.address()).isNotNull();
        assertThat(facts.date()).isNull();
    }

    @Test
    void aHeadThatDoesNotEndIsLeft() {
        server.on(
                        "/slow",
                        exchange -> {
                            exchange.send("HTTP/1.1 200 OK\r\n");
                            while (true) {
                                exchange.pause(20);
                                exchange.send("X-More: and more\r\n");
                            }
                        })
                .on(
                        "/large",
                        exchange -> {
                            exchange.send("HTTP/1.1 200 OK\r\n");
                            while (true) {
                                exchange.send("X-More: " + "a".repeat(1_000) + "\r\n");
                            }
                        });
        assertThat(ask(server.url("/slow"), SHORT_MS).date()).isNull();
        assertThat(ask(server.url("/large"), SHORT_MS).date()).isNull();
    }

    @Test
    void whoeverRefusesTellsNothing() throws IOException {
        try (RefusingPort refusing = MisbehavingServer.refusing()) {
            assertThat(ask(refusing.url())).isEqualTo(HttpFacts.NONE);
        }
        assertThat(ask("http://no-such-host.invalid:1/m")).isEqualTo(HttpFacts.NONE);
    }
}
