package io.brokerscope.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults in a row on real processes. The short run is part of every build; the long one is
 * the profile {@code chaos}, with these properties: {@code chaos.seed} (the first seed, by default
 * by the clock), {@code chaos.schedules} (30), {@code chaos.faults} (5 each), {@code chaos.only}
 * (kinds of faults, separated by commas; all of them), {@code chaos.shortest} and {@code
 * chaos.longest} (how long networks are cut and processes frozen, in milliseconds: 2,000 and
 * 15,000), {@code chaos.brokers} (of the output cluster, 3), {@code chaos.checkpoints} (interval in
 * milliseconds, 10,000). What it measures it writes to {@code target/chaos.md}.
 */
class ChaosIT {

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    /**
     * The leading JobManager is killed, a TaskManager is between checkpoint and commit, the job is
     * rescaled, watched brokers restart, the output cluster is cut off.
     */
    private static final long SHORT_SEED = 454;

    @TempDir private Path folder;

    private final ChaosRecord record = new ChaosRecord();

    @Test
    void aShortScheduleLosesAndDoublesNothing() throws Exception {
        try (ChaosRun run = begin("short", 1, Duration.ofSeconds(1))) {
            run.run(
                    ChaosSchedule.random(
                            SHORT_SEED, List.of(ChaosFault.values()), 5, 2_000, 5_000));
        }
        System.out.println(record.recoveries().toMarkdown());
    }

    @Test
    @Tag("chaos")
    void manySchedulesLoseAndDoubleNothing() throws Exception {
        long seed = Long.getLong("chaos.seed", System.currentTimeMillis() / 1_000);
        int schedules = Integer.getInteger("chaos.schedules", 30);
        for (int next = 0; next < schedules; ) {
            try (ChaosRun run =
                    begin(
                            "from-" + next,
                            Integer.getInteger("chaos.brokers", 3),
                            Duration.ofMillis(Long.getLong("chaos.checkpoints", 10_000)))) {
                // What is broken in one world stays broken: the others begin in a new one.
                for (boolean whole = true; whole && next < schedules; next++) {
                    whole = holds(run, schedule(seed + next));
                }
            }
        }
        assertThat(record.failures()).isEmpty();
    }

    private boolean holds(ChaosRun run, ChaosSchedule schedule) throws Exception {
        try {
            run.run(schedule);
            return true;
        } catch (AssertionError e) {
            e.printStackTrace(System.out);
            return false;
        } finally {
            record.write(Path.of("target", "chaos.md"));
        }
    }

    private ChaosRun begin(String name, int brokers, Duration checkpoints) throws Exception {
        return new ChaosRun(
                ChaosWorld.start(folder.resolve(name), brokers, checkpoints, TRANSACTION_TIMEOUT),
                record);
    }

    private static ChaosSchedule schedule(long seed) {
        String only = System.getProperty("chaos.only", "");
        return ChaosSchedule.random(
                seed,
                only.isEmpty()
                        ? List.of(ChaosFault.values())
                        : Arrays.stream(only.split(",")).map(ChaosFault::valueOf).toList(),
                Integer.getInteger("chaos.faults", 5),
                Long.getLong("chaos.shortest", 2_000),
                Long.getLong("chaos.longest", 15_000));
    }
}
