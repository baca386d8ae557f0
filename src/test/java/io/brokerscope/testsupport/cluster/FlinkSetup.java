package io.brokerscope.testsupport.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a Flink cluster of processes is made of.
 *
 * @param folder everything the processes write is below: logs, checkpoints, savepoints, state of
 *     ZooKeeper
 * @param jobManagers JobManagers at the start; one leads, the others stand by
 * @param taskManagers TaskManagers at the start
 * @param slots slots of each TaskManager
 * @param configuration what is different from {@code flink-conf/config.yaml}, by Flink's keys
 */
public record FlinkSetup(
        Path folder,
        int jobManagers,
        int taskManagers,
        int slots,
        Map<String, String> configuration) {

    public FlinkSetup {
        folder = folder.toAbsolutePath();
        configuration = Map.copyOf(configuration);
    }

    /** One JobManager, one TaskManager with two slots, a checkpoint every second. */
    public static FlinkSetup in(Path folder) {
        return new FlinkSetup(folder, 1, 1, 2, Map.of())
                .checkpointEvery(Duration.ofSeconds(1))
                // Which the interval would otherwise not get below.
                .with("execution.checkpointing.min-pause", "200 ms");
    }

    /** With this many JobManagers. */
    public FlinkSetup jobManagers(int number) {
        return new FlinkSetup(folder, number, taskManagers, slots, configuration);
    }

    /** With this many TaskManagers, each with these slots. */
    public FlinkSetup taskManagers(int number, int slotsOfEach) {
        return new FlinkSetup(folder, jobManagers, number, slotsOfEach, configuration);
    }

    /** With another checkpoint interval. */
    public FlinkSetup checkpointEvery(Duration interval) {
        return with("execution.checkpointing.interval", interval.toMillis() + " ms");
    }

    /** With another value of an option of Flink. */
    public FlinkSetup with(String key, String value) {
        Map<String, String> more = new HashMap<>(configuration);
        more.put(key, value);
        return new FlinkSetup(folder, jobManagers, taskManagers, slots, more);
    }
}
