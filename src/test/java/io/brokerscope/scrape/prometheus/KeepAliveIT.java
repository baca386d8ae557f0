package io.brokerscope.scrape.prometheus;

import static io.brokerscope.testsupport.MisbehavingServer.first;
import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SmallCatalog;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepAliveIT {

    private final MisbehavingServer server = MisbehavingServer.start();
    private final SmallCatalog catalog = new SmallCatalog();
    private final TargetReads reads =
            new TargetReads(
                    catalog,
                    new ProcessSettings(100, 10, 64L << 20),
                    ScrapeListener.NONE,
                    Clock.systemUTC());

    @AfterEach
    void close() {
        reads.close();
        server.close();
    }

    @Test
    void oneConnectionAndOneCollectorServeAllReadsOfATarget() {
        server.on("/m", ok("known_a 1\n"));
        ScrapeTargets target = ScrapeTargets.at(server.url("/m"));
        for (int i = 0; i < 5; i++) {
            assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(catalog.collectors).hasValue(1);

        reads.forget(new TargetId("test", "1"));
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    @Test
    void anErrorAnswerKeepsTheConnection() {
        server.on("/m", first(MisbehavingServer.notFound(), ok("known_a 1\n")));
        ScrapeTargets target = ScrapeTargets.at(server.url("/m"));
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aTargetMayCloseTheConnection() {
        server.on(
                "/m",
                x -> {
                    x.answer("200 OK", "text/plain", "known_a 1\n".getBytes(), "Connection: close");
                    x.closeConnection();
                });
        ScrapeTargets target = ScrapeTargets.at(server.url("/m"));
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aConnectionThatBreaksWhenItIsUsedAgainCostsNoAttempt() {
        server.on(
                "/m",
                x -> {
                    if (x.number() == 2) {
                        // As a server that closed the idle connection while the request came.
                        x.reset();
                    } else {
                        ok("known_a 1\n").serve(x);
                    }
                });
        ScrapeTargets target = ScrapeTargets.at(server.url("/m"));
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        ScrapeOutcome second = read(target);
        assertThat(second.kind()).as(second.detail()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(second.stats().attempts()).isEqualTo(1);
        assertThat(server.requests("/m")).isEqualTo(3);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void anotherBreakOnTheFreshConnectionIsAFailure() {
        server.on(
                "/m",
                x -> {
                    if (x.number() == 1) {
                        ok("known_a 1\n").serve(x);
                    } else {
                        x.reset();
                    }
                });
        ScrapeTargets target = ScrapeTargets.at(server.url("/m"));
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(server.requests("/m")).isEqualTo(3);
    }

    @Test
    void aConnectionThatSpeaksUnaskedIsNotUsed() {
        CountDownLatch spoken = new CountDownLatch(1);
        server.on(
                "/m",
                first(
                        x -> {
                            ok("known_a 1\n").serve(x);
                            x.pause(50);
                            x.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nknown_a 9\n");
                            spoken.countDown();
                        },
                        ok("known_a 2\n")));
        ScrapeTargets target = ScrapeTargets.at(server.url("/m"));
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        await().until(() -> spoken.getCount() == 0 && server.openConnections() == 0);
        assertThat(read(target).readings().counterValues()).containsExactly(2);
    }

    @Test
    void anIdleConnectionIsClosedAfterTwoIntervals() {
        server.on("/m", ok("known_a 1\n"));
        // The interval of these targets is twice the budget.
        ScrapeTargets target = ScrapeTargets.at(server.url("/m")).timeouts(1_000, 1_000);
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(server.openConnections()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(server.openConnections()).isZero());
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.OBSERVED);
    }

    private ScrapeOutcome read(ScrapeTargets target) {
        CompletableFuture<ScrapeOutcome> future = reads.read(target.read("1"));
        assertThat(future).succeedsWithin(Duration.ofSeconds(10));
        return future.join();
    }
}
