package io.brokerscope.console.health;

import static io.brokerscope.console.ConsoleRecords.NOW;
import static io.brokerscope.console.ConsoleRecords.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.console.ConsoleRecords.Feed;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.testsupport.SettableClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {

    private final SettableClock clock = new SettableClock(NOW);
    private final FleetModel model = new FleetModel(clock, 1_000);
    private final Feed feed = new Feed(model);
    private long contactAt = NOW;

    private final HealthMonitor monitor =
            new HealthMonitor(
                    model,
                    () ->
                            new FollowerState(
                                    contactAt, true, true, 0, contactAt, List.of(), 0, null, null),
                    () -> FlinkFacts.NOT_WATCHED,
                    clock);

    @Test
    void whatWasReadLongAgoIsNoAnswer() {
        for (int target = 0; target < 10; target++) {
            feed.outcome(outcome("prod", "" + target, OutcomeKind.OBSERVED, NOW, null));
        }
        assertThat(monitor.get().components().collector().reasons()).isEmpty();
        clock.advance(3_600_000);
        contactAt = NOW + 3_600_000;
        feed.outcome(outcome("prod", "0", OutcomeKind.OBSERVED, NOW + 3_600_000, null));
        assertThat(monitor.get().components().collector().reasons())
                .containsExactly("1 of 10 targets answered their last tick");
    }

    @Test
    void aClockThatIsSetBackKeepsNoVerdict() {
        feed.outcome(outcome("prod", "1", OutcomeKind.OBSERVED, NOW, null));
        assertThat(monitor.get().console().ready()).isTrue();
        clock.advance(-3_600_000);
        assertThat(monitor.get().console().ready()).as("when it was heard is not known").isFalse();
    }
}
