package io.brokerscope.job.target;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.entity.Contribution;
import io.brokerscope.health.HealthScore;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.DeadLetter;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTrackerTest {

    private static final long START = 1_000_000_000_000L;
    private static final SeriesKey BYTES = new SeriesKey("broker.bytes_in", null, null);

    private final TargetSpec spec = Fixtures.spec(Fixtures.cluster("c"), "7");
    private final RecordedOutputs out = new RecordedOutputs();
    private final List<Contribution> contributions = new ArrayList<>();
    private final TargetTracker tracker = tracker(OutputSettings.Ledger.GOLDEN);
    private TargetState state;
    private TargetTracker.Verdict verdict;

    @Test
    void anIncarnationBeginsWithALedgerLineAnEventAndJoiningEveryRollup() {
        accept(Fixtures.added(spec, 1, START), START);
        assertThat(out.ledger).extracting(LedgerRecord::kind).containsExactly(OutcomeKind.ADDED);
        assertThat(out.eventTypes()).containsExactly(EventRecord.Type.TARGET_ADDED);
        assertThat(contributions)
                .extracting(Contribution::kind)
                .containsOnly(Contribution.Kind.JOINED)
                .hasSize(3);
    }

    @Test
    void ratesDivideByTheTimeBetweenObservationsNotBetweenTicks() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100, 0);
        observe(1, 13_100, 3_000);
        MetricsRecord second = out.metrics.get(1);
        assertThat(second.elapsedMs()).isEqualTo(13_000);
        assertThat(second.increments()).containsEntry("broker.bytes_in", 13_000L);
        assertThat(second.metrics()).containsEntry("broker.throughput.in.bytesPerSec", 1_000.0);
    }

    @Test
    void fallsBackToLastKnownValuesWithTheirAgeThenToUnknown() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100, 0);
        observe(1, 10_100, 0);
        for (int tick = 2; tick <= 8; tick++) {
            fail(tick, FailureReason.REFUSED);
        }
        assertThat(out.metrics)
                .extracting(MetricsRecord::quality)
                .containsExactly(
                        Quality.MEASURED,
                        Quality.MEASURED,
                        Quality.LAST_KNOWN,
                        Quality.LAST_KNOWN,
                        Quality.LAST_KNOWN,
                        Quality.LAST_KNOWN,
                        Quality.LAST_KNOWN,
                        Quality.LAST_KNOWN,
                        Quality.UNKNOWN);
        MetricsRecord lastKnown = out.metrics.get(2);
        assertThat(lastKnown.observedAt()).isEqualTo(START + INTERVAL_MS);
        assertThat(lastKnown.metrics()).containsEntry("broker.throughput.in.bytesPerSec", 1_000.0);
        assertThat(lastKnown.increments()).isEmpty();
        assertThat(out.metrics.get(8).metrics()).isEmpty();
        assertThat(out.lastEntity().status()).isEqualTo(Status.UNKNOWN);
        assertThat(out.lastEntity().ageMs()).isNull();
        assertThat(out.entities.stream().filter(e -> e.quality() == Quality.LAST_KNOWN))
                .first()
                .satisfies(e -> assertThat(e.ageMs()).isEqualTo(INTERVAL_MS));
        assertThat(out.eventTypes())
                .containsExactly(
                        EventRecord.Type.TARGET_ADDED,
                        EventRecord.Type.GAP_OPENED,
                        EventRecord.Type.STATUS_CHANGED,
                        EventRecord.Type.STATUS_CHANGED);
    }

    @Test
    void aBrokerThatAnswersAgainIsHealthyOnceItHasDoneSoForAWhile() {
        accept(Fixtures.added(spec, 1, START), START);
        List<Status> statuses = new ArrayList<>();
        for (int tick = 0; tick < 10; tick++) {
            if (tick == 2 || tick == 4) {
                fail(tick, FailureReason.REFUSED);
            } else {
                observe(tick, 10_000L * tick, 0);
            }
            statuses.add(out.lastEntity().status());
        }
        assertThat(statuses)
                .containsExactly(
                        Status.HEALTHY,
                        Status.HEALTHY,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.DEGRADED,
                        Status.HEALTHY,
                        Status.HEALTHY);
        assertThat(out.eventTypes().stream().filter(EventRecord.Type.STATUS_CHANGED::equals))
                .hasSize(2);
    }

    @Test
    void anOutageIsFilledInByWholeSharesThatSumToTheTotal() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        fail(1, FailureReason.READ_TIMEOUT);
        fail(2, FailureReason.READ_TIMEOUT);
        observe(3, 100, 0);
        List<MetricsRecord> filled =
                out.metrics.stream().filter(m -> m.quality() == Quality.INTERPOLATED).toList();
        assertThat(filled)
                .extracting(MetricsRecord::dueAt)
                .containsExactly(START + INTERVAL_MS, START + 2 * INTERVAL_MS);
        assertThat(filled).extracting(MetricsRecord::revision).containsOnly(1);
        assertThat(filled)
                .extracting(m -> m.increments().get("broker.bytes_in"))
                .containsExactly(33L, 33L);
        assertThat(out.incrementSum("7", "broker.bytes_in")).isEqualTo(100);
        assertThat(out.ledger.get(4).counters().get(0).increment()).isEqualTo(100);
        assertThat(out.eventTypes()).contains(EventRecord.Type.GAP_CLOSED);
    }

    @Test
    void aLongOutageIsFilledInAsOneRange() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        accept(
                Fixtures.unobserved(
                        spec,
                        1,
                        OutcomeKind.MISSED,
                        FailureReason.DOWNTIME,
                        START + INTERVAL_MS,
                        START + 99 * INTERVAL_MS),
                START + 99 * INTERVAL_MS);
        observe(100, 1_000, 0);
        MetricsRecord range =
                out.metrics.stream()
                        .filter(m -> m.quality() == Quality.INTERPOLATED)
                        .findFirst()
                        .orElseThrow();
        assertThat(range.dueAt()).isEqualTo(START + INTERVAL_MS);
        assertThat(range.untilDueAt()).isEqualTo(START + 99 * INTERVAL_MS);
        assertThat(range.increments()).containsEntry("broker.bytes_in", 990L);
        assertThat(out.incrementSum("7", "broker.bytes_in")).isEqualTo(1_000);
        assertThat(out.ledger.get(2).ticks()).isEqualTo(99);
    }

    @Test
    void growthAfterARestartIsSpreadOnlyOverTicksOfTheNewProcess() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 5_000, 0);
        for (int tick = 1; tick <= 4; tick++) {
            fail(tick, FailureReason.REFUSED);
        }
        long restarted = START + 3 * INTERVAL_MS;
        accept(
                Fixtures.observed(
                        spec,
                        1,
                        START + 5 * INTERVAL_MS,
                        START + 5 * INTERVAL_MS,
                        Fixtures.readings(restarted, true, Map.of(BYTES, 90L), Map.of())),
                START + 5 * INTERVAL_MS);
        List<MetricsRecord> filled =
                out.metrics.stream().filter(m -> m.quality() == Quality.INTERPOLATED).toList();
        assertThat(filled)
                .extracting(MetricsRecord::dueAt)
                .containsExactly(START + 3 * INTERVAL_MS, START + 4 * INTERVAL_MS);
        assertThat(out.incrementSum("7", "broker.bytes_in")).isEqualTo(90);
        // 90 bytes in the 20 s that the new process has been there.
        assertThat(out.metrics.get(out.metrics.size() - 1).metrics())
                .containsEntry("broker.throughput.in.bytesPerSec", 4.5);
        assertThat(out.events)
                .filteredOn(e -> e.type() == EventRecord.Type.COUNTERS_RESET)
                .singleElement()
                .satisfies(e -> assertThat(e.message()).contains("is unknowable"));
    }

    @Test
    void everyTickIsTakenOnce() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        int lines = out.ledger.size();
        observe(0, 50, 0);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.REPEATED);
        fail(0, FailureReason.REFUSED);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.REPEATED);
        accept(Fixtures.added(spec, 1, START), START);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.REPEATED);
        accept(
                Fixtures.unobserved(spec, 2, OutcomeKind.FAILED, FailureReason.DNS, START, START),
                START);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.EARLY);
        accept(Fixtures.retired(spec, 2, START), START);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.EARLY);
        accept(Fixtures.retired(spec, 0, START), START);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.REPEATED);
        assertThat(out.ledger).hasSize(lines);
    }

    @Test
    void aSkippedTickMayOvertakeTheReadThatMadeItSkip() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        skip(2);
        observe(1, 100, 9_000);
        observe(3, 400, 0);
        assertThat(out.incrementSum("7", "broker.bytes_in")).isEqualTo(400);
        assertThat(out.ledger).hasSize(5);
    }

    @Test
    void anOutcomeThatLaterOnesOvertookChangesNothingButTheLedger() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        observe(2, 200, 0);
        int entities = out.entities.size();
        accept(
                Fixtures.unobserved(
                        spec,
                        1,
                        OutcomeKind.MISSED,
                        FailureReason.RESTART,
                        START + INTERVAL_MS,
                        START + INTERVAL_MS),
                START + 2 * INTERVAL_MS);
        assertThat(out.ledger.get(out.ledger.size() - 1).kind()).isEqualTo(OutcomeKind.MISSED);
        assertThat(out.entities).hasSize(entities);
        assertThat(out.eventTypes()).containsExactly(EventRecord.Type.TARGET_ADDED);
        assertThat(state.gap().open()).isFalse();
    }

    @Test
    void aRangeThatIsPartlyInIsEnteredForTheRest() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        accept(
                Fixtures.unobserved(
                        spec,
                        1,
                        OutcomeKind.MISSED,
                        FailureReason.DOWNTIME,
                        START,
                        START + 3 * INTERVAL_MS),
                START + 3 * INTERVAL_MS);
        LedgerRecord line = out.ledger.get(2);
        assertThat(line.dueAt()).isEqualTo(START + INTERVAL_MS);
        assertThat(line.untilDueAt()).isEqualTo(START + 3 * INTERVAL_MS);
        assertThat(line.ticks()).isEqualTo(3);
    }

    @Test
    void aTickThatNeverComesIsGivenUpForTheSakeOfTheOthers() {
        accept(Fixtures.added(spec, 1, START), START);
        for (int tick = 1; tick <= 129; tick += 2) {
            fail(tick, FailureReason.REFUSED);
        }
        assertThat(out.eventTypes()).contains(EventRecord.Type.STATE_BOUNDED);
        assertThat(state.book().lowWater()).isEqualTo(START + INTERVAL_MS);
    }

    @Test
    void aRetiredTargetIsForgottenWhenItsLastTickIsIn() {
        accept(Fixtures.added(spec, 1, START), START);
        accept(Fixtures.retired(spec, 1, START), START + 1);
        assertThat(state).isNotNull();
        assertThat(out.tombstones).isEmpty();
        observe(0, 0, 0);
        assertThat(state).isNull();
        assertThat(out.tombstones).hasSize(1);
        assertThat(out.eventTypes()).contains(EventRecord.Type.TARGET_RETIRED);
        accept(Fixtures.retired(spec, 1, START), START + 1);
        assertThat(verdict).isEqualTo(TargetTracker.Verdict.EARLY);
    }

    @Test
    void aNewIncarnationGoesOnCounting() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100, 0);
        accept(Fixtures.added(spec, 2, START + INTERVAL_MS), START + 1);
        accept(Fixtures.retired(spec, 1, START), START + 1);
        assertThat(out.tombstones).isEmpty();
        accept(
                Fixtures.observed(
                        spec,
                        2,
                        START + INTERVAL_MS,
                        START + INTERVAL_MS,
                        Fixtures.readings(1, true, Map.of(BYTES, 150L), Map.of())),
                START + INTERVAL_MS);
        assertThat(out.metrics.get(1).increments()).containsEntry("broker.bytes_in", 50L);
        assertThat(state.closing()).isEmpty();
    }

    @Test
    void anEarlierIncarnationMayCloseLate() {
        accept(Fixtures.added(spec, 1, START), START);
        accept(Fixtures.added(spec, 2, START + INTERVAL_MS), START + 1);
        accept(Fixtures.retired(spec, 1, START), START + 1);
        assertThat(state.closing()).hasSize(1);
        observe(0, 100, 0);
        assertThat(state.closing()).isEmpty();
        accept(Fixtures.retired(spec, 2, START), START + 2);
        assertThat(state).isNull();
    }

    @Test
    void incarnationsThatNeverCloseAreBounded() {
        for (int incarnation = 1; incarnation <= 18; incarnation++) {
            accept(Fixtures.added(spec, incarnation, START), START);
        }
        assertThat(state.closing()).hasSize(16);
        assertThat(out.eventTypes()).contains(EventRecord.Type.STATE_BOUNDED);
    }

    @Test
    void anAnswerThatCannotBeReadBecomesADeadLetter() {
        accept(Fixtures.added(spec, 1, START), START);
        ReadStats stats =
                new ReadStats(1, START, -1, 10, 20, 0, 0, 0, 0, false, 2, 1, "<html>login</html>");
        accept(
                new ScrapeOutcome(
                        OutcomeKind.FAILED,
                        spec.target(),
                        1,
                        START,
                        START,
                        FailureReason.CONTENT_TYPE,
                        "text/html",
                        stats,
                        BreakerState.CLOSED,
                        null,
                        null,
                        null,
                        null,
                        0),
                START);
        assertThat(out.deadLetters)
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.reason()).isEqualTo(FailureReason.CONTENT_TYPE);
                            assertThat(letter.excerpt()).isEqualTo("<html>login</html>");
                        });
    }

    @Test
    void malformedLinesAndCutsAreToldWhileTheRestIsUsed() {
        accept(Fixtures.added(spec, 1, START), START);
        ReadStats stats =
                new ReadStats(1, START, START, 10, 20, 5, 5, 0, 1_203, false, 2, 4, "broken line");
        accept(
                new ScrapeOutcome(
                        OutcomeKind.OBSERVED,
                        spec.target(),
                        1,
                        START,
                        START,
                        null,
                        "",
                        stats,
                        BreakerState.CLOSED,
                        Fixtures.readings(1, false, Map.of(BYTES, 1L), Map.of()),
                        null,
                        null,
                        null,
                        0),
                START);
        assertThat(out.deadLetters).extracting(DeadLetter::line).containsExactly(4);
        assertThat(out.events)
                .filteredOn(e -> e.type() == EventRecord.Type.TRUNCATED)
                .singleElement()
                .satisfies(e -> assertThat(e.message()).contains("truncated: 1203 series"));
        assertThat(out.lastEntity().quality()).isEqualTo(Quality.MEASURED);
    }

    @Test
    void breakerAndDialectChangesAreEvents() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        accept(
                new ScrapeOutcome(
                        OutcomeKind.REJECTED,
                        spec.target(),
                        1,
                        START + INTERVAL_MS,
                        START + INTERVAL_MS,
                        null,
                        "",
                        null,
                        BreakerState.OPEN,
                        null,
                        null,
                        null,
                        null,
                        0),
                START + INTERVAL_MS);
        Readings other =
                new Readings(
                        "other",
                        1,
                        true,
                        SeriesTable.EMPTY,
                        new long[0],
                        SeriesTable.EMPTY,
                        new double[0]);
        accept(
                Fixtures.observed(spec, 1, START + 2 * INTERVAL_MS, START + 2 * INTERVAL_MS, other),
                START + 2 * INTERVAL_MS);
        assertThat(out.events)
                .filteredOn(e -> e.type() == EventRecord.Type.BREAKER_CHANGED)
                .extracting(e -> e.attributes().get("to"))
                .containsExactly("OPEN", "CLOSED");
        assertThat(out.eventTypes()).contains(EventRecord.Type.DIALECT_CHANGED);
    }

    @Test
    void theLedgerCarriesWhatItIsToldTo() {
        Map<SeriesKey, Long> counters =
                Map.of(BYTES, 1L, new SeriesKey("broker.isr.shrinks", null, null), 2L);
        assertThat(countersWith(OutputSettings.Ledger.GOLDEN, counters)).hasSize(1);
        assertThat(countersWith(OutputSettings.Ledger.ALL, counters)).hasSize(2);
        assertThat(countersWith(OutputSettings.Ledger.OFF, counters)).isNull();
    }

    @Test
    void everyShardHearsOfEveryTick() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, 0);
        fail(1, FailureReason.REFUSED);
        for (int shard = -1; shard < 2; shard++) {
            int wanted = shard;
            assertThat(contributions)
                    .filteredOn(c -> c.shard() == wanted)
                    .extracting(Contribution::kind)
                    .containsExactly(
                            Contribution.Kind.JOINED,
                            Contribution.Kind.TICK,
                            Contribution.Kind.TICK);
        }
    }

    @Test
    void aNoticeIsNobodysOutcome() {
        ScrapeOutcome notice =
                new ScrapeOutcome(
                        OutcomeKind.NOTICE,
                        null,
                        0,
                        0,
                        0,
                        null,
                        "",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        0);
        assertThatThrownBy(() -> accept(notice, START))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<LedgerRecord.Counter> countersWith(
            OutputSettings.Ledger detail, Map<SeriesKey, Long> counters) {
        RecordedOutputs own = new RecordedOutputs();
        TargetTracker other = tracker(detail);
        TargetState added =
                other.accept(null, Fixtures.added(spec, 1, START), START, own, c -> {}).state();
        other.accept(
                added,
                Fixtures.observed(
                        spec, 1, START, START, Fixtures.readings(1, true, counters, Map.of())),
                START,
                own,
                c -> {});
        return own.ledger.get(1).counters();
    }

    private static TargetTracker tracker(OutputSettings.Ledger detail) {
        return new TargetTracker("acme", detail, 2, new HealthScore(), new NoStopgap());
    }

    private void observe(int tick, long bytes, long latencyMs) {
        long dueAt = START + tick * INTERVAL_MS;
        accept(
                Fixtures.observed(
                        spec,
                        1,
                        dueAt,
                        dueAt + latencyMs,
                        Fixtures.readings(1, true, Map.of(BYTES, bytes), Map.of())),
                dueAt + latencyMs);
    }

    private void fail(int tick, FailureReason reason) {
        long dueAt = START + tick * INTERVAL_MS;
        accept(Fixtures.unobserved(spec, 1, OutcomeKind.FAILED, reason, dueAt, dueAt), dueAt);
    }

    private void skip(int tick) {
        long dueAt = START + tick * INTERVAL_MS;
        accept(Fixtures.unobserved(spec, 1, OutcomeKind.SKIPPED, null, dueAt, dueAt), dueAt);
    }

    private void accept(ScrapeOutcome outcome, long now) {
        TargetTracker.Step step = tracker.accept(state, outcome, now, out, contributions::add);
        state = step.state();
        verdict = step.verdict();
    }
}
