package io.brokerscope.job;

import io.brokerscope.model.output.OutputRecord;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The job's sink behind an operator that does to records what none may do.
 *
 * @param <S> type of the sink's state
 * @param <C> type of its committables
 */
final class TamperedSink<S, C>
        implements Sink<OutputRecord>,
                SupportsWriterState<OutputRecord, S>,
                SupportsCommitter<C>,
                SupportsPreWriteTopology<OutputRecord>,
                SupportsPostCommitTopology<C> {

    private static final long serialVersionUID = 1L;

    private final SupportsWriterState<OutputRecord, S> state;
    private final SupportsCommitter<C> commits;
    private final SupportsPostCommitTopology<C> after;
    private final FlatMapFunction<OutputRecord, OutputRecord> tampering;

    @SuppressWarnings("unchecked")
    TamperedSink(Sink<OutputRecord> sink, FlatMapFunction<OutputRecord, OutputRecord> tampering) {
        this.state = (SupportsWriterState<OutputRecord, S>) sink;
        this.commits = (SupportsCommitter<C>) sink;
        this.after = (SupportsPostCommitTopology<C>) sink;
        this.tampering = tampering;
    }

    @Override
    public DataStream<OutputRecord> addPreWriteTopology(DataStream<OutputRecord> records) {
        return records.flatMap(tampering).uid("tampering");
    }

    @Override
    public StatefulSinkWriter<OutputRecord, S> createWriter(WriterInitContext context)
            throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<OutputRecord, S> restoreWriter(
            WriterInitContext context, Collection<S> restored) throws IOException {
        return state.restoreWriter(context, restored);
    }

    @Override
    public SimpleVersionedSerializer<S> getWriterStateSerializer() {
        return state.getWriterStateSerializer();
    }

    @Override
    public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
        return commits.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<C> getCommittableSerializer() {
        return commits.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<C>> committed) {
        after.addPostCommitTopology(committed);
    }
}
