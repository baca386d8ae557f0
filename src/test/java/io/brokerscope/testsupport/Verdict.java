package io.brokerscope.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Whether the laws hold in what a job has committed. */
public final class Verdict {

    private static final String COUNTER = "broker.bytes_in";

    private Verdict() {}

    /** What a whole ledger comes to. */
    public static Balance balance(List<LedgerRecord> ledger) {
        LedgerAudit audit = new LedgerAudit();
        ledger.forEach(audit::add);
        return audit.result();
    }

    /**
     * Every tick has one outcome, counters are exact in the ledger, and the brokers' metrics add up
     * to the ledger.
     *
     * @throws AssertionError if not
     */
    public static Balance assertLawsHold(CommittedOutput output) {
        Balance balance = balance(output.ledger());
        assertThat(balance.balanced())
                .as("%s %s %s", balance.ticks(), balance.counters(), balance.offences())
                .isTrue();
        assertThat(balance.ticks().declared()).isZero();
        assertMetricsAddUp(output);
        return balance;
    }

    /**
     * Increments of a counter in the metrics against those in the ledger, broker by broker. The
     * topics have transactions of their own: what the ledger says is in the metrics soon.
     */
    public static void assertMetricsAddUp(CommittedOutput output) {
        List<LedgerRecord> ledger = output.ledger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertMetricsAddUp(
                                        ledger,
                                        output.committed(
                                                OutputTopic.METRICS, OutputJson::readMetrics)));
    }

    /** The same of what was read already. */
    public static void assertMetricsAddUp(List<LedgerRecord> ledger, List<MetricsRecord> metrics) {
        Map<String, Long> inLedger = new TreeMap<>();
        Map<String, Long> lastDue = new TreeMap<>();
        for (LedgerRecord line : ledger) {
            if (line.counters() != null) {
                String broker = line.cluster() + "/" + line.target();
                lastDue.merge(broker, line.dueAt(), Math::max);
                line.counters().stream()
                        .filter(c -> c.metric().equals(COUNTER) && c.increment() != null)
                        .forEach(c -> inLedger.merge(broker, c.increment(), Long::sum));
            }
        }
        Map<String, RecordedOutputs> inMetrics = new TreeMap<>();
        for (MetricsRecord record : metrics) {
            String broker = record.cluster() + "/" + record.name();
            if (record.dueAt() <= lastDue.getOrDefault(broker, Long.MIN_VALUE)) {
                inMetrics.computeIfAbsent(broker, b -> new RecordedOutputs()).metrics(record);
            }
        }
        assertThat(inLedger).isNotEmpty();
        inLedger.forEach(
                (broker, sum) ->
                        assertThat(
                                        inMetrics
                                                .getOrDefault(broker, new RecordedOutputs())
                                                .incrementSum(
                                                        broker.substring(broker.indexOf('/') + 1),
                                                        COUNTER))
                                .as("%s of %s", COUNTER, broker)
                                .isEqualTo(sum)
                                .isPositive());
    }

    /** In words. */
    public static String tell(Balance balance) {
        return "%d ticks of %d targets, %d missing, %d doubled; %d counter steps, %d resets, %d discontinuities"
                .formatted(
                        balance.ticks().expected(),
                        balance.targets().size(),
                        balance.ticks().missing(),
                        balance.ticks().doubled(),
                        balance.counters().steps(),
                        balance.counters().resets(),
                        balance.counters().discontinuities());
    }
}
