package io.brokerscope.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TickRangesTest {

    private static final long STEP = 10;

    @Property(tries = 500)
    void isASetOfTicks(@ForAll long seed) {
        Random random = new Random(seed);
        TickRanges ranges = new TickRanges(STEP);
        TreeSet<Long> ticks = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            long from = STEP * random.nextInt(60);
            long until = from + STEP * random.nextInt(5);
            long there = 0;
            for (long tick = from; tick <= until; tick += STEP) {
                there += ticks.add(tick) ? 0 : 1;
            }
            assertThat(ranges.add(from, until)).isEqualTo(there);
        }
        assertThat(ranges.total()).isEqualTo(ticks.size());
        assertThat(ranges.first()).isEqualTo(ticks.first());
        long from = STEP * random.nextInt(60);
        long until = from + STEP * random.nextInt(30);
        List<Long> missing = new ArrayList<>();
        for (long tick = from; tick <= until; tick += STEP) {
            if (!ticks.contains(tick)) {
                missing.add(tick);
            }
        }
        List<Long> holes = new ArrayList<>();
        ranges.holes(
                from,
                until,
                (first, last) -> {
                    for (long tick = first; tick <= last; tick += STEP) {
                        holes.add(tick);
                    }
                });
        assertThat(holes).isEqualTo(missing);
        assertThat(ranges.unbroken(from, until)).isEqualTo(missing.isEmpty());
        assertThat(ranges.within(from, until))
                .isEqualTo(ranges.count(from, until) - missing.size());
    }

    @Test
    void theEarliestHolesGiveWayAndStayCounted() {
        TickRanges ranges = new TickRanges(STEP);
        for (int i = 0; i <= TickRanges.MAX_RANGES + 1; i++) {
            ranges.add(2 * STEP * i, 2 * STEP * i);
        }
        assertThat(ranges.bridged()).isEqualTo(2);
        assertThat(ranges.unbroken(0, 4 * STEP)).isTrue();
        assertThat(ranges.unbroken(0, 6 * STEP)).isFalse();
    }
}
