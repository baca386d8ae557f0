package io.brokerscope.job.target;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static io.brokerscope.testsupport.Fixtures.LAST_KNOWN_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Rollup;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.health.HealthScore;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapRollupStore;
import io.brokerscope.testsupport.RecordedOutputs;
import io.brokerscope.testsupport.SteadyStopgap;
import io.brokerscope.testsupport.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A hybrid cluster: what is expected and missing is made up, and says so; nothing else changes. */
class HybridTest {

    private static final long START = 1_000_000_000_000L;
    private static final SeriesKey MESSAGES = new SeriesKey("broker.messages_in", null, null);
    private static final int LONG_SILENT = (int) (LAST_KNOWN_MS / INTERVAL_MS) + 2;

    private final ClusterSettings cluster =
            Fixtures.hybrid("c", new ExpectSettings(2, List.of("orders"), List.of()));
    private final RecordedOutputs out = new RecordedOutputs();
    private final TargetTracker tracker =
            new TargetTracker(
                    "acme", OutputSettings.Ledger.ALL, 1, new HealthScore(), new SteadyStopgap());
    private final Rollup topics =
            new Rollup(RollupColumns.TOPIC, "acme", new HealthScore(), new SteadyStopgap());
    private final Rollup clusters =
            new Rollup(RollupColumns.CLUSTER, "acme", new HealthScore(), new SteadyStopgap());
    private final Map<Integer, MapRollupStore> stores = new HashMap<>();
    private final Map<String, TargetState> states = new HashMap<>();

    @Test
    void aSilentBrokerIsLastKnownFirstThenMadeUpAndWhatWasCountedFillsTheGap() {
        TargetSpec first = Fixtures.spec(cluster, "1");
        TargetSpec second = Fixtures.spec(cluster, "2");
        add(first, 1);
        add(second, 1);
        for (int tick = 0; tick <= LONG_SILENT; tick++) {
            observe(first, tick, 100L * tick);
            if (tick == 0) {
                observe(second, tick, 0);
            } else {
                fail(second, tick);
            }
        }

        assertThat(of("2", 1).quality()).isEqualTo(Quality.LAST_KNOWN);
        assertThat(of("c", 1).coverage()).isEqualTo(new Coverage(2, 1, 0, 1, 0, 0));
        assertThat(of("c", 1).metrics()).containsEntry("cluster.messages.in.rate", 10.0);

        MetricsRecord broker = of("2", LONG_SILENT);
        assertThat(broker.quality()).isEqualTo(Quality.SIMULATED);
        assertThat(broker.metrics())
                .containsEntry("broker.messages.in.rate", 20.0)
                .containsEntry("broker.leader.count", 4.0);
        assertThat(broker.increments()).as("nothing was counted").isEmpty();
        assertThat(broker.observedAt()).isNull();
        MetricsRecord sum = of("c", LONG_SILENT);
        assertThat(sum.quality()).isEqualTo(Quality.SIMULATED);
        assertThat(sum.coverage()).isEqualTo(new Coverage(2, 1, 0, 0, 1, 0));
        assertThat(sum.metrics())
                .as("with the share that is made up")
                .containsEntry("cluster.messages.in.rate", 30.0)
                .containsEntry("cluster.broker.count", 1.0)
                .containsEntry("cluster.availability.percentage", 50.0);
        assertThat(sum.increments()).containsEntry("broker.messages_in", 100L);
        assertThat(entity("2"))
                .returns(Quality.SIMULATED, EntityRecord::quality)
                .returns(Status.UNKNOWN, EntityRecord::status)
                .returns(null, EntityRecord::observedAt);
        assertThat(entity("c").status()).isEqualTo(Status.DEGRADED);

        int back = LONG_SILENT + 1;
        observe(first, back, 100L * back);
        observe(second, back, 7L * back);
        assertThat(of("2", back).quality()).isEqualTo(Quality.MEASURED);
        assertThat(of("c", back).quality()).isEqualTo(Quality.MEASURED);
        assertThat(of("c", LONG_SILENT).metrics())
                .as("corrected: what is known now has taken the place of what was made up")
                .containsEntry("cluster.messages.in.rate", 10.7);
        assertThat(of("c", LONG_SILENT).quality()).isEqualTo(Quality.INTERPOLATED);
        assertThat(out.incrementSum("2", "broker.messages_in")).isEqualTo(7L * back);
        assertThat(out.incrementSum("c", "broker.messages_in")).isEqualTo(107L * back);
        assertThat(Verdict.balance(out.ledger).balanced()).isTrue();
    }

    @Test
    void aDeclaredBrokerThatNobodyFoundIsMadeUpAndCountsForNothingElse() {
        TargetSpec real = Fixtures.spec(cluster, "1");
        TargetSpec filling = TargetSpec.simulated("2", "", cluster);
        add(real, 1);
        add(filling, 1);
        for (int tick = 0; tick < 3; tick++) {
            observe(real, tick, 100L * tick);
            observe(filling, tick, 1_000L * tick);
        }
        MetricsRecord sum = of("c", 2);
        assertThat(sum.quality()).isEqualTo(Quality.SIMULATED);
        assertThat(sum.coverage()).isEqualTo(new Coverage(2, 1, 0, 0, 1, 0));
        assertThat(sum.metrics())
                .containsEntry("cluster.messages.in.rate", 110.0)
                .containsEntry("cluster.availability.percentage", 50.0);
        assertThat(out.incrementSum("c", "broker.messages_in"))
                .as("increments of the cluster are those that were measured")
                .isEqualTo(200);
        assertThat(of("2", 2).quality()).isEqualTo(Quality.SIMULATED);
        assertThat(entity("2").status()).isEqualTo(Status.UNKNOWN);
        assertThat(Verdict.balance(out.ledger).balanced()).isTrue();
    }

    @Test
    void aGapOfWhatIsMadeUpIsFilledWithNothingThatWasMeasured() {
        TargetSpec filling = TargetSpec.simulated("2", "", cluster);
        add(filling, 1);
        observe(filling, 0, 0);
        take(Fixtures.unobserved(filling, 1, OutcomeKind.MISSED, null, due(1), due(4)), due(5));
        observe(filling, 5, 500);
        assertThat(out.metrics)
                .filteredOn(m -> m.name().equals("2"))
                .hasSizeGreaterThan(2)
                .extracting(MetricsRecord::quality)
                .containsOnly(Quality.SIMULATED);
        assertThat(out.metrics)
                .filteredOn(m -> m.name().equals("c"))
                .extracting(MetricsRecord::quality)
                .doesNotContain(Quality.INTERPOLATED, Quality.MEASURED);
        assertThat(out.incrementSum("c", "broker.messages_in")).isZero();
    }

    @Test
    void whenTheRealBrokerComesNothingGoesOnFromWhatWasMadeUp() {
        TargetSpec filling = TargetSpec.simulated("2", "", cluster);
        TargetSpec real = Fixtures.spec(cluster, "2");
        add(filling, 1);
        observe(filling, 0, 1_000_000);
        take(Fixtures.retired(filling, 1, due(0)), due(0));
        take(Fixtures.added(real, 2, due(1)), due(1));
        take(observed(real, 2, 1, 5_000_000_000L), due(1));
        take(observed(real, 2, 2, 5_000_000_100L), due(2));

        assertThat(of("2", 1).increments()).isEmpty();
        assertThat(of("2", 2).increments()).containsEntry("broker.messages_in", 100L);
        assertThat(out.eventTypes()).doesNotContain(Type.COUNTERS_RESET, Type.DIALECT_CHANGED);
        assertThat(entity("2").quality()).isEqualTo(Quality.MEASURED);
        assertThat(Verdict.balance(out.ledger).balanced()).isTrue();
    }

    @Test
    void anExpectedTopicThatNobodyTellsOfIsMadeUpUntilItIsThere() {
        TargetSpec broker = Fixtures.spec(cluster, "1");
        add(broker, 1);
        observe(broker, 0, 0);
        MetricsRecord orders = of("orders", 0);
        assertThat(orders.quality()).isEqualTo(Quality.SIMULATED);
        assertThat(orders.metrics()).containsEntry("topic.messages.in.rate", 5.0);
        assertThat(orders.increments()).isEmpty();
        assertThat(entity("orders"))
                .returns(Status.UNKNOWN, EntityRecord::status)
                .returns(Quality.SIMULATED, EntityRecord::quality);

        SeriesKey real = new SeriesKey("topic.messages_in", "orders", null);
        for (int tick = 1; tick < 4; tick++) {
            take(
                    Fixtures.observed(
                            broker,
                            1,
                            due(tick),
                            due(tick),
                            Fixtures.readings(1, true, Map.of(real, 10L * tick), Map.of())),
                    due(tick));
        }
        assertThat(of("orders", 3).quality()).isEqualTo(Quality.MEASURED);
        assertThat(of("orders", 3).metrics()).containsEntry("topic.messages.in.rate", 1.0);
        assertThat(out.tombstones).isEmpty();
    }

    @Test
    void aTopicThatIsExpectedNoMoreGoes() {
        TargetSpec broker = Fixtures.spec(cluster, "1");
        add(broker, 1);
        observe(broker, 0, 0);
        TargetSpec without =
                Fixtures.spec(
                        Fixtures.hybrid("c", new ExpectSettings(2, List.of(), List.of())), "1");
        take(Fixtures.added(without, 2, due(1)), due(1));
        take(Fixtures.retired(broker, 1, due(0)), due(1));
        for (int tick = 1; tick < 5; tick++) {
            take(observed(without, 2, tick, tick), due(tick));
        }
        assertThat(out.tombstones).extracting("name").containsExactly("orders");
    }

    @Test
    void aClusterThatIsMadeUpAsAWholeIsLikeAnyOtherButSaysSo() {
        ClusterSettings simulated = Fixtures.simulated("c");
        TargetSpec first = TargetSpec.simulated("1", "", simulated);
        TargetSpec second = TargetSpec.simulated("2", "", simulated);
        add(first, 1);
        add(second, 1);
        for (int tick = 0; tick < 3; tick++) {
            observe(first, tick, 100L * tick);
            observe(second, tick, 200L * tick);
        }
        fail(second, 3);
        observe(first, 3, 300);
        assertThat(of("1", 2).quality()).isEqualTo(Quality.SIMULATED);
        assertThat(of("2", 3).quality()).isEqualTo(Quality.LAST_KNOWN);
        assertThat(of("c", 2))
                .returns(Quality.SIMULATED, MetricsRecord::quality)
                .returns(new Coverage(2, 0, 0, 0, 2, 0), MetricsRecord::coverage);
        assertThat(of("c", 2).increments()).containsEntry("broker.messages_in", 300L);
        assertThat(of("c", 2).metrics())
                .containsEntry("cluster.availability.percentage", 100.0)
                .containsEntry("cluster.health.score", 100.0);
        assertThat(of("c", 3).coverage()).isEqualTo(new Coverage(2, 0, 0, 1, 1, 0));
        assertThat(of("c", 3).metrics()).containsEntry("cluster.availability.percentage", 50.0);
        assertThat(entity("1").status()).isEqualTo(Status.HEALTHY);
        assertThat(Verdict.balance(out.ledger).balanced()).isTrue();
    }

    private void add(TargetSpec spec, long incarnation) {
        take(Fixtures.added(spec, incarnation, START), START);
    }

    private void observe(TargetSpec spec, int tick, long messages) {
        take(observed(spec, 1, tick, messages), due(tick));
    }

    private static ScrapeOutcome observed(
            TargetSpec spec, long incarnation, int tick, long messages) {
        return Fixtures.observed(
                spec,
                incarnation,
                due(tick),
                due(tick),
                Fixtures.readings(1, true, Map.of(MESSAGES, messages), Map.of()));
    }

    private void fail(TargetSpec spec, int tick) {
        take(
                Fixtures.unobserved(
                        spec, 1, OutcomeKind.FAILED, FailureReason.REFUSED, due(tick), due(tick)),
                due(tick));
    }

    private void take(ScrapeOutcome outcome, long now) {
        TargetTracker.Step step =
                tracker.accept(
                        states.get(outcome.target().id()),
                        outcome,
                        now,
                        out,
                        contribution -> roll(contribution, now));
        assertThat(step.verdict()).isEqualTo(TargetTracker.Verdict.TAKEN);
        states.put(outcome.target().id(), step.state());
    }

    private void roll(Contribution contribution, long now) {
        boolean ofCluster = contribution.shard() == Contribution.CLUSTER_SHARD;
        (ofCluster ? clusters : topics)
                .accept(
                        stores.computeIfAbsent(
                                contribution.shard(), shard -> new MapRollupStore(true)),
                        contribution,
                        now,
                        out,
                        time -> {});
    }

    private static long due(int tick) {
        return START + tick * INTERVAL_MS;
    }

    /** The latest word on an entity at a tick. */
    private MetricsRecord of(String name, int tick) {
        return out.metrics.stream()
                .filter(m -> m.name().equals(name) && m.dueAt() == due(tick))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private EntityRecord entity(String name) {
        return out.entities.stream()
                .filter(e -> e.name().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
