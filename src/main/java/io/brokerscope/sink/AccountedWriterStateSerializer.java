package io.brokerscope.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The form of {@link AccountedWriterState} in checkpoints and savepoints. */
final class AccountedWriterStateSerializer
        implements SimpleVersionedSerializer<AccountedWriterState> {

    private static final int VERSION = 1;
    private static final int INITIAL_BYTES = 256;

    private final SimpleVersionedSerializer<KafkaWriterState> kafka;

    /**
     * @param kafka the connector's own
     */
    AccountedWriterStateSerializer(SimpleVersionedSerializer<KafkaWriterState> kafka) {
        this.kafka = kafka;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(AccountedWriterState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
        byte[] inner = kafka.serialize(state.kafka());
        out.writeInt(kafka.getVersion());
        out.writeInt(inner.length);
        out.write(inner);
        out.writeInt(state.pending().size());
        for (PendingTransaction transaction : state.pending()) {
            out.writeUTF(transaction.id());
            out.writeLong(transaction.opened());
            out.writeLong(transaction.closed());
            out.writeLong(transaction.from());
            out.writeLong(transaction.until());
            out.writeLong(transaction.ticks());
            out.writeLong(transaction.records());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public AccountedWriterState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "state of the output has version "
                            + version
                            + ", this version of Brokerscope reads "
                            + VERSION);
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int innerVersion = in.readInt();
        byte[] inner = new byte[in.readInt()];
        in.readFully(inner);
        List<PendingTransaction> pending = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            pending.add(
                    new PendingTransaction(
                            in.readUTF(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong()));
        }
        return new AccountedWriterState(kafka.deserialize(innerVersion, inner), pending);
    }
}
