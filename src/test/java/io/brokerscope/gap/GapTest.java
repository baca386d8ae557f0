package io.brokerscope.gap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapTest {

    @Test
    void keepsUpToTwentyTicksOneByOne() {
        Gap gap = Gap.NONE;
        for (int tick = 1; tick <= 20; tick++) {
            gap = gap.with(tick * 10L, tick * 10L, 10);
        }
        assertThat(gap.isRange()).isFalse();
        assertThat(gap.single()).hasSize(20).startsWith(10).endsWith(200);
        gap = gap.with(210, 210, 10);
        assertThat(gap.isRange()).isTrue();
        assertThat(gap.single()).isEmpty();
        assertThat(gap.ticks()).isEqualTo(21);
        assertThat(gap.from()).isEqualTo(10);
        assertThat(gap.until()).isEqualTo(210);
    }

    @Test
    void countsRanges() {
        Gap gap = Gap.NONE.with(10, 30, 10).with(40, 40, 10);
        assertThat(gap.single()).containsExactly(10, 20, 30, 40);
        assertThat(gap.with(50, 1_000, 10).ticks()).isEqualTo(100);
    }

    @Test
    void anObservationFillsOnlyWhatLiesBeforeIt() {
        // Tick 30 was skipped while the read of tick 20 still ran.
        Gap gap = Gap.NONE.with(10, 10, 10).with(30, 30, 10);
        assertThat(gap.before(20).single()).containsExactly(10);
        assertThat(gap.after(20).single()).containsExactly(30);
        assertThat(gap.after(40)).isEqualTo(Gap.NONE);
        assertThat(gap.before(40)).isSameAs(gap);
    }
}
