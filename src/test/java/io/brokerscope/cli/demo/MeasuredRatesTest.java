package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasuredRatesTest {

    private final MeasuredRates rates = new MeasuredRates();

    @BeforeEach
    void warmUp() {
        for (int i = 0; i < MeasuredRates.WARM_UP; i++) {
            add(-20_000 + 2_000L * i, 0, Quality.MEASURED, -20_000 + 2_000L * i, 777);
        }
    }

    @Test
    void isWhatWasCountedOverTheTimeBetweenTheFirstAndTheLastObservation() {
        add(10_000, 0, Quality.MEASURED, 10_300, 9_999);
        add(12_000, 0, Quality.MEASURED, 13_100, 300);
        add(14_000, 0, Quality.MEASURED, 14_300, 100);
        assertThat(rates.mean("orders"))
                .contains(new MeasuredRates.Mean(3, 10_300, 14_300, 100, 1_000));
    }

    @Test
    void beginsAndEndsWhereEveryBrokerWasRead() {
        partial(8_000, 500);
        add(10_000, 1, Quality.INTERPOLATED, 10_000, 500);
        add(12_000, 0, Quality.MEASURED, 12_000, 500);
        add(14_000, 0, Quality.MEASURED, 14_000, 40);
        add(16_000, 0, Quality.LAST_KNOWN, 14_000, 0);
        partial(18_000, 500);
        assertThat(rates.mean("orders"))
                .contains(new MeasuredRates.Mean(2, 12_000, 14_000, 20, 200));
    }

    @Test
    void windowsInBetweenCountHoweverTheyAreKnown() {
        add(10_000, 0, Quality.MEASURED, 10_000, 7);
        partial(12_000, 30);
        add(14_000, 1, Quality.INTERPOLATED, 14_000, 50);
        add(16_000, 0, Quality.MEASURED, 16_000, 70);
        assertThat(rates.mean("orders"))
                .contains(new MeasuredRates.Mean(4, 10_000, 16_000, 25, 250));
    }

    @Test
    void theHighestRevisionOfAWindowCounts() {
        add(10_000, 0, Quality.MEASURED, 10_000, 7);
        add(12_000, 1, Quality.MEASURED, 12_000, 200);
        partial(12_000, 50);
        assertThat(rates.mean("orders"))
                .contains(new MeasuredRates.Mean(2, 10_000, 12_000, 100, 1_000));
    }

    @Test
    void whatBrokersAddAfterwardsAddsUp() {
        add(10_000, 0, Quality.MEASURED, 10_000, 7);
        add(20_000, 0, Quality.MEASURED, 20_000, 600);
        addendum(11_000, 17_000L, "4", 300);
        addendum(11_500, null, "5", 100);
        addendum(9_000, null, "5", 8_888);
        addendum(21_000, null, "5", 8_888);
        assertThat(rates.mean("orders"))
                .contains(new MeasuredRates.Mean(2, 10_000, 20_000, 100, 1_000));
    }

    @Test
    void oneWindowIsNoRateAndOtherEntitiesAreLeftOut() {
        add(10_000, 0, Quality.MEASURED, 10_000, 7);
        rates.add(
                Entities.metrics(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        "orders",
                        12_000,
                        null,
                        0,
                        Quality.MEASURED,
                        12_000,
                        counted(1),
                        null,
                        null));
        rates.add(
                Entities.metrics(
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        "orders",
                        12_000,
                        20_000L,
                        0,
                        Quality.LAST_KNOWN,
                        10_000,
                        Map.of(),
                        null,
                        null));
        assertThat(rates.mean("orders")).isEmpty();
        assertThat(rates.mean("nobody")).isEmpty();
    }

    @Test
    void keepsTheMostRecentWindows() {
        addendum(2_000, null, "4", 1_000_000);
        for (int window = 0; window < 2_000; window++) {
            add(window * 2_000L, 0, Quality.MEASURED, window * 2_000L, 20);
        }
        MeasuredRates.Mean mean = rates.mean("orders").orElseThrow();
        assertThat(mean.windows()).isEqualTo(895);
        assertThat(mean.fromMs()).isEqualTo(1_105 * 2_000L);
        assertThat(mean.messagesPerSec()).isEqualTo(10);
    }

    private void add(long dueAt, int revision, Quality quality, long observedAt, long messages) {
        rates.add(
                Entities.topicWindow(
                        "orders", dueAt, revision, quality, true, observedAt, counted(messages)));
    }

    private void partial(long dueAt, long messages) {
        rates.add(
                Entities.topicWindow(
                        "orders", dueAt, 0, Quality.MEASURED, false, dueAt, counted(messages)));
    }

    private void addendum(long dueAt, Long until, String broker, long messages) {
        rates.add(
                Entities.metrics(
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        "orders",
                        dueAt,
                        until,
                        0,
                        Quality.INTERPOLATED,
                        dueAt,
                        counted(messages),
                        new Coverage(3, 3, 0, 0, 0, 0),
                        broker));
    }

    private static Map<String, Long> counted(long messages) {
        return Map.of("topic.messages_in", messages, "topic.bytes_in", messages * 10);
    }
}
