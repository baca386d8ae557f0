package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.junit.jupiter.api.Test;

class MadeUpOutcomesTest {

    private static final long FROM = 1_700_000_003_000L;
    private static final long FIRST_DUE = 1_700_000_010_000L;
    private static final SeriesKey TOPIC_BYTES =
            new SeriesKey("topic.bytes_in", "orders.v1.region-1", null);

    /** Three clusters of two brokers, in two parts: four targets and two. */
    private final MadeUpOutcomes outcomes = outcomes();

    private static MadeUpOutcomes outcomes() {
        String yaml =
                new Load(6, 200, 2, 2, Duration.ofSeconds(10), Ledger.OFF)
                        .yaml("localhost:9092", 1);
        List<ClusterSettings> clusters = ConfigLoader.parse("fleet.yaml", yaml).clusters();
        MadeUpOutcomes outcomes = new MadeUpOutcomes(clusters, 2, 200, 2, FROM);
        outcomes.open(new OpenContext() {});
        return outcomes;
    }

    @Test
    void everyTargetOfAPartIsAddedFirst() {
        assertThat(LongStream.range(0, 4).mapToObj(outcomes::map))
                .allMatch(outcome -> outcome.kind() == OutcomeKind.ADDED)
                .allMatch(outcome -> outcome.dueAt() == FIRST_DUE)
                .extracting(outcome -> outcome.target().toString())
                .containsExactly("c0/0", "c0/1", "c2/4", "c2/5");
        long second = MadeUpOutcomes.PART_LENGTH;
        assertThat(LongStream.range(second, second + 2).mapToObj(outcomes::map))
                .allMatch(outcome -> outcome.spec().endpoint().contains("/" + id(outcome)))
                .extracting(outcome -> outcome.target().toString())
                .containsExactly("c1/2", "c1/3");
    }

    private static String id(ScrapeOutcome outcome) {
        return outcome.target().id();
    }

    @Test
    void thenAllAreObservedTickAfterTick() {
        assertThat(LongStream.range(4, 12).mapToObj(outcomes::map))
                .allMatch(outcome -> outcome.kind() == OutcomeKind.OBSERVED)
                .allMatch(outcome -> outcome.stats().samples() == 200)
                .extracting(ScrapeOutcome::dueAt)
                .containsExactly(
                        FIRST_DUE,
                        FIRST_DUE,
                        FIRST_DUE,
                        FIRST_DUE,
                        FIRST_DUE + 10_000,
                        FIRST_DUE + 10_000,
                        FIRST_DUE + 10_000,
                        FIRST_DUE + 10_000);
    }

    @Test
    void trafficIsNeverTheSameTwiceAndNothingFails() {
        long[] bytes = LongStream.range(1, 6).map(round -> counter(round, TOPIC_BYTES)).toArray();
        for (int i = 2; i < bytes.length; i++) {
            double before = bytes[i - 1] - bytes[i - 2];
            double now = bytes[i] - bytes[i - 1];
            assertThat(Math.abs(now - before) / Math.max(now, before)).isGreaterThan(0.05);
        }
        SeriesKey failed = new SeriesKey("broker.failed_produce", null, null);
        assertThat(counter(5, failed)).isEqualTo(counter(1, failed));
    }

    private long counter(long round, SeriesKey key) {
        ScrapeOutcome outcome = outcomes.map(4 * round);
        return outcome.readings().counterValues()[outcome.readings().counters().index().get(key)];
    }
}
