package io.brokerscope.coverage;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static io.brokerscope.testsupport.Fixtures.LAST_KNOWN_MS;
import static io.brokerscope.testsupport.Fixtures.TIMEOUT_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.coverage.Sighting.Topology;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.CoverageRecord.GapKind;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.TopicShape;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CoverageTrackerTest {

    private static final long START = 1_000_000_000_000L;

    /** The window of a first tick is not told, because others may have none in it. */
    private static final long FIRST = START - INTERVAL_MS;

    private static final long WAIT = INTERVAL_MS + TIMEOUT_MS + 500;

    private final CoverageTracker tracker = new CoverageTracker();
    private final MapCoverageStore store = new MapCoverageStore();
    private final RecordedOutputs out = new RecordedOutputs();
    private final TreeSet<Long> timers = new TreeSet<>();
    private ClusterSettings cluster = Fixtures.cluster("c");

    @Test
    void whereEverythingIsReadThereIsNoGap() {
        add("1", "2");
        observe("1", 0);
        observe("2", 0);
        CoverageRecord record = close(0);
        assertThat(record.brokers()).isEqualTo(new Coverage(2, 2, 0, 0, 0, 0));
        assertThat(record.gaps()).isEmpty();
        assertThat(record.dueAt()).isEqualTo(due(0));
        assertThat(out.events).isEmpty();
    }

    @Test
    void aBrokerThatIsNotReadIsAGapWithItsReasonAndWhatToDo() {
        add("1", "2");
        observe("1", 0);
        observe("2", 0);
        close(0);
        observe("1", 1);
        fail("2", 1, FailureReason.REFUSED, "Connection refused");
        CoverageRecord record = close(1);
        assertThat(record.brokers()).isEqualTo(new Coverage(2, 1, 0, 1, 0, 0));
        assertThat(record.gaps())
                .containsExactly(
                        new Gap(
                                GapKind.BROKER_SILENT,
                                "2",
                                due(0) + 7,
                                "FAILED REFUSED: Connection refused",
                                "check that the exporter runs and listens: is the port of"
                                        + " http://broker-2:9404/metrics open from where the job"
                                        + " runs?"));
        assertThat(out.events)
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.type()).isEqualTo(EventRecord.Type.COVERAGE_CHANGED);
                            assertThat(e.message())
                                    .isEqualTo(
                                            "of 2 expected brokers of c 1 are read; new:"
                                                    + " BROKER_SILENT 2");
                        });
        observe("1", 2);
        observe("2", 2);
        assertThat(close(2).gaps()).isEmpty();
        assertThat(out.events.get(1).message())
                .isEqualTo("of 2 expected brokers of c 2 are read; over: BROKER_SILENT 2");
    }

    @Test
    void whoIsRejectedIsToldTheReasonOfTheReadBefore() {
        add("1");
        fail("1", 0, FailureReason.UNAUTHORIZED, "");
        close(0);
        reject("1", 1);
        assertThat(close(1).gaps())
                .singleElement()
                .satisfies(
                        gap -> {
                            assertThat(gap.detail()).startsWith("REJECTED");
                            assertThat(gap.advice()).startsWith("check auth");
                            assertThat(gap.since()).isNull();
                        });
    }

    @Test
    void valuesThatAreTooOldAreUnknown() {
        add("1");
        observe("1", 0);
        close(0);
        int ticks = (int) (LAST_KNOWN_MS / INTERVAL_MS) + 1;
        for (int tick = 1; tick <= ticks; tick++) {
            fail("1", tick, FailureReason.REFUSED, "");
            close(tick);
        }
        assertThat(ofCluster())
                .extracting(r -> r.brokers().lastKnown(), r -> r.brokers().unknown())
                .startsWith(tuple(0, 0), tuple(1, 0))
                .endsWith(tuple(0, 1));
    }

    @Test
    void aBrokerThatIsReadByAFallbackCountsAsSuch() {
        TargetSpec spec = Fixtures.withFallback(Fixtures.spec(cluster, "1"), "jmx://broker-1:9999");
        accept(Fixtures.added(spec, 1, FIRST), 0);
        accept(
                Fixtures.observed(
                        spec,
                        1,
                        due(0),
                        due(0),
                        Fixtures.readings(1, false, Map.of(), Map.of()),
                        1,
                        "http://broker-1:9404/metrics: REFUSED"),
                0);
        CoverageRecord record = close(0);
        assertThat(record.brokers()).isEqualTo(new Coverage(1, 0, 1, 0, 0, 0));
        assertThat(record.gaps())
                .singleElement()
                .satisfies(
                        gap -> {
                            assertThat(gap.kind()).isEqualTo(GapKind.BROKER_SECONDARY);
                            assertThat(gap.detail()).contains("REFUSED");
                            assertThat(gap.advice())
                                    .contains("bring http://broker-1:9404/metrics back");
                        });
        assertThat(ofTarget("1").endpoint()).isEqualTo("jmx://broker-1:9999");
        assertThat(ofTarget("1").quality()).isEqualTo(Quality.SECONDARY);
    }

    @Test
    void whatTheClusterKnowsIsHeldAgainstDiscoveryAndWhatIsDeclared() {
        cluster = expecting(5, List.of("orders", "payments"), List.of("billing", "shipping"));
        add("1", "2", "9");
        addCluster();
        List.of("1", "2", "9").forEach(id -> observe(id, 0));
        tellTopology(
                0,
                topology(
                        new int[] {1, 2, 7},
                        new boolean[] {false, true, false},
                        new String[] {"orders"},
                        true,
                        new String[] {"billing"},
                        false));
        CoverageRecord record = close(0);
        assertThat(record.brokers()).isEqualTo(new Coverage(5, 3, 0, 0, 0, 2));
        assertThat(record.gaps())
                .extracting(Gap::kind, Gap::name)
                .containsExactly(
                        tuple(GapKind.BROKERS_MISSING, null),
                        tuple(GapKind.BROKER_NOT_DISCOVERED, "7"),
                        tuple(GapKind.BROKER_NOT_REGISTERED, "9"),
                        tuple(GapKind.BROKER_FENCED, "2"),
                        // The list of groups is not whole: nobody knows whether one is missing.
                        tuple(GapKind.TOPIC_MISSING, "payments"));
        assertThat(record.gaps().get(0).detail()).isEqualTo("5 brokers are declared, 4 are there");
    }

    @Test
    void aClusterThatDoesNotAnswerIsAGapAndWhatItToldAgesAway() {
        add("1");
        addCluster();
        observe("1", 0);
        tellTopology(
                0,
                topology(
                        new int[] {1, 7},
                        new boolean[2],
                        new String[0],
                        true,
                        new String[0],
                        true));
        assertThat(close(0).gaps()).extracting(Gap::name).containsExactly("7");
        int last = (int) (LAST_KNOWN_MS / INTERVAL_MS) + 1;
        for (int tick = 1; tick <= last; tick++) {
            observe("1", tick);
            accept(
                    Fixtures.unobserved(
                            clusterSpec(),
                            1,
                            OutcomeKind.FAILED,
                            FailureReason.UNAUTHORIZED,
                            due(tick),
                            due(tick)),
                    tick);
            close(tick);
        }
        CoverageRecord record = ofCluster().get(last);
        assertThat(record.gaps()).extracting(Gap::kind).containsExactly(GapKind.CLUSTER_SILENT);
        assertThat(record.brokers()).isEqualTo(new Coverage(1, 1, 0, 0, 0, 0));
    }

    @Test
    void whatIsCutOffIsAGap() {
        add("1");
        ScrapeOutcome good = observed("1", 0);
        accept(
                new ScrapeOutcome(
                        good.kind(),
                        good.target(),
                        1,
                        good.dueAt(),
                        good.dueAt(),
                        null,
                        "",
                        new ReadStats(1, 0, due(0), 1_000, 10, 10, 10, 0, 1_203, false, 0, 0, ""),
                        BreakerState.CLOSED,
                        good.readings(),
                        null,
                        null,
                        null,
                        0),
                0);
        assertThat(close(0).gaps())
                .extracting(Gap::kind, Gap::detail)
                .containsExactly(
                        tuple(GapKind.BROKER_TRUNCATED, "1203 series of its answer are cut off"));
    }

    @Test
    void statisticsTellHowTheLastTicksWent() {
        add("1");
        observe("1", 0);
        fail("1", 1, FailureReason.REFUSED, "");
        accept(
                Fixtures.unobserved(
                        Fixtures.spec(cluster, "1"), 1, OutcomeKind.MISSED, null, due(2), due(4)),
                5);
        reject("1", 5);
        close(5);
        CoverageRecord record = ofTarget("1");
        CoverageRecord.Statistics statistics = record.statistics();
        assertThat(statistics.ticks()).isEqualTo(6);
        assertThat(statistics.observed()).isEqualTo(1);
        assertThat(statistics.successRatio()).isEqualTo(1.0 / 6);
        assertThat(statistics.attempts()).isEqualTo(4);
        assertThat(statistics.latencyMs()).isEqualTo(new CoverageRecord.Latency(1, 1, 1));
        assertThat(statistics.dialect()).isEqualTo("test");
        assertThat(statistics.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(statistics.breakerChanges())
                .extracting(CoverageRecord.BreakerChange::to)
                .containsExactly(BreakerState.OPEN);
        assertThat(record.endpoint()).isEqualTo("http://broker-1:9404/metrics");
        assertThat(record.observedAt()).isEqualTo(due(0) + 7);
    }

    @Test
    void statisticsAreWrittenOnceAMinuteAndWhenSomethingChanges() {
        add("1");
        for (int tick = 0; tick < 13; tick++) {
            observe("1", tick);
            close(tick);
        }
        assertThat(out.coverage).filteredOn(r -> r.target() != null).hasSize(3);
        reject("1", 13);
        close(13);
        assertThat(out.coverage).filteredOn(r -> r.target() != null).hasSize(4);
    }

    @Test
    void onlyTheLastTicksCount() {
        add("1");
        fail("1", 0, FailureReason.REFUSED, "");
        for (int tick = 1; tick <= ReadHistory.TICKS + 1; tick++) {
            observe("1", tick);
        }
        close(ReadHistory.TICKS + 1);
        assertThat(ofTarget("1").statistics().successRatio()).isEqualTo(1.0);
    }

    @Test
    void aTargetThatIsRetiredIsExpectedUntilItsLastTickAndLeavesNothing() {
        add("1", "2");
        observe("1", 0);
        observe("2", 0);
        accept(Fixtures.retired(Fixtures.spec(cluster, "2"), 1, due(0)), 0);
        assertThat(close(0).brokers().expected()).isEqualTo(2);
        assertThat(out.coverageGone).containsExactly("c/2");
        observe("1", 1);
        assertThat(close(1).brokers().expected()).isEqualTo(1);
        accept(Fixtures.retired(Fixtures.spec(cluster, "1"), 1, due(1)), 1);
        assertThat(out.coverageGone).containsExactly("c/2", "c/1", "c");
        assertThat(store.isEmpty()).isTrue();
        fire(due(10));
        assertThat(timers).isEmpty();
    }

    @Test
    void aNewIncarnationGoesOn() {
        add("1");
        observe("1", 0);
        close(0);
        TargetSpec spec = Fixtures.spec(cluster, "1");
        accept(Fixtures.added(spec, 2, due(1)), 1);
        accept(Fixtures.retired(spec, 1, due(0)), 1);
        assertThat(store.target("1").stays()).isTrue();
        observe("1", 1);
        assertThat(close(1).gaps()).isEmpty();
        assertThat(store.target("1").history().ticks()).isEqualTo(2);
    }

    @Test
    void windowsThatPassWhileTheJobIsAwayAreNoGapsOfTheBrokers() {
        add("1");
        observe("1", 0);
        close(0);
        long back = due(100) + WAIT;
        tracker.onTime(store, timers.pollFirst(), back, out, timers::add);
        assertThat(ofCluster()).hasSize(1);
        for (int tick = 100; tick <= 103; tick++) {
            observe("1", tick);
        }
        close(103);
        assertThat(ofCluster())
                .extracting(CoverageRecord::dueAt)
                .containsExactly(due(0), due(102), due(103));
        assertThat(out.events).isEmpty();
    }

    @Test
    void windowsGoOnOnTheGridOfAnotherInterval() {
        add("1");
        for (int tick = 0; tick < 5; tick++) {
            observe("1", tick);
            close(tick);
        }
        long longer = 6 * INTERVAL_MS;
        ClusterSettings slower = Fixtures.cluster("c", longer, TIMEOUT_MS);
        TargetSpec spec = Fixtures.spec(slower, "1");
        long firstDue = due(5);
        accept(Fixtures.added(spec, 2, firstDue), 5);
        accept(Fixtures.retired(Fixtures.spec(cluster, "1"), 1, due(4)), 5);
        int told = ofCluster().size();
        for (int tick = 0; tick < 4; tick++) {
            long dueAt = firstDue + tick * longer;
            acceptAt(
                    Fixtures.observed(
                            spec, 2, dueAt, dueAt, Fixtures.readings(1, true, Map.of(), Map.of())),
                    dueAt);
        }
        fire(firstDue + 4 * longer);
        List<CoverageRecord> later = ofCluster().subList(told, ofCluster().size());
        assertThat(later).hasSizeBetween(2, 3);
        assertThat(later).allSatisfy(r -> assertThat(r.gaps()).isEmpty());
        assertThat(timers).isNotEmpty();
    }

    @Test
    void whoHasJustBeenDiscoveredIsMissingNowhere() {
        add("1");
        addCluster();
        observe("1", 0);
        // It is registered, and its first tick comes in the next window.
        accept(Fixtures.added(Fixtures.spec(cluster, "7"), 1, due(1)), 0);
        tellTopology(
                0,
                topology(
                        new int[] {1, 7},
                        new boolean[2],
                        new String[0],
                        true,
                        new String[0],
                        true));
        CoverageRecord record = close(0);
        assertThat(record.gaps()).isEmpty();
        assertThat(record.brokers()).isEqualTo(new Coverage(1, 1, 0, 0, 0, 0));
        // And one that the cluster told of before it was there is not said to be unknown to it.
        accept(Fixtures.added(Fixtures.spec(cluster, "8"), 1, due(1)), 1);
        List.of("1", "7", "8").forEach(id -> observe(id, 1));
        assertThat(close(1).gaps()).isEmpty();
    }

    @Test
    void manyTicksThatWereMissedAtOnceAreToldInEachOfTheirWindows() {
        add("1");
        observe("1", 0);
        accept(
                Fixtures.unobserved(
                        Fixtures.spec(cluster, "1"), 1, OutcomeKind.MISSED, null, due(1), due(3)),
                3);
        close(3);
        assertThat(ofCluster().subList(1, 4))
                .allSatisfy(
                        r ->
                                assertThat(r.gaps())
                                        .singleElement()
                                        .satisfies(
                                                g -> assertThat(g.detail()).startsWith("MISSED")));
    }

    @Test
    void aClusterWithoutBrokersIsToldByItsOwnTicks() {
        cluster = expecting(2, List.of(), List.of());
        addCluster();
        tellTopology(
                0,
                topology(new int[] {1}, new boolean[1], new String[0], true, new String[0], true));
        CoverageRecord record = close(0);
        assertThat(record.brokers()).isEqualTo(new Coverage(2, 0, 0, 0, 0, 2));
        assertThat(record.gaps())
                .extracting(Gap::kind)
                .containsExactly(GapKind.BROKERS_MISSING, GapKind.BROKER_NOT_DISCOVERED);
    }

    @Test
    void whatIsMadeUpIsCountedAndClosesNoGap() {
        cluster = Fixtures.hybrid("c", new ExpectSettings(3, List.of(), List.of()));
        add("1", "2");
        TargetSpec filling = TargetSpec.simulated("3", "", cluster);
        accept(Fixtures.added(filling, 1, FIRST), 0);
        for (int tick = 0; tick < 8; tick++) {
            observe("1", tick);
            fail("2", tick, FailureReason.REFUSED, "Connection refused");
            accept(
                    Fixtures.observed(
                            filling,
                            1,
                            due(tick),
                            due(tick),
                            Fixtures.readings(1, true, Map.of(), Map.of())),
                    tick);
        }
        CoverageRecord record = close(7);
        assertThat(record.brokers()).isEqualTo(new Coverage(3, 1, 0, 0, 2, 0));
        assertThat(record.gaps())
                .extracting(Gap::kind, Gap::name)
                .containsExactly(
                        tuple(GapKind.BROKERS_MISSING, null), tuple(GapKind.BROKER_SILENT, "2"));
        assertThat(record.gaps().get(0).detail()).isEqualTo("3 brokers are declared, 2 are there");
        assertThat(out.coverage)
                .filteredOn(r -> "3".equals(r.target()))
                .extracting(CoverageRecord::quality)
                .containsOnly(Quality.SIMULATED);
    }

    @Test
    void aBrokerThatIsRegisteredAndNotDiscoveredIsAGapThoughItIsMadeUp() {
        cluster = Fixtures.hybrid("c", new ExpectSettings(2, List.of(), List.of()));
        add("1");
        accept(Fixtures.added(TargetSpec.simulated("2", "", cluster), 1, FIRST), 0);
        addCluster();
        observe("1", 0);
        tellTopology(
                0,
                topology(
                        new int[] {1, 2},
                        new boolean[2],
                        new String[0],
                        true,
                        new String[0],
                        true));
        CoverageRecord record = close(0);
        assertThat(record.brokers()).isEqualTo(new Coverage(2, 1, 0, 0, 1, 0));
        assertThat(record.gaps())
                .extracting(Gap::kind, Gap::name)
                .containsExactly(tuple(GapKind.BROKER_NOT_DISCOVERED, "2"));
    }

    @Test
    void aClusterThatIsMadeUpAsAWholeSaysSo() {
        cluster = Fixtures.simulated("c");
        add("1", "2");
        observe("1", 0);
        observe("2", 0);
        assertThat(close(0).brokers()).isEqualTo(new Coverage(2, 0, 0, 0, 2, 0));
        assertThat(out.coverage)
                .filteredOn(r -> r.target() != null)
                .extracting(CoverageRecord::quality)
                .containsOnly(Quality.SIMULATED);
    }

    @Test
    void topicsThatAreOtherwiseThanDeclaredAreGaps() {
        cluster =
                expecting(
                        new ExpectSettings(
                                null,
                                List.of("few", "many", "sound", "gone"),
                                List.of(),
                                List.of(
                                        new TopicShape("few", 6, 3),
                                        new TopicShape("many", 3, null),
                                        new TopicShape("sound", 4, null),
                                        new TopicShape("gone", 4, 3))));
        addCluster();
        tellTopology(
                0,
                topology(
                        new int[0],
                        new boolean[0],
                        new String[] {"few", "many", "sound"},
                        true,
                        new String[0],
                        true));
        assertThat(close(0).gaps())
                .extracting(Gap::kind, Gap::name, Gap::detail, Gap::advice)
                .containsExactly(
                        tuple(
                                GapKind.TOPIC_MISSING,
                                "gone",
                                "the topic is declared and does not exist, or is not to be seen",
                                "create it, allow DESCRIBE on it, keep it by topics.include, or"
                                        + " correct expect.topics"),
                        tuple(
                                GapKind.TOPIC_PARTITIONS,
                                "few",
                                "6 partitions are declared, 4 are there",
                                "add partitions (kafka-topics.sh --alter --partitions 6), or"
                                        + " correct expect.topics"),
                        tuple(
                                GapKind.TOPIC_PARTITIONS,
                                "many",
                                "3 partitions are declared, 4 are there",
                                "correct expect.topics: partitions cannot be taken away"),
                        tuple(
                                GapKind.TOPIC_REPLICATION,
                                "few",
                                "3 replicas are declared, its partitions have 2 to 3",
                                "reassign its partitions (kafka-reassign-partitions.sh), or"
                                        + " correct expect.topics"));
    }

    @Test
    void aMetricThatABrokerTellsNoMoreIsAGapUntilItIsToldAgain() {
        add("1");
        tellMetrics(0, 1, "jvm.heap.used", "jvm.heap.max", "broker.state");
        tellMetrics(1, 1, "broker.state");
        assertThat(close(1).gaps()).as("one answer may lack anything").isEmpty();
        tellMetrics(2, 1, "broker.state");
        assertThat(close(2).gaps())
                .containsExactly(
                        new Gap(
                                GapKind.METRICS_STALE,
                                "1",
                                due(0) + 7,
                                "it answers, and does not tell any more: jvm.heap.used,"
                                        + " jvm.heap.max",
                                "look what changed in the exporter's rules, or what the broker's"
                                        + " log says of it"));
        tellMetrics(3, 1, "broker.state", "jvm.heap.used", "jvm.heap.max");
        assertThat(close(3).gaps()).isEmpty();
    }

    @Test
    void aBrokerThatStartedAnewOrIsReadInAnotherWayMayTellOtherMetrics() {
        add("1");
        tellMetrics(0, 1, "jvm.heap.used", "broker.state");
        tellMetrics(1, 60_000, "broker.state");
        tellMetrics(2, 60_000, "broker.state");
        assertThat(close(2).gaps()).as("another process").isEmpty();
        tellMetrics(3, 60_000, "broker.state", "jvm.heap.used");
        for (int tick = 4; tick < 7; tick++) {
            Readings less =
                    Fixtures.readings(
                            60_000,
                            false,
                            Map.of(),
                            Map.of(new SeriesKey("broker.state", null, null), 3.0));
            accept(
                    Fixtures.observed(
                            Fixtures.spec(cluster, "1"), 1, due(tick), due(tick) + 7, less),
                    tick);
        }
        assertThat(close(6).gaps()).as("answers that are not whole").isEmpty();
    }

    private void tellMetrics(int tick, long startedAt, String... gauges) {
        Map<SeriesKey, Double> told = new TreeMap<>(Comparator.comparing(SeriesKey::metric));
        for (String gauge : gauges) {
            told.put(new SeriesKey(gauge, null, null), 1.0);
        }
        accept(
                Fixtures.observed(
                        Fixtures.spec(cluster, "1"),
                        1,
                        due(tick),
                        due(tick) + 7,
                        Fixtures.readings(startedAt, true, Map.of(), told)),
                tick);
    }

    /** Over random losses every gap is found in every window, and none is invented. */
    @Property(tries = 200)
    void everyGapIsFoundAndNoneInvented(@ForAll Random random) {
        // An instance for each try, with state of its own.
        new CoverageTrackerTest().assertGapsAreThoseOf(random);
    }

    private void assertGapsAreThoseOf(Random random) {
        int brokers = 1 + random.nextInt(8);
        for (int broker = 0; broker < brokers; broker++) {
            add(Integer.toString(broker));
        }
        Map<Integer, TreeSet<String>> truth = new TreeMap<>();
        int ticks = 30;
        double loss = random.nextDouble();
        TreeMap<Long, List<ScrapeOutcome>> late = new TreeMap<>();
        for (int tick = 0; tick < ticks; tick++) {
            TreeSet<String> silent = new TreeSet<>();
            for (int broker = 0; broker < brokers; broker++) {
                String id = Integer.toString(broker);
                ScrapeOutcome outcome = lostOrNot(id, tick, random, loss);
                if (outcome == null || outcome.kind() != OutcomeKind.OBSERVED) {
                    silent.add(id);
                }
                if (outcome != null) {
                    // Some come while later ticks have come already, but within their time.
                    late.computeIfAbsent(
                                    due(tick) + random.nextInt((int) (INTERVAL_MS + TIMEOUT_MS)),
                                    at -> new ArrayList<>())
                            .add(outcome);
                }
            }
            truth.put(tick, silent);
        }
        late.forEach(
                (at, outcomes) -> {
                    fire(at);
                    outcomes.forEach(o -> acceptAt(o, at));
                });
        fire(due(ticks - 1) + WAIT);
        Map<Integer, TreeSet<String>> found = new TreeMap<>();
        for (CoverageRecord record : ofCluster()) {
            TreeSet<String> silent = new TreeSet<>();
            record.gaps().forEach(gap -> silent.add(gap.name()));
            found.put((int) ((record.dueAt() - START) / INTERVAL_MS), silent);
            assertThat(record.brokers().observed()).isEqualTo(brokers - silent.size());
        }
        assertThat(found).isEqualTo(truth);
    }

    private ScrapeOutcome lostOrNot(String id, int tick, Random random, double loss) {
        TargetSpec spec = Fixtures.spec(cluster, id);
        if (random.nextDouble() >= loss) {
            return observed(id, tick);
        }
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> Fixtures.unobserved(spec, 1, OutcomeKind.SKIPPED, null, due(tick), due(tick));
            case 2 ->
                    Fixtures.unobserved(spec, 1, OutcomeKind.REJECTED, null, due(tick), due(tick));
            default ->
                    Fixtures.unobserved(
                            spec,
                            1,
                            OutcomeKind.FAILED,
                            FailureReason.READ_TIMEOUT,
                            due(tick),
                            due(tick));
        };
    }

    private static ClusterSettings expecting(
            Integer brokers, List<String> topics, List<String> groups) {
        return expecting(new ExpectSettings(brokers, topics, groups));
    }

    private static ClusterSettings expecting(ExpectSettings expect) {
        ClusterSettings c = Fixtures.cluster("c");
        return new ClusterSettings(
                c.name(),
                c.provider(),
                c.labels(),
                c.kafka(),
                c.scrape(),
                c.discovery(),
                c.topics(),
                c.groups(),
                expect,
                c.lastKnownMs(),
                c.lag());
    }

    private static long due(int tick) {
        return START + tick * INTERVAL_MS;
    }

    private void add(String... ids) {
        for (String id : ids) {
            accept(Fixtures.added(Fixtures.spec(cluster, id), 1, FIRST), 0);
        }
    }

    private TargetSpec clusterSpec() {
        return Fixtures.clusterSpec(cluster);
    }

    private void addCluster() {
        accept(Fixtures.added(clusterSpec(), 1, FIRST), 0);
    }

    /** Every topic has 4 partitions of 2 or 3 replicas. */
    private static Topology topology(
            int[] brokers,
            boolean[] fenced,
            String[] topics,
            boolean topicsWhole,
            String[] groups,
            boolean groupsWhole) {
        int[] partitions = new int[topics.length];
        int[] least = new int[topics.length];
        int[] most = new int[topics.length];
        Arrays.fill(partitions, 4);
        Arrays.fill(least, 2);
        Arrays.fill(most, 3);
        return new Topology(
                brokers, fenced, topics, partitions, least, most, topicsWhole, groups, groupsWhole);
    }

    private void tellTopology(int tick, Topology topology) {
        ScrapeOutcome outcome = Fixtures.told(clusterSpec(), 1, due(tick), null);
        tracker.accept(
                store, new Sighting(outcome, "admin", topology, null), due(tick), out, timers::add);
    }

    private ScrapeOutcome observed(String id, int tick) {
        return Fixtures.observed(
                Fixtures.spec(cluster, id),
                1,
                due(tick),
                due(tick) + 7,
                Fixtures.readings(1, true, Map.of(), Map.of()));
    }

    private void observe(String id, int tick) {
        accept(observed(id, tick), tick);
    }

    private void fail(String id, int tick, FailureReason reason, String detail) {
        ScrapeOutcome failed =
                Fixtures.unobserved(
                        Fixtures.spec(cluster, id),
                        1,
                        OutcomeKind.FAILED,
                        reason,
                        due(tick),
                        due(tick));
        accept(
                new ScrapeOutcome(
                        failed.kind(),
                        failed.target(),
                        1,
                        failed.dueAt(),
                        failed.dueAt(),
                        reason,
                        detail,
                        failed.stats(),
                        BreakerState.CLOSED,
                        null,
                        null,
                        null,
                        null,
                        0),
                tick);
    }

    private void reject(String id, int tick) {
        ScrapeOutcome closed =
                Fixtures.unobserved(
                        Fixtures.spec(cluster, id),
                        1,
                        OutcomeKind.REJECTED,
                        null,
                        due(tick),
                        due(tick));
        accept(
                new ScrapeOutcome(
                        closed.kind(),
                        closed.target(),
                        1,
                        closed.dueAt(),
                        closed.dueAt(),
                        null,
                        "the circuit is open",
                        null,
                        BreakerState.OPEN,
                        null,
                        null,
                        null,
                        null,
                        0),
                tick);
    }

    private void accept(ScrapeOutcome outcome, int tick) {
        acceptAt(outcome, due(tick));
    }

    private void acceptAt(ScrapeOutcome outcome, long now) {
        tracker.accept(store, Sighting.of(outcome), now, out, timers::add);
    }

    /** The record of the window of a tick, which closes now. */
    private CoverageRecord close(int tick) {
        fire(due(tick) + WAIT);
        List<CoverageRecord> all = ofCluster();
        return all.get(all.size() - 1);
    }

    private void fire(long until) {
        while (!timers.isEmpty() && timers.first() <= until) {
            long timer = timers.pollFirst();
            tracker.onTime(store, timer, timer, out, timers::add);
        }
    }

    private List<CoverageRecord> ofCluster() {
        return out.coverage.stream().filter(r -> r.target() == null).toList();
    }

    private CoverageRecord ofTarget(String id) {
        return out.coverage.stream()
                .filter(r -> id.equals(r.target()))
                .reduce((a, b) -> b)
                .orElseThrow();
    }
}
