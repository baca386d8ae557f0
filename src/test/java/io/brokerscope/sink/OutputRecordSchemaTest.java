package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutputRecordSchemaTest {

    private final Map<String, Counter> counters = new HashMap<>();

    @ParameterizedTest
    @EnumSource(OutputTopic.class)
    void recordsGoToTheirTopic(OutputTopic topic) {
        ProducerRecord<byte[], byte[]> sent =
                schema(1 << 20)
                        .serialize(
                                new OutputRecord(topic, "schlüssel", new byte[] {1, 2}, 42),
                                null,
                                7L);
        assertThat(sent.topic()).isEqualTo("p." + topic.nameWith(""));
        assertThat(sent.partition()).isNull();
        assertThat(new String(sent.key(), UTF_8)).isEqualTo("schlüssel");
        assertThat(sent.value()).containsExactly(1, 2);
        assertThat(sent.timestamp()).isEqualTo(42);
    }

    @Test
    void aTombstoneIsANullValue() {
        assertThat(
                        schema(1 << 20)
                                .serialize(
                                        new OutputRecord(OutputTopic.ENTITIES, "g", null, 1),
                                        null,
                                        null)
                                .value())
                .isNull();
    }

    @Test
    void aLedgerLineTooLargeGoesWithoutItsCountersAndSaysSo() {
        OutputRecordSchema schema = schema(20_000);
        byte[] large = OutputJson.write(line(1000, "cut at 64 MiB"));
        byte[] small = OutputJson.write(line(10, null));
        assertThat(large.length).isGreaterThan(20_000);

        assertThat(serialize(schema, small)).isEqualTo(small);
        LedgerRecord sent = OutputJson.readLedger(serialize(schema, large));
        assertThat(sent.counters()).isNull();
        assertThat(sent.detail())
                .isEqualTo(
                        "cut at 64 MiB; counters left out: the record had "
                                + large.length
                                + " bytes, at most 15904 are sent");
        assertThat(sent.dueAt()).isEqualTo(1000);
        assertThat(sent.kind()).isEqualTo(OutcomeKind.OBSERVED);
        assertThat(sent.breaker()).isEqualTo(BreakerState.CLOSED);

        LedgerRecord second =
                OutputJson.readLedger(serialize(schema, OutputJson.write(line(1000, null))));
        assertThat(second.detail()).startsWith("counters left out: ");
        assertThat(counters.get(OutputRecordSchema.TRIMMED).getCount()).isEqualTo(2);
    }

    @Test
    void openedTwiceItCountsOnce() {
        OutputRecordSchema schema = schema(20_000);
        Counter first = counters.get(OutputRecordSchema.TRIMMED);
        schema.open(context(), null);
        assertThat(counters.get(OutputRecordSchema.TRIMMED)).isSameAs(first);
    }

    private static byte[] serialize(OutputRecordSchema schema, byte[] value) {
        return schema.serialize(
                        new OutputRecord(OutputTopic.OUTCOMES, "c/1", value, 1000), null, null)
                .value();
    }

    private static LedgerRecord line(int size, String detail) {
        List<LedgerRecord.Counter> counters = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            counters.add(new LedgerRecord.Counter("m" + i, "t", null, 1L, 1L, null));
        }
        return new LedgerRecord(
                1,
                OutcomeKind.OBSERVED,
                "c",
                "1",
                5,
                1000,
                null,
                1,
                15_000,
                null,
                detail,
                1,
                1000L,
                1001L,
                3.5,
                100L,
                1,
                0,
                0,
                0,
                BreakerState.CLOSED,
                "strimzi",
                null,
                null,
                counters);
    }

    private OutputRecordSchema schema(int maxRequestBytes) {
        OutputRecordSchema schema = new OutputRecordSchema("p.", maxRequestBytes);
        schema.open(context(), null);
        return schema;
    }

    private SerializationSchema.InitializationContext context() {
        return new SerializationSchema.InitializationContext() {
            @Override
            public MetricGroup getMetricGroup() {
                return new UnregisteredMetricsGroup() {
                    @Override
                    public <C extends Counter> C counter(String name, C counter) {
                        counters.put(name, counter);
                        return counter;
                    }
                };
            }

            @Override
            public UserCodeClassLoader getUserCodeClassLoader() {
                return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
            }
        };
    }
}
