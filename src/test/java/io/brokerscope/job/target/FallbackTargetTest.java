package io.brokerscope.job.target;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.entity.Contribution;
import io.brokerscope.health.HealthScore;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import io.brokerscope.testsupport.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A broker whose first source fails, and returns. */
class FallbackTargetTest {

    private static final long START = 1_000_000_000_000L;
    private static final SeriesKey BYTES = new SeriesKey("broker.bytes_in", null, null);
    private static final SeriesKey TOPIC = new SeriesKey("topic.bytes_in", "orders", null);
    private static final SeriesKey RARE = new SeriesKey("topic.bytes_out", "orders", null);
    private static final String WHY = "http://broker-7:9404/metrics: REFUSED";

    private final TargetSpec alone = Fixtures.spec(Fixtures.cluster("c"), "7");
    private final TargetSpec spec = Fixtures.withFallback(alone, "jmx://broker-7:9999");
    private final RecordedOutputs out = new RecordedOutputs();
    private final List<Contribution> contributions = new ArrayList<>();
    private final TargetTracker tracker =
            new TargetTracker(
                    "acme", OutputSettings.Ledger.ALL, 2, new HealthScore(), new NoStopgap());
    private TargetState state;
    private long started = 1;

    @Test
    void theFallbackGoesOnWithTheSameCountersAndTheFirstSourceTakesOverWithoutAJump() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, Map.of(BYTES, 100L, TOPIC, 10L, RARE, 5L));
        observe(1, 1, Map.of(BYTES, 10_100L, TOPIC, 20L));
        observe(2, 1, Map.of(BYTES, 20_100L, TOPIC, 30L));
        observe(3, 0, Map.of(BYTES, 30_100L, TOPIC, 40L, RARE, 35L));

        assertThat(out.metrics)
                .extracting(MetricsRecord::quality)
                .containsExactly(
                        Quality.MEASURED, Quality.SECONDARY, Quality.SECONDARY, Quality.MEASURED);
        assertThat(out.metrics.subList(1, 4))
                .allSatisfy(
                        m ->
                                assertThat(m.metrics())
                                        .containsEntry(
                                                "broker.throughput.in.bytesPerSec", 1_000.0));
        assertThat(increments(BYTES)).containsExactly(10_000L, 10_000L, 10_000L);
        assertThat(increments(TOPIC)).containsExactly(10L, 10L, 10L);
        // What only the first source tells is neither gone nor new: it grew meanwhile.
        assertThat(increments(RARE)).containsExactly(30L);
        assertThat(out.ledger)
                .flatExtracting(line -> line.counters() == null ? List.of() : line.counters())
                .extracting("change")
                .containsOnlyNulls();
    }

    @Test
    void whatOnlyTheFallbackTellsIsABaselineAndNoGrowth() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, Map.of(BYTES, 100L));
        observe(1, 1, Map.of(BYTES, 200L, TOPIC, 1_000_000L));
        observe(2, 1, Map.of(BYTES, 300L, TOPIC, 1_000_007L));
        assertThat(increments(TOPIC)).containsExactly(7L);
        assertThat(Verdict.balance(out.ledger).balanced()).isTrue();
    }

    @Test
    void anotherStartAtTheOtherSourceIsNoRestartUnlessSomethingWentDown() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, Map.of(BYTES, 100L));
        started = 500_000;
        observe(1, 1, Map.of(BYTES, 200L));
        assertThat(increments(BYTES)).containsExactly(100L);
        started = 1;
        observe(2, 0, Map.of(BYTES, 50L));
        assertThat(increments(BYTES)).containsExactly(100L, 50L);
        assertThat(out.eventTypes()).contains(Type.COUNTERS_RESET);
    }

    @Test
    void everyRecordSaysWhereItsValuesComeFrom() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, Map.of(BYTES, 100L));
        observe(1, 1, Map.of(BYTES, 200L));
        assertThat(out.ledger)
                .extracting(LedgerRecord::source)
                .containsExactly(null, null, "jmx://broker-7:9999");
        assertThat(out.lastEntity().quality()).isEqualTo(Quality.SECONDARY);
        assertThat(out.lastEntity().attributes()).containsEntry("endpoint", "jmx://broker-7:9999");
        assertThat(contributions)
                .filteredOn(c -> c.dueAt() == START + INTERVAL_MS)
                .extracting(Contribution::quality)
                .containsOnly(Quality.SECONDARY);
        observe(2, 0, Map.of(BYTES, 300L));
        assertThat(out.lastEntity())
                .returns(Quality.MEASURED, EntityRecord::quality)
                .satisfies(
                        e -> assertThat(e.attributes()).containsEntry("endpoint", spec.endpoint()));
    }

    @Test
    void aChangeOfTheSourceIsOneEventAndNoChangeOfTheDialect() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 0, Map.of(BYTES, 100L));
        observe(1, 1, Map.of(BYTES, 200L));
        observe(2, 1, Map.of(BYTES, 300L));
        observe(3, 0, Map.of(BYTES, 400L));
        assertThat(out.events)
                .filteredOn(e -> e.type() != Type.TARGET_ADDED)
                .extracting(EventRecord::type, EventRecord::severity, EventRecord::message)
                .containsExactly(
                        tuple(
                                Type.SOURCE_CHANGED,
                                Severity.WARNING,
                                "broker c/7 is read at jmx://broker-7:9999, because " + WHY),
                        tuple(
                                Type.SOURCE_CHANGED,
                                Severity.INFO,
                                "broker c/7 is read at http://broker-7:9404/metrics again"));
    }

    @Test
    void anAnswerOfAFallbackThatIsNoLongerConfiguredIsTaken() {
        accept(Fixtures.added(spec, 1, START), START);
        accept(Fixtures.added(alone, 2, START + INTERVAL_MS), START);
        observe(0, 1, Map.of(BYTES, 100L));
        assertThat(out.lastEntity().quality()).isEqualTo(Quality.SECONDARY);
    }

    private List<Long> increments(SeriesKey key) {
        return out.ledger.stream()
                .filter(line -> line.counters() != null)
                .flatMap(line -> line.counters().stream())
                .filter(
                        c ->
                                c.metric().equals(key.metric())
                                        && Objects.equals(c.topic(), key.topic())
                                        && c.increment() != null)
                .map(LedgerRecord.Counter::increment)
                .toList();
    }

    private void observe(int tick, int source, Map<SeriesKey, Long> counters) {
        long dueAt = START + tick * INTERVAL_MS;
        Readings whole = Fixtures.readings(started, true, new HashMap<>(counters), Map.of());
        Readings readings =
                source == 0
                        ? whole
                        : new Readings(
                                "jmx",
                                started,
                                false,
                                whole.counters(),
                                whole.counterValues(),
                                whole.gauges(),
                                whole.gaugeValues());
        accept(
                Fixtures.observed(spec, 1, dueAt, dueAt, readings, source, source == 0 ? "" : WHY),
                dueAt);
    }

    private void accept(ScrapeOutcome outcome, long now) {
        state = tracker.accept(state, outcome, now, out, contributions::add).state();
    }
}
