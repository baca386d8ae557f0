package io.brokerscope.audit;

import static io.brokerscope.testsupport.Ledger.added;
import static io.brokerscope.testsupport.Ledger.appeared;
import static io.brokerscope.testsupport.Ledger.baseline;
import static io.brokerscope.testsupport.Ledger.counter;
import static io.brokerscope.testsupport.Ledger.grown;
import static io.brokerscope.testsupport.Ledger.observed;
import static io.brokerscope.testsupport.Ledger.reset;
import static io.brokerscope.testsupport.Ledger.retired;
import static io.brokerscope.testsupport.Ledger.tick;
import static io.brokerscope.testsupport.Ledger.vanished;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.LedgerRecord.Counter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The second law: increments are exactly the difference of the raw values. */
class CounterLawTest {

    private final LedgerAudit audit = new LedgerAudit();

    @Test
    void growthResetsAppearancesAndVanishingsBalance() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                observed("4", 1, 12_000, grown("orders", 130, 30), appeared("new", 7)),
                observed("4", 1, 14_000, reset("orders", 5), grown("new", 7, 0)),
                observed("4", 1, 16_000, grown("orders", 6, 1), vanished("new")),
                observed("4", 1, 18_000, grown("orders", 6, 0), appeared("new", 3)));
        Balance balance = audit.result();
        assertThat(balance.balanced()).as("%s", balance).isTrue();
        assertThat(balance.counters())
                .isEqualTo(new Balance.Counters(2, 7, 1, 2, 1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void aCounterThatAnIncompleteAnswerLacksGoesOnFromItsLastValue() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100), baseline("clicks", 10)),
                observed("4", 1, 12_000, grown("orders", 130, 30)),
                observed("4", 1, 14_000, grown("orders", 131, 1), grown("clicks", 15, 5)));
        assertThat(audit.result().balanced()).isTrue();
        add(observed("4", 1, 16_000, grown("orders", 131, 0), grown("clicks", 18, 2)));
        assertBroken(16_000, "topic.bytes_in{topic=clicks}", "increment 2", "3 from 15 to 18");
    }

    @Test
    void aFirstAnswerThatIsIncompleteLeavesBaselinesForLater() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                observed("4", 1, 12_000, grown("orders", 130, 30), baseline("clicks", 10)),
                observed("4", 1, 14_000, grown("orders", 130, 0), grown("clicks", 11, 1)));
        assertThat(audit.result().balanced()).isTrue();
        assertThat(audit.result().counters().baselines()).isEqualTo(2);
    }

    @Test
    void nothingBeginsWithoutAnIncrementOnceEverythingWasSeen() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                observed("4", 1, 12_000, grown("orders", 130, 30), appeared("new", 1)),
                observed("4", 1, 14_000, grown("orders", 130, 0), baseline("clicks", 10)));
        assertBroken(
                14_000,
                "topic.bytes_in{topic=clicks}",
                "no increment",
                "APPEARED with an increment");
    }

    @Test
    void aRestartOfTheProcessResetsWhatHasNotDropped() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, 500L, List.of(baseline("orders", 100))),
                observed("4", 1, 12_000, 11_900L, List.of(reset("orders", 200))));
        assertThat(audit.result().balanced()).isTrue();
        add(observed("4", 1, 14_000, 12_000L, List.of(reset("orders", 300))));
        assertBroken(14_000, "topic.bytes_in{topic=orders}", "RESET", "to go on from 200 to 300");
    }

    @Test
    void everyWrongCounterIsNamed() {
        assertWrong("increment 20", "30 from 100 to 130", grown("orders", 130, 20));
        assertWrong("increment -10", "-10 from 100 to 90", grown("orders", 90, -10));
        assertWrong("no increment", "an increment", baseline("orders", 130));
        assertWrong(
                "RESET with increment 3",
                "increment 5, all since zero",
                counter("orders", 5L, 3L, Change.RESET));
        assertWrong(
                "APPEARED with increment 3",
                "increment 5, all since zero",
                counter("new", 5L, 3L, Change.APPEARED));
        assertWrong("APPEARED", "to go on from 100", appeared("orders", 130));
        assertWrong("RESET", "a value before", reset("new", 5));
        assertWrong("vanished", "a counter that is there", vanished("new"));
        assertWrong("increment 5 up to 9", "a value before", grown("new", 9, 5));
        assertWrong("no raw value", "a raw value", counter("orders", null, 5L, null));
    }

    private static void assertWrong(String found, String expected, Counter wrong) {
        LedgerAudit audit = new LedgerAudit();
        audit.add(added("4", 1, 10_000), new Position(1, 6));
        audit.add(observed("4", 1, 10_000, baseline("orders", 100)), new Position(1, 7));
        audit.add(observed("4", 1, 12_000, wrong), new Position(1, 9));
        Balance balance = audit.result();
        assertThat(balance.verdict()).isEqualTo(Balance.Verdict.UNBALANCED);
        assertThat(balance.counters().discontinuities()).isEqualTo(1);
        assertThat(balance.offences())
                .singleElement()
                .satisfies(
                        offence -> {
                            assertThat(offence.found()).isEqualTo(found);
                            assertThat(offence.expected()).startsWith(expected);
                            assertThat(offence.dueAt()).isEqualTo(12_000);
                            assertThat(offence.line()).isEqualTo(new Position(1, 9));
                            assertThat(offence.before())
                                    .isEqualTo(
                                            wrong.topic().equals("new")
                                                    ? null
                                                    : new Position(1, 7));
                        });
    }

    @Test
    void aLineWithoutCountersEndsTheComparison() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                tick(OutcomeKind.OBSERVED, "4", 1, 12_000),
                observed("4", 1, 14_000, grown("orders", 170, 20)),
                observed("4", 1, 16_000, grown("orders", 175, 5)));
        Balance balance = audit.result();
        assertThat(balance.balanced()).isTrue();
        assertThat(balance.counters().untold()).isEqualTo(1);
        assertThat(balance.counters().unverifiable()).isEqualTo(1);
        assertThat(balance.counters().steps()).isEqualTo(1);
    }

    @Test
    void countersGoOnWhereAnIncarnationFollowsBeforeTheOneBeforeHasEnded() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                added("4", 2, 15_000),
                observed("4", 2, 15_000, grown("orders", 130, 30)),
                retired("4", 1, 10_000),
                observed("4", 2, 17_000, grown("orders", 131, 1)));
        assertThat(audit.result().balanced()).isTrue();
        assertThat(audit.result().counters().steps()).isEqualTo(2);
    }

    @Test
    void aTargetThatWasGoneBeginsWithBaselines() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                retired("4", 1, 10_000),
                added("4", 2, 15_000),
                observed("4", 2, 15_000, baseline("orders", 130)),
                observed("4", 2, 17_000, grown("orders", 131, 1)));
        assertThat(audit.result().balanced()).isTrue();
        assertThat(audit.result().counters().series()).isEqualTo(1);
        add(
                retired("4", 2, 17_000),
                added("4", 3, 20_000),
                observed("4", 3, 20_000, grown("orders", 140, 9)));
        assertBroken(
                20_000, "topic.bytes_in{topic=orders}", "increment 9 up to 140", "a value before");
    }

    @Test
    void aJobThatWasStartedAnewBeginsWithBaselinesBesideAnIncarnationThatNobodyEnded() {
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                added("4", 2, 15_000),
                observed("4", 2, 15_000, baseline("orders", 130)),
                observed("4", 2, 17_000, grown("orders", 131, 1)));
        assertThat(audit.result().balanced()).isTrue();
    }

    @Test
    void anObservationWaitsForTheTicksBeforeIt() {
        LedgerRecord early = observed("4", 1, 14_000, grown("orders", 140, 10));
        add(
                added("4", 1, 10_000),
                observed("4", 1, 10_000, baseline("orders", 100)),
                early,
                observed("4", 1, 12_000, grown("orders", 130, 30)));
        assertThat(audit.result().balanced()).isTrue();
        assertThat(audit.result().counters().steps()).isEqualTo(2);
    }

    @Test
    void anObservationThatComesTooLateIsUnverifiableNotBroken() {
        add(added("4", 1, 10_000), observed("4", 1, 10_000, baseline("orders", 100)));
        for (int i = 2; i < 12; i++) {
            add(observed("4", 1, 10_000 + 2_000 * i, grown("orders", 100 + 10 * i, 10)));
        }
        add(observed("4", 1, 12_000, grown("orders", 110, 10)));
        Balance balance = audit.result();
        assertThat(balance.ticks().missing()).isZero();
        assertThat(balance.counters().late()).isEqualTo(1);
        assertThat(balance.counters().unverifiable()).isEqualTo(1);
        assertThat(balance.counters().discontinuities()).isZero();
    }

    @Test
    void offencesAreCountedAllAndNamedAsFarAsIsAskedFor() {
        LedgerAudit few = new LedgerAudit(new Scope(null, null, true, 2));
        few.add(added("4", 1, 10_000));
        few.add(observed("4", 1, 10_000, baseline("orders", 100)));
        for (int i = 1; i <= 5; i++) {
            few.add(observed("4", 1, 10_000 + 2_000 * i, grown("orders", 100, 1)));
        }
        assertThat(few.result().counters().discontinuities()).isEqualTo(5);
        assertThat(few.result().offences())
                .extracting(Offence::dueAt)
                .containsExactly(12_000L, 14_000L);
    }

    private void assertBroken(long dueAt, String series, String found, String expected) {
        Balance balance = audit.result();
        assertThat(balance.balanced()).isFalse();
        assertThat(balance.counters().discontinuities()).isEqualTo(1);
        Offence offence = balance.offences().get(0);
        assertThat(offence.kind()).isEqualTo(Offence.Kind.COUNTER);
        assertThat(offence.target()).isEqualTo("4");
        assertThat(offence.dueAt()).isEqualTo(dueAt);
        assertThat(offence.series()).isEqualTo(series);
        assertThat(offence.found()).isEqualTo(found);
        assertThat(offence.expected()).startsWith(expected);
    }

    private void add(LedgerRecord... lines) {
        for (LedgerRecord line : lines) {
            audit.add(line);
        }
    }
}
