package io.brokerscope.audit;

import static io.brokerscope.testsupport.Ledger.added;
import static io.brokerscope.testsupport.Ledger.appeared;
import static io.brokerscope.testsupport.Ledger.grown;
import static io.brokerscope.testsupport.Ledger.missed;
import static io.brokerscope.testsupport.Ledger.observed;
import static io.brokerscope.testsupport.Ledger.retired;
import static io.brokerscope.testsupport.Ledger.tick;
import static io.brokerscope.testsupport.Ledger.vanished;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import org.junit.jupiter.api.Test;

/** Parts of the ledger: incarnations and counters that began before, ranges across the borders. */
class WindowTest {

    @Test
    void anIncarnationFromBeforeBeginsWithItsFirstOutcome() {
        Balance balance =
                audit(
                        20_000L,
                        null,
                        tick(OutcomeKind.FAILED, "4", 1, 24_000),
                        tick(OutcomeKind.FAILED, "4", 1, 22_000),
                        tick(OutcomeKind.FAILED, "4", 1, 26_000));
        assertThat(balance.balanced()).isTrue();
        assertThat(balance.ticks().expected()).isEqualTo(3);
        assertThat(balance.ticks().begunBefore()).isEqualTo(1);
    }

    @Test
    void rangesAndStaysAreCutAtTheBorders() {
        Balance balance =
                audit(
                        20_000L,
                        30_000L,
                        added("4", 1, 11_000),
                        missed("4", 1, 11_000, 41_000),
                        retired("4", 1, 41_000));
        assertThat(balance.balanced()).as("%s", balance).isTrue();
        // 21,000 to 29,000
        assertThat(balance.ticks().expected()).isEqualTo(5);
        assertThat(balance.outcomes()).containsEntry(OutcomeKind.MISSED, 5L);
    }

    @Test
    void ticksUpToTheEndOfTheWindowAreExpectedWhereTheIncarnationGoesOn() {
        Balance balance =
                audit(
                        null,
                        20_000L,
                        added("4", 1, 18_000),
                        tick(OutcomeKind.FAILED, "4", 1, 18_000),
                        tick(OutcomeKind.FAILED, "4", 1, 30_000));
        assertThat(balance.ticks().expected()).isEqualTo(2);
        assertThat(balance.ticks().missing()).isEqualTo(1);
    }

    @Test
    void targetsOutsideTheWindowAreNotThere() {
        Balance balance =
                audit(
                        20_000L,
                        30_000L,
                        added("4", 1, 10_000),
                        tick(OutcomeKind.FAILED, "4", 1, 10_000),
                        retired("4", 1, 10_000),
                        added("5", 1, 40_000),
                        tick(OutcomeKind.FAILED, "5", 1, 40_000));
        assertThat(balance.targets()).isEmpty();
        assertThat(balance.incarnations()).isZero();
    }

    @Test
    void countersFromBeforeAreTakenAsTheyAre() {
        Balance balance =
                audit(
                        20_000L,
                        null,
                        observed("4", 1, 18_000, grown("orders", 1, 99)),
                        observed("4", 1, 20_000, grown("orders", 110, 10), appeared("new", 1)),
                        observed("4", 1, 22_000, grown("orders", 112, 2), vanished("old")),
                        observed("4", 1, 24_000, grown("orders", 113, 1), grown("late", 7, 3)));
        assertThat(balance.balanced()).as("%s", balance).isTrue();
        assertThat(balance.counters().unverifiable()).isEqualTo(2);
        assertThat(balance.counters().steps()).isEqualTo(3);
    }

    private static Balance audit(Long since, Long until, LedgerRecord... lines) {
        LedgerAudit audit = new LedgerAudit(new Scope(since, until, since == null, 10));
        for (LedgerRecord line : lines) {
            audit.add(line);
        }
        return audit.result();
    }
}
