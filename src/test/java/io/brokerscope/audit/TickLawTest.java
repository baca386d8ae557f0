package io.brokerscope.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.testsupport.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The first law: every tick of every incarnation has exactly one outcome. */
class TickLawTest {

    private final LedgerAudit audit = new LedgerAudit();

    @Test
    void anEmptyLedgerExpectsNothing() {
        Balance result = audit.result();
        assertThat(result.balanced()).isTrue();
        assertThat(result.targets()).isEmpty();
        assertThat(result.ticks().expected()).isZero();
        assertThat(result.outcomes()).isEmpty();
    }

    @Test
    void everyTickOnceIsExact() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.FAILED, "4", 1, 12_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 14_000));
        Balance result = audit.result();
        assertThat(result.balanced()).isTrue();
        assertThat(result.ticks().expected()).isEqualTo(3);
        assertThat(result.ticks().present()).isEqualTo(3);
        assertThat(result.outcomes())
                .containsEntry(OutcomeKind.OBSERVED, 2L)
                .containsEntry(OutcomeKind.FAILED, 1L);
    }

    @Test
    void anIncarnationWithoutAnyOutcomeYetExpectsNothing() {
        add(Ledger.added("4", 1, 10_000));
        assertThat(audit.result().balanced()).isTrue();
        assertThat(audit.result().targets()).hasSize(1);
        assertThat(audit.result().ticks().expected()).isZero();
    }

    @Test
    void aRangeOfMissedTicksCountsAsItsTicks() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.missed("4", 1, 12_000, 30_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 32_000));
        Balance result = audit.result();
        assertThat(result.balanced()).isTrue();
        assertThat(result.ticks().expected()).isEqualTo(12);
        assertThat(result.outcomes()).containsEntry(OutcomeKind.MISSED, 10L);
    }

    @Test
    void ticksBetweenTwoOutcomesAreLost() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 16_000));
        assertThat(audit.result().ticks().missing()).isEqualTo(2);
        assertThat(audit.result().balanced()).isFalse();
    }

    @Test
    void ticksBeforeTheFirstOutcomeAreLost() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 14_000));
        assertThat(audit.result().ticks().missing()).isEqualTo(2);
    }

    @Test
    void aReadThatHoldsBackAllLaterTicksIsInFlight() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 14_000));
        add(Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 16_000));
        Balance result = audit.result();
        assertThat(result.ticks().inFlight()).isEqualTo(1);
        assertThat(result.ticks().missing()).isZero();
        assertThat(result.ticks().expected()).isEqualTo(result.ticks().present()).isEqualTo(3);
        assertThat(result.balanced()).isTrue();
    }

    /** A source that stalls for longer than an interval passes on what it missed past the read. */
    @Test
    void ticksThatWereMissedWhileAReadRunsSayNothingAboutIt() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.missed("4", 1, 14_000, 16_000));
        add(Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 18_000));
        assertThat(audit.result().ticks().inFlight()).isEqualTo(1);
        assertThat(audit.result().balanced()).isTrue();

        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 20_000));
        assertThat(audit.result().ticks().inFlight()).isZero();
        assertThat(audit.result().ticks().missing()).isEqualTo(1);
    }

    @Test
    void theFirstReadOfAllMayBeInFlight() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 12_000));
        assertThat(audit.result().ticks().inFlight()).isEqualTo(1);
        assertThat(audit.result().balanced()).isTrue();
    }

    @Test
    void twoTicksCannotBeInFlightAtOnce() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 16_000));
        assertThat(audit.result().ticks().inFlight()).isZero();
        assertThat(audit.result().ticks().missing()).isEqualTo(2);
    }

    @Test
    void aTickBeforeAnotherReadIsLostNotInFlight() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 12_000));
        add(Ledger.tick(OutcomeKind.FAILED, "4", 1, 14_000));
        assertThat(audit.result().ticks().inFlight()).isZero();
        assertThat(audit.result().ticks().missing()).isEqualTo(1);
    }

    @Test
    void ticksUpToRetirementAreLostWhenTheyHaveNoOutcome() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.retired("4", 1, 14_000));
        assertThat(audit.result().ticks().missing()).isEqualTo(2);
    }

    @Test
    void anIncarnationThatRetiredBeforeItsFirstTickIsExact() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.retired("4", 1, 8_000));
        assertThat(audit.result().balanced()).isTrue();
    }

    @Test
    void aTickWithTwoOutcomesIsDoubled() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.FAILED, "4", 1, 10_000));
        assertThat(audit.result().ticks().doubled()).isEqualTo(1);
        assertThat(audit.result().ticks().present()).isEqualTo(1);
        assertThat(audit.result().ticks().missing()).isZero();
    }

    @Test
    void aRangeThatOverlapsOutcomesIsDoubledAsFarAsItOverlaps() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 14_000));
        add(Ledger.missed("4", 1, 10_000, 16_000));
        assertThat(audit.result().ticks().doubled()).isEqualTo(2);
        assertThat(audit.result().ticks().present()).isEqualTo(4);
    }

    @Test
    void theSameTickOfAnotherTargetOrIncarnationIsAnotherTick() {
        for (LedgerRecord record :
                List.of(
                        Ledger.added("4", 1, 10_000),
                        Ledger.added("5", 1, 10_000),
                        Ledger.added("4", 2, 10_000),
                        Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000),
                        Ledger.tick(OutcomeKind.OBSERVED, "5", 1, 10_000),
                        Ledger.tick(OutcomeKind.OBSERVED, "4", 2, 10_000))) {
            add(record);
        }
        Balance result = audit.result();
        assertThat(result.balanced()).isTrue();
        assertThat(result.targets()).hasSize(2);
        assertThat(result.incarnations()).isEqualTo(3);
    }

    @Test
    void outcomesOffTheGridOrOutsideTheStayAreAstray() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 11_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 8_000));
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 12_000));
        add(Ledger.retired("4", 1, 10_000));
        Balance result = audit.result();
        assertThat(result.ticks().astray()).isEqualTo(3);
        assertThat(result.ticks().missing()).isZero();
        assertThat(result.balanced()).isFalse();
    }

    @Test
    void anIncarnationWithoutAddedIsUnannounced() {
        add(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000));
        assertThat(audit.result().ticks().unannounced()).isEqualTo(1);
        assertThat(audit.result().balanced()).isFalse();
    }

    @Test
    void aRecordThatCountsItsTicksWrongIsMiscounted() {
        add(Ledger.added("4", 1, 10_000));
        add(Ledger.record(OutcomeKind.MISSED, "4", 1, 10_000, 14_000L, 2));
        assertThat(audit.result().ticks().miscounted()).isEqualTo(1);
        assertThat(audit.result().balanced()).isFalse();
    }

    @Test
    void aNoticeIsNoLedgerRecord() {
        assertThatThrownBy(() -> add(Ledger.record(OutcomeKind.NOTICE, "4", 1, 10_000, null, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Ranges merged in any order count what a count tick by tick counts. */
    @Property(tries = 300)
    void countsLikeACountTickByTick(
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 30) Integer> starts,
            @ForAll @IntRange(min = 1, max = 6) int longest,
            @ForAll long seed) {
        Random random = new Random(seed);
        Map<Integer, Integer> outcomesOfTick = new HashMap<>();
        List<LedgerRecord> records = new ArrayList<>();
        records.add(Ledger.added("4", 1, 0));
        int last = -1;
        for (int start : starts) {
            int end = start + random.nextInt(longest);
            records.add(Ledger.missed("4", 1, start * Ledger.INTERVAL, end * Ledger.INTERVAL));
            for (int tick = start; tick <= end; tick++) {
                outcomesOfTick.merge(tick, 1, Integer::sum);
            }
            last = Math.max(last, end);
        }
        // A read behind all of them: no earlier one can still be running.
        last++;
        outcomesOfTick.put(last, 1);
        records.add(Ledger.tick(OutcomeKind.FAILED, "4", 1, last * Ledger.INTERVAL));
        Collections.shuffle(records, random);
        LedgerAudit shuffled = new LedgerAudit();
        records.forEach(shuffled::add);
        Balance result = shuffled.result();
        assertThat(result.ticks().expected()).isEqualTo(last + 1);
        assertThat(result.ticks().present()).isEqualTo(outcomesOfTick.size());
        assertThat(result.ticks().missing()).isEqualTo(last + 1 - outcomesOfTick.size());
        assertThat(result.ticks().doubled())
                .isEqualTo(outcomesOfTick.values().stream().mapToInt(n -> n - 1).sum());
        assertThat(result.ticks().astray()).isZero();
    }

    private void add(LedgerRecord record) {
        audit.add(record);
    }
}
