package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.TransactionOwnership;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class AccountedWriterStateSerializerTest {

    private final SimpleVersionedSerializer<AccountedWriterState> serializer = serializer();

    @Test
    void stateComesBackAsItWas() throws IOException {
        AccountedWriterState state = state();
        AccountedWriterState read =
                serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
        assertThat(read.pending()).isEqualTo(state.pending());
        assertThat(read.kafka()).isEqualTo(state.kafka());
    }

    /** Written by version 1; whoever changes the form adds a version and keeps reading this. */
    @Test
    void readsWhatVersion1Wrote() throws IOException {
        byte[] golden =
                HexFormat.of()
                        .parseHex(
                                "0000000200000018000670726566697800000001000000020000000000000000"
                                        + "00000002000a7072656669782d312d3700000000000000010000000000000002"
                                        + "0000000000000003000000000000000400000000000000050000000000000006"
                                        + "000a7072656669782d312d380000000000000007000000000000000800000000"
                                        + "00000009000000000000000a000000000000000b000000000000000c");
        AccountedWriterState read = serializer.deserialize(1, golden);
        assertThat(read.pending()).isEqualTo(state().pending());
        assertThat(read.kafka()).isEqualTo(state().kafka());
    }

    @Test
    void otherVersionsAreRefused() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "state of the output has version 2, this version of Brokerscope reads 1");
    }

    private static AccountedWriterState state() {
        return new AccountedWriterState(
                new KafkaWriterState(
                        "prefix", 1, 2, TransactionOwnership.IMPLICIT_BY_SUBTASK_ID, List.of()),
                List.of(
                        new PendingTransaction("prefix-1-7", 1, 2, 3, 4, 5, 6),
                        new PendingTransaction("prefix-1-8", 7, 8, 9, 10, 11, 12)));
    }

    @SuppressWarnings("unchecked")
    private static SimpleVersionedSerializer<AccountedWriterState> serializer() {
        TestSettings settings = TestSettings.of("localhost:1", "p").with(Guarantee.EXACTLY_ONCE);
        return ((SupportsWriterState<OutputRecord, AccountedWriterState>)
                        BrokerscopeSink.create(settings.output()))
                .getWriterStateSerializer();
    }
}
