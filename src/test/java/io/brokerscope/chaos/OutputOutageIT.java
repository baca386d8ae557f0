package io.brokerscope.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.audit.Balance;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.testsupport.Verdict;
import io.brokerscope.testsupport.proxy.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output cluster is away for longer than a transaction may stay open, from the moment on at
 * which a checkpoint is complete and its output not committed yet. {@code chaos.outage} and {@code
 * chaos.transactionTimeout} are seconds, 90 and 60 by default.
 */
@Tag("chaos")
class OutputOutageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir private Path folder;

    @Test
    void whatIsLostIsDeclaredAndNothingElseIsMissing() throws Exception {
        long outage = Long.getLong("chaos.outage", 90);
        try (ChaosWorld world =
                ChaosWorld.start(
                        folder,
                        1,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(Long.getLong("chaos.transactionTimeout", 60)))) {
            world.begin();
            world.commits().arm(() -> world.kafka().network().fault(Fault.REFUSE));
            Awaitility.await().atMost(PATIENCE).until(() -> !world.commits().isArmed());
            long cut = System.currentTimeMillis();
            Awaitility.await()
                    .pollDelay(Duration.ofSeconds(outage))
                    .atMost(Duration.ofSeconds(outage).plus(PATIENCE))
                    .until(() -> true);
            world.kafka().network().fault(Fault.PASS);
            long back = System.currentTimeMillis();
            world.awaitMeasuredSince(back);
            System.out.printf(
                    "output away for %.1f s, everything measured and committed %.1f s after its return%n",
                    (back - cut) / 1_000.0, (System.currentTimeMillis() - back) / 1_000.0);
            Awaitility.await().atMost(PATIENCE).until(() -> !gaps(world).isEmpty());
            gaps(world).forEach(gap -> System.out.println("  " + gap.detail()));
            world.stop();

            Balance balance = Verdict.balance(world.committed().ledger());
            System.out.println("  " + balance.verdict() + " " + balance.ticks());
            assertThat(balance.verdict()).isEqualTo(Balance.Verdict.DECLARED);
            assertThat(balance.ticks().declared()).isPositive();
            assertThat(balance.ticks().missing()).isZero();
            assertThat(balance.ticks().doubled()).isZero();
        }
    }

    private static List<LedgerRecord> gaps(ChaosWorld world) {
        return world.committed().ledger().stream()
                .filter(line -> line.kind() == OutcomeKind.OUTPUT_GAP)
                .toList();
    }
}
