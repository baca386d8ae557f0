package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.DEFAULTS;
import static io.brokerscope.lag.Readings.TOPIC;
import static io.brokerscope.lag.Readings.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.lag.LagTrend.Direction;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LagWindowTest {

    private static GroupLag lag(long... partitions) {
        GroupLag.Builder builder = new GroupLag.Builder();
        for (int i = 0; i < partitions.length; i++) {
            boolean known = partitions[i] >= 0;
            builder.add(
                    TOPIC,
                    i,
                    new OffsetLag(partitions[i], known ? null : UnknownReason.COMMIT_NOT_READ));
        }
        return builder.build();
    }

    /** A window with a lag every 10 s, by its number. */
    private static LagWindow every10s(int lags, LongUnaryOperator offsets) {
        LagWindow window = LagWindow.EMPTY;
        for (int i = 0; i < lags; i++) {
            window = window.add(at(10 * i), lag(offsets.applyAsLong(i)), DEFAULTS);
        }
        return window;
    }

    @Test
    void growsShrinksAndIsSteady() {
        assertThat(every10s(60, i -> 1_000 + 50 * i).trend(DEFAULTS))
                .isEqualTo(new LagTrend(Direction.GROWING, 5, 30));
        assertThat(every10s(60, i -> 9_000 - 50 * i).trend(DEFAULTS))
                .isEqualTo(new LagTrend(Direction.SHRINKING, -5, 30));
        assertThat(every10s(60, i -> 1_000).trend(DEFAULTS))
                .isEqualTo(new LagTrend(Direction.STEADY, 0, 30));
        assertThat(every10s(60, i -> 0).trend(DEFAULTS).direction()).isEqualTo(Direction.STEADY);
    }

    @Test
    void tooFewLagsHaveNoTrend() {
        // Every second lag is nearer to the one before the last than a step, and replaces it.
        LagTrend trend = every10s(9, i -> 50 * i).trend(DEFAULTS);
        assertThat(trend.direction()).isEqualTo(Direction.UNKNOWN);
        assertThat(trend.perSecond()).isNaN();
        assertThat(trend.samples()).isEqualTo(5);
        assertThat(every10s(11, i -> 50 * i).trend(DEFAULTS).direction())
                .isEqualTo(Direction.GROWING);
        assertThat(LagWindow.EMPTY.trend(DEFAULTS).direction()).isEqualTo(Direction.UNKNOWN);
    }

    @Test
    void aChangeThatIsSmallAgainstTheLagIsSteadyAndItsSlopeStillTold() {
        LagTrend trend = every10s(60, i -> 1_000_000 + 50 * i).trend(DEFAULTS);
        assertThat(trend.direction()).isEqualTo(Direction.STEADY);
        assertThat(trend.perSecond()).isEqualTo(5);
        assertThat(every10s(60, i -> i).trend(DEFAULTS).direction()).isEqualTo(Direction.STEADY);
    }

    @Test
    void aPartitionThatIsUnknownForAWhileMakesNoTrend() {
        LagWindow window = LagWindow.EMPTY;
        for (int i = 0; i < 30; i++) {
            window = window.add(at(20 * i), lag(1_000, i < 12 ? -1 : 500_000), DEFAULTS);
        }
        assertThat(window.trend(DEFAULTS)).isEqualTo(new LagTrend(Direction.STEADY, 0, 18));
    }

    @Test
    void aPartitionThatComesAndGoesHidesNoTrend() {
        LagWindow window = LagWindow.EMPTY;
        for (int i = 0; i < 30; i++) {
            window = window.add(at(20 * i), lag(100 * i, i % 2 == 0 ? -1 : 500_000 + i), DEFAULTS);
        }
        LagTrend trend = window.trend(DEFAULTS);
        assertThat(trend.perSecond()).isCloseTo(5, within(0.1));
        assertThat(window.sums()).contains(500_101);
    }

    @Test
    void aLagOfWhichNothingIsKnownIsAHoleNotZero() {
        LagWindow window = every10s(40, i -> 1_000 + 50 * i);
        LagWindow after = window;
        for (int i = 40; i < 50; i++) {
            after = after.add(at(10 * i), lag(-1, -1), DEFAULTS);
        }
        assertThat(after.times()).isEqualTo(window.times());
        assertThat(after.trend(DEFAULTS).perSecond()).isEqualTo(5);
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        LagWindow window = every10s(60, i -> 1_000 + 50 * i).add(at(1_200), lag(7), DEFAULTS);
        assertThat(window.sums()).containsExactly(7);
        assertThat(every10s(60, i -> 5).add(at(1_200), lag(-1), DEFAULTS).times()).isEmpty();
    }

    @Test
    void aLateLagChangesNothingAndAClockThatWentBackBeginsAnew() {
        LagWindow window = every10s(60, i -> 1_000);
        assertThat(window.add(at(590), lag(7), DEFAULTS)).isSameAs(window);
        assertThat(window.add(at(100), lag(7), DEFAULTS)).isSameAs(window);
        assertThat(window.add(at(-11), lag(7), DEFAULTS).sums()).containsExactly(7);
    }

    @Property
    void isExactOnALineAndTurnsWithIt(
            @ForAll @DoubleRange(min = -1_000, max = 1_000) double rate,
            @ForAll @IntRange(min = 12, max = 200) int lags) {
        double start = 1e9;
        LagTrend up = every10s(lags, i -> Math.round(start + 10 * rate * i)).trend(DEFAULTS);
        LagTrend down = every10s(lags, i -> Math.round(start - 10 * rate * i)).trend(DEFAULTS);
        assertThat(up.perSecond()).isCloseTo(rate, within(0.01));
        assertThat(down.perSecond()).isCloseTo(-rate, within(0.01));
    }

    @Property
    void aFifthOfTheLagsGoneAstrayDoesNotMoveIt(@ForAll long seed) {
        Random random = new Random(seed);
        LagWindow window = LagWindow.EMPTY;
        for (int i = 0; i < 30; i++) {
            boolean astray = i % 5 == 2;
            long offsets = astray ? random.nextInt(10_000_000) : 10_000 + 200L * i;
            window = window.add(at(20 * i), lag(offsets), DEFAULTS);
        }
        LagTrend trend = window.trend(DEFAULTS);
        assertThat(trend.direction()).isEqualTo(Direction.GROWING);
        assertThat(trend.perSecond()).isCloseTo(10, within(1.0));
    }

    @Property(tries = 20)
    void noiseHasADirectionOnlyByChance(@ForAll long seed) {
        Random random = new Random(seed);
        int directed = 0;
        for (int i = 0; i < 200; i++) {
            LagWindow window = every10s(60, n -> 1_000 + random.nextInt(5_000));
            directed += window.trend(DEFAULTS).direction() == Direction.STEADY ? 0 : 1;
        }
        // One in a hundred is expected.
        assertThat(directed).isLessThanOrEqualTo(12);
    }

    @Property
    void isBoundedAndKeepsTheNewest(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int lags) {
        Random random = new Random(seed);
        LagWindow window = LagWindow.EMPTY;
        long now = at(0);
        for (int i = 0; i < lags; i++) {
            now += 1 + random.nextInt(40_000);
            window = window.add(now, lag(random.nextInt(9_999)), DEFAULTS);
            int size = window.times().length;
            assertThat(size).isBetween(1, DEFAULTS.trend().samples());
            assertThat(window.times()[size - 1]).isEqualTo(now);
            assertThat(now - window.times()[0]).isLessThanOrEqualTo(DEFAULTS.trend().windowMs());
            assertThat(window.sums()).hasSize(size);
            assertThat(window.sets()).hasSize(size);
        }
    }
}
