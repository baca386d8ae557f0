package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.counter.CounterAdvance;
import io.brokerscope.counter.Counters;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import org.junit.jupiter.api.Test;

class EndCountersTest {

    private static final Partition UNTOLD = new Partition(-1, 1, -1, -1, 1, 2);

    @Test
    void everyTopicIsTheSumOfItsPartitions() {
        Readings readings =
                EndCounters.of(
                        new ClusterReadings()
                                .topic("clicks", Partition.sound(0))
                                .topic("orders", Partition.sound(3), Partition.sound(4))
                                .build());
        assertThat(readings.complete()).isFalse();
        assertThat(readings.processStartAt()).isEqualTo(-1);
        assertThat(readings.counterValues()).containsExactly(0, 7);
        assertThat(readings.counters().keyOf(1))
                .isEqualTo(new SeriesKey("topic.records.end", "orders", null));
    }

    @Test
    void aTopicOfWhichAnEndIsNotKnownIsAbsentAndNotGone() {
        Readings readings =
                EndCounters.of(
                        new ClusterReadings()
                                .topic("clicks", Partition.sound(5), UNTOLD)
                                .topic("orders", Partition.sound(3))
                                .build());
        assertThat(readings.complete()).isFalse();
        assertThat(readings.counters().topicOf(0)).isEqualTo("orders");
        assertThat(readings.counterValues()).containsExactly(3);
    }

    /** A permission that was taken away and given back brings nothing in twice. */
    @Test
    void aTopicThatWasOutOfSightGoesOnWhereItWas() {
        Counters counters = new Counters(100);
        CounterAdvance seen = counters.advance(null, orders(1_000), 1_000);
        assertThat(increment(seen)).isEqualTo(CounterAdvance.NONE);
        CounterAdvance hidden =
                counters.advance(
                        seen.after(), EndCounters.of(new ClusterReadings().build()), 2_000);
        assertThat(hidden.vanished()).isEmpty();
        CounterAdvance again = counters.advance(hidden.after(), orders(1_040), 3_000);
        assertThat(increment(again)).isEqualTo(40);
    }

    private static Readings orders(long end) {
        return EndCounters.of(new ClusterReadings().topic("orders", Partition.sound(end)).build());
    }

    private static long increment(CounterAdvance advance) {
        return advance.increments()[0];
    }
}
