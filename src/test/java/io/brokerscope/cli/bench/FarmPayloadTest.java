package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.scrape.prometheus.ExpositionParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FarmPayloadTest {

    private static final SeriesKey BYTES = new SeriesKey("broker.bytes_in", null, null);

    private final SeriesCollector collector =
            Catalog.builtIn()
                    .collector(
                            null,
                            new LimitSettings(64 << 20, 100_000, 10_000),
                            new FilterSettings(".*", ""));
    private final ExpositionParser parser = new ExpositionParser(collector, 10_000, 10 << 20);

    @ParameterizedTest
    @CsvSource({"2000,50", "500,20", "10000,50", "15,0"})
    void hasTheSamplesItWasAskedFor(int samples, int topics) {
        FarmPayload payload = new FarmPayload(samples, topics);
        assertThat(payload.samples()).isEqualTo(samples);
        assertThat(read(payload.at(3, 1_000)).samples()).isEqualTo(samples);
    }

    @Test
    void isUnderstoodAsTheExportersOfABroker() {
        FarmPayload payload = new FarmPayload(2_000, 50);
        Readings readings = readings(payload, 7, 0);
        assertThat(readings.dialect()).startsWith("jmx_exporter");
        assertThat(readings.counters().index().keySet())
                .extracting(SeriesKey::topic)
                .contains("orders.v1.region-0", "orders.v1.region-49");
        assertThat(readings.processStartAt()).isEqualTo(1_732_440_783_123L);
    }

    @Test
    void countersGrowByTheClockAndDifferByTarget() {
        FarmPayload payload = new FarmPayload(500, 10);
        long before = bytes(readings(payload, 7, 0));
        assertThat(bytes(readings(payload, 7, 10_000)) - before).isEqualTo(1_000);
        assertThat(bytes(readings(payload, 8, 0)) - before).isEqualTo(1);
        assertThat(payload.at(7, 0)).hasSameSizeAs(payload.at(8, 86_400_000));
    }

    @Test
    void refusesTooFewSamples() {
        assertThatThrownBy(() -> new FarmPayload(100, 50))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 100 samples, 50 topics need 415");
    }

    @Test
    void isPlainText() {
        assertThat(new String(new FarmPayload(20, 0).at(0, 0), StandardCharsets.US_ASCII))
                .contains("kafka_server_brokertopicmetrics_bytesin_total 1.000000000000E12\n");
    }

    private ExpositionParser.ParseResult read(byte[] answer) {
        parser.begin();
        parser.feed(answer, 0, answer.length);
        return parser.end();
    }

    private Readings readings(FarmPayload payload, int target, long elapsedMs) {
        ExpositionParser.ParseResult result = read(payload.at(target, elapsedMs));
        assertThat(result.malformed()).isZero();
        return collector.end(true).readings();
    }

    private static long bytes(Readings readings) {
        return readings.counterValues()[readings.counters().index().get(BYTES)];
    }
}
