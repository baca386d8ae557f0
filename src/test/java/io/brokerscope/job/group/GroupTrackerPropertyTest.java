package io.brokerscope.job.group;

import static io.brokerscope.testsupport.Fixtures.INTERVAL_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.health.HealthScore;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapGroupStore;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a cluster tells, fails to tell, deletes and creates anew. */
class GroupTrackerPropertyTest {

    private static final long START = 1_764_000_000_000L;
    private static final List<String> TOPICS = List.of("a", "b", "c");
    private static final List<String> GROUPS = List.of("x", "y", "z");
    private static final int TICKS = 60;

    private final TargetSpec spec = Fixtures.clusterSpec(Fixtures.cluster("c"));
    private final GroupTracker tracker =
            new GroupTracker("acme", new HealthScore(), new NoStopgap());

    @Property(tries = 150)
    void nothingIsMadeUpAndNothingStays(@ForAll long seed) throws Exception {
        List<ScrapeOutcome> schedule = schedule(new Random(seed));
        RecordedOutputs whole = new RecordedOutputs();
        MapGroupStore store = new MapGroupStore();
        run(store, schedule, whole);

        whole.metrics.forEach(GroupTrackerPropertyTest::assertHonest);
        whole.entities.forEach(GroupTrackerPropertyTest::assertHonest);
        assertThat(store.isEmpty()).isTrue();
        Set<String> there = new HashSet<>();
        whole.entities.forEach(entity -> there.add(entity.guid()));
        whole.tombstones.forEach(gone -> there.remove(gone.guid()));
        assertThat(there).as("entities without a tombstone").isEmpty();
    }

    /** After a restart everything goes on as if there had been none. */
    @Property(tries = 60)
    void aRestartChangesNothing(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<ScrapeOutcome> schedule = schedule(random);
        int at = random.nextInt(schedule.size());
        RecordedOutputs whole = new RecordedOutputs();
        run(new MapGroupStore(), schedule, whole);

        RecordedOutputs interrupted = new RecordedOutputs();
        MapGroupStore store = new MapGroupStore();
        run(store, schedule.subList(0, at), interrupted);
        run(store.restarted(), schedule.subList(at, schedule.size()), interrupted);

        assertThat(interrupted.metrics).isEqualTo(whole.metrics);
        assertThat(interrupted.entities).isEqualTo(whole.entities);
        assertThat(interrupted.events).isEqualTo(whole.events);
        assertThat(interrupted.tombstones).isEqualTo(whole.tombstones);
    }

    /** Topics and groups that come and go for a day leave no more than those of two readings. */
    @Property(tries = 3)
    void stateIsBounded(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        MapGroupStore store = new MapGroupStore();
        RecordedOutputs out = new RecordedOutputs();
        tracker.accept(store, Fixtures.added(spec, 1, START), START, out, timer -> {});
        long most = 0;
        for (int tick = 0; tick < 2_000; tick++) {
            long dueAt = START + tick * INTERVAL_MS;
            String topic = "t" + random.nextInt(50);
            ClusterReadings reading =
                    ClusterReadings.at(dueAt)
                            .topicWithId(topic, topic + "-" + tick, 1_000 + tick, 7 * tick)
                            .topic("steady", 100 * tick + random.nextInt(100));
            for (int g = 0; g < 3; g++) {
                reading.group("g" + random.nextInt(1_000))
                        .commit(topic, 0, random.nextInt(1_000))
                        .commit("steady", 0, random.nextInt(100 * tick + 1));
            }
            reading.group("steady").commit("steady", 0, 50 * tick);
            tracker.accept(
                    store, Fixtures.told(spec, 1, dueAt, reading.build()), dueAt, out, timer -> {});
            assertThat(store.topics()).hasSize(2);
            // Those of the last reading, and of the one before it.
            assertThat(store.groups()).hasSizeLessThanOrEqualTo(7);
            most = Math.max(most, store.bytes());
        }
        assertThat(most).isLessThan(20_000);
    }

    private void run(MapGroupStore store, List<ScrapeOutcome> schedule, RecordedOutputs out) {
        for (ScrapeOutcome outcome : schedule) {
            tracker.accept(store, outcome, outcome.untilDueAt() + 300, out, timer -> {});
        }
    }

    private static void assertHonest(MetricsRecord record) {
        assertHonest(record.quality(), record.metrics());
    }

    private static void assertHonest(EntityRecord record) {
        assertHonest(record.quality(), record.metrics());
        if (record.assignments() == null) {
            return;
        }
        assertThat(record.assignments().worst().size()).isLessThanOrEqualTo(10);
        for (EntityRecord.Assignment part : record.assignments().worst()) {
            if (part.committed() == null || part.end() == null) {
                assertThat(part.lag()).isNull();
                assertThat(part.unknown()).isNotNull();
            } else if (part.lag() != null) {
                assertThat(part.lag()).isEqualTo(part.end() - part.committed()).isNotNegative();
            }
            if (part.lagSeconds() != null) {
                assertThat(part.lagSeconds()).isNotNegative();
            }
        }
    }

    private static void assertHonest(Quality quality, Map<String, Double> metrics) {
        metrics.forEach(
                (name, value) -> {
                    if (!name.equals("consumerGroup.lag.trend")) {
                        assertThat(value).as(name).isNotNegative();
                    }
                });
        if (quality == Quality.UNKNOWN) {
            assertThat(metrics.keySet())
                    .isSubsetOf(
                            "consumerGroup.partitions.known", "consumerGroup.partitions.unknown");
        } else if (quality == Quality.MEASURED) {
            boolean some = metrics.get("consumerGroup.partitions.known") > 0;
            assertThat(metrics.containsKey("consumerGroup.lag.total")).isEqualTo(some);
            assertThat(metrics.containsKey("consumerGroup.lag.max")).isEqualTo(some);
        }
        assertThat(
                        metrics.containsKey("consumerGroup.lag.seconds")
                                && metrics.containsKey("consumerGroup.lag.seconds.atLeast"))
                .isFalse();
    }

    /** A cluster's life from its addition to its retirement. */
    private List<ScrapeOutcome> schedule(Random random) {
        List<ScrapeOutcome> outcomes = new ArrayList<>();
        outcomes.add(Fixtures.added(spec, 1, START));
        Map<String, long[]> ends = new TreeMap<>();
        Map<String, Integer> ids = new TreeMap<>();
        Map<String, long[]> commits = new TreeMap<>();
        TOPICS.forEach(topic -> ends.put(topic, new long[1 + random.nextInt(3)]));
        for (int tick = 0; tick < TICKS; tick++) {
            long dueAt = START + tick * INTERVAL_MS;
            for (long[] end : ends.values()) {
                for (int p = 0; p < end.length; p++) {
                    end[p] += random.nextInt(3) == 0 ? 0 : random.nextInt(1_000);
                }
            }
            if (random.nextInt(15) == 0) {
                String topic = TOPICS.get(random.nextInt(TOPICS.size()));
                ends.put(topic, new long[1 + random.nextInt(3)]);
                ids.merge(topic, 1, Integer::sum);
                GROUPS.forEach(group -> commits.remove(group + topic));
            }
            if (random.nextInt(4) == 0) {
                OutcomeKind kind =
                        List.of(OutcomeKind.FAILED, OutcomeKind.SKIPPED, OutcomeKind.MISSED)
                                .get(random.nextInt(3));
                int more = kind == OutcomeKind.MISSED ? random.nextInt(8) : 0;
                outcomes.add(
                        Fixtures.unobserved(
                                spec,
                                1,
                                kind,
                                FailureReason.READ_TIMEOUT,
                                dueAt,
                                dueAt + more * INTERVAL_MS));
                tick += more;
                continue;
            }
            outcomes.add(Fixtures.told(spec, 1, dueAt, reading(random, dueAt, ends, ids, commits)));
            if (random.nextInt(10) == 0) {
                swapLast(outcomes);
            }
        }
        outcomes.add(Fixtures.retired(spec, 1, START + TICKS * INTERVAL_MS));
        return outcomes;
    }

    /** Slightly unordered, as reads that run side by side come in. */
    private static void swapLast(List<ScrapeOutcome> outcomes) {
        int last = outcomes.size() - 1;
        if (last >= 2) {
            outcomes.add(last - 1, outcomes.remove(last));
        }
    }

    private static ClusterReading reading(
            Random random,
            long dueAt,
            Map<String, long[]> ends,
            Map<String, Integer> ids,
            Map<String, long[]> commits) {
        long readAt = dueAt + random.nextInt(2_000);
        ClusterReadings reading = ClusterReadings.at(readAt, readAt + random.nextInt(500));
        boolean lacking = random.nextInt(6) == 0;
        if (lacking) {
            reading.missing(
                    List.of(
                                    Missing.GROUP_LIST,
                                    Missing.TOPICS,
                                    Missing.TOPIC_LIMIT,
                                    Missing.GROUP_LIMIT,
                                    Missing.COMMIT_LIMIT)
                            .get(random.nextInt(5)));
        }
        ends.forEach(
                (topic, own) -> {
                    if (lacking && random.nextInt(3) == 0) {
                        return;
                    }
                    long[] told = own.clone();
                    if (random.nextInt(8) == 0) {
                        told[random.nextInt(told.length)] = -1;
                    }
                    boolean hasIds = !topic.equals("c");
                    reading.topicWithId(
                            topic, hasIds ? topic + ids.getOrDefault(topic, 0) : "", told);
                });
        for (String group : GROUPS) {
            if (random.nextInt(lacking ? 3 : 40) == 0) {
                continue;
            }
            reading.group(group).members(random.nextInt(5) - 1);
            if (random.nextInt(10) == 0) {
                reading.unread();
            }
            ends.forEach((topic, own) -> commit(random, reading, group, topic, own, commits));
        }
        return reading.build();
    }

    private static void commit(
            Random random,
            ClusterReadings reading,
            String group,
            String topic,
            long[] ends,
            Map<String, long[]> commits) {
        long[] own = commits.computeIfAbsent(group + topic, key -> new long[ends.length]);
        for (int p = 0; p < ends.length; p++) {
            switch (random.nextInt(12)) {
                case 0 -> own[p] = random.nextInt((int) ends[p] + 1);
                case 1 -> own[p] = ends[p] + random.nextInt(10);
                case 2, 3, 4 -> own[p] = ends[p];
                default -> {
                    // It stands still.
                }
            }
            switch (random.nextInt(12)) {
                case 0 -> reading.commit(topic, p, -1);
                case 1 -> {
                    // Neither committed nor owned.
                }
                case 2, 3 -> reading.orphan(topic, p, own[p]);
                default -> reading.commit(topic, p, own[p]);
            }
        }
    }
}
