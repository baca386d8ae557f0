package io.brokerscope.scrape.simulation;

import static io.brokerscope.scrape.simulation.Simulations.DAY;
import static io.brokerscope.scrape.simulation.Simulations.HOUR;
import static io.brokerscope.scrape.simulation.Simulations.MINUTE;
import static io.brokerscope.scrape.simulation.Simulations.MONDAY;
import static io.brokerscope.scrape.simulation.Simulations.SECOND;
import static io.brokerscope.scrape.simulation.Simulations.USUAL;
import static io.brokerscope.scrape.simulation.Simulations.cluster;
import static io.brokerscope.scrape.simulation.Simulations.committed;
import static io.brokerscope.scrape.simulation.Simulations.counters;
import static io.brokerscope.scrape.simulation.Simulations.end;
import static io.brokerscope.scrape.simulation.Simulations.gauge;
import static io.brokerscope.scrape.simulation.Simulations.ids;
import static io.brokerscope.scrape.simulation.Simulations.lag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.scrape.simulation.Incident.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes wrong is seen in what is told, from the first millisecond to the last. */
class IncidentsTest {

    private final SimulatedCluster cluster = cluster(USUAL);

    @Test
    void thereAreAsManyADayAsConfigured() {
        for (double perDay : new double[] {0.5, 6, 50}) {
            SimulatedCluster some = cluster(Simulations.incidents(perDay));
            long count =
                    some.incidents(MONDAY, MONDAY + 100 * DAY).stream()
                            .filter(i -> i.kind() != Kind.BROKER_RESTART)
                            .count();
            assertThat((double) count).isCloseTo(100 * perDay, within(3.0));
        }
    }

    @Test
    void everyKindHappensForAsLongAsItUsuallyTakes() {
        Map<Kind, long[]> minutes = new EnumMap<>(Kind.class);
        minutes.put(Kind.BROKER_DOWN, new long[] {3, 12});
        minutes.put(Kind.BROKER_HANGS, new long[] {2, 6});
        minutes.put(Kind.BROKER_SLOW, new long[] {10, 40});
        minutes.put(Kind.TRAFFIC_SPIKE, new long[] {10, 30});
        minutes.put(Kind.CONSUMER_STALLED, new long[] {10, 30});
        minutes.forEach(
                (kind, bounds) -> {
                    List<Incident> all = Simulations.of(cluster, kind, MONDAY, MONDAY + 60 * DAY);
                    assertThat(all).hasSizeGreaterThan(40);
                    assertThat(all)
                            .allMatch(
                                    i ->
                                            i.until() - i.from() >= bounds[0] * MINUTE
                                                    && i.until() - i.from() <= bounds[1] * MINUTE);
                    assertThat(all.stream().map(Incident::subject).distinct().count())
                            .isGreaterThan(3);
                });
    }

    @Test
    void incidentsAreThoseThatOverlap() {
        Incident one = Simulations.of(cluster, Kind.BROKER_SLOW, MONDAY, MONDAY + 9 * DAY).get(0);
        assertThat(cluster.incidents(one.from(), one.from() + 1)).contains(one);
        assertThat(cluster.incidents(one.until() - 1, one.until())).contains(one);
        assertThat(cluster.incidents(one.until(), one.until() + 1)).doesNotContain(one);
        assertThat(cluster.incidents(one.from() - 1, one.from())).doesNotContain(one);
        assertThat(cluster.incidents(MONDAY, MONDAY + 9 * DAY))
                .isSortedAccordingTo((a, b) -> Long.compare(a.from(), b.from()));
    }

    @Test
    void everyBrokerIsRestartedOnceAWeekOneAfterAnother() {
        List<Incident> restarts =
                Simulations.of(cluster, Kind.BROKER_RESTART, MONDAY, MONDAY + 70 * DAY);
        Map<String, Integer> counts = new HashMap<>();
        long until = 0;
        for (Incident restart : restarts) {
            counts.merge(restart.subject(), 1, Integer::sum);
            assertThat(restart.from()).isGreaterThan(until + MINUTE);
            until = restart.until();
            assertThat(until - restart.from()).isBetween(45 * SECOND, 90 * SECOND);
        }
        assertThat(counts).hasSize(6).containsValue(10);
        assertThat(counts.values()).containsOnly(10);
        int many = 10_000;
        assertThat(
                        Simulations.of(
                                cluster(Simulations.sized(many, 0, 1, 1, 0)),
                                Kind.BROKER_RESTART,
                                MONDAY + 3 * DAY,
                                MONDAY + 10 * DAY))
                .hasSizeBetween(many - 5, many + 5);
    }

    @Test
    void whereNoneAreConfiguredNothingHappens() {
        SimulatedCluster calm = cluster(Simulations.incidents(0));
        assertThat(calm.incidents(MONDAY, MONDAY + 100 * DAY)).isEmpty();
        assertThat(calm.broker(1, MONDAY).readings().processStartAt()).isEqualTo(Moment.EPOCH);
        assertThat(calm.cluster(MONDAY + 3 * HOUR).partitions().inSync()).containsOnly(3);
    }

    @Test
    void aBrokerThatIsDownRefusesReads() {
        for (Kind kind : new Kind[] {Kind.BROKER_DOWN, Kind.BROKER_RESTART}) {
            List<Incident> all = alone(kind);
            assertThat(all).hasSizeGreaterThan(10);
            for (Incident one : all) {
                int broker = Integer.parseInt(one.subject());
                assertThat(cluster.broker(broker, one.from() - 1).reason()).isNull();
                assertThat(cluster.broker(broker, one.from()).reason())
                        .isEqualTo(FailureReason.REFUSED);
                assertThat(cluster.broker(broker, one.until() - 1).reason())
                        .isEqualTo(FailureReason.REFUSED);
                assertThat(cluster.broker(broker, one.until()).reason()).isNull();
            }
        }
    }

    @Test
    void aBrokerThatHangsWorksAllTheSame() {
        for (Incident one : alone(Kind.BROKER_HANGS)) {
            int broker = Integer.parseInt(one.subject());
            assertThat(cluster.broker(broker, one.from() - 1).hangs()).isFalse();
            assertThat(cluster.broker(broker, one.from()).hangs()).isTrue();
            assertThat(cluster.broker(broker, one.until() - 1).hangs()).isTrue();
            assertThat(cluster.broker(broker, one.until()).hangs()).isFalse();
            ClusterReading reading = cluster.cluster(one.from());
            assertThat(reading.nodes().fenced()).containsOnly(false);
            assertThat(reading.partitions().leader()).contains(broker);
        }
    }

    @Test
    void aBrokerThatIsSlowTakesLongAndFails() {
        for (Incident one : alone(Kind.BROKER_SLOW)) {
            int broker = Integer.parseInt(one.subject());
            assertThat(produceMs(broker, one.from()))
                    .isGreaterThan(15 * produceMs(broker, one.from() - 1));
            assertThat(produceMs(broker, one.until() - 1))
                    .isGreaterThan(15 * produceMs(broker, one.until()));
            assertThat(gauge(cluster, broker, one.from(), "broker.request_handler.idle", null))
                    .isLessThan(0.1);
            assertThat(gauge(cluster, broker, one.until(), "broker.request_handler.idle", null))
                    .isGreaterThan(0.3);
            SeriesKey failed = new SeriesKey("broker.failed_produce", null, null);
            SeriesKey cpu = new SeriesKey("process.cpu", null, null);
            long before = counter(broker, one.from() - 5 * MINUTE, failed);
            long begin = counter(broker, one.from(), failed);
            long end = counter(broker, one.until(), failed);
            assertThat(begin).isEqualTo(before);
            assertThat(end).isGreaterThan(begin + 5);
            assertThat(counter(broker, one.until() + 5 * MINUTE, failed)).isEqualTo(end);
            long topics =
                    counters(cluster, broker, one.until()).entrySet().stream()
                            .filter(e -> e.getKey().metric().equals("topic.failed_produce"))
                            .mapToLong(Map.Entry::getValue)
                            .sum();
            assertThat(topics).isPositive();
            long usual =
                    counter(broker, one.from(), cpu) - counter(broker, one.from() - MINUTE, cpu);
            long busy =
                    counter(broker, one.from() + MINUTE, cpu) - counter(broker, one.from(), cpu);
            assertThat(busy).isGreaterThan(usual + 120_000_000_000L);
        }
    }

    @Test
    void aTopicThatSpikesGetsSeveralTimesAsMany() {
        List<Incident> all = alone(Kind.TRAFFIC_SPIKE);
        assertThat(all).hasSizeGreaterThan(10);
        for (Incident one : all) {
            double before = messages(one.subject(), one.from() - MINUTE, one.from());
            double begin = messages(one.subject(), one.from(), one.from() + MINUTE);
            double end = messages(one.subject(), one.until() - MINUTE, one.until());
            double after = messages(one.subject(), one.until(), one.until() + MINUTE);
            assertThat(begin / before).isBetween(2.2, 6.5);
            assertThat(end / after).isBetween(2.2, 6.5);
        }
    }

    @Test
    void aGroupThatIsStalledFallsBehindAndCatchesUp() {
        List<Incident> all = alone(Kind.CONSUMER_STALLED);
        assertThat(all).hasSizeGreaterThan(10);
        for (Incident one : all) {
            String group = one.subject();
            long frozen = committed(cluster.cluster(one.from()), group);
            assertThat(committed(cluster.cluster(one.from() - 10 * SECOND), group))
                    .isLessThan(frozen);
            assertThat(committed(cluster.cluster(one.until()), group)).isEqualTo(frozen);
            assertThat(committed(cluster.cluster(one.until() + 10 * SECOND), group))
                    .isGreaterThan(frozen);
            long usual = lag(cluster.cluster(one.from()), group);
            long half = lag(cluster.cluster((one.from() + one.until()) / 2), group);
            long most = lag(cluster.cluster(one.until()), group);
            assertThat(half).isGreaterThan(5 * usual);
            assertThat(most).isGreaterThan(half);
            long third = (one.until() - one.from()) / 3;
            // Four times as fast: half of it is made good in half of a third of the time.
            assertThat(lag(cluster.cluster(one.until() + third / 2), group))
                    .isBetween(most / 3, most * 2 / 3);
            assertThat(lag(cluster.cluster(one.until() + third + SECOND), group))
                    .isLessThan(3 * usual + 50);
        }
    }

    @Test
    void commitsNeverFallAndNeverPassTheEnd() {
        SimulatedCluster busy = cluster(Simulations.incidents(200));
        long[] before = new long[0];
        for (long at = MONDAY; at < MONDAY + 2 * DAY; at += 97 * SECOND) {
            ClusterReading reading = busy.cluster(at);
            long[] offsets = reading.commits().offset();
            for (int row = 0; row < offsets.length; row++) {
                assertThat(offsets[row])
                        .isGreaterThanOrEqualTo(row < before.length ? before[row] : 0)
                        .isLessThanOrEqualTo(
                                reading.partitions().end()[reading.commits().partition()[row]]);
            }
            before = offsets;
        }
        assertThat(before).hasSizeGreaterThan(100);
    }

    @Test
    void aGroupIsAFewSecondsBehindWhereAllIsWell() {
        SimulatedCluster calm = cluster(Simulations.incidents(0));
        for (String group : calm.cluster(MONDAY).groups().name()) {
            long committed = committed(calm.cluster(MONDAY), group);
            assertThat(committed)
                    .isLessThanOrEqualTo(ends(calm, group, MONDAY - 400))
                    .isGreaterThanOrEqualTo(ends(calm, group, MONDAY - 3_100) - 60);
        }
    }

    private static long ends(SimulatedCluster cluster, String group, long at) {
        ClusterReading reading = cluster.cluster(at);
        return committed(reading, group) + lag(reading, group);
    }

    /** Those of a kind near which nothing else happens, in sixty days. */
    private List<Incident> alone(Kind kind) {
        return Simulations.of(cluster, kind, MONDAY, MONDAY + 60 * DAY).stream()
                .filter(
                        i ->
                                cluster
                                        .incidents(i.from() - 10 * MINUTE, i.until() + 12 * MINUTE)
                                        .stream()
                                        .allMatch(
                                                other ->
                                                        other.equals(i)
                                                                || i.kind() == Kind.BROKER_RESTART
                                                                        && other.kind()
                                                                                == i.kind()))
                .toList();
    }

    private double produceMs(int broker, long at) {
        return gauge(cluster, broker, at, "broker.request.total_ms.p99", "Produce");
    }

    private long counter(int broker, long at, SeriesKey key) {
        return counters(cluster, broker, at).get(key);
    }

    private double messages(String topic, long from, long until) {
        return end(cluster.cluster(until), topic) - end(cluster.cluster(from), topic);
    }

    /** All brokers that there are answer where none is in trouble. */
    @Test
    void whereNothingHappensAllAnswer() {
        SimulatedCluster calm = cluster(Simulations.incidents(0));
        assertThat(Arrays.stream(ids(6)).mapToObj(id -> calm.broker(id, MONDAY)))
                .allMatch(answer -> answer.reason() == null);
    }
}
