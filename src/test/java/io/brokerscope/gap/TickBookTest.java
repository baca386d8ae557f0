package io.brokerscope.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TickBookTest {

    @Property
    void knowsExactlyWhatWasEnteredInAnyOrder(
            @ForAll @IntRange(min = 1, max = 200) int ticks, @ForAll long seed) {
        Random random = new Random(seed);
        List<long[]> ranges = new ArrayList<>();
        for (int tick = 0; tick < ticks; ) {
            int length = Math.min(ticks - tick, 1 + random.nextInt(4));
            ranges.add(new long[] {100 + tick * 10L, 100 + (tick + length - 1) * 10L});
            tick += length;
        }
        Collections.shuffle(ranges, random);
        TickBook book = TickBook.open(7, 100, 10).retire(100 + (ticks - 1) * 10L);
        for (long[] range : ranges) {
            assertThat(book.closed()).isFalse();
            for (long due = range[0]; due <= range[1]; due += 10) {
                assertThat(book.contains(due)).isFalse();
            }
            book = book.enter(range[0], range[1]);
            for (long due = range[0]; due <= range[1]; due += 10) {
                assertThat(book.contains(due)).isTrue();
            }
        }
        assertThat(book.closed()).isTrue();
        assertThat(book.ahead()).isEmpty();
    }

    @Test
    void aLongRangeBelowTheMarkCostsNothing() {
        TickBook book = TickBook.open(7, 0, 1).enter(0, 10_000_000);
        assertThat(book.lowWater()).isEqualTo(10_000_000);
        assertThat(book.ahead()).isEmpty();
    }

    @Test
    void aLongRangeAboveAMissingTickCostsNothingEither() {
        // A restored read of tick 0 arrives after the range that the downtime left.
        TickBook book = TickBook.open(7, 0, 1).enter(1, 10_000_000);
        assertThat(book.ahead()).containsExactly(1, 10_000_000);
        assertThat(book.contains(0)).isFalse();
        assertThat(book.enter(0, 0).lowWater()).isEqualTo(10_000_000);
    }

    @Test
    void tooManyHolesMakeItGiveUpTheFirst() {
        TickBook book = TickBook.open(7, 0, 1);
        for (int tick = 1; tick < 2 * TickBook.MAX_RANGES + 1; tick += 2) {
            book = book.enter(tick, tick);
            assertThat(book.overflows()).isFalse();
        }
        book = book.enter(1_001, 1_001);
        assertThat(book.overflows()).isTrue();
        TickBook less = book.giveUpFirstHole();
        assertThat(less.overflows()).isFalse();
        assertThat(less.lowWater()).isEqualTo(1);
        assertThat(TickBook.open(7, 0, 1).giveUpFirstHole().lowWater()).isEqualTo(-1);
    }

    @Test
    void anIncarnationWithoutTicksIsClosedAsSoonAsItIsRetired() {
        assertThat(TickBook.open(7, 100, 10).retire(90).closed()).isTrue();
    }
}
