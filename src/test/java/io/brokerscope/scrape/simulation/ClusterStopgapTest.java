package io.brokerscope.scrape.simulation;

import static io.brokerscope.scrape.simulation.Simulations.DAY;
import static io.brokerscope.scrape.simulation.Simulations.HOUR;
import static io.brokerscope.scrape.simulation.Simulations.MINUTE;
import static io.brokerscope.scrape.simulation.Simulations.MONDAY;
import static io.brokerscope.scrape.simulation.Simulations.USUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.TopicShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterStopgapTest {

    private static final SeriesKey MESSAGES = new SeriesKey("broker.messages_in", null, null);

    private final ClusterStopgap stopgap =
            of(
                    new ExpectSettings(
                            4,
                            List.of("orders", "payments"),
                            List.of("billing"),
                            List.of(new TopicShape("orders", 30, 2))));

    @Test
    void aBrokerHasItsShareOfTheLoadAndNoTopics() {
        Readings begin = stopgap.broker("3", MONDAY);
        Readings end = stopgap.broker("3", MONDAY + 7 * DAY);
        assertThat(messages(end) - messages(begin))
                .isCloseTo(7 * DAY / 1000 * 5_000 / 4, within(7 * DAY / 1000 * 15));
        assertThat(end.counters().topic()).containsOnly(-1);
        assertThat(end.gauges().topic()).containsOnly(-1);
        assertThat(end.complete()).isTrue();
        assertThat(end.processStartAt()).isEqualTo(begin.processStartAt());
        assertThat(end.counters()).isSameAs(begin.counters());
        assertThat(end.gauges()).isSameAs(begin.gauges());
        for (int row = 0; row < end.counters().rows(); row++) {
            assertThat(end.counterValues()[row]).isGreaterThanOrEqualTo(begin.counterValues()[row]);
        }
        assertThat(gauge(end, "broker.leaders.count")).isEqualTo((30 + 12) / 4);
    }

    @Test
    void whereNoBrokersAreExpectedTheirNumberIsThatOfTheSimulation() {
        ClusterStopgap six = of(new ExpectSettings(null, List.of(), List.of()));
        long messages =
                messages(six.broker("3", MONDAY + 7 * DAY)) - messages(six.broker("3", MONDAY));
        assertThat(messages).isCloseTo(7 * DAY / 1000 * 5_000 / 6, within(7 * DAY / 1000 * 10));
    }

    @Test
    void aTopicHasItsGoldenMetricsAndTheShapeThatIsExpected() {
        Map<String, Double> orders = stopgap.topic("orders", MONDAY, MONDAY + MINUTE);
        assertThat(orders)
                .containsOnlyKeys(
                        "topic.messages.in.rate",
                        "topic.bytes.in.rate",
                        "topic.bytes.out.rate",
                        "topic.partition.count",
                        "topic.partitions.underReplicated",
                        "topic.size.bytes")
                .containsEntry("topic.partition.count", 30.0)
                .containsEntry("topic.partitions.underReplicated", 0.0);
        assertThat(stopgap.topic("payments", MONDAY, MONDAY + MINUTE))
                .containsEntry("topic.partition.count", 12.0);
        double rate = orders.get("topic.messages.in.rate");
        assertThat(rate).isBetween(200.0, 8_000.0);
        assertThat(orders.get("topic.bytes.in.rate")).isCloseTo(rate * 1_024, within(1.0));
        assertThat(orders.get("topic.size.bytes")).isGreaterThan(rate * 1_024 * 86_400);
    }

    @Test
    void theRateOfATopicIsTheMeanOfTheTime() {
        double first = rate(MONDAY, MONDAY + HOUR);
        double second = rate(MONDAY + HOUR, MONDAY + 2 * HOUR);
        assertThat(rate(MONDAY, MONDAY + 2 * HOUR)).isCloseTo((first + second) / 2, within(0.01));
        assertThat(rate(MONDAY, MONDAY + 1)).isCloseTo(rate(MONDAY, MONDAY), within(1.0));
        assertThat(rate(MONDAY + 13 * HOUR, MONDAY + 14 * HOUR)).isGreaterThan(1.5 * first);
    }

    @Test
    void aGroupHasItsGoldenMetricsAndIsALittleBehind() {
        Map<String, Double> group = stopgap.group("billing", MONDAY);
        assertThat(group)
                .containsOnlyKeys(
                        "consumerGroup.lag.total",
                        "consumerGroup.lag.max",
                        "consumerGroup.lag.seconds",
                        "consumerGroup.lag.trend",
                        "consumerGroup.commit.rate",
                        "consumerGroup.members.count",
                        "consumerGroup.partitions.known",
                        "consumerGroup.partitions.unknown",
                        "consumerGroup.partitions.expired",
                        "consumerGroup.complete",
                        "consumerGroup.status");
        double seconds = group.get("consumerGroup.lag.seconds");
        assertThat(seconds).isBetween(0.5, 3.0);
        assertThat(group.get("consumerGroup.lag.total"))
                .isCloseTo(seconds * group.get("consumerGroup.commit.rate"), within(50.0));
        assertThat(group.get("consumerGroup.lag.max"))
                .isPositive()
                .isLessThan(group.get("consumerGroup.lag.total"));
        assertThat(group.get("consumerGroup.partitions.known")).isIn(12.0, 30.0);
        assertThat(group.get("consumerGroup.members.count")).isBetween(1.0, 6.0);
    }

    @Test
    void whatIsMadeUpIsAlwaysTheSame() {
        ClusterStopgap again =
                of(
                        new ExpectSettings(
                                4,
                                List.of("orders", "payments"),
                                List.of("billing"),
                                List.of(new TopicShape("orders", 30, 2))));
        again.group("other", MONDAY + DAY);
        assertThat(again.broker("3", MONDAY).counterValues())
                .isEqualTo(stopgap.broker("3", MONDAY).counterValues());
        assertThat(again.broker("3", MONDAY).gaugeValues())
                .isEqualTo(stopgap.broker("3", MONDAY).gaugeValues());
        assertThat(again.topic("orders", MONDAY, MONDAY + MINUTE))
                .isEqualTo(stopgap.topic("orders", MONDAY, MONDAY + MINUTE));
        assertThat(again.group("billing", MONDAY)).isEqualTo(stopgap.group("billing", MONDAY));
        assertThat(stopgap.broker("2", MONDAY).counterValues())
                .isNotEqualTo(stopgap.broker("3", MONDAY).counterValues());
        assertThat(stopgap.topic("payments", MONDAY, MONDAY + MINUTE))
                .isNotEqualTo(stopgap.topic("orders", MONDAY, MONDAY + MINUTE));
    }

    private static ClusterStopgap of(ExpectSettings expect) {
        return ClusterStopgap.of(Simulations.expecting(USUAL.hybrid(), expect));
    }

    private double rate(long from, long until) {
        return stopgap.topic("orders", from, until).get("topic.messages.in.rate");
    }

    private static long messages(Readings readings) {
        return readings.counterValues()[readings.counters().index().get(MESSAGES)];
    }

    private static double gauge(Readings readings, String metric) {
        return readings.gaugeValues()[
                readings.gauges().index().get(new SeriesKey(metric, null, null))];
    }
}
