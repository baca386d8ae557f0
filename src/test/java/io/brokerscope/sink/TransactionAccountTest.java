package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionAccountTest {

    private final TransactionAccount account = new TransactionAccount(List.of(), 1_000);

    @Test
    void keepsWhatIsInEachTransaction() {
        account.wrote(ledger(5_000, 5_000, 1));
        account.wrote(ledger(2_000, 4_000, 3));
        account.wrote(new OutputRecord(OutputTopic.METRICS, "k", bytes(), 9_000));
        account.handedOver("tx-1", 6_000);
        account.wrote(new OutputRecord(OutputTopic.METRICS, "k", bytes(), 9_000));
        account.handedOver("tx-2", 7_000);
        assertThat(account.pending())
                .containsExactly(
                        new PendingTransaction("tx-1", 1_000, 6_000, 2_000, 5_000, 4, 3),
                        new PendingTransaction("tx-2", 6_000, 7_000, 6_000, 7_000, 0, 1));
    }

    @Test
    void aCommittedTransactionIsForgotten() {
        account.handedOver("tx-1", 6_000);
        account.settle(Map.of("tx-1", TransactionFate.COMMITTED), 7_000);
        assertThat(account.pending()).isEmpty();
        assertThat(account.takeDeclarations()).isEmpty();
    }

    @Test
    void anOpenTransactionStaysPending() {
        account.handedOver("tx-1", 6_000);
        account.settle(Map.of("tx-1", TransactionFate.OPEN), 7_000);
        assertThat(account.pending()).hasSize(1);
        assertThat(account.takeDeclarations()).isEmpty();
    }

    @Test
    void aLostTransactionIsDeclaredOnce() {
        account.wrote(ledger(2_000, 4_000, 3));
        account.handedOver("tx-1", 6_000);
        account.settle(Map.of("tx-1", TransactionFate.ABORTED), 90_000);
        account.settle(Map.of("tx-1", TransactionFate.ABORTED), 91_000);
        List<OutputRecord> declared = account.takeDeclarations();
        assertThat(declared)
                .extracting(OutputRecord::topic)
                .containsExactly(OutputTopic.OUTCOMES, OutputTopic.EVENTS);
        LedgerRecord gap = OutputJson.readLedger(declared.get(0).value());
        assertThat(gap.kind()).isEqualTo(OutcomeKind.OUTPUT_GAP);
        assertThat(gap.dueAt()).isEqualTo(2_000);
        assertThat(gap.untilDueAt()).isEqualTo(4_000);
        assertThat(gap.ticks()).isEqualTo(3);
        assertThat(gap.detail())
                .isEqualTo(
                        "Transaction tx-1 was aborted before it could be committed: 1 records"
                                + " written between 1970-01-01T00:00:01Z and 1970-01-01T00:00:06Z,"
                                + " with the outcomes of 3 ticks.");
        EventRecord event = OutputJson.readEvent(declared.get(1).value());
        assertThat(event.type()).isEqualTo(EventRecord.Type.OUTPUT_GAP);
        assertThat(event.severity()).isEqualTo(EventRecord.Severity.CRITICAL);
        assertThat(event.at()).isEqualTo(90_000);
        assertThat(event.attributes())
                .containsEntry("transactionalId", "tx-1")
                .containsEntry("ticks", "3");
        assertThat(account.takeDeclarations()).isEmpty();
        assertThat(account.pending()).isEmpty();
    }

    @Test
    void aForgottenTransactionMayBeLost() {
        account.handedOver("tx-1", 6_000);
        account.settle(Map.of("tx-1", TransactionFate.FORGOTTEN), 7_000);
        assertThat(OutputJson.readLedger(account.takeDeclarations().get(0).value()).detail())
                .contains("may be lost");
    }

    @Test
    void aDeclarationThatIsLostItselfIsDeclaredAgain() {
        account.wrote(ledger(2_000, 4_000, 3));
        account.handedOver("tx-1", 6_000);
        account.settle(Map.of("tx-1", TransactionFate.ABORTED), 90_000);
        account.takeDeclarations().forEach(account::wrote);
        account.handedOver("tx-2", 91_000);
        assertThat(account.pending())
                .containsExactly(new PendingTransaction("tx-2", 6_000, 91_000, 2_000, 4_000, 3, 2));
    }

    @Test
    void restoredTransactionsStayPending() {
        PendingTransaction before = new PendingTransaction("tx-1", 1, 2, 3, 4, 5, 6);
        assertThat(new TransactionAccount(List.of(before), 1_000).pending())
                .containsExactly(before);
    }

    @Test
    void anEmptyTransactionLeavesNothingBehind() {
        account.begun(5_000);
        account.handedOver("tx-2", 6_000);
        assertThat(account.pending())
                .containsExactly(new PendingTransaction("tx-2", 5_000, 6_000, 5_000, 6_000, 0, 0));
    }

    @Test
    void isBounded() {
        for (int i = 0; i <= TransactionAccount.MAX_PENDING; i++) {
            account.handedOver("tx-" + i, 6_000 + i);
        }
        assertThat(account.pending()).hasSize(TransactionAccount.MAX_PENDING);
        List<OutputRecord> declared = account.takeDeclarations();
        assertThat(declared).hasSize(2);
        assertThat(OutputJson.readLedger(declared.get(0).value()).detail())
                .startsWith("Transaction tx-0 has been open for too long");
    }

    private static OutputRecord ledger(long from, long until, long ticks) {
        return new OutputRecord(OutputTopic.OUTCOMES, "c/1", bytes(), from, until, ticks);
    }

    private static byte[] bytes() {
        return "{}".getBytes(UTF_8);
    }
}
