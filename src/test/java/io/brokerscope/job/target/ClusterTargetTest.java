package io.brokerscope.job.target;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.entity.Contribution;
import io.brokerscope.health.HealthScore;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A cluster that is a target itself. */
class ClusterTargetTest {

    private static final long START = 1_000_000_000_000L;

    private final TargetSpec spec =
            new TargetSpec(
                    TargetId.ofCluster("c"), "kafka://c", "", "", Map.of(), Fixtures.cluster("c"));
    private final RecordedOutputs out = new RecordedOutputs();
    private final List<Contribution> contributions = new ArrayList<>();
    private final TargetTracker tracker =
            new TargetTracker(
                    "acme", OutputSettings.Ledger.GOLDEN, 2, new HealthScore(), new NoStopgap());
    private TargetState state;

    @Test
    void isInTheLedgerAsEveryTargetAndNoEntityOfItsOwn() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100);
        observe(1, 400);
        fail(2);
        fail(3);
        observe(4, 500);
        accept(Fixtures.retired(spec, 1, due(4)), due(4));
        assertThat(state).isNull();
        assertThat(out.ledger)
                .extracting(LedgerRecord::kind)
                .containsExactly(
                        OutcomeKind.ADDED,
                        OutcomeKind.OBSERVED,
                        OutcomeKind.OBSERVED,
                        OutcomeKind.FAILED,
                        OutcomeKind.FAILED,
                        OutcomeKind.OBSERVED,
                        OutcomeKind.RETIRED);
        assertThat(out.ledger.stream().filter(l -> l.kind() == OutcomeKind.OBSERVED))
                .extracting(l -> l.counters().get(0).increment())
                .containsExactly(null, 300L, 100L);
        assertThat(out.entities).isEmpty();
        assertThat(out.metrics).isEmpty();
        assertThat(out.tombstones).isEmpty();
        assertThat(out.eventTypes())
                .containsExactly(
                        EventRecord.Type.TARGET_ADDED,
                        EventRecord.Type.GAP_OPENED,
                        EventRecord.Type.GAP_CLOSED,
                        EventRecord.Type.TARGET_RETIRED);
        assertThat(out.events)
                .extracting(EventRecord::message)
                .allMatch(message -> message.startsWith("cluster c "));
    }

    @Test
    void sendsViewsAndNeverJoins() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100);
        fail(1);
        accept(
                Fixtures.unobserved(
                        spec, 1, OutcomeKind.MISSED, FailureReason.DOWNTIME, due(2), due(3)),
                due(4));
        accept(Fixtures.retired(spec, 1, due(3)), due(4));
        assertThat(contributions)
                .extracting(Contribution::kind)
                .containsExactly(
                        Contribution.Kind.WATCHED,
                        Contribution.Kind.WATCHED,
                        Contribution.Kind.WATCHED,
                        Contribution.Kind.VIEW,
                        Contribution.Kind.VIEW,
                        Contribution.Kind.VIEW,
                        Contribution.Kind.VIEW,
                        Contribution.Kind.VIEW,
                        Contribution.Kind.VIEW,
                        Contribution.Kind.UNWATCHED,
                        Contribution.Kind.UNWATCHED,
                        Contribution.Kind.UNWATCHED);
        assertThat(contributions)
                .filteredOn(c -> c.kind() == Contribution.Kind.VIEW)
                .extracting(Contribution::quality)
                .containsExactly(
                        Quality.MEASURED,
                        Quality.MEASURED,
                        Quality.MEASURED,
                        Quality.UNKNOWN,
                        Quality.UNKNOWN,
                        Quality.UNKNOWN);
    }

    @Test
    void aRateIsToldWhereACounterOnlyGrew() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100);
        assertThat(rate()).isNull();
        observe(1, 400);
        assertThat(rate()).isEqualTo(30.0);
        // Created anew: what it holds was not appended since the read before.
        observe(2, 50);
        assertThat(rate()).isNull();
        assertThat(out.eventTypes()).contains(EventRecord.Type.COUNTERS_RESET);
        observe(3, 60);
        assertThat(rate()).isEqualTo(1.0);
    }

    @Test
    void whatItDoesNotTellIsToldOnce() {
        accept(Fixtures.added(spec, 1, START), START);
        observe(0, 100);
        for (int tick = 1; tick < 4; tick++) {
            observe(tick, 100, "not allowed");
        }
        observe(4, 100, "no answer in time");
        observe(5, 100);
        assertThat(out.events)
                .filteredOn(e -> e.type() == EventRecord.Type.READ_INCOMPLETE)
                .extracting(EventRecord::severity, EventRecord::message)
                .containsExactly(
                        tuple(
                                EventRecord.Severity.WARNING,
                                "cluster c does not tell all: not read: log sizes: not allowed"),
                        tuple(
                                EventRecord.Severity.WARNING,
                                "cluster c does not tell all: not read: log sizes: no answer in"
                                        + " time"),
                        tuple(EventRecord.Severity.INFO, "cluster c tells all that is asked"));
    }

    private Double rate() {
        return contributions.stream()
                .filter(c -> c.rows().length == 1 && c.rows()[0].equals("orders"))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .views()[0]
                .metrics()
                .get("topic.messages.in.rate");
    }

    private void observe(int tick, long end) {
        observe(tick, end, null);
    }

    private void observe(int tick, long end, String why) {
        ClusterReadings readings = new ClusterReadings().topic("orders", Partition.sound(end));
        if (why != null) {
            readings.missing("log sizes", why);
        }
        accept(
                new ScrapeOutcome(
                        OutcomeKind.OBSERVED,
                        spec.target(),
                        1,
                        due(tick),
                        due(tick),
                        null,
                        why == null ? "" : "not read: log sizes: " + why,
                        Fixtures.stats(1, due(tick)),
                        BreakerState.CLOSED,
                        Fixtures.readings(
                                -1,
                                true,
                                Map.of(new SeriesKey("topic.records.end", "orders", null), end),
                                Map.of()),
                        null,
                        null,
                        readings.build(),
                        0),
                due(tick));
    }

    private void fail(int tick) {
        accept(
                Fixtures.unobserved(
                        spec,
                        1,
                        OutcomeKind.FAILED,
                        FailureReason.READ_TIMEOUT,
                        due(tick),
                        due(tick)),
                due(tick));
    }

    private void accept(ScrapeOutcome outcome, long now) {
        state = tracker.accept(state, outcome, now, out, contributions::add).state();
    }

    private static long due(int tick) {
        return START + tick * INTERVAL_MS;
    }
}
