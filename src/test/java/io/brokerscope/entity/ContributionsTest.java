package io.brokerscope.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Quality;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.LedgerRecord.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ContributionsTest {

    private static final RollupColumns COLUMNS = RollupColumns.TOPIC;

    /**
     * Whatever the number of topics and shards, and whether counters or gauges bring a topic first.
     */
    @Property(tries = 200)
    void everyValueArrivesInItsShardRowAndColumn(
            @ForAll @IntRange(min = 0, max = 100) int withCounters,
            @ForAll @IntRange(min = 0, max = 100) int withGauges,
            @ForAll @IntRange(min = 1, max = 8) int shards) {
        SeriesTable.Builder counters = new SeriesTable.Builder();
        for (int i = 0; i < withCounters; i++) {
            counters.row(new SeriesKey("topic.bytes_out", "counted-" + i, null));
        }
        SeriesTable.Builder gauges = new SeriesTable.Builder();
        for (int i = 0; i < withGauges; i++) {
            gauges.row(new SeriesKey("topic.size_bytes", "gauged-" + i, null));
        }
        long[] increments = new long[withCounters];
        double[] values = new double[withGauges];
        for (int i = 0; i < withCounters; i++) {
            increments[i] = 1_000 + i;
        }
        for (int i = 0; i < withGauges; i++) {
            values[i] = 5_000 + i;
        }
        Contributions contributions = new Contributions(shards);
        List<Contribution> emitted = new ArrayList<>();
        contributions.emit(
                new Contributions.Head(
                        Contribution.Kind.TICK,
                        new TargetId("c", "1"),
                        1,
                        0,
                        0,
                        Quality.MEASURED,
                        0,
                        1_000,
                        true),
                new Contributions.Values(
                        counters.build(),
                        increments,
                        new Change[withCounters],
                        new boolean[withCounters],
                        List.of(),
                        gauges.build(),
                        values),
                total -> total,
                emitted::add);

        assertThat(emitted).hasSize(shards + 1);
        Map<String, Long> counted = new HashMap<>();
        Map<String, Double> gauged = new HashMap<>();
        for (Contribution contribution : emitted) {
            if (contribution.shard() == Contribution.CLUSTER_SHARD) {
                continue;
            }
            for (int row = 0; row < contribution.rows().length; row++) {
                String topic = contribution.rows()[row];
                assertThat(contributions.shardOf(topic)).isEqualTo(contribution.shard());
                long counter =
                        contribution
                                .counters()[
                                row * COLUMNS.counters().size()
                                        + COLUMNS.counter("topic.bytes_out")];
                double gauge =
                        contribution
                                .gauges()[
                                row * COLUMNS.gauges().size() + COLUMNS.gauge("topic.size_bytes")];
                if (counter >= 0) {
                    counted.put(topic, counter);
                }
                if (!Double.isNaN(gauge)) {
                    gauged.put(topic, gauge);
                }
            }
        }
        assertThat(counted).hasSize(withCounters);
        assertThat(gauged).hasSize(withGauges);
        counted.forEach(
                (topic, value) -> assertThat(topic).isEqualTo("counted-" + (value - 1_000)));
        gauged.forEach(
                (topic, value) -> assertThat(topic).isEqualTo("gauged-" + (int) (value - 5_000)));
    }
}
