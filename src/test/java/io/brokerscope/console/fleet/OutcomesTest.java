package io.brokerscope.console.fleet;

import static io.brokerscope.console.ConsoleRecords.NOW;
import static io.brokerscope.console.ConsoleRecords.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.OutcomeKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static final long TICK = 15_000;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Outcomes outcomes = new Outcomes();

    @Test
    void uptimeIsTheShareOfTheTicksOfADay() {
        for (int i = 0; i < 8; i++) {
            put(i % 4 == 0 ? OutcomeKind.FAILED : OutcomeKind.OBSERVED, NOW + i * TICK);
        }
        put(OutcomeKind.REJECTED, NOW + 8 * TICK);
        assertThat(outcomes.day(NOW + 8 * TICK)).isEqualTo(new Ticks(9, 6));
        assertThat(outcomes.day("prod/1", NOW + 8 * TICK)).isEqualTo(new Ticks(9, 6));
        assertThat(outcomes.reads(5, NOW + 8 * TICK))
                .as("what was rejected was not read")
                .isEqualTo(new Ticks(8, 6));
        assertThat(outcomes.day(NOW + DAY + 10 * TICK)).isEqualTo(new Ticks(0, 0));
        assertThat(outcomes.day(NOW + DAY + 10 * TICK).share()).isNull();
    }

    @Test
    void aTargetOfWhichNothingIsToldForADayIsForgotten() {
        put(OutcomeKind.FAILED, NOW);
        outcomes.forget(NOW + DAY);
        assertThat(outcomes.last()).hasSize(1);
        outcomes.forget(NOW + DAY + 1);
        assertThat(outcomes.last()).isEmpty();
    }

    @Test
    void aRangeCountsOnEachOfItsTicksAndOnlyThoseOfTheDay() {
        long from = NOW - 2 * DAY;
        long ticks = 2 * DAY / TICK;
        outcomes.put(
                outcome(
                        "prod",
                        "1",
                        OutcomeKind.MISSED,
                        from,
                        from + (ticks - 1) * TICK,
                        ticks,
                        null,
                        null),
                NOW);
        assertThat(outcomes.day(NOW).all()).isBetween(DAY / TICK - 4, DAY / TICK);
        assertThat(outcomes.newestDueAt()).isEqualTo(NOW - TICK);
    }

    @Test
    void theLastTickOfATargetCountsInWhateverOrderTheyCome() {
        outcomes.put(
                outcome("prod", "1", OutcomeKind.REJECTED, NOW + TICK, BreakerState.OPEN), NOW);
        outcomes.put(outcome("prod", "1", OutcomeKind.OBSERVED, NOW, BreakerState.CLOSED), NOW);
        assertThat(outcomes.last("prod/1").kind()).isEqualTo(OutcomeKind.REJECTED);
        assertThat(outcomes.last("prod/1").breaker()).isEqualTo(BreakerState.OPEN);
        put(OutcomeKind.RETIRED, NOW + TICK);
        assertThat(outcomes.last()).isEmpty();
        assertThat(outcomes.last("prod/1")).isNull();
    }

    @Test
    void aClockThatIsWrongWipesNothingOut() {
        put(OutcomeKind.OBSERVED, NOW);
        put(OutcomeKind.OBSERVED, NOW + 30 * DAY);
        assertThat(outcomes.day(NOW)).isEqualTo(new Ticks(1, 1));
        assertThat(outcomes.newestDueAt()).isEqualTo(NOW);
    }

    @Test
    void aTargetRecoversWhileItsCircuitIsHalfOpenOrItsReadWasRepeated() {
        assertThat(window(OutcomeKind.OBSERVED, 1, BreakerState.CLOSED).recovering()).isFalse();
        assertThat(window(OutcomeKind.OBSERVED, 2, BreakerState.CLOSED).recovering()).isTrue();
        assertThat(window(OutcomeKind.FAILED, 3, BreakerState.CLOSED).recovering()).isFalse();
        assertThat(window(OutcomeKind.FAILED, 1, BreakerState.HALF_OPEN).recovering()).isTrue();
    }

    private static TargetWindow window(OutcomeKind kind, int attempts, BreakerState breaker) {
        return new TargetWindow(NOW, kind, null, attempts, breaker, TICK);
    }

    private void put(OutcomeKind kind, long dueAt) {
        outcomes.put(outcome("prod", "1", kind, dueAt, null), NOW);
    }
}
