package io.brokerscope.testsupport;

import io.brokerscope.cli.EmbeddedFlink;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.job.BrokerscopeJob;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.sink.OutputTopics;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job as its users run it, on embedded Flink, writing to a real broker. */
public final class RunningJob implements AutoCloseable {

    private final CommittedOutput output;
    private final EmbeddedFlink flink;
    private final EmbeddedFlink.Job job;
    private int taskManager;

    private RunningJob(CommittedOutput output, EmbeddedFlink flink, EmbeddedFlink.Job job) {
        this.output = output;
        this.flink = flink;
        this.job = job;
    }

    /** Starts the job for a configuration; {@code savepoint} may be null. */
    public static RunningJob start(String yaml, int parallelism, Path folder, String savepoint)
            throws Exception {
        return start(yaml, parallelism, 128, folder, savepoint, BrokerscopeJob::define);
    }

    /**
     * The same with another maximum parallelism than the usual, for a job defined in its own way.
     */
    public static RunningJob start(
            String yaml,
            int parallelism,
            int maxParallelism,
            Path folder,
            String savepoint,
            BiConsumer<StreamExecutionEnvironment, BrokerscopeConfig> definition)
            throws Exception {
        BrokerscopeConfig config = ConfigLoader.parse("test.yaml", yaml);
        OutputTopics.prepare(config.output(), Duration.ofSeconds(30));
        EmbeddedFlink flink =
                EmbeddedFlink.start(flinkConfiguration(parallelism, maxParallelism, folder));
        try {
            EmbeddedFlink.Job job =
                    flink.submit("test", env -> definition.accept(env, config), savepoint);
            return new RunningJob(new CommittedOutput(config.output()), flink, job);
        } catch (Exception e) {
            flink.close();
            throw e;
        }
    }

    /** Configuration of the output for a broker. */
    public static String outputYaml(String bootstrap, String prefix) {
        return """
                account: test
                output:
                  bootstrap: "%s"
                  topicPrefix: "%s"
                  transactionalIdPrefix: "%s"
                  partitions: 2
                  replicationFactor: 1
                """
                .formatted(bootstrap, prefix, prefix);
    }

    /** The job itself. */
    public EmbeddedFlink.Job job() {
        return job;
    }

    /** The Flink cluster it runs on. */
    public EmbeddedFlink flink() {
        return flink;
    }

    /** Kills the only TaskManager with everything in it, and starts another one. */
    public void replaceTaskManager() throws Exception {
        Field field = EmbeddedFlink.class.getDeclaredField("cluster");
        field.setAccessible(true);
        MiniCluster cluster = (MiniCluster) field.get(flink);
        cluster.terminateTaskManager(taskManager++).get(30, TimeUnit.SECONDS);
        cluster.startTaskManager();
    }

    /** Everything committed to a topic so far. */
    public <T> List<T> committed(OutputTopic topic, Function<byte[], T> read) {
        return output.committed(topic, read);
    }

    /** Where the job's output is read. */
    public CommittedOutput output() {
        return output;
    }

    /** The committed ledger. */
    public List<LedgerRecord> ledger() {
        return output.ledger();
    }

    @Override
    public void close() {
        flink.close();
    }

    private static Configuration flinkConfiguration(
            int parallelism, int maxParallelism, Path folder) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(TaskManagerOptions.MINI_CLUSTER_NUM_TASK_MANAGERS, 1);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.parse("32m"));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.parse("32m"));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("16m"));
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.MAX_PARALLELISM, maxParallelism);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        configuration.set(
                CheckpointingOptions.SAVEPOINT_DIRECTORY,
                folder.resolve("savepoints").toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(20));
        return configuration;
    }
}
