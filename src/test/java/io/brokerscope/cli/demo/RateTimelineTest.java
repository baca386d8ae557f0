package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateTimelineTest {

    @Test
    void interpolatesBetweenSamples() {
        RateTimeline timeline = new RateTimeline(10);
        timeline.add(1000, 0, 0);
        timeline.add(2000, 100, 1000);
        timeline.add(3000, 300, 5000);
        assertThat(timeline.between(1000, 3000)).contains(new RateTimeline.Rate(150, 2500));
        assertThat(timeline.between(1500, 2500)).contains(new RateTimeline.Rate(150, 2500));
        assertThat(timeline.between(2000, 3000)).contains(new RateTimeline.Rate(200, 4000));
        assertThat(timeline.between(2250, 2500)).contains(new RateTimeline.Rate(200, 4000));
    }

    @Test
    void knowsNothingOutsideItsSamples() {
        RateTimeline timeline = new RateTimeline(10);
        assertThat(timeline.between(0, 1)).isEmpty();
        timeline.add(1000, 0, 0);
        timeline.add(2000, 100, 0);
        assertThat(timeline.between(999, 2000)).isEmpty();
        assertThat(timeline.between(1000, 2001)).isEmpty();
        assertThat(timeline.between(1500, 1500)).isEmpty();
    }

    @Test
    void forgetsTheOldest() {
        RateTimeline timeline = new RateTimeline(3);
        for (int second = 0; second <= 10; second++) {
            timeline.add(second * 1000L, second * 10L, 0);
        }
        assertThat(timeline.between(7000, 10_000)).isEmpty();
        assertThat(timeline.between(8000, 10_000).map(RateTimeline.Rate::recordsPerSec))
                .isEqualTo(Optional.of(10.0));
    }

    @Test
    void leavesOutWhatAClockThatWentBackWouldAdd() {
        RateTimeline timeline = new RateTimeline(3);
        timeline.add(1000, 10, 0);
        timeline.add(500, 20, 0);
        timeline.add(2000, 30, 0);
        assertThat(timeline.between(1000, 2000).map(RateTimeline.Rate::recordsPerSec))
                .contains(20.0);
    }
}
