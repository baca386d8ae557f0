package io.brokerscope.counter;

import static io.brokerscope.counter.CounterAdvance.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.output.LedgerRecord.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {

    private static final SeriesKey BROKER = new SeriesKey("broker.bytes_in", null, null);
    private static final SeriesKey ORDERS = new SeriesKey("topic.bytes_in", "orders", null);
    private static final SeriesKey CLICKS = new SeriesKey("topic.bytes_in", "clicks", null);

    private final Counters counters = new Counters(1_000);

    @Test
    void theFirstReadIsABaseline() {
        CounterAdvance first =
                counters.advance(null, readings(1_000, true, Map.of(BROKER, 5L)), 10);
        assertThat(first.increments()).containsExactly(NONE);
        assertThat(first.changes()).containsExactly((Change) null);
        assertThat(first.elapsedMs()).isEqualTo(NONE);
    }

    @Test
    void growthIsTheDifference() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L), 10);
        CounterAdvance next =
                counters.advance(before, readings(1_000, true, Map.of(BROKER, 9L)), 25);
        assertThat(next.increments()).containsExactly(4);
        assertThat(next.elapsedMs()).isEqualTo(15);
        assertThat(next.processRestarted()).isFalse();
    }

    /** Garbage that has lived for long is dear: what stays the same is kept as it is. */
    @Test
    void namesThatStayTheSameAreKept() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L, ORDERS, 5L), 10);
        Readings now = readings(1_000, true, Map.of(BROKER, 9L, ORDERS, 6L));
        CounterAdvance next = counters.advance(before, now, 25);
        assertThat(next.table()).isSameAs(before.table());
        assertThat(next.after().table()).isSameAs(before.table());
        assertThat(next.after().raw()).containsExactly(now.counterValues());
    }

    @Test
    void aNewProcessResetsEveryCounterEvenThoseThatGrew() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L), 10);
        CounterAdvance next =
                counters.advance(before, readings(5_000, true, Map.of(BROKER, 7L)), 6_000);
        assertThat(next.processRestarted()).isTrue();
        assertThat(next.increments()).containsExactly(7);
        assertThat(next.changes()).containsExactly(Change.RESET);
        assertThat(next.dropped()).isZero();
    }

    @Test
    void aStartTimeThatJittersIsTheSameProcess() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L), 10);
        CounterAdvance next =
                counters.advance(before, readings(1_900, true, Map.of(BROKER, 7L)), 6_000);
        assertThat(next.processRestarted()).isFalse();
        assertThat(next.increments()).containsExactly(2);
    }

    @Test
    void aRestartSeenByAReadThatDoesNotTellIsNotCountedTwice() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L), 10);
        CounterAdvance silent =
                counters.advance(before, readings(-1, true, Map.of(BROKER, 8L)), 6_000);
        assertThat(silent.increments()).containsExactly(3);
        CounterAdvance next =
                counters.advance(silent.after(), readings(5_000, true, Map.of(BROKER, 8L)), 7_000);
        assertThat(next.increments()).containsExactly(0);
    }

    @Test
    void aDropResetsThatCounterOnly() {
        CounterState before = state(-1, true, Map.of(BROKER, 5L, ORDERS, 5L), 10);
        CounterAdvance next =
                counters.advance(before, readings(-1, true, Map.of(BROKER, 3L, ORDERS, 6L)), 20);
        assertThat(increment(next, BROKER)).isEqualTo(3);
        assertThat(increment(next, ORDERS)).isEqualTo(1);
        assertThat(next.dropped()).isEqualTo(1);
    }

    @Test
    void aSeriesThatLeavesAndReturnsCountsFromZero() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L, ORDERS, 50L), 10);
        CounterAdvance gone =
                counters.advance(before, readings(1_000, true, Map.of(BROKER, 6L)), 20);
        assertThat(gone.vanished()).containsExactly(ORDERS);
        CounterAdvance back =
                counters.advance(
                        gone.after(), readings(1_000, true, Map.of(BROKER, 6L, ORDERS, 60L)), 30);
        assertThat(increment(back, ORDERS)).isEqualTo(60);
        assertThat(change(back, ORDERS)).isEqualTo(Change.APPEARED);
    }

    @Test
    void absenceFromAnIncompleteReadSaysNothing() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5L, ORDERS, 50L), 10);
        CounterAdvance cut =
                counters.advance(before, readings(1_000, false, Map.of(BROKER, 6L)), 20);
        assertThat(cut.vanished()).isEmpty();
        CounterAdvance back =
                counters.advance(
                        cut.after(), readings(1_000, true, Map.of(BROKER, 6L, ORDERS, 60L)), 30);
        assertThat(increment(back, ORDERS)).isEqualTo(10);
        assertThat(change(back, ORDERS)).isNull();
    }

    @Test
    void aBrokersOwnCounterThatIsHiddenForAWhileGoesOnFromItsLastValue() {
        CounterState before = state(1_000, true, Map.of(BROKER, 5_000L, ORDERS, 50L), 10);
        CounterAdvance hidden =
                counters.advance(before, readings(1_000, true, Map.of(ORDERS, 60L)), 20);
        assertThat(hidden.vanished()).isEmpty();
        CounterAdvance back =
                counters.advance(
                        hidden.after(),
                        readings(1_000, true, Map.of(BROKER, 5_300L, ORDERS, 70L)),
                        30);
        assertThat(increment(back, BROKER)).isEqualTo(300);
        assertThat(change(back, BROKER)).isNull();
        assertThat(back.resumed()[back.table().index().get(BROKER)]).isTrue();
        assertThat(back.resumed()[back.table().index().get(ORDERS)]).isFalse();
    }

    @Test
    void afterAnIncompleteFirstReadWhatIsNewIsABaseline() {
        CounterState before = state(1_000, false, Map.of(BROKER, 5L), 10);
        CounterAdvance next =
                counters.advance(
                        before, readings(1_000, true, Map.of(BROKER, 6L, ORDERS, 70_000L)), 20);
        assertThat(increment(next, BROKER)).isEqualTo(1);
        assertThat(increment(next, ORDERS)).isEqualTo(NONE);
        CounterAdvance then =
                counters.advance(
                        next.after(),
                        readings(1_000, true, Map.of(BROKER, 6L, ORDERS, 70_001L, CLICKS, 4L)),
                        30);
        assertThat(increment(then, ORDERS)).isEqualTo(1);
        assertThat(increment(then, CLICKS)).isEqualTo(4);
    }

    @Test
    void whatIncompleteReadsLackIsBounded() {
        Counters small = new Counters(2);
        CounterState before = state(1_000, true, Map.of(BROKER, 5L, ORDERS, 50L, CLICKS, 7L), 10);
        CounterAdvance cut = small.advance(before, readings(1_000, false, Map.of(BROKER, 6L)), 20);
        assertThat(cut.after().table().rows()).isEqualTo(2);
        assertThat(cut.forgotten()).isEqualTo(1);
    }

    private CounterState state(
            long start, boolean complete, Map<SeriesKey, Long> values, long observedAt) {
        return counters.advance(null, readings(start, complete, values), observedAt).after();
    }

    private static long increment(CounterAdvance advance, SeriesKey key) {
        return advance.increments()[advance.table().index().get(key)];
    }

    private static Change change(CounterAdvance advance, SeriesKey key) {
        return advance.changes()[advance.table().index().get(key)];
    }

    private static Readings readings(long start, boolean complete, Map<SeriesKey, Long> values) {
        SeriesTable.Builder table = new SeriesTable.Builder();
        Map<SeriesKey, Long> ordered = new LinkedHashMap<>(values);
        long[] raw = new long[ordered.size()];
        ordered.forEach((key, value) -> raw[table.row(key)] = value);
        return new Readings(
                "test", start, complete, table.build(), raw, SeriesTable.EMPTY, new double[0]);
    }
}
