package io.brokerscope.scrape.prometheus;

import static io.brokerscope.testsupport.MisbehavingServer.hangs;
import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static io.brokerscope.testsupport.MisbehavingServer.raw;
import static io.brokerscope.testsupport.MisbehavingServer.slow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SmallCatalog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many targets at once: those that misbehave change nothing for the others. */
@Tag("alone")
class FleetIT {

    private static final String BODY = "known_a 1\n" + "other{a=\"b\"} 1\n".repeat(500);

    private final MisbehavingServer server = MisbehavingServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void slowAnswersOfAHundredTargetsComeTogether() {
        server.on("/slow", slow(3_000, ok(BODY)));
        try (TargetReads reads = reads(100)) {
            long start = System.nanoTime();
            List<ScrapeOutcome> outcomes =
                    all(
                            readAll(
                                    reads,
                                    ScrapeTargets.at(server.url("/slow")).timeouts(9_000, 8_000),
                                    100));
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertThat(outcomes).allMatch(o -> o.kind() == OutcomeKind.OBSERVED);
            // 3.1 s on an idle machine; one after the other it would be 300 s.
            assertThat(took).isBetween(3_000L, 4_500L);
        }
    }

    @Test
    void misbehavingTargetsChangeNothingForTheOthers() throws IOException {
        server.on("/good", ok(BODY)).on("/hang", hangs()).on("/garbage", raw("nonsense\r\n"));
        try (TargetReads reads = reads(100);
                MisbehavingServer.RefusingPort refusing = MisbehavingServer.refusing()) {
            ScrapeTargets good = ScrapeTargets.at(server.url("/good")).timeouts(5_000, 2_000);
            // Warm: classes are loaded and connections made.
            all(readAll(reads, good, 70));
            long alone = p99(all(readAll(reads, good, 70)));

            List<CompletableFuture<ScrapeOutcome>> bad = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                bad.add(
                        reads.read(
                                good.endpoint(server.url("/hang")).attempts(3).read("hang" + i)));
                bad.add(reads.read(good.endpoint(refusing.url()).attempts(3).read("refuse" + i)));
                bad.add(
                        reads.read(
                                good.endpoint(server.url("/garbage"))
                                        .attempts(3)
                                        .read("junk" + i)));
            }
            List<ScrapeOutcome> others = all(readAll(reads, good, 70));
            assertThat(others).allMatch(o -> o.kind() == OutcomeKind.OBSERVED);
            assertThat(others).allMatch(o -> o.stats().attempts() == 1);
            assertThat(p99(others))
                    .as("microseconds, alone " + alone)
                    .isLessThan(Math.max(10 * alone, 500_000));
            assertThat(all(bad)).allMatch(o -> o.kind() == OutcomeKind.FAILED);
        }
    }

    @Test
    void aThousandTargetsThatHangEndWithinTheirBudgetAndOthersAreRead() throws IOException {
        server.on("/good", ok(BODY));
        try (TargetReads reads = reads(1_100);
                MisbehavingServer.DeafPort deaf = new MisbehavingServer.DeafPort()) {
            ScrapeTargets good = ScrapeTargets.at(server.url("/good")).timeouts(20_000, 20_000);
            all(readAll(reads, good, 50));
            long start = System.nanoTime();
            List<CompletableFuture<ScrapeOutcome>> hanging =
                    readAll(
                            reads,
                            good.endpoint(deaf.url()).timeouts(6_000, 2_800).attempts(2),
                            1_000,
                            "hang");
            List<ScrapeOutcome> others = all(readAll(reads, good, 50));
            assertThat(others).allMatch(o -> o.kind() == OutcomeKind.OBSERVED);
            List<ScrapeOutcome> outcomes = all(hanging);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertThat(outcomes).allMatch(o -> o.kind() == OutcomeKind.FAILED);
            assertThat(took).isLessThan(7_500L);
        }
    }

    @Test
    void threadsStayFlatOverManyStarts() {
        server.on("/good", ok(BODY)).on("/hang", hangs());
        openAndClose();
        await().atMost(Duration.ofSeconds(10)).until(() -> scrapeThreads() == 0);
        for (int i = 0; i < 50; i++) {
            openAndClose();
            // A thread that has said that it ends may take a moment to be gone.
            await().atMost(Duration.ofSeconds(2)).until(() -> scrapeThreads() == 0);
        }
    }

    private void openAndClose() {
        long start;
        try (TargetReads first = reads(10);
                TargetReads second = reads(10)) {
            CompletableFuture<ScrapeOutcome> hanging =
                    first.read(
                            ScrapeTargets.at(server.url("/hang"))
                                    .timeouts(60_000, 60_000)
                                    .read("1"));
            all(readAll(second, ScrapeTargets.at(server.url("/good")).timeouts(8_000, 8_000), 3));
            assertThat(scrapeThreads())
                    .as("two instances share their threads")
                    .isLessThanOrEqualTo(4);
            assertThat(hanging).isNotDone();
            start = System.nanoTime();
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(5_000);
    }

    private static long scrapeThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("brokerscope-scrape"))
                .count();
    }

    private static long p99(List<ScrapeOutcome> outcomes) {
        long[] latencies =
                outcomes.stream().mapToLong(o -> o.stats().latencyMicros()).sorted().toArray();
        return latencies[(int) Math.ceil(latencies.length * 0.99) - 1];
    }

    private static List<CompletableFuture<ScrapeOutcome>> readAll(
            TargetReads reads, ScrapeTargets target, int count) {
        return readAll(reads, target, count, "t");
    }

    private static List<CompletableFuture<ScrapeOutcome>> readAll(
            TargetReads reads, ScrapeTargets target, int count, String prefix) {
        List<CompletableFuture<ScrapeOutcome>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(reads.read(target.read(prefix + i)));
        }
        return futures;
    }

    private static List<ScrapeOutcome> all(List<CompletableFuture<ScrapeOutcome>> futures) {
        List<ScrapeOutcome> outcomes = new ArrayList<>();
        for (CompletableFuture<ScrapeOutcome> future : futures) {
            assertThat(future).succeedsWithin(Duration.ofSeconds(30));
            outcomes.add(future.join());
        }
        return outcomes;
    }

    private static TargetReads reads(int maxConcurrent) {
        return new TargetReads(
                new SmallCatalog(),
                new ProcessSettings(2_000, maxConcurrent, 512L << 20),
                ScrapeListener.NONE,
                Clock.systemUTC());
    }
}
