package io.brokerscope.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChaosScheduleTest {

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(schedule(7)).isEqualTo(schedule(7)).isNotEqualTo(schedule(8));
    }

    @Test
    void durationsStayWithinTheirBounds() {
        Set<ChaosFault> seen = EnumSet.noneOf(ChaosFault.class);
        for (long seed = 0; seed < 200; seed++) {
            ChaosSchedule schedule = schedule(seed);
            assertThat(schedule.steps()).hasSize(5);
            assertThat(schedule.steps().get(4).overlaps()).isFalse();
            for (ChaosStep step : schedule.steps()) {
                seen.add(step.fault());
                switch (step.fault().time()) {
                    case NONE -> assertThat(step.durationMs()).isZero();
                    case SHORT -> assertThat(step.durationMs()).isBetween(1_000L, 6_000L);
                    case CUT -> assertThat(step.durationMs()).isBetween(2_000L, 15_000L);
                }
                assertThat(step.choose(3)).isBetween(0, 2);
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(ChaosFault.values());
    }

    private static ChaosSchedule schedule(long seed) {
        return ChaosSchedule.random(seed, List.of(ChaosFault.values()), 5, 2_000, 15_000);
    }
}
