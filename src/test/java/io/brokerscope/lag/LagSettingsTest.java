package io.brokerscope.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LagSettings.Commits;
import io.brokerscope.model.settings.LagSettings.Times;
import io.brokerscope.model.settings.LagSettings.Trend;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LagSettingsTest {

    private static final LagSettings OK = LagSettings.DEFAULTS;

    @Test
    void everyValueHasARange() {
        refuses("maxGapMs", () -> new LagSettings(999, OK.times(), OK.commits(), OK.trend()));
        refuses("times.points", () -> new Times(7, 0.2));
        refuses("times.relativeError", () -> new Times(60, Double.NaN));
        refuses("times.relativeError", () -> new Times(60, 0));
        refuses("commits.window", () -> commits(2, 5_000, 0.5, 0, 100, 60_000, 600_000));
        refuses("commits.minDistanceMs", () -> commits(10, -1, 0.5, 0, 100, 60_000, 600_000));
        refuses("commits.minimumComplete", () -> commits(10, 5_000, 1.1, 0, 100, 60_000, 600_000));
        refuses("commits.allowedLag", () -> commits(10, 5_000, 0.5, -1, 100, 60_000, 600_000));
        refuses("commits.warnFloor", () -> commits(10, 5_000, 0.5, 0, -1, 60_000, 600_000));
        refuses("commits.minSilenceMs", () -> commits(10, 5_000, 0.5, 0, 100, 600_001, 600_000));
        refuses("commits.patienceMs", () -> commits(10, 5_000, 0.5, 0, 100, 0, 700_000_000));
        refuses("commits.expireMs", () -> new Commits(10, 5_000, 0.5, 0, 100, 0, 0, 59_999));
        refuses("trend.windowMs", () -> new Trend(1, 30, 100, 0.1));
        refuses("trend.samples", () -> new Trend(600_000, 5, 100, 0.1));
        refuses("trend.floor", () -> new Trend(600_000, 30, -1, 0.1));
        refuses("trend.share", () -> new Trend(600_000, 30, 100, -0.1));
    }

    @Test
    void theEndsOfARangeAreWithin() {
        assertThat(commits(3, 0, 1, 0, 0, 600_000, 600_000).window()).isEqualTo(3);
        assertThat(new Times(1_000, 0.5).points()).isEqualTo(1_000);
    }

    private static Commits commits(
            int window,
            long distance,
            double complete,
            long allowed,
            long floor,
            long silence,
            long patience) {
        return new Commits(
                window, distance, complete, allowed, floor, silence, patience, 604_800_000);
    }

    private static void refuses(String name, ThrowingCallable settings) {
        assertThatThrownBy(settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " must be from");
    }
}
