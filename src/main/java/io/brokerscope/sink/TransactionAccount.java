package io.brokerscope.sink;

import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one writer has put into its transactions: the one that is open, and those that were handed
 * over and of which it is not known yet whether they were committed. A transaction that was aborted
 * instead, because the output cluster was away for longer than the transaction timeout, took
 * records with it that the job has already counted as written: the account says which. Not
 * thread-safe.
 */
final class TransactionAccount {

    /**
     * Transactions whose fate is open. One more, and the oldest is declared without waiting
     * further: checkpoints that complete while nobody can be asked are rare.
     */
    static final int MAX_PENDING = 100;

    private final Map<String, PendingTransaction> pending = new LinkedHashMap<>();
    private final List<OutputRecord> declarations = new ArrayList<>();
    private long opened;
    private long from = Long.MAX_VALUE;
    private long until = Long.MIN_VALUE;
    private long ticks;
    private long records;

    /**
     * @param restored transactions that were handed over before a restart
     * @param now epoch milliseconds
     */
    TransactionAccount(Collection<PendingTransaction> restored, long now) {
        restored.forEach(transaction -> pending.put(transaction.id(), transaction));
        opened = now;
    }

    /** Takes in a record that is written to the open transaction. */
    void wrote(OutputRecord record) {
        records++;
        if (record.topic() == OutputTopic.OUTCOMES) {
            from = Math.min(from, record.timestamp());
            until = Math.max(until, record.until());
            ticks += record.ticks();
        }
    }

    /** The open transaction is handed over to be committed; the next one is open. */
    void handedOver(String id, long now) {
        boolean ledger = from <= until;
        pending.put(
                id,
                new PendingTransaction(
                        id,
                        opened,
                        now,
                        ledger ? from : opened,
                        ledger ? until : now,
                        ticks,
                        records));
        begun(now);
        Iterator<PendingTransaction> oldest = pending.values().iterator();
        if (pending.size() > MAX_PENDING) {
            declare(oldest.next(), TransactionFate.OPEN, now);
            oldest.remove();
        }
    }

    /** Nothing was in the open transaction; the next one is open. */
    void begun(long now) {
        opened = now;
        from = Long.MAX_VALUE;
        until = Long.MIN_VALUE;
        ticks = 0;
        records = 0;
    }

    /** Takes in what became of transactions. */
    void settle(Map<String, TransactionFate> fates, long now) {
        fates.forEach(
                (id, fate) -> {
                    PendingTransaction transaction =
                            fate == TransactionFate.OPEN ? null : pending.remove(id);
                    if (transaction != null && fate != TransactionFate.COMMITTED) {
                        declare(transaction, fate, now);
                    }
                });
    }

    /** Transactions whose fate is not known, the oldest first. */
    List<PendingTransaction> pending() {
        return List.copyOf(pending.values());
    }

    /** What has to be written about lost transactions; empties it. */
    List<OutputRecord> takeDeclarations() {
        List<OutputRecord> taken = List.copyOf(declarations);
        declarations.clear();
        return taken;
    }

    private void declare(PendingTransaction lost, TransactionFate fate, long now) {
        String why =
                switch (fate) {
                    case ABORTED -> "was aborted before it could be committed";
                    case FORGOTTEN -> "is not known to its coordinator any longer, it may be lost";
                    default -> "has been open for too long, it may be lost";
                };
        String detail =
                "Transaction %s %s: %d records written between %s and %s, with the outcomes of %d ticks."
                        .formatted(
                                lost.id(),
                                why,
                                lost.records(),
                                Instant.ofEpochMilli(lost.opened()),
                                Instant.ofEpochMilli(lost.closed()),
                                lost.ticks());
        LedgerRecord line = LedgerRecord.outputGap(lost.from(), lost.until(), lost.ticks(), detail);
        declarations.add(OutputRecord.of(line));
        EventRecord event =
                new EventRecord(
                        1,
                        EventRecord.Type.OUTPUT_GAP,
                        EventRecord.Severity.CRITICAL,
                        now,
                        null,
                        null,
                        null,
                        detail,
                        Map.of(
                                "transactionalId", lost.id(),
                                "from", Long.toString(lost.from()),
                                "until", Long.toString(lost.until()),
                                "ticks", Long.toString(lost.ticks()),
                                "records", Long.toString(lost.records())));
        declarations.add(
                new OutputRecord(OutputTopic.EVENTS, line.key(), OutputJson.write(event), now));
    }
}
