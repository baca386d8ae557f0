package io.brokerscope.sink;

import io.brokerscope.model.output.OutputRecord;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The connector's exactly-once sink, with an account of its transactions. When a transaction that a
 * checkpoint relies on turns out to be aborted, the connector's committer logs an error and goes
 * on, and it logs the same error for transactions that were committed before a restart. Here it is
 * asked which of the two happened, and a loss is declared in the output itself: {@code OUTPUT_GAP}.
 */
final class AccountedSink
        implements Sink<OutputRecord>,
                SupportsWriterState<OutputRecord, AccountedWriterState>,
                SupportsCommitter<KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable> {

    private static final long serialVersionUID = 1L;
    private static final String GAPS = "outputGaps";

    private final KafkaSink<OutputRecord> kafka;
    private final Properties adminProperties;

    /**
     * @param kafka the connector's sink, exactly once, with a transactional id per checkpoint
     * @param adminProperties for clients that ask about transactions; references to secrets are
     *     resolved where the writers run
     */
    AccountedSink(KafkaSink<OutputRecord> kafka, Properties adminProperties) {
        this.kafka = kafka;
        this.adminProperties = adminProperties;
    }

    @Override
    public AccountedWriter createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public AccountedWriter restoreWriter(
            WriterInitContext context, Collection<AccountedWriterState> restored)
            throws IOException {
        return new AccountedWriter(
                kafka.restoreWriter(
                        context, restored.stream().map(AccountedWriterState::kafka).toList()),
                restored.stream().flatMap(state -> state.pending().stream()).toList(),
                new CoordinatorFates(adminProperties),
                System::currentTimeMillis,
                context.metricGroup().counter(GAPS));
    }

    @Override
    public SimpleVersionedSerializer<AccountedWriterState> getWriterStateSerializer() {
        return new AccountedWriterStateSerializer(kafka.getWriterStateSerializer());
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        return new TolerantCommitter<>(kafka.createCommitter(context));
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return kafka.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
        kafka.addPostCommitTopology(committed);
    }
}
