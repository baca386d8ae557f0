package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.internal.TransactionOwnership;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class AccountedWriterTest {

    private final Kafka kafka = new Kafka();
    private final Fates fates = new Fates();
    private final SimpleCounter gaps = new SimpleCounter();
    private long now = 1_000;
    private AccountedWriter writer = restored(List.of());

    @Test
    void aLossIsDeclaredInTheTransactionThatIsOpenWhenItIsKnown() throws Exception {
        checkpoint(1);
        assertThat(fates.asked).isEmpty();
        checkpoint(2);
        assertThat(fates.asked).containsExactly(List.of("tx-1"));
        checkpoint(3);
        assertThat(kafka.declared()).as("no answer yet").isEmpty();
        fates.answer.complete(Map.of("tx-1", TransactionFate.ABORTED));
        checkpoint(4);
        assertThat(kafka.declared())
                .extracting(OutputRecord::topic)
                .containsExactly(OutputTopic.OUTCOMES, OutputTopic.EVENTS);
        assertThat(kafka.declaredIn).isEqualTo(4);
        assertThat(gaps.getCount()).isEqualTo(1);
        assertThat(fates.asked).last().isEqualTo(List.of("tx-2", "tx-3"));
    }

    @Test
    void whoCannotBeAskedIsAskedAgain() throws Exception {
        checkpoint(1);
        checkpoint(2);
        fates.answer.completeExceptionally(new IOException("away"));
        checkpoint(3);
        assertThat(fates.asked).containsExactly(List.of("tx-1"), List.of("tx-1", "tx-2"));
        assertThat(kafka.declared()).isEmpty();
    }

    @Test
    void stateHoldsWhatIsPendingAndARestoredWriterAsks() throws Exception {
        checkpoint(1);
        List<AccountedWriterState> states = checkpoint(2);
        // A writer that has taken over the state of another has two; what is pending stands once.
        assertThat(states).hasSize(2);
        assertThat(states.get(0).pending())
                .extracting(PendingTransaction::id)
                .containsExactly("tx-1", "tx-2");
        assertThat(states.get(1).pending()).isEmpty();
        writer = restored(states.get(0).pending());
        checkpoint(3);
        assertThat(fates.asked).last().isEqualTo(List.of("tx-1", "tx-2"));
    }

    @Test
    void aCheckpointWithoutRecordsHandsNothingOver() throws Exception {
        kafka.empty = true;
        assertThat(checkpoint(1).get(0).pending()).isEmpty();
        checkpoint(2);
        assertThat(fates.asked).isEmpty();
    }

    @Test
    void closesWhatItAsks() throws Exception {
        writer.writeWatermark(new Watermark(7));
        writer.close();
        assertThat(fates.closed).isTrue();
        assertThat(kafka.closed).isTrue();
        assertThat(kafka.watermark).isEqualTo(7);
    }

    @Test
    void closingDoesNotFailWhereTheOutputClusterIsAway() {
        kafka.failure = new TimeoutException("no answer to AbortTransaction");
        writer.close();
        assertThat(kafka.closed).isTrue();
        assertThat(fates.closed).isTrue();
    }

    private AccountedWriter restored(Collection<PendingTransaction> pending) {
        return new AccountedWriter(kafka, pending, fates, () -> now++, gaps);
    }

    private List<AccountedWriterState> checkpoint(int id) throws Exception {
        kafka.checkpoint = id;
        writer.write(new OutputRecord(OutputTopic.METRICS, "k", "{}".getBytes(UTF_8), now), null);
        writer.flush(false);
        writer.prepareCommit();
        return writer.snapshotState(id);
    }

    private static final class Fates implements TransactionFates {

        private final List<List<String>> asked = new ArrayList<>();
        private CompletableFuture<Map<String, TransactionFate>> answer;
        private boolean closed;

        @Override
        public CompletableFuture<Map<String, TransactionFate>> of(Collection<String> ids) {
            asked.add(List.copyOf(ids));
            answer = new CompletableFuture<>();
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** The connector's writer: a transaction for each checkpoint, named by it. */
    private static final class Kafka
            implements PrecommittingStatefulSinkWriter<
                    OutputRecord, KafkaWriterState, KafkaCommittable> {

        private final List<OutputRecord> written = new ArrayList<>();
        private int checkpoint;
        private int declaredIn;
        private boolean empty;
        private boolean closed;
        private RuntimeException failure;
        private long watermark;

        List<OutputRecord> declared() {
            return written.stream().filter(r -> r.topic() != OutputTopic.METRICS).toList();
        }

        @Override
        public void write(OutputRecord record, Context context) {
            written.add(record);
            if (record.topic() != OutputTopic.METRICS) {
                declaredIn = checkpoint;
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            // Everything is written at once.
        }

        @Override
        public Collection<KafkaCommittable> prepareCommit() {
            return empty
                    ? List.of()
                    : List.of(new KafkaCommittable(1, (short) 0, "tx-" + checkpoint, null));
        }

        @Override
        public List<KafkaWriterState> snapshotState(long checkpointId) {
            KafkaWriterState state =
                    new KafkaWriterState(
                            "tx", 0, 1, TransactionOwnership.IMPLICIT_BY_SUBTASK_ID, List.of());
            return List.of(state, state);
        }

        @Override
        public void writeWatermark(Watermark time) {
            watermark = time.getTimestamp();
        }

        @Override
        public void close() {
            closed = true;
            if (failure != null) {
                throw failure;
            }
        }
    }
}
