package io.brokerscope.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.testsupport.Fixtures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoldenMetricsTest {

    @Test
    void ofABroker() {
        Map<SeriesKey, Long> counters = new LinkedHashMap<>();
        counters.put(key("broker.bytes_in"), 1_000L);
        counters.put(key("broker.bytes_out"), 2_000L);
        counters.put(key("broker.replication_bytes_in"), 500L);
        counters.put(key("broker.messages_in"), 10L);
        counters.put(key("broker.failed_produce"), 4L);
        counters.put(key("broker.failed_fetch"), 2L);
        counters.put(key("process.cpu"), 3_000_000_000L);
        counters.put(new SeriesKey("topic.bytes_in", "orders", null), 77L);
        Map<SeriesKey, Double> gauges = new LinkedHashMap<>();
        gauges.put(key("jvm.heap.used"), 25.0);
        gauges.put(key("jvm.heap.max"), 100.0);
        gauges.put(new SeriesKey("broker.request.total_ms.p99", null, "Produce"), 12.0);
        gauges.put(new SeriesKey("broker.request.total_ms.p99", null, "FetchConsumer"), 500.0);
        gauges.put(key("broker.partitions.count"), 30.0);
        gauges.put(key("broker.leaders.count"), 10.0);
        gauges.put(key("broker.partitions.under_replicated"), 1.0);
        Readings readings = Fixtures.readings(-1, true, counters, gauges);

        assertThat(
                        GoldenMetrics.broker(
                                readings.gauges(),
                                readings.gaugeValues(),
                                readings.counters(),
                                readings.counterValues(),
                                2_000))
                .containsOnly(
                        entry("broker.cpu.usage", 1.5),
                        entry("broker.memory.usage", 0.25),
                        entry("broker.network.throughput", 1_750.0),
                        entry("broker.throughput.in.bytesPerSec", 500.0),
                        entry("broker.throughput.out.bytesPerSec", 1_000.0),
                        entry("broker.messages.in.rate", 5.0),
                        entry("broker.error.rate", 3.0),
                        entry("broker.request.latency.p99", 0.012),
                        entry("broker.partition.count", 30.0),
                        entry("broker.leader.count", 10.0),
                        entry("broker.partitions.underReplicated", 1.0));
    }

    @Test
    void whatIsNotThereIsAbsent() {
        Readings readings =
                Fixtures.readings(-1, true, Map.of(key("broker.bytes_in"), 1L), Map.of());
        assertThat(
                        GoldenMetrics.broker(
                                readings.gauges(),
                                readings.gaugeValues(),
                                readings.counters(),
                                new long[] {-1},
                                2_000))
                .isEmpty();
        assertThat(
                        GoldenMetrics.broker(
                                readings.gauges(),
                                readings.gaugeValues(),
                                readings.counters(),
                                new long[] {5},
                                -1))
                .isEmpty();
    }

    private static SeriesKey key(String metric) {
        return new SeriesKey(metric, null, null);
    }
}
