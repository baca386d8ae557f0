package io.brokerscope.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.testsupport.cluster.JavaProcess;
import io.brokerscope.testsupport.cluster.VitalSigns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job restarts again and again in one TaskManager, because the other one is killed: what the
 * one that stays holds must not grow. {@code chaos.restarts} is 50.
 */
@Tag("chaos")
class RestartLeaksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Restarts until everything that is loaded or opened once is there. */
    private static final int WARM = 10;

    private static final int STEP = 10;

    @TempDir private Path folder;

    @Test
    void restartsLeaveNothingBehind() throws Exception {
        int restarts = Integer.getInteger("chaos.restarts", 50);
        // With the configured strategy the restarts would come ever slower.
        Map<String, String> atOnce =
                Map.of(
                        "restart-strategy.type", "fixed-delay",
                        "restart-strategy.fixed-delay.attempts", "1000000",
                        "restart-strategy.fixed-delay.delay", "200 ms");
        try (ChaosWorld world =
                ChaosWorld.start(
                        folder, 1, Duration.ofSeconds(1), Duration.ofMinutes(15), 3, atOnce)) {
            world.begin();
            JavaProcess stays = world.flink().taskManagers().get(0);
            List<VitalSigns> signs = new ArrayList<>();
            System.out.println("  start  " + stays.vitalSigns(true));
            for (int i = 1; i <= restarts; i++) {
                long at = System.currentTimeMillis();
                world.flink().killTaskManager(1);
                world.flink().startTaskManager();
                world.job().awaitRunningSince(at, PATIENCE);
                if (i % STEP == 0) {
                    world.awaitMeasuredSince(System.currentTimeMillis());
                    VitalSigns now = stays.vitalSigns(true);
                    System.out.printf("  %5d  %s%n", i, now);
                    if (i >= WARM) {
                        signs.add(now);
                    }
                }
            }
            VitalSigns first = signs.get(0);
            VitalSigns last = signs.get(signs.size() - 1);
            assertThat(stays.isAlive()).isTrue();
            assertThat(last.threads()).as("threads").isLessThanOrEqualTo(first.threads() + 5);
            assertThat(last.openFiles()).as("files").isLessThanOrEqualTo(first.openFiles() + 10);
            assertThat(last.metaspaceBytes())
                    .as("metaspace")
                    .isLessThanOrEqualTo(first.metaspaceBytes() + (10 << 20));
            assertThat(last.directBytes())
                    .as("direct memory")
                    .isLessThanOrEqualTo(first.directBytes() + (4 << 20));
        }
    }
}
