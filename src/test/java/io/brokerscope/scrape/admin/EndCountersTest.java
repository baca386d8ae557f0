package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.cluster.ClusterReading;
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
        assertThat(readings.complete()).isTrue();
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

    @Test
    void topicsThatWereLeftOutAreNotGoneEither() {
        ClusterReadings cut = new ClusterReadings().topic("orders", Partition.sound(3));
        cut.missing(ClusterReading.Missing.LIMIT, "too many");
        assertThat(EndCounters.of(cut.build()).complete()).isFalse();
        ClusterReadings withoutSizes = new ClusterReadings().topic("orders", Partition.sound(3));
        withoutSizes.missing("log sizes", "not allowed");
        assertThat(EndCounters.of(withoutSizes.build()).complete()).isTrue();
    }
}
