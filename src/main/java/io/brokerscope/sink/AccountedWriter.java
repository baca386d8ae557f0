package io.brokerscope.sink;

import io.brokerscope.model.output.OutputRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes through the connector's writer and keeps account of what is in each transaction. At every
 * checkpoint it asks what became of the transactions before, and declares those that are lost in
 * the transaction that is open: a declaration is committed exactly once, like any other record.
 * Never waits for an answer.
 *
 * @param <W> the connector's writer
 */
final class AccountedWriter<
                W extends
                        StatefulSinkWriter<OutputRecord, KafkaWriterState>
                                & CommittingSinkWriter<OutputRecord, KafkaCommittable>>
        implements StatefulSinkWriter<OutputRecord, AccountedWriterState>,
                CommittingSinkWriter<OutputRecord, KafkaCommittable> {

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

    private final W kafka;
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
     * @param gaps counts lost transactions
     */
    AccountedWriter(
            W kafka,
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
            write(declaration, NO_CONTEXT);
        }
        kafka.flush(endOfInput);
    }

    private void takeAnswer() {
        if (answer == null || !answer.isDone()) {
            return;
        }
        try {
            Map<String, TransactionFate> known = answer.join();
            int lost =
                    (int) known.values().stream().filter(f -> f == TransactionFate.ABORTED).count();
            if (lost > 0) {
                gaps.inc(lost);
                LOG.error(
                        "{} transactions were aborted before they could be committed; what was in"
                                + " them is declared as OUTPUT_GAP: {}",
                        lost,
                        known);
            }
            account.settle(known, clock.getAsLong());
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
    public void close() throws Exception {
        try (fates) {
            kafka.close();
        }
    }
}
