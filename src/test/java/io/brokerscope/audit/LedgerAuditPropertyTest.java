package io.brokerscope.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Counter;
import io.brokerscope.testsupport.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Legal ledgers balance; whatever single thing is wrong with one is found and named. */
class LedgerAuditPropertyTest {

    @Property(tries = 1_000)
    void legalLedgersBalance(@ForAll long seed) {
        Balance balance = audit(LegalLedger.of(new Random(seed)));
        assertThat(balance.balanced()).as("%s", balance).isTrue();
        assertThat(balance.counters().unverifiable()).isZero();
        assertThat(balance.counters().late()).isZero();
    }

    @Property(tries = 1_000)
    void aLineThatIsMissingIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<LedgerRecord> ledger = new ArrayList<>(LegalLedger.of(random));
        List<LedgerRecord> candidates =
                ledger.stream()
                        .filter(line -> line.kind().isTick())
                        // The last read may still be running.
                        .filter(line -> ledger.stream().anyMatch(other -> readAfter(other, line)))
                        .toList();
        LedgerRecord lost = any(candidates, random);
        ledger.remove(lost);
        assertNamed(audit(ledger), Offence.Kind.MISSING, lost);
    }

    private static boolean readAfter(LedgerRecord other, LedgerRecord line) {
        return other.target().equals(line.target())
                && other.incarnation() == line.incarnation()
                && other.dueAt() > line.dueAt()
                && other.kind().isTick()
                && other.kind() != OutcomeKind.SKIPPED
                && other.kind() != OutcomeKind.MISSED;
    }

    @Property(tries = 1_000)
    void aLineThatIsThereTwiceIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<LedgerRecord> ledger = new ArrayList<>(LegalLedger.of(random));
        int place = random.nextInt(ledger.size());
        LedgerRecord twice = ledger.get(place);
        ledger.add(place + 1 + random.nextInt(ledger.size() - place), twice);
        assertNamed(audit(ledger), Offence.Kind.DOUBLED, twice);
    }

    @Property(tries = 1_000)
    void anIncrementThatIsWrongIsNamed(@ForAll long seed) {
        assertChangeIsNamed(
                seed,
                (counter, by) ->
                        new Counter(
                                counter.metric(),
                                counter.topic(),
                                counter.qualifier(),
                                counter.raw(),
                                counter.increment() + by,
                                counter.change()));
    }

    @Property(tries = 1_000)
    void aRawValueThatIsWrongIsNamed(@ForAll long seed) {
        assertChangeIsNamed(
                seed,
                (counter, by) ->
                        new Counter(
                                counter.metric(),
                                counter.topic(),
                                counter.qualifier(),
                                counter.raw() + by,
                                counter.increment(),
                                counter.change()));
    }

    private interface CounterChange {
        Counter by(Counter counter, int amount);
    }

    private static void assertChangeIsNamed(long seed, CounterChange change) {
        Random random = new Random(seed);
        List<LedgerRecord> ledger = new ArrayList<>(LegalLedger.of(random));
        List<LedgerRecord> candidates =
                ledger.stream()
                        .filter(line -> line.counters() != null)
                        .filter(
                                line ->
                                        line.counters().stream()
                                                .anyMatch(LedgerAuditPropertyTest::tellsIncrement))
                        .toList();
        LedgerRecord line = any(candidates, random);
        List<Counter> counters = new ArrayList<>(line.counters());
        Counter wrong =
                any(
                        counters.stream().filter(LedgerAuditPropertyTest::tellsIncrement).toList(),
                        random);
        counters.set(counters.indexOf(wrong), change.by(wrong, 1 + random.nextInt(100)));
        ledger.set(
                ledger.indexOf(line),
                Ledger.observed(
                        line.target(),
                        line.incarnation(),
                        line.dueAt(),
                        line.processStartAt(),
                        counters));
        assertNamed(audit(ledger), Offence.Kind.COUNTER, line);
    }

    private static boolean tellsIncrement(Counter counter) {
        return counter.increment() != null;
    }

    private static void assertNamed(Balance balance, Offence.Kind kind, LedgerRecord line) {
        assertThat(balance.verdict()).isEqualTo(Balance.Verdict.UNBALANCED);
        assertThat(balance.offences())
                .anySatisfy(
                        offence -> {
                            assertThat(offence.kind()).isEqualTo(kind);
                            assertThat(offence.cluster()).isEqualTo(line.cluster());
                            assertThat(offence.target()).isEqualTo(line.target());
                            assertThat(offence.incarnation()).isEqualTo(line.incarnation());
                            assertThat(offence.dueAt()).isEqualTo(line.dueAt());
                        });
        assertThat(balance.targets())
                .filteredOn(target -> !Objects.equals(target.target(), line.target()))
                .allSatisfy(
                        target -> {
                            assertThat(target.ticks().broken()).isFalse();
                            assertThat(target.counters().broken()).isFalse();
                        });
    }

    private static <T> T any(List<T> some, Random random) {
        Assume.that(!some.isEmpty());
        return some.get(random.nextInt(some.size()));
    }

    private static Balance audit(List<LedgerRecord> ledger) {
        LedgerAudit audit = new LedgerAudit();
        ledger.forEach(audit::add);
        return audit.result();
    }
}
