package io.brokerscope.job.group;

import io.brokerscope.health.HealthScore;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapGroupStore;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.Random;

/** What a reading of a large cluster costs: run {@code main}. */
final class GroupTrackerBenchmark {

    private static final int TOPICS = 1_000;
    private static final int PARTITIONS = 30;
    private static final int GROUPS = 500;
    private static final int TOPICS_PER_GROUP = 2;
    private static final int READINGS = 120;
    private static final long INTERVAL_MS = 30_000;

    private GroupTrackerBenchmark() {}

    public static void main(String[] args) throws Exception {
        TargetSpec spec = Fixtures.clusterSpec(Fixtures.cluster("c", INTERVAL_MS, 4_000));
        GroupTracker tracker = new GroupTracker("acme", new HealthScore(), new NoStopgap());
        MapGroupStore store = new MapGroupStore();
        tracker.accept(store, Fixtures.added(spec, 1, 0), 0, new RecordedOutputs(), timer -> {});
        Random random = new Random(1);
        long[][] ends = new long[TOPICS][PARTITIONS];
        long last = 0;
        long entities = 0;
        for (int reading = 0; reading < READINGS; reading++) {
            long dueAt = reading * INTERVAL_MS;
            ClusterReading view = reading(dueAt, ends, random);
            RecordedOutputs out = new RecordedOutputs();
            long from = System.nanoTime();
            tracker.accept(store, Fixtures.told(spec, 1, dueAt, view), dueAt, out, timer -> {});
            if (reading >= READINGS - 20) {
                last += System.nanoTime() - from;
                entities += out.entities.size();
            }
        }
        System.out.printf(
                "%d partitions, %d groups, %d commits: %.0f ms per reading, %d entities written,"
                        + " %.1f MB of state%n",
                TOPICS * PARTITIONS,
                GROUPS,
                GROUPS * TOPICS_PER_GROUP * PARTITIONS,
                last / 20 / 1e6,
                entities / 20,
                store.bytes() / 1e6);
        long from = System.nanoTime();
        store.restarted();
        System.out.printf("through bytes and back: %.0f ms%n", (System.nanoTime() - from) / 1e6);
    }

    private static ClusterReading reading(long dueAt, long[][] ends, Random random) {
        ClusterReadings reading = ClusterReadings.at(dueAt);
        for (int t = 0; t < TOPICS; t++) {
            for (int p = 0; p < PARTITIONS; p++) {
                ends[t][p] += random.nextInt(4) == 0 ? 0 : random.nextInt(5_000);
            }
            reading.topic("topic-%04d".formatted(t), ends[t].clone());
        }
        for (int g = 0; g < GROUPS; g++) {
            reading.group("group-%03d".formatted(g));
            for (int t = 0; t < TOPICS_PER_GROUP; t++) {
                int topic = (g * TOPICS_PER_GROUP + t) % TOPICS;
                for (int p = 0; p < PARTITIONS; p++) {
                    reading.commit(
                            "topic-%04d".formatted(topic),
                            p,
                            Math.max(0, ends[topic][p] - random.nextInt(8_000)));
                }
            }
        }
        return reading.build();
    }
}
