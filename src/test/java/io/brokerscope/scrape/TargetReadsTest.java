package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetReadsTest {

    private static final ScrapeTargets TARGETS = ScrapeTargets.at("http://unused/metrics");

    private final SettableClock clock = new SettableClock(1_000_000);
    private final ScriptedScraper scraper = new ScriptedScraper();
    private final Events events = new Events();
    private TargetReads reads = reads(10, 100);

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void anAnswerIsObserved() {
        scraper.script.add(ScriptedScraper.GOOD);

        ScrapeOutcome outcome = get(reads.read(TARGETS.read("1")));

        assertThat(outcome.kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(outcome.reason()).isNull();
        assertThat(outcome.readings()).isSameAs(ScriptedScraper.GOOD.readings());
        assertThat(outcome.breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(outcome.dueAt()).isEqualTo(15_000);
        assertThat(outcome.stats().attempts()).isEqualTo(1);
        assertThat(outcome.stats().startedAt()).isEqualTo(1_000_000);
        assertThat(outcome.stats().observedAt()).isEqualTo(77);
        assertThat(outcome.stats().samples()).isEqualTo(2);
        assertThat(events.outcomes).containsExactly(outcome);
    }

    @Test
    void whatCanHelpIsTriedAgain() {
        scraper.script.add(ScriptedScraper.bad(FailureReason.REFUSED));
        scraper.script.add(ScriptedScraper.bad(FailureReason.RESET));
        scraper.script.add(ScriptedScraper.GOOD);

        ScrapeOutcome outcome = get(reads.read(TARGETS.attempts(3).read("1")));

        assertThat(outcome.kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(outcome.stats().attempts()).isEqualTo(3);
        assertThat(events.retries).containsExactly("1 REFUSED", "2 RESET");
    }

    @Test
    void whatCannotHelpIsNotTriedAgain() {
        scraper.always = ScriptedScraper.bad(FailureReason.NOT_FOUND);

        ScrapeOutcome outcome = get(reads.read(TARGETS.attempts(3).read("1")));

        assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(outcome.reason()).isEqualTo(FailureReason.NOT_FOUND);
        assertThat(outcome.detail()).isEqualTo("as scripted");
        assertThat(outcome.stats().attempts()).isEqualTo(1);
    }

    @Test
    void attemptsEndWhenTheyAreUsedUp() {
        scraper.always = ScriptedScraper.bad(FailureReason.REFUSED);

        ScrapeOutcome outcome = get(reads.read(TARGETS.attempts(3).read("1")));

        assertThat(outcome.reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(outcome.stats().attempts()).isEqualTo(3);
    }

    @Test
    void aHangIsRetriedWithinTheBudget() {
        long start = System.nanoTime();
        CompletableFuture<ScrapeOutcome> read =
                reads.read(TARGETS.timeouts(4_000, 1_000).attempts(2).read("1"));
        await().pollInterval(Duration.ofMillis(5)).until(() -> scraper.made().size() == 2);
        scraper.made().get(1).result.complete(ScriptedScraper.GOOD);

        assertThat(get(read).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(get(read).stats().attempts()).isEqualTo(2);
        assertThat(get(read).stats().latencyMicros()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(elapsedMs(start)).isBetween(1_000L, 3_900L);
    }

    @Test
    void theBudgetHoldsWhateverTheTargetDoes() {
        long start = System.nanoTime();
        ScrapeOutcome outcome =
                get(reads.read(TARGETS.timeouts(2_500, 1_000).attempts(100).read("1")));

        assertThat(outcome.reason()).isEqualTo(FailureReason.READ_TIMEOUT);
        assertThat(outcome.stats().attempts()).isBetween(2, 3);
        assertThat(elapsedMs(start)).isBetween(1_990L, 3_500L);
        assertThat(scraper.made().get(0).timeoutMs).isEqualTo(1_000);
        assertThat(scraper.made()).last().satisfies(a -> assertThat(a.timeoutMs).isLessThan(1_001));
    }

    @Test
    void aScraperThatDoesNotEndCostsNoMoreThanTheBudget() {
        scraper.deafToExpiry = true;
        ScrapeOutcome outcome = get(reads.read(TARGETS.timeouts(300, 100).read("1")));
        assertThat(outcome.reason()).isEqualTo(FailureReason.INTERNAL);
        assertThat(outcome.detail()).contains("gave no result");
    }

    @Test
    void theTargetMayAskToWait() {
        scraper.script.add(
                AttemptResult.failed(
                        FailureReason.TOO_MANY_REQUESTS, "", 300, AttemptResult.Content.NONE));
        scraper.script.add(ScriptedScraper.GOOD);
        long start = System.nanoTime();
        assertThat(get(reads.read(TARGETS.attempts(2).read("1"))).kind())
                .isEqualTo(OutcomeKind.OBSERVED);
        assertThat(elapsedMs(start)).isGreaterThanOrEqualTo(300);
    }

    @Test
    void whoAsksToWaitTooLongIsNotTriedAgain() {
        scraper.always =
                AttemptResult.failed(
                        FailureReason.TOO_MANY_REQUESTS, "", 60_000, AttemptResult.Content.NONE);
        assertThat(get(reads.read(TARGETS.attempts(3).read("1"))).stats().attempts()).isEqualTo(1);
    }

    @Test
    void aSecondTickOfTheSameTargetIsSkipped() {
        CompletableFuture<ScrapeOutcome> running = reads.read(TARGETS.read("1"));

        ScrapeOutcome skipped = get(reads.read(TARGETS.read("1")));

        assertThat(skipped.kind()).isEqualTo(OutcomeKind.SKIPPED);
        assertThat(skipped.stats()).isNull();
        assertThat(skipped.reason()).isNull();
        assertThat(running).isNotDone();
        scraper.made().get(0).result.complete(ScriptedScraper.GOOD);
        assertThat(get(running).kind()).isEqualTo(OutcomeKind.OBSERVED);
        scraper.script.add(ScriptedScraper.GOOD);
        assertThat(get(reads.read(TARGETS.read("1"))).kind()).isEqualTo(OutcomeKind.OBSERVED);
    }

    @Test
    void anOpenCircuitRejectsUntilItsTrialSucceeds() {
        ScrapeTargets guarded =
                TARGETS.breaker(new CircuitBreakerSettings(0.5, 4, 2, 15_000, 1)).attempts(2);
        scraper.always = ScriptedScraper.bad(FailureReason.REFUSED);

        assertThat(get(reads.read(guarded.read("1"))).breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(get(reads.read(guarded.read("1"))).breaker()).isEqualTo(BreakerState.OPEN);
        int attempts = scraper.made().size();
        assertThat(attempts).as("two ticks, not two attempts, open it").isEqualTo(4);

        ScrapeOutcome rejected = get(reads.read(guarded.read("1")));
        assertThat(rejected.kind()).isEqualTo(OutcomeKind.REJECTED);
        assertThat(rejected.detail()).contains("REFUSED");
        assertThat(rejected.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(scraper.made()).hasSize(attempts);
        assertThat(events.gauges.openCircuits()).isEqualTo(1);
        assertThat(get(reads.read(guarded.read("2"))).kind())
                .as("another target")
                .isEqualTo(OutcomeKind.FAILED);

        clock.advance(15_000);
        assertThat(get(reads.read(guarded.read("1"))).breaker()).isEqualTo(BreakerState.OPEN);
        clock.advance(15_000);
        scraper.always = ScriptedScraper.GOOD;
        assertThat(get(reads.read(guarded.read("1"))).breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(events.transitions)
                .containsExactly(
                        "1 CLOSED OPEN",
                        "1 OPEN HALF_OPEN",
                        "1 HALF_OPEN OPEN",
                        "1 OPEN HALF_OPEN",
                        "1 HALF_OPEN CLOSED");
        assertThat(events.gauges.openCircuits()).isZero();
    }

    @Test
    void readsBeyondTheSlotsWaitInOrder() {
        reads.close();
        reads = reads(2, 100);
        List<CompletableFuture<ScrapeOutcome>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(reads.read(TARGETS.read("" + i)));
        }
        assertThat(started()).containsExactly("0", "1");
        assertThat(events.gauges.readsInFlight()).isEqualTo(2);
        assertThat(events.gauges.readsWaiting()).isEqualTo(3);
        assertThat(get(reads.read(TARGETS.read("4"))).kind())
                .as("waiting counts as running")
                .isEqualTo(OutcomeKind.SKIPPED);

        scraper.made().get(1).result.complete(ScriptedScraper.GOOD);
        assertThat(started()).containsExactly("0", "1", "2");
        scraper.made().get(0).result.complete(ScriptedScraper.GOOD);
        scraper.made().get(2).result.complete(ScriptedScraper.GOOD);
        assertThat(started()).containsExactly("0", "1", "2", "3", "4");
        scraper.made().forEach(a -> a.result.complete(ScriptedScraper.GOOD));
        assertThat(all).allMatch(f -> get(f).kind() == OutcomeKind.OBSERVED);
        assertThat(events.gauges.readsInFlight()).isZero();
        assertThat(events.gauges.readsWaiting()).isZero();
    }

    @Test
    void whoWaitsLongerThanItsBudgetHasNoSlot() {
        reads.close();
        reads = reads(1, 100);
        CompletableFuture<ScrapeOutcome> first =
                reads.read(TARGETS.timeouts(5_000, 5_000).read("1"));
        long start = System.nanoTime();

        ScrapeOutcome outcome = get(reads.read(TARGETS.timeouts(1_000, 1_000).read("2")));

        assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(outcome.reason()).isEqualTo(FailureReason.NO_SLOT);
        assertThat(outcome.stats()).isNull();
        assertThat(elapsedMs(start)).isBetween(1_000L, 2_000L);
        assertThat(events.gauges.readsWaiting()).isZero();
        scraper.made().get(0).result.complete(ScriptedScraper.GOOD);
        assertThat(get(first).kind()).isEqualTo(OutcomeKind.OBSERVED);
        scraper.script.add(ScriptedScraper.GOOD);
        assertThat(get(reads.read(TARGETS.read("2"))).kind()).isEqualTo(OutcomeKind.OBSERVED);
    }

    @Test
    void waitingCountsAgainstTheBudget() {
        reads.close();
        reads = reads(1, 100);
        reads.read(TARGETS.timeouts(1_000, 1_000).read("1"));
        long start = System.nanoTime();
        ScrapeOutcome outcome = get(reads.read(TARGETS.timeouts(1_500, 1_500).read("2")));
        assertThat(outcome.reason()).isEqualTo(FailureReason.READ_TIMEOUT);
        assertThat(elapsedMs(start)).isBetween(1_450L, 2_500L);
        assertThat(scraper.made().get(1).timeoutMs).isBetween(100L, 600L);
    }

    @Test
    void manyWaitingReadsThatEndAtOnceDoNotNest() {
        reads.close();
        reads = reads(1, 20_000);
        List<CompletableFuture<ScrapeOutcome>> all = new ArrayList<>();
        all.add(reads.read(TARGETS.timeouts(20_000, 20_000).read("first")));
        for (int i = 0; i < 10_000; i++) {
            all.add(reads.read(TARGETS.timeouts(20_000, 20_000).read("" + i)));
        }
        scraper.always = ScriptedScraper.GOOD;
        scraper.made().get(0).result.complete(ScriptedScraper.GOOD);
        assertThat(all).allMatch(f -> get(f).kind() == OutcomeKind.OBSERVED);
    }

    @Test
    void aSessionIsKeptReplacedAndForgotten() {
        scraper.always = ScriptedScraper.GOOD;
        get(reads.read(TARGETS.read("1")));
        get(reads.read(TARGETS.read("1")));
        assertThat(scraper.opened).hasSize(1);

        get(reads.read(TARGETS.maxBytes(5).read("1")));
        assertThat(scraper.opened).as("settings changed").hasSize(2);
        assertThat(scraper.closedSessions).hasValue(1);

        get(reads.read(TARGETS.maxBytes(5).endpoint("http://moved/").read("1")));
        assertThat(scraper.opened).as("address changed").hasSize(3);

        reads.forget(new TargetId("test", "1"));
        assertThat(scraper.closedSessions).hasValue(3);
        assertThat(events.gauges.targets()).isZero();
        reads.forget(new TargetId("test", "1"));
        reads.forget(new TargetId("test", "never seen"));
    }

    @Test
    void aTargetIsForgottenAfterItsRunningRead() {
        CompletableFuture<ScrapeOutcome> running = reads.read(TARGETS.read("1"));
        reads.forget(new TargetId("test", "1"));
        assertThat(get(reads.read(TARGETS.read("1"))).kind()).isEqualTo(OutcomeKind.SKIPPED);
        assertThat(scraper.closedSessions).hasValue(0);

        scraper.made().get(0).result.complete(ScriptedScraper.GOOD);

        assertThat(get(running).kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(scraper.closedSessions).hasValue(1);
        assertThat(events.gauges.targets()).isZero();
    }

    @Test
    void forgettingATargetForgetsItsOpenCircuit() {
        ScrapeTargets guarded = TARGETS.breaker(new CircuitBreakerSettings(0.5, 2, 1, 15_000, 1));
        scraper.always = ScriptedScraper.bad(FailureReason.REFUSED);
        get(reads.read(guarded.read("1")));
        assertThat(events.gauges.openCircuits()).isEqualTo(1);
        reads.forget(new TargetId("test", "1"));
        assertThat(events.gauges.openCircuits()).isZero();
        assertThat(get(reads.read(guarded.read("1"))).kind()).isEqualTo(OutcomeKind.FAILED);
    }

    @Test
    void targetsBeyondTheBoundPushOutTheLongestUnused() {
        reads.close();
        reads = reads(10, 2);
        scraper.always = ScriptedScraper.GOOD;
        get(reads.read(TARGETS.read("1")));
        get(reads.read(TARGETS.read("2")));
        get(reads.read(TARGETS.read("1")));
        get(reads.read(TARGETS.read("3")));
        assertThat(scraper.closedSessions).hasValue(1);
        get(reads.read(TARGETS.read("1")));
        assertThat(scraper.opened).as("2 was pushed out, not 1").hasSize(3);
    }

    @Test
    void targetsBeyondTheBoundThatAllRunHaveNoRoom() {
        reads.close();
        reads = reads(10, 2);
        reads.read(TARGETS.read("1"));
        reads.read(TARGETS.read("2"));
        ScrapeOutcome outcome = get(reads.read(TARGETS.read("3")));
        assertThat(outcome.reason()).isEqualTo(FailureReason.NO_SLOT);
        assertThat(outcome.detail()).contains("all 2 targets");
    }

    @Test
    void aTargetThatCannotBeReadByTheProtocolFails() {
        scraper.brokenOpen = new IllegalArgumentException("the endpoint is no URL");
        ScrapeOutcome outcome = get(reads.read(TARGETS.attempts(3).read("1")));
        assertThat(outcome.reason()).isEqualTo(FailureReason.INTERNAL);
        assertThat(outcome.detail()).isEqualTo("the endpoint is no URL");
    }

    @Test
    void aDefectIsAnOutcomeThatTellsNoSecret() {
        scraper.brokenStart = new IllegalStateException("password=hunter2");
        ScrapeOutcome outcome = get(reads.read(TARGETS.read("1")));
        assertThat(outcome.reason()).isEqualTo(FailureReason.INTERNAL);
        assertThat(outcome.detail()).contains("IllegalStateException").doesNotContain("hunter2");
        scraper.brokenStart = null;
        scraper.always = ScriptedScraper.GOOD;
        assertThat(get(reads.read(TARGETS.read("1"))).kind()).isEqualTo(OutcomeKind.OBSERVED);
    }

    @Test
    void aListenerThatFailsChangesNothing() {
        events.broken = true;
        scraper.always = ScriptedScraper.GOOD;
        assertThat(get(reads.read(TARGETS.read("1"))).kind()).isEqualTo(OutcomeKind.OBSERVED);
    }

    @Test
    void onlyReadsAreRead() {
        assertThatThrownBy(() -> reads.read(TARGETS.request(ScrapeRequest.Kind.ADDED, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ADDED");
    }

    @Test
    void closingEndsWhatRunsAndWhatWaits() {
        reads.close();
        reads = reads(1, 100);
        CompletableFuture<ScrapeOutcome> running = reads.read(TARGETS.read("1"));
        CompletableFuture<ScrapeOutcome> waiting = reads.read(TARGETS.read("2"));
        CompletableFuture<ScrapeOutcome> pausing;
        long start = System.nanoTime();

        reads.close();
        reads.close();

        assertThat(elapsedMs(start)).isLessThan(5_000);
        pausing = reads.read(TARGETS.read("3"));
        assertThat(List.of(running, waiting, pausing))
                .allSatisfy(
                        read -> {
                            assertThat(get(read).reason()).isEqualTo(FailureReason.INTERNAL);
                            assertThat(get(read).detail()).isEqualTo("closed");
                        });
        assertThat(scraper.closedSessions).hasValue(1);
        assertThat(scraper.made().get(0).result).as("told to end").isDone();
    }

    @Test
    void closingEndsAPauseBetweenTwoAttempts() {
        scraper.script.add(
                AttemptResult.failed(
                        FailureReason.SERVER_ERROR, "", 1_500, AttemptResult.Content.NONE));
        CompletableFuture<ScrapeOutcome> read = reads.read(TARGETS.attempts(2).read("1"));
        assertThat(read).isNotDone();
        reads.close();
        assertThat(get(read).detail()).isEqualTo("closed");
    }

    private TargetReads reads(int maxConcurrent, int maxTargets) {
        return new TargetReads(
                budget -> scraper,
                new ProcessSettings(maxTargets, maxConcurrent, 1L << 20),
                events,
                clock);
    }

    private List<String> started() {
        return scraper.made().stream().map(a -> a.spec.target().id()).toList();
    }

    private static long elapsedMs(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static ScrapeOutcome get(CompletableFuture<ScrapeOutcome> future) {
        assertThat(future).succeedsWithin(Duration.ofSeconds(20));
        return future.join();
    }

    private static final class Events implements ScrapeListener {

        private final List<ScrapeOutcome> outcomes =
                Collections.synchronizedList(new ArrayList<>());
        private final List<String> retries = Collections.synchronizedList(new ArrayList<>());
        private final List<String> transitions = Collections.synchronizedList(new ArrayList<>());
        private volatile Gauges gauges;
        private volatile boolean broken;

        @Override
        public void opened(Gauges opened) {
            gauges = opened;
        }

        @Override
        public void outcome(String cluster, ScrapeOutcome outcome) {
            if (broken) {
                throw new IllegalStateException("broken listener");
            }
            outcomes.add(outcome);
        }

        @Override
        public void retry(TargetId target, int attempt, FailureReason reason, long delayMs) {
            retries.add(attempt + " " + reason);
        }

        @Override
        public void breakerTransition(TargetId target, BreakerState from, BreakerState to) {
            transitions.add(target.id() + " " + from + " " + to);
        }
    }
}
