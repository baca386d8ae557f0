package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.SeriesCollector.Collected;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTest {

    private static final Catalog CATALOG = Catalog.builtIn();
    private static final String JX = "jmx_exporter-2_0_0";
    private static final String REPORTER = "strimzi-metrics-reporter";
    private static final String LEADERS = "kafka_server_replicamanager_leadercount 3";
    private static final String BYTES = "kafka_server_brokertopicmetrics_bytesin_total";

    private static String bytes(String topic, long value) {
        return BYTES + "{topic=\"" + topic + "\"} " + value;
    }

    private static Target limited(int maxSeries, int maxTopics) {
        return new Target(
                CATALOG.collector(
                        JX, new LimitSettings(64 << 20, maxSeries, maxTopics), Target.ALL));
    }

    private static String replicas(String topic) {
        return "kafka_cluster_partition_replicascount{topic=\"%s\",partition=\"0\"} 3"
                .formatted(topic);
    }

    private static Target limited(int maxSeries) {
        return new Target(CATALOG.collector(JX, Target.limit(maxSeries), Target.ALL));
    }

    // Recognition.

    @Test
    void namesCommonToAllDialectsSpeakForNone() {
        Target target = Target.of(CATALOG, null);
        Readings readings = target.read("jvm_threads_current 90", "process_start_time_seconds 7");
        assertThat(readings.dialect()).isEqualTo("unknown");
        assertThat(Target.rows(readings)).isEqualTo(Map.of("jvm.threads", 90.0));
        assertThat(readings.processStartAt()).isEqualTo(7_000);
        assertThat(target.read("jvm_threads_current 91", LEADERS).dialect()).isEqualTo(JX);
    }

    @Test
    void anAnswerOfSomethingElseIsEmpty() {
        Target target = Target.of(CATALOG, null);
        for (int i = 0; i < 2; i++) {
            Readings readings = target.read("go_goroutines 8", "up 1");
            assertThat(readings.dialect()).isEqualTo("unknown");
            assertThat(Target.rows(readings)).isEmpty();
            assertThat(readings.complete()).isTrue();
            assertThat(target.unknown).isEqualTo(2);
        }
        assertThat(target.introduced).isZero();
    }

    @Test
    void dialectsThatFitEquallyWellAreTakenByPrecedence() {
        assertThat(Target.of(CATALOG, null).read(LEADERS).dialect()).isEqualTo(JX);
        assertThat(
                        Target.of(CATALOG, null)
                                .read("kafka_server_raft_metrics_current_leader 1")
                                .dialect())
                .isEqualTo("jmx_exporter-kraft-3_0_0");
    }

    @Test
    void theFirstReadAlreadyHasValuesAndTheGenerationChangesOnce() {
        SeriesCollector collector = CATALOG.collector(null, Target.limit(100), Target.ALL);
        long first = collector.begin();
        int handle = collector.series("kafka_server_replicamanager_leadercount", new String[0]);
        collector.sample(handle, 3);
        assertThat(Target.rows(collector.end(true).readings()))
                .isEqualTo(Map.of("broker.leaders.count", 3.0));
        long second = collector.begin();
        assertThat(second).isNotEqualTo(first);
        handle = collector.series("kafka_server_replicamanager_leadercount", new String[0]);
        collector.sample(handle, 4);
        collector.end(true);
        assertThat(collector.begin()).isEqualTo(second);
        collector.sample(handle, 5);
        assertThat(Target.rows(collector.end(true).readings()))
                .isEqualTo(Map.of("broker.leaders.count", 5.0));
    }

    @Test
    void anotherExporterIsRecognisedAnew() {
        Target target = Target.of(CATALOG, null);
        List<String> before = Target.resource("kafka-4.2.0-demo-rules.txt");
        List<String> after = Target.resource("kafka-4.2.0-no-rules.txt");
        assertThat(target.read(before, true).readings().dialect()).isEqualTo(JX + "/1.x");
        target.read(before, true);
        target.read(after, true);
        Readings readings = target.read(after, true).readings();
        assertThat(readings.dialect()).isEqualTo("jmx_exporter-no-rules/1.x");
        assertThat(Target.rows(readings)).hasSize(181);
        target.read(after, true);
        target.read(after, true);
        assertThat(target.introduced).isZero();
        target.read(before, true);
        assertThat(target.read(before, true).readings().dialect()).isEqualTo(JX + "/1.x");
    }

    @Test
    void rulesThatTellMoreAreRecognisedAnew() {
        Target target = Target.of(CATALOG, null);
        assertThat(target.read(LEADERS).dialect()).isEqualTo(JX);
        List<String> strimzi = Target.resource("kafka-4.2.0-strimzi-jmx.txt");
        target.read(strimzi, true);
        assertThat(target.read(strimzi, true).readings().dialect()).isEqualTo("strimzi-jmx/1.x");
    }

    @Test
    void seriesThatComeAndGoDoNotChangeTheDialect() {
        Target target = Target.of(CATALOG, null);
        List<String> all = Target.resource("kafka-4.2.0-demo-rules.txt");
        target.read(all, true);
        target.read(all, true);
        List<String> some = all.stream().filter(line -> !line.contains("quota")).toList();
        for (int i = 0; i < 4; i++) {
            target.read(i % 2 == 0 ? some : all, true);
            assertThat(target.introduced).isZero();
        }
    }

    @Test
    void anAnswerCutShortDoesNotChangeTheDialect() {
        Target target = Target.of(CATALOG, null);
        List<String> all = Target.resource("kafka-4.2.0-demo-rules.txt");
        target.read(all, true);
        target.read(all, true);
        target.read(List.of(LEADERS), false);
        target.read(all, true);
        assertThat(target.introduced).isLessThan(2);
    }

    @Test
    void aForcedDialectIsUsedAsGiven() {
        Target target = Target.of(CATALOG, REPORTER);
        for (int i = 0; i < 3; i++) {
            Readings readings =
                    target.read(LEADERS, BYTES + " 5", "kafka_log_log_size{topic=\"a\"} 1");
            assertThat(readings.dialect()).isEqualTo(REPORTER);
            assertThat(Target.rows(readings)).doesNotContainKey("broker.bytes_in");
        }
        assertThatThrownBy(() -> CATALOG.collector("jmx", Target.limit(0), Target.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found 0 series; allowed: 1 or more");
        assertThatThrownBy(() -> CATALOG.collector("jmx", new LimitSettings(1, 1, 0), Target.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found 0 topics; allowed: 1 or more");
        assertThatThrownBy(() -> CATALOG.collector("nope", Target.limit(5), Target.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nope")
                .hasMessageContaining(JX);
    }

    @Test
    void aReadThatWasGivenUpLeavesNothingBehind() {
        for (String dialect : new String[] {JX, null}) {
            SeriesCollector collector = CATALOG.collector(dialect, Target.limit(100), Target.ALL);
            collector.begin();
            int handle = collector.series(BYTES, new String[0]);
            collector.sample(handle, 100);
            long generation = collector.begin();
            collector.sample(handle, 7);
            assertThat(Target.counters(collector.end(true).readings()))
                    .isEqualTo(Map.of("broker.bytes_in", 7L));
            assertThat(generation).isZero();
        }
    }

    // Filters and limits.

    @Test
    void topicsAreFilteredOverTheWholeName() {
        Target target =
                new Target(
                        CATALOG.collector(
                                JX, Target.limit(100), new FilterSettings("o.*", "orders-.*")));
        Collected collected =
                target.read(
                        List.of(
                                BYTES + " 9",
                                bytes("orders", 1),
                                bytes("orders-dlq", 2),
                                bytes("no", 3)),
                        true);
        assertThat(Target.rows(collected.readings()))
                .isEqualTo(Map.of("broker.bytes_in", 9L, "topic.bytes_in[orders]", 1L));
        assertThat(collected.truncated()).isZero();
        assertThat(collected.readings().complete()).isTrue();
        assertThat(target.unknown).isZero();
    }

    @Test
    void topicsBeyondTheLimitAreCutOffAndCountedAtEveryRead() {
        Target target = limited(2);
        List<String> lines =
                List.of(
                        bytes("a", 1),
                        bytes("b", 2),
                        bytes("c", 3),
                        "kafka_cluster_partition_replicascount{topic=\"d\",partition=\"0\"} 3");
        for (int i = 0; i < 3; i++) {
            Collected collected = target.read(lines, true);
            assertThat(Target.rows(collected.readings()))
                    .isEqualTo(Map.of("topic.bytes_in[a]", 1L, "topic.bytes_in[b]", 2L));
            assertThat(collected.truncated()).isEqualTo(2);
            assertThat(collected.readings().complete()).isFalse();
        }
    }

    @Test
    void theBrokersOwnSeriesWinOverTopics() {
        Target target = limited(3);
        List<String> lines =
                List.of(
                        bytes("a", 1),
                        bytes("b", 2),
                        bytes("c", 3),
                        LEADERS,
                        BYTES + " 6",
                        bytes("d", 4));
        for (int i = 0; i < 3; i++) {
            Collected collected = target.read(lines, true);
            assertThat(Target.rows(collected.readings()))
                    .isEqualTo(
                            Map.of(
                                    "topic.bytes_in[a]", 1L,
                                    "broker.leaders.count", 3.0,
                                    "broker.bytes_in", 6L));
            assertThat(collected.truncated()).isEqualTo(3);
        }
        assertThat(target.introduced).isZero();
    }

    @Test
    void whereTheBrokerAloneFillsTheLimitItsSeriesAreCutOff() {
        Collected collected = limited(1).read(List.of(LEADERS, BYTES + " 6", bytes("a", 1)), true);
        assertThat(Target.rows(collected.readings()))
                .isEqualTo(Map.of("broker.leaders.count", 3.0));
        assertThat(collected.truncated()).isEqualTo(2);
    }

    @Test
    void roomThatTopicsLeaveIsGivenToOthers() {
        Target target = limited(2);
        target.read(List.of(bytes("a", 1), bytes("b", 2), bytes("c", 3)), true);
        target.read(List.of(bytes("b", 2), bytes("c", 3)), true);
        Collected collected = target.read(List.of(bytes("b", 2), bytes("c", 3)), true);
        assertThat(collected.truncated()).isZero();
        assertThat(Target.rows(collected.readings()))
                .containsOnlyKeys("topic.bytes_in[b]", "topic.bytes_in[c]");
    }

    @Test
    void topicsBeyondTheirOwnLimitAreCutOffWithAllTheirSeries() {
        Target target = limited(1_000, 2);
        List<String> lines =
                List.of(
                        bytes("a", 1),
                        bytes("b", 2),
                        bytes("c", 3),
                        BYTES + " 6",
                        replicas("a"),
                        replicas("b"),
                        replicas("c"),
                        LEADERS);
        for (int i = 0; i < 3; i++) {
            Collected collected = target.read(lines, true);
            assertThat(Target.rows(collected.readings()))
                    .isEqualTo(
                            Map.of(
                                    "topic.bytes_in[a]", 1L,
                                    "topic.bytes_in[b]", 2L,
                                    "topic.replicas.assigned[a]", 3.0,
                                    "topic.partitions.leader_count[a]", 1.0,
                                    "topic.replicas.assigned[b]", 3.0,
                                    "topic.partitions.leader_count[b]", 1.0,
                                    "broker.bytes_in", 6L,
                                    "broker.leaders.count", 3.0));
            assertThat(collected.truncated()).isEqualTo(2);
            assertThat(collected.readings().complete()).isFalse();
        }
        assertThat(target.introduced).isZero();
    }

    @Test
    void aTopicThatGaveWayToTheBrokerLeavesNoRoomToAnother() {
        Target target = limited(2, 2);
        List<String> lines =
                List.of(bytes("a", 1), bytes("b", 2), LEADERS, bytes("c", 3), BYTES + " 6");
        for (int i = 0; i < 3; i++) {
            Collected collected = target.read(lines, true);
            assertThat(Target.rows(collected.readings()))
                    .containsOnlyKeys("broker.leaders.count", "broker.bytes_in");
            assertThat(collected.truncated()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFewTopicsThatAreGoneGiveTheirRoomToOthers(boolean complete) {
        Target target = limited(10_000, 2);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add(
                    "kafka_network_requestmetrics_requests_total{request=\"r%d\"} 1".formatted(i));
        }
        List<String> before = new ArrayList<>(lines);
        before.addAll(List.of(bytes("a", 1), bytes("b", 2)));
        target.read(before, complete);
        List<String> after = new ArrayList<>(lines);
        after.addAll(List.of(bytes("c", 3), bytes("d", 4)));
        assertThat(target.read(after, complete).truncated()).isEqualTo(2);
        Collected collected = target.read(after, complete);
        assertThat(collected.truncated()).isZero();
        assertThat(Target.rows(collected.readings()))
                .containsKeys("topic.bytes_in[c]", "topic.bytes_in[d]");
    }

    @Test
    void anAnswerThatWasNotReadWholeDoesNotCostTheTopicsThatItLacks() {
        Target target = limited(10_000, 4);
        List<String> topics =
                List.of(bytes("a", 1), bytes("b", 2), bytes("c", 3), bytes("d", 4), bytes("e", 5));
        target.read(topics, true);
        target.read(List.of(bytes("c", 3), bytes("d", 4), bytes("e", 5)), false);
        assertThat(Target.rows(target.read(topics, true).readings()))
                .containsOnlyKeys(
                        "topic.bytes_in[a]",
                        "topic.bytes_in[b]",
                        "topic.bytes_in[c]",
                        "topic.bytes_in[d]");
        assertThat(target.introduced).isZero();
    }

    /** With or without a dialect still to be recognised. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = JX)
    void partitionsOfOneTopicTakeNoMemoryOfTheirOwn(String dialect) {
        long few = retainedWithPartitions(dialect, 10);
        assertThat(retainedWithPartitions(dialect, 10_000)).isEqualTo(few);
    }

    private static long retainedWithPartitions(String dialect, int partitions) {
        Target target = Target.of(CATALOG, dialect);
        List<String> lines = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            lines.add(
                    "kafka_log_log_size{partition=\"%d\",topic=\"orders\"} 7".formatted(partition));
        }
        // The first read recognises, the second one is made with what is kept from then on.
        target.read(lines, true);
        Readings readings = target.read(lines, true).readings();
        assertThat(Target.rows(readings)).containsValue(7.0 * partitions);
        return target.collector.retainedBytes();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = JX)
    void whatIsCutOffTakesNoMemory(String dialect) {
        Target target =
                new Target(
                        CATALOG.collector(
                                dialect, new LimitSettings(64 << 20, 1_000, 10), Target.ALL));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(bytes("t" + i, i));
        }
        for (int i = 0; i < 30; i++) {
            lines.add(replicas("t" + i));
        }
        target.read(lines, true);
        long few = target.collector.retainedBytes();
        Target other =
                new Target(
                        CATALOG.collector(
                                dialect, new LimitSettings(64 << 20, 1_000, 10), Target.ALL));
        for (int i = 30; i < 20_000; i++) {
            lines.add(i, bytes("t" + i, i));
            lines.add(replicas("t" + i));
        }
        assertThat(other.read(lines, true).truncated()).isEqualTo(2 * 19_990);
        assertThat(other.collector.retainedBytes()).isEqualTo(few);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "..", ".", "a/b", "ä"})
    void whatCannotBeATopicIsCutOff(String topic) {
        Collected collected = limited(10).read(List.of(bytes(topic, 1), LEADERS), true);
        assertThat(Target.rows(collected.readings())).containsOnlyKeys("broker.leaders.count");
        assertThat(collected.truncated()).isEqualTo(1);
        assertThat(collected.readings().complete()).isFalse();
    }

    @Test
    void namesAreBounded() {
        String longest = "t".repeat(249);
        Collected collected =
                limited(10_000)
                        .read(
                                List.of(
                                        bytes(longest, 1),
                                        bytes(longest + "t", 2),
                                        "kafka_network_requestmetrics_requests_total{request=\""
                                                + "r".repeat(251)
                                                + "\"} 1",
                                        "kafka_network_requestmetrics_requests_total{request=\"a\tb\"} 1"),
                                true);
        assertThat(Target.rows(collected.readings()))
                .containsOnlyKeys("topic.bytes_in[" + longest + "]");
        assertThat(collected.truncated()).isEqualTo(3);
    }

    @Test
    void qualifiersOfOneMetricAreBounded() {
        List<String> lines =
                IntStream.range(0, 600)
                        .mapToObj(
                                i ->
                                        "kafka_network_requestmetrics_requests_total{request=\"r"
                                                + i
                                                + "\"} 1")
                        .toList();
        Collected collected = limited(10_000).read(lines, true);
        assertThat(Target.rows(collected.readings())).hasSize(512);
        assertThat(collected.truncated()).isEqualTo(88);
    }

    // Values.

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-Inf", "-1", "1e19"})
    void aCounterThatIsNoneIsAbsentAndTheReadIncomplete(String value) {
        Readings readings = limited(10).read(BYTES + " " + value, LEADERS);
        assertThat(Target.rows(readings)).containsOnlyKeys("broker.leaders.count");
        assertThat(readings.complete()).isFalse();
    }

    @Test
    void aSumWithAPartThatIsNoCounterIsAbsent() {
        String name = "kafka_network_requestmetrics_requests_total{request=\"Fetch\",version=";
        for (String[] lines :
                new String[][] {
                    {name + "\"1\"} 5", name + "\"2\"} NaN"},
                    {name + "\"1\"} NaN", name + "\"2\"} 5"},
                    {name + "\"1\"} 9e18", name + "\"2\"} 9e18"}
                }) {
            Readings readings = limited(10).read(lines);
            assertThat(Target.rows(readings)).isEmpty();
            assertThat(readings.complete()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-Inf"})
    void aGaugeThatIsNoneIsAbsent(String value) {
        Readings readings =
                limited(10).read("kafka_server_replicamanager_leadercount " + value, BYTES + " 1");
        assertThat(Target.rows(readings)).containsOnlyKeys("broker.bytes_in");
        assertThat(readings.complete()).isTrue();
    }

    @Test
    void partitionsFoldIntoTheirTopicAnewAtEveryRead() {
        Target target = limited(100);
        String size = "kafka_log_log_size{topic=\"a\",partition=";
        String under = "kafka_cluster_partition_underreplicated{topic=\"a\",partition=";
        String lso = "kafka_cluster_partition_laststableoffsetlag{topic=\"a\",partition=";
        for (int i = 0; i < 3; i++) {
            Readings readings =
                    target.read(
                            size + "\"0\"} 10",
                            size + "\"1\"} 20",
                            size + "\"2\"} 0",
                            under + "\"0\"} 1",
                            under + "\"1\"} 0",
                            lso + "\"0\"} 4",
                            lso + "\"1\"} 9",
                            lso + "\"2\"} 5");
            assertThat(Target.rows(readings))
                    .isEqualTo(
                            Map.of(
                                    "topic.size_bytes[a]", 30.0,
                                    "topic.replicas.hosted[a]", 3.0,
                                    "topic.partitions.under_replicated[a]", 1.0,
                                    "topic.lso_lag.max[a]", 9.0));
        }
    }

    @Test
    void halfASumIsNotGivenFromAnAnswerCutShort() {
        Target target = limited(100);
        String name = "kafka_network_requestmetrics_requests_total{request=\"Fetch\",version=";
        List<String> whole = List.of(BYTES + " 5", name + "\"1\"} 5", name + "\"2\"} 7");
        assertThat(Target.rows(target.read(whole, false).readings()))
                .containsOnlyKeys("broker.bytes_in");
        assertThat(Target.rows(target.read(whole, true).readings()))
                .containsEntry("broker.requests{Fetch}", 12L);
        Readings cut = target.read(whole.subList(0, 2), false).readings();
        assertThat(Target.rows(cut)).containsOnlyKeys("broker.bytes_in");
        assertThat(cut.complete()).isFalse();
        assertThat(Target.rows(target.read(whole, false).readings()))
                .containsEntry("broker.requests{Fetch}", 12L);
        assertThat(Target.rows(target.read(whole.subList(0, 2), true).readings()))
                .containsEntry("broker.requests{Fetch}", 5L);
    }

    // Tables.

    @Test
    void theSameRowsComeWithTheVerySameTables() {
        Target target = Target.of(CATALOG, null);
        List<String> lines = Target.resource("kafka-4.2.0-demo-rules.txt");
        Readings first = target.read(lines, true).readings();
        Readings second = target.read(lines, true).readings();
        Readings third = target.read(lines, true).readings();
        assertThat(second.counters().sameAs(first.counters())).isTrue();
        assertThat(third.counters()).isSameAs(second.counters());
        assertThat(third.gauges()).isSameAs(second.gauges());
        assertThat(third.counterValues()).isNotSameAs(second.counterValues());
        List<String> fewer = lines.stream().filter(line -> !line.contains("bytesin")).toList();
        Readings without = target.read(fewer, true).readings();
        assertThat(without.counters().rows()).isLessThan(third.counters().rows());
        assertThat(without.gauges()).isSameAs(third.gauges());
        assertThat(target.read(lines, true).readings().counters().sameAs(third.counters()))
                .isTrue();
    }

    @Test
    void theOrderOfTheAnswerDoesNotMatterOnceTheRowsAreKnown() {
        Target target = limited(1_000);
        List<String> lines = new ArrayList<>(List.of(BYTES + " 1", bytes("a", 2), bytes("b", 3)));
        Readings first = target.read(lines, true).readings();
        Collections.reverse(lines);
        Readings second = target.read(lines, true).readings();
        assertThat(second.counters()).isSameAs(first.counters());
        assertThat(second.counterValues()).isEqualTo(first.counterValues());
    }

    @Test
    void samplesAllocateNothing() {
        SeriesCollector collector = CATALOG.collector(JX, Target.limit(100), Target.ALL);
        collector.begin();
        int counter = collector.series(BYTES, new String[0]);
        int folded =
                collector.series(
                        "kafka_cluster_partition_replicascount",
                        new String[] {"topic", "a", "partition", "0"});
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                collector.sample(counter, i);
                collector.sample(folded, 3);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(10_000);
    }

    @Test
    void whatIsGoneIsForgottenInTheEnd() {
        Target target = limited(100_000);
        long most = 0;
        for (int round = 0; round < 40; round++) {
            List<String> lines = new ArrayList<>();
            lines.add(BYTES + " 1");
            for (int i = 0; i < 500; i++) {
                lines.add(bytes("t" + round + "-" + i, i));
            }
            Readings readings = target.read(lines, true).readings();
            assertThat(readings.counters().rows()).isEqualTo(501);
            most = Math.max(most, target.collector.retainedBytes());
        }
        assertThat(most).isLessThan(1_000_000);
    }

    @Test
    void seriesThatChangeTheirLabelsAreForgottenToo() {
        Target target = limited(1_000);
        long most = 0;
        for (int round = 0; round < 200; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                lines.add(
                        "kafka_server_quota_throttle_time{resource=\"Fetch\",clientId=\"c"
                                + round
                                + "-"
                                + i
                                + "\"} 1");
            }
            assertThat(Target.rows(target.read(lines, round % 3 != 0).readings()).size())
                    .isLessThanOrEqualTo(1);
            most = Math.max(most, target.collector.retainedBytes());
        }
        assertThat(most).isLessThan(200_000);
    }

    @Test
    void evenAnswersThatAreNeverWholeCannotMakeItGrowWithoutBound() {
        Target target = limited(10);
        long most = 0;
        for (int round = 0; round < 90; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                lines.add(
                        "kafka_server_quota_throttle_time{resource=\"Fetch\",clientId=\"c"
                                + round
                                + "-"
                                + i
                                + "\"} 1");
            }
            target.read(lines, false);
            most = Math.max(most, target.collector.retainedBytes());
        }
        assertThat(most).isLessThan(8_000_000);
    }

    @Test
    void anUnrecognisedTargetIsBoundedAsWell() {
        Target target = new Target(CATALOG.collector(null, Target.limit(10), Target.ALL));
        long most = 0;
        for (int round = 0; round < 100; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                lines.add("jvm_gc_collection_seconds_count{gc=\"c" + round + "-" + i + "\"} 1");
            }
            Collected collected = target.read(lines, true);
            assertThat(collected.readings().dialect()).isEqualTo("unknown");
            assertThat(collected.readings().counters().rows()).isLessThanOrEqualTo(10);
            most = Math.max(most, target.collector.retainedBytes());
        }
        assertThat(most).isLessThan(2_000_000);
    }
}
