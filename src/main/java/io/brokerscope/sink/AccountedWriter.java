package io.brokerscope.sink;

import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes through the connector's writer and keeps account of what is in each transaction. At every
 * checkpoint it asks what became of the transactions before, and declares those that are lost in
 * the transaction that is open: a declaration is committed exactly once, like any other record.
 * Never waits for an answer.
 */
final class AccountedWriter
        implements PrecommittingStatefulSinkWriter<
                OutputRecord, AccountedWriterState, KafkaCommittable> {

    private static final Logger LOG = LoggerFactory.getLogger(AccountedWriter.class);

    private static final Context NO_CONTEXT =
            new Context() {
                @Override
                public long currentWatermark() {
                    return Watermark.MAX_WATERMARK.getTimestamp();
                }

                @Override
                public Long timestamp() {
                    return null;
                }
            };

    private final PrecommittingStatefulSinkWriter<OutputRecord, KafkaWriterState, KafkaCommittable>
            kafka;
    private final TransactionAccount account;
    private final TransactionFates fates;
    private final LongSupplier clock;
    private final Counter gaps;
    private CompletableFuture<Map<String, TransactionFate>> answer;

    /**
     * @param kafka the connector's writer
     * @param restored transactions that were handed over before a restart
     * @param fates tells what became of them; closed with the writer
     * @param clock epoch milliseconds
     * @param gaps counts what is declared
     */
    AccountedWriter(
            PrecommittingStatefulSinkWriter<OutputRecord, KafkaWriterState, KafkaCommittable> kafka,
            Collection<PendingTransaction> restored,
            TransactionFates fates,
            LongSupplier clock,
            Counter gaps) {
        this.kafka = kafka;
        this.account = new TransactionAccount(restored, clock.getAsLong());
        this.fates = fates;
        this.clock = clock;
        this.gaps = gaps;
    }

    @Override
    public void write(OutputRecord record, Context context)
            throws IOException, InterruptedException {
        kafka.write(record, context);
        account.wrote(record);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        takeAnswer();
        for (OutputRecord declaration : account.takeDeclarations()) {
            if (declaration.topic() == OutputTopic.OUTCOMES) {
                gaps.inc();
                LOG.error("{}", OutputJson.readLedger(declaration.value()).detail());
            }
            write(declaration, NO_CONTEXT);
        }
        kafka.flush(endOfInput);
    }

    private void takeAnswer() {
        if (answer == null || !answer.isDone()) {
            return;
        }
        try {
            account.settle(answer.join(), clock.getAsLong());
        } catch (CompletionException e) {
            LOG.warn(
                    "Cannot ask whether {} transactions were committed; asks again at the next"
                            + " checkpoint: {}",
                    account.pending().size(),
                    e.getCause().toString());
        }
        answer = null;
    }

    @Override
    public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
        List<String> before = account.pending().stream().map(PendingTransaction::id).toList();
        Collection<KafkaCommittable> committables = kafka.prepareCommit();
        long now = clock.getAsLong();
        if (committables.isEmpty()) {
            account.begun(now);
        }
        committables.forEach(
                committable -> account.handedOver(committable.getTransactionalId(), now));
        if (answer == null && !before.isEmpty()) {
            answer = fates.of(before);
        }
        return committables;
    }

    @Override
    public List<AccountedWriterState> snapshotState(long checkpointId) throws IOException {
        List<AccountedWriterState> states = new ArrayList<>();
        List<PendingTransaction> pending = account.pending();
        for (KafkaWriterState state : kafka.snapshotState(checkpointId)) {
            states.add(new AccountedWriterState(state, pending));
            pending = List.of();
        }
        return states;
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        kafka.writeWatermark(watermark);
    }

    @Override
    public void close() {
        LenientClose.of(kafka);
        LenientClose.of(fates);
    }
}
