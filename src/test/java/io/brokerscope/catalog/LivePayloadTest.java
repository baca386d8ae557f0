package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Readings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Kafka 4.2.0 broker (also its own controller) answered through jmx_exporter 1.0.1. */
class LivePayloadTest {

    private static final Catalog CATALOG = Catalog.builtIn();

    private static Readings readingsOf(String payload) {
        Target target = Target.of(CATALOG, null);
        List<String> lines = Target.resource("kafka-4.2.0-" + payload + ".txt");
        Readings first = target.read(lines, true).readings();
        Readings second = target.read(lines, true).readings();
        assertThat(Target.rows(second)).isEqualTo(Target.rows(first));
        assertThat(second.complete()).isTrue();
        return second;
    }

    @ParameterizedTest
    @CsvSource({
        "no-rules, jmx_exporter-no-rules/1.x, 166",
        "no-rules-lowercase, jmx_exporter-no-rules-lowercase/1.x, 166",
        "demo-rules, jmx_exporter-2_0_0/1.x, 138",
        "kraft-3_0_0, jmx_exporter-kraft-3_0_0/1.x, 160",
        "strimzi-jmx, strimzi-jmx/1.x, 152"
    })
    void isRecognisedAndMapped(String payload, String dialect, int size) {
        Readings readings = readingsOf(payload);
        Map<String, Number> rows = Target.rows(readings);
        assertThat(readings.dialect()).isEqualTo(dialect);
        assertThat(readings.processStartAt()).isEqualTo(1795497513474L);
        assertThat(rows)
                .hasSize(size)
                .containsEntry("broker.state", 3.0)
                .containsEntry("broker.messages_in", 526L)
                .containsEntry("topic.partitions.leader_count[orders]", 3.0)
                .containsEntry("topic.replicas.hosted[payments.v2]", 2.0)
                .containsEntry("topic.log_end_offset.sum[orders]", 334.0)
                .containsEntry("topic.partitions.under_replicated[orders]", 0.0)
                .containsEntry("controller.active", 1.0)
                .containsKey("broker.network_processor.idle")
                .containsKey("broker.request_handler.idle_ns")
                .containsKey("broker.request.total_ms.p99{Produce}")
                .containsKey("jvm.gc.count{G1 Young Generation}");
        assertThat(
                        rows.get("topic.messages_in[orders]").longValue()
                                + rows.get("topic.messages_in[payments.v2]").longValue())
                .isEqualTo(501);
    }

    @Test
    void theDemoRulesTellTheSameAsNoRules() {
        Map<String, Number> without = Target.rows(readingsOf("no-rules"));
        Map<String, Number> with = Target.rows(readingsOf("demo-rules"));
        assertThat(without.keySet()).containsAll(with.keySet());
        assertThat(with).containsEntry("broker.client.throttle_ms{Fetch}", 6763.0);
        without.keySet().removeAll(with.keySet());
        assertThat(without.keySet())
                .allMatch(
                        key ->
                                key.matches(
                                        "quorum\\..*|broker\\.(metadata|connections|auth)\\..*"
                                                + "|broker\\.connections.*|jvm\\.uptime"
                                                + "|broker\\.groups\\.(by_protocol|rebalances).*"
                                                + "|broker\\.request_handler\\.idle"
                                                + "|broker\\.request\\.total_ms\\.mean.*"));
    }

    @ParameterizedTest
    @CsvSource({"kraft-3_0_0", "strimzi-jmx"})
    void theQuorumsStateIsRead(String payload) {
        assertThat(Target.rows(readingsOf(payload)))
                .containsEntry("quorum.state", 6.0)
                .containsEntry("quorum.leader_id", 1.0);
    }
}
