package io.brokerscope.scrape.simulation;

import static io.brokerscope.scrape.simulation.Simulations.DAY;
import static io.brokerscope.scrape.simulation.Simulations.HOUR;
import static io.brokerscope.scrape.simulation.Simulations.MINUTE;
import static io.brokerscope.scrape.simulation.Simulations.MONDAY;
import static io.brokerscope.scrape.simulation.Simulations.SECOND;
import static io.brokerscope.scrape.simulation.Simulations.USUAL;
import static io.brokerscope.scrape.simulation.Simulations.cluster;
import static io.brokerscope.scrape.simulation.Simulations.counters;
import static io.brokerscope.scrape.simulation.Simulations.end;
import static io.brokerscope.scrape.simulation.Simulations.ids;
import static io.brokerscope.scrape.simulation.Simulations.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.SimulationSettings.Mode;
import io.brokerscope.scrape.simulation.Incident.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedClusterTest {

    private static final String MESSAGES = "topic.messages_in";

    @Property(tries = 15)
    void theSameSettingsTellTheSameInAnyOrderOfTimes(
            @ForAll @IntRange(max = 1_000) int seed, @ForAll @LongRange(max = 1_000) long draw) {
        SimulatedCluster ascending = cluster(Simulations.seed(seed));
        SimulatedCluster shuffled = cluster(Simulations.seed(seed));
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            times.add(MONDAY + i * 7 * HOUR + draw * MINUTE);
        }
        Map<Long, List<BrokerAnswer>> first = new HashMap<>();
        times.forEach(at -> first.put(at, answers(ascending, at)));
        Collections.shuffle(times, new Random(draw));
        for (long at : times) {
            List<BrokerAnswer> again = answers(shuffled, at);
            for (int broker = 0; broker < again.size(); broker++) {
                assertSame(again.get(broker), first.get(at).get(broker));
            }
        }
        assertThat(shuffled.cluster(MONDAY + draw * HOUR))
                .usingRecursiveComparison()
                .isEqualTo(ascending.cluster(MONDAY + draw * HOUR));
    }

    @Test
    void anotherSeedAndAnotherClusterAreOthers() {
        ClusterReading usual = cluster(USUAL).cluster(MONDAY);
        ClusterReading seed = cluster(Simulations.seed(2)).cluster(MONDAY);
        ClusterReading name = SimulatedCluster.of(settings("other", USUAL)).cluster(MONDAY);
        for (ClusterReading other : List.of(seed, name)) {
            assertThat(other.clusterId()).isNotEqualTo(usual.clusterId());
            assertThat(other.topics().name()).isNotEqualTo(usual.topics().name());
            assertThat(other.partitions().end()).isNotEqualTo(usual.partitions().end());
        }
        assertThat(cluster(Simulations.seed(2)).incidents(MONDAY, MONDAY + DAY))
                .isNotEqualTo(cluster(USUAL).incidents(MONDAY, MONDAY + DAY));
    }

    /** With two partitions a topic is often wholly led by others, and then again by this one. */
    @ParameterizedTest
    @CsvSource({"12, 6", "2, 40"})
    void countersFallOnlyWithTheProcessAndWithLeadership(int partitions, double perDay) {
        SimulatedCluster cluster =
                cluster(
                        new SimulationSettings(
                                Mode.SIMULATION,
                                1,
                                6,
                                20,
                                partitions,
                                3,
                                10,
                                5_000,
                                1_024,
                                perDay));
        int restarts = 0;
        int returns = 0;
        for (int broker : ids(6)) {
            Map<SeriesKey, Long> before = Map.of();
            long startedAt = -1;
            for (long at = MONDAY; at < MONDAY + 4 * DAY; at += 20 * SECOND) {
                Readings readings = cluster.broker(broker, at).readings();
                if (readings == null) {
                    continue;
                }
                Map<SeriesKey, Long> now = counters(cluster, broker, at);
                if (readings.processStartAt() != startedAt) {
                    restarts += startedAt < 0 ? 0 : 1;
                    assertThat(readings.processStartAt()).isGreaterThan(startedAt);
                    startedAt = readings.processStartAt();
                    before = Map.of();
                }
                for (Map.Entry<SeriesKey, Long> counter : now.entrySet()) {
                    Long known = before.get(counter.getKey());
                    returns += known == null && !before.isEmpty() ? 1 : 0;
                    if (known != null) {
                        assertThat(counter.getValue())
                                .as("%s of %d at %d", counter.getKey(), broker, at)
                                .isGreaterThanOrEqualTo(known);
                    }
                }
                before = now;
            }
        }
        assertThat(restarts).isGreaterThanOrEqualTo(6);
        assertThat(returns).isPositive();
    }

    @Test
    void aTopicThatABrokerLeadsAgainCountsFromZero() {
        SimulatedCluster cluster =
                cluster(
                        new SimulationSettings(
                                Mode.SIMULATION, 1, 6, 20, 2, 3, 10, 5_000, 1_024, 40));
        int again = 0;
        for (int broker : ids(6)) {
            Set<SeriesKey> seen = new HashSet<>();
            long startedAt = -1;
            for (Incident crash :
                    Simulations.of(cluster, Kind.BROKER_DOWN, MONDAY, MONDAY + 10 * DAY)) {
                Readings before = cluster.broker(broker, crash.from() - 1).readings();
                Readings after = cluster.broker(broker, crash.from()).readings();
                if (before == null || after == null) {
                    continue;
                }
                if (after.processStartAt() != startedAt) {
                    seen.clear();
                    startedAt = after.processStartAt();
                }
                Set<SeriesKey> known = before.counters().index().keySet();
                for (Map.Entry<SeriesKey, Long> counter :
                        counters(cluster, broker, crash.from()).entrySet()) {
                    if (!known.contains(counter.getKey())) {
                        assertThat(counter.getValue()).isZero();
                        again += seen.contains(counter.getKey()) ? 1 : 0;
                    }
                    seen.add(counter.getKey());
                }
                seen.addAll(known);
            }
        }
        assertThat(again).isPositive();
    }

    @Test
    void afterARestartABrokerCountsFromZero() {
        SimulatedCluster cluster = cluster(USUAL);
        Incident restart = first(cluster, Kind.BROKER_RESTART);
        int broker = Integer.parseInt(restart.subject());
        Map<SeriesKey, Long> before = counters(cluster, broker, restart.from() - 1);
        Map<SeriesKey, Long> after = counters(cluster, broker, restart.until());
        assertThat(cluster.broker(broker, restart.until()).readings().processStartAt())
                .isEqualTo(restart.until());
        SeriesKey messages = new SeriesKey("broker.messages_in", null, null);
        assertThat(before.get(messages)).isPositive();
        assertThat(after.get(messages)).isZero();
        assertThat(after.keySet()).noneMatch(key -> key.topic() != null);
        assertThat(counters(cluster, broker, restart.until() + 40 * SECOND).keySet())
                .anyMatch(key -> key.topic() != null);
    }

    @Test
    void whatBrokersCountForATopicIsWhatIsAppendedToIt() {
        SimulatedCluster cluster = cluster(USUAL);
        long from = quiet(cluster, MONDAY, 2 * HOUR);
        long until = from + 2 * HOUR;
        ClusterReading begin = cluster.cluster(from);
        ClusterReading end = cluster.cluster(until);
        for (String topic : begin.topics().name()) {
            SeriesKey key = new SeriesKey(MESSAGES, topic, null);
            long counted = 0;
            for (int broker : ids(6)) {
                counted += counters(cluster, broker, until).getOrDefault(key, 0L);
                counted -= counters(cluster, broker, from).getOrDefault(key, 0L);
            }
            long appended = end(end, topic) - end(begin, topic);
            assertThat(appended).isPositive();
            assertThat((double) counted).isCloseTo(appended, within(6.0 + 12));
        }
    }

    @Test
    void whenABrokerGoesOthersCountOn() {
        SimulatedCluster cluster = cluster(USUAL);
        Incident crash = alone(cluster, Kind.BROKER_DOWN);
        int down = Integer.parseInt(crash.subject());
        long from = crash.from() - 10 * MINUTE;
        long until = crash.until() - 1;
        ClusterReading begin = cluster.cluster(from);
        ClusterReading end = cluster.cluster(until);
        for (String topic : begin.topics().name()) {
            SeriesKey key = new SeriesKey(MESSAGES, topic, null);
            long counted = 0;
            for (int broker : ids(6)) {
                long last = broker == down ? crash.from() - 1 : until;
                counted += counters(cluster, broker, last).getOrDefault(key, 0L);
                counted -= counters(cluster, broker, from).getOrDefault(key, 0L);
            }
            long appended = end(end, topic) - end(begin, topic);
            assertThat((double) counted).isCloseTo(appended, within(12.0 + 12));
        }
    }

    @Test
    void afternoonsAreBusyNightsAndWeekendsAreNot() {
        SimulatedCluster cluster = cluster(Simulations.incidents(0));
        double night = 0;
        double afternoon = 0;
        for (int day = 0; day < 5; day++) {
            night += rate(cluster, MONDAY + day * DAY, 4 * HOUR);
            afternoon += rate(cluster, MONDAY + day * DAY + 12 * HOUR, 4 * HOUR);
        }
        assertThat(afternoon).isGreaterThan(1.8 * night);
        double week = rate(cluster, MONDAY, 5 * DAY);
        double weekend = rate(cluster, MONDAY + 5 * DAY, 2 * DAY);
        assertThat(weekend).isLessThan(0.85 * week);
    }

    @Test
    void onAverageOverAWeekAsManyMessagesComeAsAreConfigured() {
        assertThat(rate(cluster(Simulations.incidents(0)), MONDAY, 7 * DAY))
                .isCloseTo(5_000, within(50.0));
    }

    @Test
    void aFewTopicsCarryMost() {
        SimulatedCluster cluster = cluster(USUAL);
        ClusterReading begin = cluster.cluster(MONDAY);
        ClusterReading end = cluster.cluster(MONDAY + 7 * DAY);
        long[] messages =
                Arrays.stream(begin.topics().name())
                        .mapToLong(topic -> end(end, topic) - end(begin, topic))
                        .sorted()
                        .toArray();
        long all = Arrays.stream(messages).sum();
        assertThat(messages[19] + messages[18] + messages[17] + messages[16])
                .isGreaterThan(all / 2);
        assertThat(messages[0]).isPositive().isLessThan(all / 50);
    }

    @Test
    void namesAreDifferentAndPlain() {
        SimulatedCluster cluster = cluster(Simulations.sized(3, 2_000, 1, 1, 500));
        ClusterReading reading = cluster.cluster(MONDAY);
        for (String[] names : List.of(reading.topics().name(), reading.groups().name())) {
            assertThat(names).doesNotHaveDuplicates().isSorted();
            assertThat(names).allMatch(name -> name.matches("[a-z0-9.-]{3,40}"));
        }
        assertThat(reading.topics().name()).hasSize(2_000);
        assertThat(reading.groups().name()).hasSize(500);
    }

    @Test
    void replicasAreSpreadOverBrokersAndRacks() {
        for (int brokers : new int[] {1, 2, 3, 4, 5, 7, 12}) {
            int replication = Math.min(3, brokers);
            ClusterReading reading =
                    cluster(Simulations.sized(brokers, 20, 12, replication, 3)).cluster(MONDAY);
            int[] led = new int[brokers + 1];
            for (int row = 0; row < reading.partitions().topic().length; row++) {
                Set<Integer> replicas = new TreeSet<>();
                Set<String> racks = new TreeSet<>();
                int first = reading.partitions().firstReplica()[row];
                for (int i = first; i < reading.partitions().firstReplica()[row + 1]; i++) {
                    int id = reading.partitions().replicas()[i];
                    replicas.add(id);
                    racks.add(reading.nodes().rack()[id - 1]);
                }
                assertThat(replicas).hasSize(replication);
                assertThat(racks).hasSize(replication);
                led[reading.partitions().preferredLeader(row)]++;
            }
            assertThat(Arrays.stream(led).skip(1)).allMatch(count -> count >= 240 / brokers / 2);
        }
    }

    @Test
    void leadersMoveWhenTheirBrokerGoesAndComeBackWhenItIsInSync() {
        SimulatedCluster cluster = cluster(USUAL);
        Incident crash = alone(cluster, Kind.BROKER_DOWN);
        int down = Integer.parseInt(crash.subject());
        ClusterReading before = cluster.cluster(crash.from() - 1);
        ClusterReading during = cluster.cluster(crash.from());
        ClusterReading rejoining = cluster.cluster(crash.until() + 29 * SECOND);
        ClusterReading after = cluster.cluster(crash.until() + 30 * SECOND);
        assertThat(before.partitions().leader()).contains(down);
        assertThat(during.partitions().leader()).doesNotContain(down).doesNotContain(-1);
        assertThat(rejoining.partitions().leader()).isEqualTo(during.partitions().leader());
        assertThat(after.partitions().leader()).isEqualTo(before.partitions().leader());
        assertThat(before.partitions().inSync()).containsOnly(3);
        assertThat(during.partitions().inSync()).contains(2).contains(3).doesNotContain(1);
        assertThat(rejoining.partitions().inSync()).isEqualTo(during.partitions().inSync());
        assertThat(after.partitions().inSync()).containsOnly(3);
        assertThat(during.nodes().fenced()[down - 1]).isTrue();
        assertThat(rejoining.nodes().fenced()).containsOnly(false);
        int other = down % 6 + 1;
        assertThat(gauge(cluster, other, crash.from(), "broker.partitions.under_replicated"))
                .isPositive();
        assertThat(gauge(cluster, other, crash.until() + 30 * SECOND, "broker.leaders.count"))
                .isEqualTo(gauge(cluster, other, crash.from() - 1, "broker.leaders.count"));
        double leaders = 0;
        for (int broker : ids(6)) {
            leaders +=
                    broker == down
                            ? 0
                            : gauge(cluster, broker, crash.from(), "broker.leaders.count");
        }
        assertThat(leaders).isEqualTo(240);
    }

    @Test
    void anotherControllerTakesOver() {
        SimulatedCluster cluster = cluster(USUAL);
        int elections = 0;
        int before = 0;
        for (Incident restart :
                Simulations.of(cluster, Kind.BROKER_RESTART, MONDAY, MONDAY + 7 * DAY)) {
            ClusterReading reading = cluster.cluster(restart.from());
            int leader = reading.quorum().leaderId();
            assertThat(leader).isNotEqualTo(Integer.parseInt(restart.subject()));
            assertThat(gauge(cluster, leader, restart.from(), "controller.active")).isEqualTo(1);
            assertThat(gauge(cluster, leader, restart.from(), "controller.brokers.fenced"))
                    .isEqualTo(1);
            elections += before != 0 && leader != before ? 1 : 0;
            before = leader;
        }
        assertThat(elections).isPositive();
    }

    @Test
    void aPartitionThatNobodyLeadsStandsStill() {
        SimulatedCluster cluster = cluster(Simulations.sized(3, 5, 6, 1, 3));
        Incident crash = alone(cluster, Kind.BROKER_DOWN);
        int down = Integer.parseInt(crash.subject());
        ClusterReading begin = cluster.cluster(crash.from());
        ClusterReading end = cluster.cluster(crash.until() - 1);
        int still = 0;
        for (int row = 0; row < begin.partitions().topic().length; row++) {
            boolean offline = begin.partitions().preferredLeader(row) == down;
            assertThat(begin.partitions().leader()[row])
                    .isEqualTo(offline ? -1 : begin.partitions().preferredLeader(row));
            assertThat(end.partitions().end()[row] == begin.partitions().end()[row])
                    .isEqualTo(offline);
            still += offline ? 1 : 0;
        }
        assertThat(still).isPositive();
        for (int row = 0; row < end.commits().group().length; row++) {
            assertThat(end.commits().offset()[row])
                    .isLessThanOrEqualTo(end.partitions().end()[end.commits().partition()[row]]);
        }
        int controller = end.quorum().leaderId();
        assertThat(gauge(cluster, controller, crash.until() - 1, "controller.partitions.offline"))
                .isEqualTo(still);
    }

    @Test
    void aClusterWithoutABrokerTellsNothing() {
        SimulatedCluster cluster = cluster(Simulations.sized(1, 5, 6, 1, 3));
        Incident crash = first(cluster, Kind.BROKER_DOWN);
        assertThat(cluster.cluster(crash.from())).isNull();
        assertThat(cluster.cluster(crash.until())).isNotNull();
    }

    @Test
    void clustersMayBeEmpty() {
        SimulatedCluster cluster = cluster(Simulations.sized(2, 0, 3, 2, 4));
        assertThat(cluster.broker(1, MONDAY).readings().complete()).isTrue();
        assertThat(cluster.cluster(MONDAY).topics().name()).isEmpty();
        assertThat(cluster.incidents(MONDAY, MONDAY + 30 * DAY))
                .extracting(Incident::kind)
                .doesNotContain(Kind.TRAFFIC_SPIKE, Kind.CONSUMER_STALLED)
                .contains(Kind.BROKER_DOWN);
    }

    @Test
    void theTablesStayTheSameWhileNothingChanges() {
        SimulatedCluster cluster = cluster(USUAL);
        Incident crash = alone(cluster, Kind.BROKER_DOWN);
        int other = Integer.parseInt(crash.subject()) % 6 + 1;
        Readings one = cluster.broker(other, crash.from() - 60 * SECOND).readings();
        Readings two = cluster.broker(other, crash.from() - 1).readings();
        Readings moved = cluster.broker(other, crash.from()).readings();
        assertThat(two.counters()).isSameAs(one.counters());
        assertThat(two.gauges()).isSameAs(one.gauges());
        assertThat(moved.complete()).isTrue();
        assertThat(moved.counterValues()).hasSize(moved.counters().rows());
        assertThat(moved.gaugeValues()).hasSize(moved.gauges().rows());
    }

    @Test
    void onlyTopicsThatTheFilterKeepsAreTold() {
        SimulatedCluster all = cluster(USUAL);
        String topic = all.cluster(MONDAY).topics().name()[7];
        SimulatedCluster one = SimulatedCluster.of(Simulations.filtered(USUAL, topic));
        Readings readings = one.broker(1, MONDAY).readings();
        assertThat(topics(readings)).containsExactly(topic);
        assertThat(readings.complete()).isTrue();
        assertThat(one.broker(1, MONDAY).truncated()).isZero();
        SeriesKey messages = new SeriesKey("broker.messages_in", null, null);
        assertThat(counters(one, 1, MONDAY).get(messages))
                .isEqualTo(counters(all, 1, MONDAY).get(messages));
        ClusterReading reading = one.cluster(MONDAY);
        assertThat(reading.topics().name()).containsExactly(topic);
        assertThat(reading.missing().part()).isEmpty();
        assertThat(reading.groups().outOfSight()).containsOnly(0);
    }

    @Test
    void whatIsBeyondTheLimitsIsCutOffAndCounted() {
        SimulatedCluster all = cluster(USUAL);
        SimulatedCluster few = SimulatedCluster.of(Simulations.limited(USUAL, 200_000, 5));
        BrokerAnswer whole = all.broker(1, MONDAY);
        BrokerAnswer cut = few.broker(1, MONDAY);
        assertThat(topics(cut.readings())).hasSize(5);
        assertThat(cut.readings().complete()).isFalse();
        assertThat(cut.truncated()).isEqualTo(rows(whole) - rows(cut)).isPositive();
        BrokerAnswer short_ =
                SimulatedCluster.of(Simulations.limited(USUAL, 200, 50)).broker(1, MONDAY);
        assertThat(rows(short_)).isLessThanOrEqualTo(200);
        assertThat(topics(short_.readings())).isNotEmpty();
        ClusterReading reading = few.cluster(MONDAY);
        assertThat(reading.topics().name()).hasSize(5);
        assertThat(reading.groups().name()).hasSize(5);
        assertThat(reading.missing().part())
                .containsExactly(Missing.TOPIC_LIMIT, Missing.GROUP_LIMIT);
        assertThat(reading.missing().count()).containsExactly(15, 5);
        assertThat(few.beyondLimits()).isEqualTo(20);
        assertThat(Arrays.stream(reading.groups().outOfSight()).sum()).isPositive();
        ClusterReading commits =
                SimulatedCluster.of(
                                Simulations.limited(Simulations.sized(6, 20, 12, 3, 30), 240, 50))
                        .cluster(MONDAY);
        assertThat(commits.missing().part()).containsExactly(Missing.COMMIT_LIMIT);
        assertThat(commits.commits().group().length).isLessThanOrEqualTo(240);
        assertThat(commits.groups().commitsReadAt()).contains(-1, MONDAY);
    }

    @Test
    void thereAreNoOtherBrokers() {
        assertThat(cluster(USUAL).broker(7, MONDAY).reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(cluster(USUAL).broker(0, MONDAY).reason()).isEqualTo(FailureReason.REFUSED);
    }

    private static List<BrokerAnswer> answers(SimulatedCluster cluster, long at) {
        return Arrays.stream(ids(6)).mapToObj(broker -> cluster.broker(broker, at)).toList();
    }

    private static void assertSame(BrokerAnswer one, BrokerAnswer other) {
        assertThat(one.reason()).isEqualTo(other.reason());
        assertThat(one.hangs()).isEqualTo(other.hangs());
        if (one.reason() == null) {
            assertThat(one.readings().processStartAt())
                    .isEqualTo(other.readings().processStartAt());
            assertThat(one.readings().counters()).isEqualTo(other.readings().counters());
            assertThat(one.readings().gauges()).isEqualTo(other.readings().gauges());
            assertThat(one.readings().counterValues()).isEqualTo(other.readings().counterValues());
            assertThat(one.readings().gaugeValues()).isEqualTo(other.readings().gaugeValues());
        }
    }

    private static Incident first(SimulatedCluster cluster, Kind kind) {
        return Simulations.of(cluster, kind, MONDAY, MONDAY + 30 * DAY).get(0);
    }

    /** The first of a kind with nothing else near it. */
    private static Incident alone(SimulatedCluster cluster, Kind kind) {
        return Simulations.of(cluster, kind, MONDAY, MONDAY + 60 * DAY).stream()
                .filter(
                        i ->
                                cluster.incidents(i.from() - 15 * MINUTE, i.until() + 5 * MINUTE)
                                                .size()
                                        == 1)
                .findFirst()
                .orElseThrow();
    }

    /** A time from which on no broker goes or comes for as long as given. */
    private static long quiet(SimulatedCluster cluster, long from, long length) {
        long at = from;
        while (cluster.incidents(at - MINUTE, at + length).stream()
                .anyMatch(i -> i.kind().name().startsWith("BROKER"))) {
            at += 10 * MINUTE;
        }
        return at;
    }

    /** Messages per second over all topics. */
    private static double rate(SimulatedCluster cluster, long from, long length) {
        long messages = end(cluster.cluster(from + length)) - end(cluster.cluster(from));
        return 1000.0 * messages / length;
    }

    private static Double gauge(SimulatedCluster cluster, int broker, long at, String metric) {
        return Simulations.gauge(cluster, broker, at, metric, null);
    }

    private static Set<String> topics(Readings readings) {
        Set<String> topics = new TreeSet<>();
        for (int row = 0; row < readings.gauges().rows(); row++) {
            if (readings.gauges().topicOf(row) != null) {
                topics.add(readings.gauges().topicOf(row));
            }
        }
        return topics;
    }

    private static int rows(BrokerAnswer answer) {
        return answer.readings().counters().rows() + answer.readings().gauges().rows();
    }
}
