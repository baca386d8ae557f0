package io.brokerscope.testsupport.cluster;

import io.brokerscope.cli.Installation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a Flink cluster of processes is made of.
 *
 * @param conf folder with the {@code config.yaml} that it starts from
 * @param folder everything the processes write is below: logs, checkpoints, savepoints, state of
 *     ZooKeeper
 * @param jobManagers JobManagers at the start; one leads, the others stand by
 * @param taskManagers TaskManagers at the start
 * @param slots slots of each TaskManager
 * @param configuration what is different from that, by Flink's keys
 */
public record FlinkSetup(
        Path conf,
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
        return new FlinkSetup(Installation.current().flinkConf(), folder, 1, 1, 2, Map.of())
                .checkpointEvery(Duration.ofSeconds(1))
                // Which the interval would otherwise not get below.
                .with("execution.checkpointing.min-pause", "200 ms");
    }

    /** Of another configuration. */
    public FlinkSetup conf(Path other) {
        return new FlinkSetup(other, folder, jobManagers, taskManagers, slots, configuration);
    }

    /** With this many JobManagers. */
    public FlinkSetup jobManagers(int number) {
        return new FlinkSetup(conf, folder, number, taskManagers, slots, configuration);
    }

    /** With this many TaskManagers, each with these slots. */
    public FlinkSetup taskManagers(int number, int slotsOfEach) {
        return new FlinkSetup(conf, folder, jobManagers, number, slotsOfEach, configuration);
    }

    /** With another checkpoint interval. */
    public FlinkSetup checkpointEvery(Duration interval) {
        return with("execution.checkpointing.interval", interval.toMillis() + " ms");
    }

    /** With another value of an option of Flink. */
    public FlinkSetup with(String key, String value) {
        Map<String, String> more = new HashMap<>(configuration);
        more.put(key, value);
        return new FlinkSetup(conf, folder, jobManagers, taskManagers, slots, more);
    }
}
