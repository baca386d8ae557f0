package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.settings.RetrySettings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final RetrySettings SETTINGS = new RetrySettings(4, 200, 2, 0.5);
    private static final double MIDDLE = 0.5;
    private final RetrySchedule schedule = RetrySchedule.of(SETTINGS, 3_000);

    @Test
    void pausesGrowExponentially() {
        assertThat(schedule.delayMs(1, MIDDLE, -1, 10_000)).isEqualTo(200);
        assertThat(schedule.delayMs(2, MIDDLE, -1, 10_000)).isEqualTo(400);
        assertThat(schedule.delayMs(3, MIDDLE, -1, 10_000)).isEqualTo(800);
    }

    @Test
    void jitterVariesAPauseByItsShare() {
        assertThat(schedule.delayMs(1, 0, -1, 10_000)).isEqualTo(100);
        assertThat(schedule.delayMs(1, Math.nextDown(1.0), -1, 10_000)).isEqualTo(300);
    }

    @Test
    void attemptsIncludeTheFirst() {
        assertThat(schedule.delayMs(4, MIDDLE, -1, 10_000)).isEqualTo(RetrySchedule.NONE);
        assertThat(
                        RetrySchedule.of(new RetrySettings(1, 200, 2, 0), 3_000)
                                .delayMs(1, MIDDLE, -1, 10_000))
                .isEqualTo(RetrySchedule.NONE);
    }

    @Test
    void aPauseLeavesTimeForTheAttempt() {
        assertThat(schedule.delayMs(1, MIDDLE, -1, 250)).isEqualTo(150);
        assertThat(schedule.delayMs(1, MIDDLE, -1, 100)).isZero();
        assertThat(schedule.delayMs(1, MIDDLE, -1, 99)).isEqualTo(RetrySchedule.NONE);
        assertThat(schedule.delayMs(1, MIDDLE, -1, -5)).isEqualTo(RetrySchedule.NONE);
    }

    @Test
    void shortAttemptsNeedLessRoom() {
        assertThat(RetrySchedule.of(SETTINGS, 30).delayMs(1, MIDDLE, -1, 40)).isEqualTo(10);
    }

    @Test
    void retryAfterIsHonouredOnlyWhereItFits() {
        assertThat(schedule.delayMs(1, MIDDLE, 2_000, 10_000)).isEqualTo(2_000);
        assertThat(schedule.delayMs(1, MIDDLE, 0, 10_000)).isEqualTo(200);
        assertThat(schedule.delayMs(1, MIDDLE, 9_900, 10_000)).isEqualTo(9_900);
        assertThat(schedule.delayMs(1, MIDDLE, 9_901, 10_000)).isEqualTo(RetrySchedule.NONE);
    }

    /** Whatever the jitter: pauses and attempts together end within the budget. */
    @Property
    void theBudgetHolds(
            @ForAll @IntRange(min = 1, max = 20) int attempts,
            @ForAll @LongRange(min = 0, max = 10_000) long backoffMs,
            @ForAll @DoubleRange(min = 1, max = 10) double multiplier,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll @LongRange(min = 1, max = 60_000) long budgetMs,
            @ForAll @LongRange(min = 1, max = 60_000) long attemptTimeoutMs,
            @ForAll @LongRange(min = -1, max = 5_000) long retryAfterMs,
            @ForAll long seed) {
        RetrySchedule any =
                RetrySchedule.of(
                        new RetrySettings(attempts, backoffMs, multiplier, jitter),
                        attemptTimeoutMs);
        java.util.Random random = new java.util.Random(seed);
        long now = 0;
        int made = 0;
        while (true) {
            made++;
            now += Math.min(attemptTimeoutMs, budgetMs - now);
            long delay = any.delayMs(made, random.nextDouble(), retryAfterMs, budgetMs - now);
            if (delay == RetrySchedule.NONE) {
                break;
            }
            assertThat(delay).isGreaterThanOrEqualTo(Math.max(0, retryAfterMs));
            now += delay;
            assertThat(budgetMs - now).isGreaterThanOrEqualTo(any.minAttemptMs());
        }
        assertThat(now).isLessThanOrEqualTo(budgetMs);
        assertThat(made).isLessThanOrEqualTo(attempts);
    }
}
