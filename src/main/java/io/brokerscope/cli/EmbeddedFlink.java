package io.brokerscope.cli;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.ClientUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.ResourceOverview;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A whole Flink cluster in this JVM: JobManager, TaskManagers, web UI and metric reporters, all as
 * configured in {@code config.yaml}. A TaskManager that ends by itself is followed by another one.
 * Thread-safe.
 */
public final class EmbeddedFlink implements AutoCloseable {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofMillis(500);

    /**
     * Distance between the checkpoints a job begins with, about as long as its first reads take.
     */
    private static final Duration FIRST_CHECKPOINTS_APART = Duration.ofSeconds(2);

    private static final int FIRST_CHECKPOINTS = 2;

    private final Configuration configuration;
    private final MiniCluster cluster;
    private final TaskManagers taskManagers;

    private EmbeddedFlink(Configuration configuration, int taskManagers, MiniCluster cluster) {
        this.configuration = configuration;
        this.cluster = cluster;
        this.taskManagers =
                new TaskManagers(
                        taskManagers,
                        () ->
                                cluster.getResourceOverview()
                                        .thenApply(ResourceOverview::getNumberTaskManagers),
                        cluster::startTaskManager);
    }

    /**
     * Starts a cluster; ready for jobs when this returns.
     *
     * @throws Exception if it does not start; nothing of it is left then
     */
    public static EmbeddedFlink start(Configuration configuration) throws Exception {
        int taskManagers = configuration.get(TaskManagerOptions.MINI_CLUSTER_NUM_TASK_MANAGERS);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(taskManagers)
                                .setNumSlotsPerTaskManager(
                                        configuration.get(TaskManagerOptions.NUM_TASK_SLOTS))
                                .build());
        EmbeddedFlink flink = new EmbeddedFlink(configuration, taskManagers, cluster);
        try {
            cluster.start();
            flink.taskManagers.watch();
            return flink;
        } catch (Exception e) {
            flink.close();
            throw e;
        }
    }

    /** Address of the web UI and the REST API. */
    public URI webUi() throws Exception {
        return cluster.getRestAddress().get(CLOSE_DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Submits a job.
     *
     * @param name of the job in the web UI
     * @param definition adds sources, operators and sinks; checkpointing, restart strategy and
     *     parallelism are set from the configuration
     * @param savepoint savepoint or retained checkpoint to start from; null for none
     * @return once the job is initialized
     * @throws Exception if it cannot be defined or initialized, for example from this savepoint
     */
    public Job submit(
            String name, Consumer<StreamExecutionEnvironment> definition, String savepoint)
            throws Exception {
        ClassLoader classLoader = EmbeddedFlink.class.getClassLoader();
        // The plain class: the factory method would look for a command line or test around it.
        StreamExecutionEnvironment environment =
                new StreamExecutionEnvironment(new Configuration(configuration), classLoader);
        definition.accept(environment);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, false));
        }
        JobID id = new JobID();
        cluster.submitJob(graph.getJobGraph(classLoader, id)).get();
        ClientUtils.waitUntilJobInitializationFinished(
                () -> cluster.getJobStatus(id).get(),
                () -> cluster.requestJobResult(id).get(),
                classLoader);
        beginWithCheckpoints(id, FIRST_CHECKPOINTS);
        return new Job(id);
    }

    /**
     * Takes checkpoints soon after the start, so that what was read first can be seen: Flink's own
     * first one comes at a random time within the interval. As long as tasks are not running there
     * is none, and it is asked for again.
     */
    private void beginWithCheckpoints(JobID id, int left) {
        CompletableFuture.delayedExecutor(FIRST_CHECKPOINTS_APART.toMillis(), TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            if (!cluster.isRunning()) {
                                return;
                            }
                            cluster.getJobStatus(id)
                                    .thenCompose(
                                            status ->
                                                    status.isGloballyTerminalState()
                                                            ? CompletableFuture.completedFuture(0)
                                                            : checkpoint(id, left))
                                    .thenAccept(
                                            stillLeft -> {
                                                if (stillLeft > 0) {
                                                    beginWithCheckpoints(id, stillLeft);
                                                }
                                            });
                        });
    }

    /** How many are left to be taken after this one, or after it could not be taken. */
    private CompletableFuture<Integer> checkpoint(JobID id, int left) {
        return cluster.triggerCheckpoint(id, CheckpointType.CONFIGURED)
                .handle((taken, refused) -> refused == null ? left - 1 : left);
    }

    /** Ends the cluster and every job in it, within 30 seconds. */
    @Override
    public void close() {
        taskManagers.close();
        CompletableFuture<Void> closed = cluster.closeAsync();
        try {
            closed.get(CLOSE_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw CommandException.failure("Flink did not close: " + CommandLines.oneLine(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A job in this cluster. */
    public final class Job {

        private final JobID id;

        private Job(JobID id) {
            this.id = id;
        }

        /** The job's id in the web UI. */
        public String id() {
            return id.toHexString();
        }

        /** How the job is at the moment. */
        public CompletableFuture<JobStatus> status() {
            return cluster.getJobStatus(id);
        }

        /**
         * How the job ended; completes when it does. Fails with a {@link CommandException} when no
         * TaskManager is left to run it and no other can be started.
         */
        public CompletableFuture<JobResult> result() {
            CompletableFuture<JobResult> lost = taskManagers.lost().thenApply(never -> null);
            return cluster.requestJobResult(id).applyToEither(lost, Function.identity());
        }

        /**
         * Takes a savepoint in the configured folder and ends the job. What was read before is
         * committed; event time is not drained, so that a job started from the savepoint goes on as
         * if it had never stopped. A job whose tasks are not all running yet, or just restart, is
         * asked again until the deadline.
         *
         * @return the savepoint's URI
         * @throws Exception why there is no savepoint; the job may still run
         */
        public String stopWithSavepoint(Duration deadline) throws Exception {
            long end = System.nanoTime() + deadline.toNanos();
            CompletableFuture<JobResult> ended = result();
            while (true) {
                try {
                    return cluster.stopWithSavepoint(id, null, false, SavepointFormatType.CANONICAL)
                            .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (ExecutionException e) {
                    if (System.nanoTime() + RETRY.toNanos() > end || endsWithin(ended, RETRY)) {
                        throw e;
                    }
                }
            }
        }

        private static boolean endsWithin(CompletableFuture<JobResult> ended, Duration time)
                throws InterruptedException, ExecutionException {
            try {
                ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }

        /** Ends the job; completes when it has ended. */
        public CompletableFuture<JobResult> cancel() {
            return cluster.cancelJob(id).thenCompose(ignored -> result());
        }
    }
}
