package io.brokerscope.chaos;

import io.brokerscope.audit.Balance;
import io.brokerscope.testsupport.Verdict;
import java.time.Duration;
import java.util.Locale;

/** Runs schedules against one world, one after another, and keeps the record. */
final class ChaosRun implements AutoCloseable {

    private static final Duration RECOVERY_DEADLINE = Duration.ofSeconds(240);

    private final ChaosWorld world;
    private final ChaosRecord record;

    /** Begins a job in the world, which is closed with this. */
    ChaosRun(ChaosWorld world, ChaosRecord record) throws Exception {
        this.world = world;
        this.record = record;
        try {
            world.begin();
        } catch (Exception | AssertionError e) {
            world.close();
            throw e;
        }
    }

    /**
     * Inflicts the faults, waits until everything is measured again, stops the job with a
     * savepoint, audits all that was ever committed, and goes on.
     *
     * @throws AssertionError if a law does not hold or the fleet is not measured again; names the
     *     seed
     */
    Balance run(ChaosSchedule schedule) throws Exception {
        long start = System.nanoTime();
        System.out.printf("schedule with seed %d: %s%n", schedule.seed(), schedule.steps());
        try {
            for (ChaosStep step : schedule.steps()) {
                long at = world.inflict(step);
                if (!step.overlaps()) {
                    recover(step.fault(), at);
                }
            }
            world.awaitMeasuredSince(System.currentTimeMillis());
            String savepoint = world.stop();
            Balance balance = Verdict.assertLawsHold(world.committed());
            world.resume(savepoint);
            world.awaitMeasuredSince(System.currentTimeMillis());
            double seconds = (System.nanoTime() - start) / 1e9;
            record.passed(schedule, seconds, Verdict.tell(balance));
            System.out.printf("  %s, %.0f s%n", Verdict.tell(balance), seconds);
            return balance;
        } catch (Exception | AssertionError e) {
            record.failed(schedule, e);
            throw new AssertionError(
                    "seed %d of %d faults; -Dchaos.seed=%d replays it"
                            .formatted(schedule.seed(), schedule.steps().size(), schedule.seed()),
                    e);
        }
    }

    private void recover(ChaosFault fault, long at) {
        boolean restarts =
                switch (fault) {
                    case KILL_TASK_MANAGER,
                            KILL_JOB_MANAGER,
                            KILL_BEFORE_COMMIT,
                            KILL_DURING_CHECKPOINT,
                            SAVEPOINT_AND_RESUME,
                            RESCALE ->
                            true;
                    default -> false;
                };
        if (restarts) {
            world.job().awaitRunningSince(at, RECOVERY_DEADLINE);
            record.recoveries().running(fault, (System.currentTimeMillis() - at) / 1_000.0);
        }
        long readable = world.watch().awaitEmittedAfter(at, RECOVERY_DEADLINE);
        record.recoveries().committed(fault, (readable - at) / 1_000.0);
        System.out.printf(
                Locale.ROOT, "  %s: committed after %.1f s%n", fault, (readable - at) / 1_000.0);
    }

    @Override
    public void close() throws Exception {
        world.close();
    }
}
