package io.brokerscope.console.fleet;

import static io.brokerscope.console.ConsoleRecords.NOW;
import static io.brokerscope.console.ConsoleRecords.broker;
import static io.brokerscope.console.ConsoleRecords.metrics;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.Quality;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesStoreTest {

    private static final EntityId BROKER = broker("prod", 1);
    private static final int TICK = 15_000;

    private SeriesStore store = new SeriesStore(1_000_000);

    @Test
    void pointsStandInTheOrderOfTheirDueTimesWithWhatIsKnownOfThem() {
        put(NOW + TICK, 0, Quality.LAST_KNOWN, Map.of("a", 2.0, "b", 20.0));
        put(NOW, 0, Quality.MEASURED, Map.of("a", 1.0));
        SeriesPoints points = store.of(BROKER.guid());
        assertThat(points.dueAt()).containsExactly(NOW, NOW + TICK);
        assertThat(points.quality()).containsExactly(Quality.MEASURED, Quality.LAST_KNOWN);
        assertThat(points.names()).containsExactly("a", "b");
        assertThat(points.values()[0]).containsExactly(1.0, 2.0);
        assertThat(points.values()[1]).containsExactly(Double.NaN, 20.0);
    }

    @Test
    void theHighestRevisionCountsAndOfEqualOnesTheLast() {
        put(NOW, 2, Quality.INTERPOLATED, Map.of("a", 2.0));
        put(NOW, 1, Quality.MEASURED, Map.of("a", 1.0));
        assertThat(store.of(BROKER.guid()).values()[0]).containsExactly(2.0);
        put(NOW, 2, Quality.MEASURED, Map.of("b", 3.0));
        SeriesPoints points = store.of(BROKER.guid());
        assertThat(points.revision()).containsExactly(2);
        assertThat(points.values()[0]).as("a is not known any more").containsExactly(Double.NaN);
        assertThat(points.values()[1]).containsExactly(3.0);
    }

    @Test
    void anHourIsKeptAndNoMorePointsThanTheBound() {
        int ticks = Series.MAX_POINTS + 10;
        for (int i = 0; i < ticks; i++) {
            put(NOW + i * 10_000L, NOW + i * 10_000L);
        }
        long[] dueAt = store.of(BROKER.guid()).dueAt();
        assertThat(dueAt).hasSize(Series.MAX_POINTS);
        assertThat(dueAt[0]).isEqualTo(NOW + 10 * 10_000L);
        put(NOW + 2 * SeriesStore.SPAN_MS, NOW + 2 * SeriesStore.SPAN_MS);
        assertThat(store.of(BROKER.guid()).dueAt()).hasSize(1);
        put(NOW, NOW + 2 * SeriesStore.SPAN_MS);
        assertThat(store.of(BROKER.guid()).dueAt()).as("too old").hasSize(1);
    }

    @Test
    void aLateCorrectionTakesItsPlaceInAFullSeries() {
        for (int i = 0; i < Series.MAX_POINTS; i++) {
            put(NOW + i * 1_000L, NOW);
        }
        put(NOW + 500, NOW);
        long[] dueAt = store.of(BROKER.guid()).dueAt();
        assertThat(dueAt).isSorted().hasSize(Series.MAX_POINTS).startsWith(NOW + 500, NOW + 1_000);
    }

    @Test
    void theOldestOfAllEntitiesGoWhereThereIsNoRoomAndThatIsTold() {
        store = new SeriesStore(400);
        assertThat(store.boundedBefore()).isZero();
        for (int i = 0; i < 30; i++) {
            for (int id = 0; id < 5; id++) {
                long dueAt = NOW + i * TICK;
                store.put(
                        metrics(broker("prod", id), dueAt, 0, Quality.MEASURED, Map.of("a", 1.0)),
                        dueAt);
            }
        }
        assertThat(store.cells()).isBetween(100L, 400L);
        assertThat(store.boundedBefore()).isBetween(NOW, NOW + 30 * TICK);
        for (int id = 0; id < 5; id++) {
            long[] dueAt = store.of(broker("prod", id).guid()).dueAt();
            assertThat(dueAt).endsWith(NOW + 29 * TICK);
            assertThat(dueAt[0]).isGreaterThanOrEqualTo(store.boundedBefore());
        }
        store.remove(BROKER.guid());
        assertThat(store.count()).isEqualTo(4);
        assertThat(store.of(BROKER.guid()).dueAt()).isEmpty();
    }

    private void put(long dueAt, long now) {
        store.put(metrics(BROKER, dueAt, 0, Quality.MEASURED, Map.of("a", 1.0)), now);
    }

    private void put(long dueAt, int revision, Quality quality, Map<String, Double> values) {
        store.put(metrics(BROKER, dueAt, revision, quality, values), NOW);
    }
}
