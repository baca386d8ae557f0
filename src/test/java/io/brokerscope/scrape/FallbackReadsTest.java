package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SettableClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target that can be read in two ways. */
class FallbackReadsTest {

    private static final String FIRST = "http://b1:9404/metrics";
    private static final String SECOND = "jmx://b1:9999";
    private static final ScrapeTargets TARGET = ScrapeTargets.at(FIRST).timeouts(2_000, 200);

    private final SettableClock clock = new SettableClock(1_000_000);
    private final ScriptedScraper first = new ScriptedScraper();
    private final ScriptedScraper second = new ScriptedScraper();
    private final List<String> transitions = Collections.synchronizedList(new ArrayList<>());
    private final List<ScrapeListener.Gauges> gauges = new ArrayList<>();
    private final TargetReads reads =
            new TargetReads(
                    budget ->
                            new EveryProtocol(
                                    first, new ScriptedScraper(), second, new ScriptedScraper()),
                    new ProcessSettings(10, 10, 1L << 20),
                    listener(),
                    clock);

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void theFirstSourceAnswersAndTheOtherIsNotAsked() {
        first.always = ScriptedScraper.GOOD;
        ScrapeOutcome outcome = read(TARGET);
        assertThat(outcome.source()).isZero();
        assertThat(outcome.readings().complete()).isTrue();
        assertThat(outcome.detail()).isEmpty();
        assertThat(second.opened).isEmpty();
    }

    @Test
    void whereTheFirstFailsTheNextAnswersAtOnceAndItsAbsencesSayNothing() {
        first.always = ScriptedScraper.bad(FailureReason.NOT_FOUND);
        second.always = ScriptedScraper.GOOD;
        ScrapeOutcome outcome = read(TARGET);
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(outcome.source()).isEqualTo(1);
        assertThat(outcome.readings().complete()).isFalse();
        assertThat(outcome.detail()).isEqualTo(FIRST + ": NOT_FOUND (as scripted)");
        assertThat(outcome.stats().attempts()).isEqualTo(2);
        assertThat(second.opened)
                .singleElement()
                .satisfies(
                        spec -> {
                            assertThat(spec.endpoint()).isEqualTo(SECOND);
                            assertThat(spec.cluster().scrape().endpoint()).isEqualTo(SECOND);
                        });
    }

    @Test
    void oneThatHangsCostsItsAttemptOnly() {
        second.always = ScriptedScraper.GOOD;
        ScrapeOutcome outcome = read(TARGET);
        assertThat(outcome.source()).isEqualTo(1);
        assertThat(outcome.detail()).contains("READ_TIMEOUT");
        assertThat(outcome.stats().latencyMicros()).isBetween(200_000L, 1_500_000L);
    }

    @Test
    void whereAllFailAllAreToldAndOnlyWhatMayHelpIsTriedAgain() {
        first.always = ScriptedScraper.bad(FailureReason.NOT_FOUND);
        second.always = ScriptedScraper.bad(FailureReason.REFUSED);
        ScrapeOutcome outcome = read(TARGET.attempts(3));
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(outcome.source()).isZero();
        assertThat(outcome.reason()).isEqualTo(FailureReason.NOT_FOUND);
        assertThat(outcome.detail())
                .isEqualTo("as scripted; " + SECOND + ": REFUSED (as scripted)");
        assertThat(first.made()).hasSize(1);
        assertThat(second.made()).hasSize(3);
    }

    @Test
    void eachSourceHasACircuitOfItsOwn() {
        ScrapeTargets soon = TARGET.breaker(new CircuitBreakerSettings(1, 2, 2, 10_000, 1));
        first.always = ScriptedScraper.bad(FailureReason.REFUSED);
        second.always = ScriptedScraper.GOOD;
        read(soon);
        assertThat(read(soon).breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(gauges.get(0).openCircuits()).isEqualTo(1);

        ScrapeOutcome spared = read(soon);
        assertThat(spared.source()).isEqualTo(1);
        assertThat(spared.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(spared.detail()).isEqualTo(FIRST + ": the circuit is open");
        assertThat(first.made()).hasSize(2);

        clock.advance(10_000);
        first.always = ScriptedScraper.GOOD;
        ScrapeOutcome back = read(soon);
        assertThat(back.source()).isZero();
        assertThat(back.breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(transitions).containsExactly("OPEN", "HALF_OPEN", "CLOSED");
        assertThat(gauges.get(0).openCircuits()).isZero();
    }

    @Test
    void aTickIsRejectedOnceAllCircuitsAreOpen() {
        ScrapeTargets soon = TARGET.breaker(new CircuitBreakerSettings(1, 2, 2, 10_000, 1));
        first.always = ScriptedScraper.bad(FailureReason.REFUSED);
        second.always = ScriptedScraper.bad(FailureReason.RESET);
        read(soon);
        read(soon);
        ScrapeOutcome rejected = read(soon);
        assertThat(rejected.kind()).isEqualTo(OutcomeKind.REJECTED);
        assertThat(rejected.detail())
                .isEqualTo("all circuits are open, the last read failed: REFUSED");
        assertThat(gauges.get(0).openCircuits()).isEqualTo(2);
        reads.forget(target(soon).target());
        assertThat(gauges.get(0).openCircuits()).isZero();
    }

    @Test
    void aTrialThatFailsIsFollowedByTheOtherSource() {
        ScrapeTargets soon = TARGET.breaker(new CircuitBreakerSettings(1, 1, 1, 10_000, 1));
        first.always = ScriptedScraper.bad(FailureReason.REFUSED);
        second.always = ScriptedScraper.GOOD;
        read(soon);
        clock.advance(10_000);
        ScrapeOutcome trial = read(soon);
        assertThat(trial.source()).isEqualTo(1);
        assertThat(trial.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(first.made()).hasSize(2);
    }

    @Test
    void sessionsOfAllSourcesAreClosed() {
        first.always = ScriptedScraper.bad(FailureReason.REFUSED);
        second.always = ScriptedScraper.GOOD;
        read(TARGET);
        reads.forget(target(TARGET).target());
        assertThat(first.closedSessions).hasValue(1);
        assertThat(second.closedSessions).hasValue(1);
    }

    private ScrapeOutcome read(ScrapeTargets how) {
        ScrapeRequest request = how.read("1");
        CompletableFuture<ScrapeOutcome> outcome =
                reads.read(
                        new ScrapeRequest(
                                request.kind(),
                                target(how),
                                request.incarnation(),
                                request.dueAt(),
                                request.untilDueAt(),
                                null,
                                request.origin()));
        return outcome.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static TargetSpec target(ScrapeTargets how) {
        return Fixtures.withFallback(how.spec("1"), SECOND);
    }

    private ScrapeListener listener() {
        return new ScrapeListener() {
            @Override
            public void opened(Gauges opened) {
                gauges.add(opened);
            }

            @Override
            public void breakerTransition(TargetId target, BreakerState from, BreakerState to) {
                transitions.add(to.name());
            }
        };
    }
}
