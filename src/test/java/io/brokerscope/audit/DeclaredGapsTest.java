package io.brokerscope.audit;

import static io.brokerscope.testsupport.Ledger.added;
import static io.brokerscope.testsupport.Ledger.baseline;
import static io.brokerscope.testsupport.Ledger.grown;
import static io.brokerscope.testsupport.Ledger.observed;
import static io.brokerscope.testsupport.Ledger.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Losses of output that the ledger declares excuse what is missing, and nothing else. */
class DeclaredGapsTest {

    private final LedgerAudit audit = new LedgerAudit();

    @Test
    void missingTicksAndTheStepAcrossThemAreDeclared() {
        ledgerWithoutTwoTicks();
        add(gap(12_000, 14_000, 2));
        Balance balance = audit.result();
        assertThat(balance.verdict()).isEqualTo(Balance.Verdict.DECLARED);
        assertThat(balance.balanced()).isFalse();
        assertThat(balance.ticks().declared()).isEqualTo(2);
        assertThat(balance.ticks().missing()).isZero();
        assertThat(balance.counters().declared()).isEqualTo(1);
        assertThat(balance.counters().discontinuities()).isZero();
        assertThat(balance.gaps()).isEqualTo(1);
        assertThat(balance.gapTicks()).isEqualTo(2);
        assertThat(balance.offences()).isEmpty();
    }

    @Test
    void aGapExcusesNoMoreTicksThanItCounts() {
        ledgerWithoutTwoTicks();
        add(gap(12_000, 14_000, 1));
        Balance balance = audit.result();
        assertThat(balance.verdict()).isEqualTo(Balance.Verdict.UNBALANCED);
        assertThat(balance.ticks().declared()).isEqualTo(1);
        assertThat(balance.ticks().missing()).isEqualTo(1);
        assertThat(balance.offences().get(0).dueAt()).isEqualTo(14_000);
    }

    @Test
    void aGapExcusesNothingAtAnotherTime() {
        ledgerWithoutTwoTicks();
        add(gap(20_000, 30_000, 50));
        Balance balance = audit.result();
        assertThat(balance.ticks().missing()).isEqualTo(2);
        assertThat(balance.counters().discontinuities()).isEqualTo(1);
    }

    @Test
    void aGapExcusesNoSecondOutcome() {
        add(
                added("4", 1, 10_000),
                tick(OutcomeKind.FAILED, "4", 1, 10_000),
                tick(OutcomeKind.FAILED, "4", 1, 10_000),
                gap(10_000, 10_000, 5));
        assertThat(audit.result().ticks().doubled()).isEqualTo(1);
        assertThat(audit.result().verdict()).isEqualTo(Balance.Verdict.UNBALANCED);
    }

    @Test
    void aGapExcusesNoCounterWhereNoTickIsMissing() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                tick(OutcomeKind.FAILED, "4", 1, 12_000),
                observed("4", 1, 14_000, grown("orders", 130, 5)),
                gap(12_000, 12_000, 5));
        assertThat(audit.result().counters().discontinuities()).isEqualTo(1);
    }

    @Test
    void anIncarnationWhoseBeginIsLostBeginsWithItsFirstOutcome() {
        add(
                tick(OutcomeKind.FAILED, "4", 9_000, 12_000),
                tick(OutcomeKind.FAILED, "4", 9_000, 14_000),
                gap(8_000, 10_000, 1));
        Balance balance = audit.result();
        assertThat(balance.verdict()).isEqualTo(Balance.Verdict.DECLARED);
        assertThat(balance.ticks().expected()).isEqualTo(2);
        assertThat(balance.ticks().begunBefore()).isEqualTo(1);
        assertThat(balance.ticks().unannounced()).isZero();
    }

    @Test
    void aGapThatNothingMissesIsNoBalanceEither() {
        add(
                added("4", 1, 10_000),
                tick(OutcomeKind.FAILED, "4", 1, 10_000),
                gap(12_000, 12_000, 1));
        assertThat(audit.result().verdict()).isEqualTo(Balance.Verdict.DECLARED);
    }

    @Test
    void gapsOutsideTheWindowDoNotCount() {
        LedgerAudit window = new LedgerAudit(new Scope(20_000L, 30_000L, false, 10));
        window.add(gap(10_000, 19_999, 3));
        window.add(gap(30_001, 40_000, 3));
        window.add(tick(OutcomeKind.FAILED, "4", 1, 20_000));
        assertThat(window.result().balanced()).isTrue();
    }

    /** No other way to set ticks off against gaps would excuse more. */
    @Property(tries = 500)
    void excusesAsManyTicksAsCanBe(@ForAll long seed) {
        Random random = new Random(seed);
        DeclaredGaps gaps = new DeclaredGaps();
        List<long[]> all = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            long from = random.nextInt(12);
            long[] gap = {from, from + random.nextInt(6), random.nextInt(5)};
            gaps.add(gap[0], gap[1], gap[2]);
            all.add(gap);
        }
        List<DeclaredGaps.Hole> holes = new ArrayList<>();
        List<Long> ticks = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            long step = 1 + random.nextInt(3);
            long from = random.nextInt(14);
            long until = from + step * random.nextInt(4);
            holes.add(new DeclaredGaps.Hole(i, from, until, step));
            for (long tick = from; tick <= until; tick += step) {
                ticks.add(tick);
            }
        }
        gaps.setOff(holes);
        assertThat(holes.stream().mapToLong(DeclaredGaps.Hole::declared).sum())
                .isEqualTo(most(ticks, 0, all));
    }

    private static long most(List<Long> ticks, int next, List<long[]> gaps) {
        if (next == ticks.size()) {
            return 0;
        }
        long best = most(ticks, next + 1, gaps);
        for (long[] gap : gaps) {
            if (gap[0] <= ticks.get(next) && ticks.get(next) <= gap[1] && gap[2] > 0) {
                gap[2]--;
                best = Math.max(best, 1 + most(ticks, next + 1, gaps));
                gap[2]++;
            }
        }
        return best;
    }

    private void ledgerWithoutTwoTicks() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                observed("4", 1, 16_000, grown("orders", 130, 5)));
    }

    private static LedgerRecord gap(long from, long until, long ticks) {
        return LedgerRecord.outputGap(from, until, ticks, "a transaction was lost");
    }

    private void add(LedgerRecord... lines) {
        for (LedgerRecord line : lines) {
            audit.add(line);
        }
    }
}
