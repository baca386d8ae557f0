package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredRatesTest {

    private final MeasuredRates rates = new MeasuredRates();

    @Test
    void isTheMeanOverMeasuredWindows() {
        add(10_000, 0, Quality.MEASURED, 100);
        add(12_000, 0, Quality.MEASURED, 300);
        add(14_000, 0, Quality.LAST_KNOWN, 9_999);
        assertThat(rates.mean("orders", 2_000))
                .contains(new MeasuredRates.Mean(2, 10_000, 14_000, 200, 2_000));
    }

    @Test
    void theHighestRevisionOfAWindowCounts() {
        add(10_000, 1, Quality.MEASURED, 100);
        add(10_000, 0, Quality.MEASURED, 50);
        assertThat(rates.mean("orders", 2_000))
                .contains(new MeasuredRates.Mean(1, 10_000, 12_000, 100, 1_000));
    }

    @Test
    void windowsWithoutARateAndOtherRecordsAreLeftOut() {
        rates.add(Entities.topicMetrics("orders", 10_000, 0, Quality.MEASURED, Map.of()));
        rates.add(
                Entities.metrics(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        "orders",
                        10_000,
                        null,
                        0,
                        Quality.MEASURED,
                        Map.of("topic.messages.in.rate", 1.0)));
        rates.add(
                Entities.metrics(
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        "orders",
                        10_000,
                        20_000L,
                        0,
                        Quality.MEASURED,
                        Map.of("topic.messages.in.rate", 1.0)));
        assertThat(rates.mean("orders", 2_000)).isEmpty();
        assertThat(rates.mean("nobody", 2_000)).isEmpty();
    }

    @Test
    void bytesMayBeMissing() {
        rates.add(
                Entities.topicMetrics(
                        "orders", 0, 0, Quality.MEASURED, Map.of("topic.messages.in.rate", 1.0)));
        assertThat(rates.mean("orders", 2_000).orElseThrow().bytesInPerSec()).isNaN();
    }

    @Test
    void keepsTheMostRecentWindows() {
        for (int window = 0; window < 2_000; window++) {
            add(window * 2_000L, 0, Quality.MEASURED, window);
        }
        assertThat(rates.mean("orders", 2_000).orElseThrow().windows()).isEqualTo(900);
        assertThat(rates.mean("orders", 2_000).orElseThrow().fromMs()).isEqualTo(1_100 * 2_000L);
    }

    private void add(long dueAt, int revision, Quality quality, double rate) {
        rates.add(
                Entities.topicMetrics(
                        "orders",
                        dueAt,
                        revision,
                        quality,
                        Map.of("topic.messages.in.rate", rate, "topic.bytes.in.rate", rate * 10)));
    }
}
