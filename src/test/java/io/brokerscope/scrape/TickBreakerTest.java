package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.testsupport.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TickBreakerTest {

    private final SettableClock clock = new SettableClock(1_000_000);
    private final TickBreaker breaker =
            new TickBreaker("t", new CircuitBreakerSettings(0.5, 6, 3, 15_000, 2), clock);

    @Test
    void opensWhenEnoughTicksOfTheWindowFailed() {
        tick(FailureReason.REFUSED);
        tick(null);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        tick(FailureReason.REFUSED);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.admit()).isFalse();
    }

    @Test
    void triesAgainWhenItsTimeHasComeAndClosesAfterEnoughGoodTicks() {
        open();
        clock.advance(14_999);
        assertThat(breaker.admit()).isFalse();
        clock.advance(1);
        tick(null);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        tick(null);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void opensAgainWhenTheTrialFails() {
        open();
        clock.advance(15_000);
        tick(FailureReason.READ_TIMEOUT);
        tick(FailureReason.READ_TIMEOUT);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.admit()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureReason.class,
            names = {"NO_SLOT", "NO_MEMORY", "CREDENTIALS", "INTERNAL", "DEADLINE"})
    void whatIsOursDoesNotCount(FailureReason ours) {
        for (int i = 0; i < 10; i++) {
            tick(ours);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureReason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NO_SLOT", "NO_MEMORY", "CREDENTIALS", "INTERNAL", "DEADLINE"})
    void whateverSaysThatTheTargetIsUnwellCounts(FailureReason theirs) {
        for (int i = 0; i < 3; i++) {
            tick(theirs);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void aTrialThatDoesNotCountCanBeMadeAgain() {
        open();
        clock.advance(15_000);
        for (int i = 0; i < 5; i++) {
            tick(FailureReason.NO_MEMORY);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        tick(null);
        tick(null);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    private void open() {
        for (int i = 0; i < 3; i++) {
            tick(FailureReason.REFUSED);
        }
    }

    private void tick(FailureReason reason) {
        assertThat(breaker.admit()).isTrue();
        breaker.record(reason, 1_000);
    }
}
