package io.brokerscope.chaos;

import io.brokerscope.cli.Installation;
import io.brokerscope.cli.demo.KafkaProcess;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.sink.OutputTopics;
import io.brokerscope.testsupport.CommittedOutput;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.cluster.EndTransactionGate;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.FlinkSetup;
import io.brokerscope.testsupport.cluster.FrozenProcess;
import io.brokerscope.testsupport.cluster.JavaProcess;
import io.brokerscope.testsupport.cluster.ProxiedKafka;
import io.brokerscope.testsupport.cluster.Submission;
import io.brokerscope.testsupport.proxy.Fault;
import io.brokerscope.testsupport.proxy.FaultLink;
import io.brokerscope.testsupport.proxy.TcpFaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/**
 * A job on a cluster of processes, and everything it lives on: the output cluster, which is watched
 * too, and more watched brokers whose counters are known. All of it can be harmed.
 */
final class ChaosWorld implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int SLOTS = 4;
    private static final int SAVEPOINT_ATTEMPTS = 5;
    private static final List<String> IDS = List.of("1", "2", "3", "4", "5", "6");

    private static final List<Fault> CUTS =
            List.of(
                    Fault.DROP,
                    Fault.STALL,
                    Fault.DROP_REQUESTS,
                    Fault.DROP_ANSWERS,
                    Fault.HALF_OPEN,
                    Fault.RESET,
                    Fault.REFUSE,
                    Fault.delay(Duration.ofMillis(400)));

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ExporterFleet exporters = opened(new ExporterFleet());
    private final TcpFaultProxy targets = opened(new TcpFaultProxy());
    private final EndTransactionGate commits = new EndTransactionGate();
    private final int brokers;
    private ProxiedKafka kafka;
    private FlinkProcesses flink;
    private Submission first;
    private OutputSettings output;
    private CommitWatch watch;
    private int parallelism;
    private FlinkJob job;

    private ChaosWorld(int brokers, int parallelism) {
        this.brokers = brokers;
        this.parallelism = parallelism;
    }

    /**
     * Starts everything; the job does not run yet.
     *
     * @param folder holds everything that is written
     * @param brokers of the output cluster
     * @param checkpoints interval
     * @param transactionTimeout of the output
     */
    static ChaosWorld start(
            Path folder, int brokers, Duration checkpoints, Duration transactionTimeout)
            throws Exception {
        return start(folder, brokers, checkpoints, transactionTimeout, 2, Map.of());
    }

    /** The same for a job of this parallelism, with other values for options of Flink. */
    static ChaosWorld start(
            Path folder,
            int brokers,
            Duration checkpoints,
            Duration transactionTimeout,
            int parallelism,
            Map<String, String> flinkOptions)
            throws Exception {
        ChaosWorld world = new ChaosWorld(brokers, parallelism);
        try {
            world.open(folder, checkpoints, transactionTimeout, flinkOptions);
            return world;
        } catch (Exception | AssertionError e) {
            world.close();
            throw e;
        }
    }

    private void open(
            Path folder,
            Duration checkpoints,
            Duration transactionTimeout,
            Map<String, String> flinkOptions)
            throws Exception {
        Files.createDirectories(folder);
        kafka =
                opened(
                        ProxiedKafka.start(
                                folder.resolve("kafka"),
                                brokers,
                                Installation.current().jmxExporterAgent(),
                                // A queue that can be filled.
                                Map.of("queued.max.requests", "16", "num.io.threads", "2")));
        for (FaultLink link : kafka.network().links()) {
            link.filter(commits);
        }
        String fleet = fleetYaml();
        first =
                Submission.of(
                        Files.writeString(
                                folder.resolve("job.yaml"),
                                outputYaml(kafka.bootstrap(), transactionTimeout) + fleet),
                        parallelism);
        output =
                ConfigLoader.parse(
                                "direct.yaml",
                                outputYaml(kafka.directBootstrap(), transactionTimeout) + fleet)
                        .output();
        OutputTopics.prepare(output, Duration.ofSeconds(60));
        createFloodTopic();
        watch = opened(new CommitWatch(output));
        FlinkSetup setup =
                FlinkSetup.in(folder.resolve("flink"))
                        .jobManagers(2)
                        .taskManagers(2, SLOTS / 2)
                        .checkpointEvery(checkpoints);
        for (Map.Entry<String, String> option : flinkOptions.entrySet()) {
            setup = setup.with(option.getKey(), option.getValue());
        }
        flink = opened(FlinkProcesses.start(setup));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    /** Submits the job and waits until everything is measured. */
    void begin() throws IOException {
        job = flink.submit(first);
        awaitMeasuredSince(System.currentTimeMillis());
    }

    /** Where the job writes, with nothing in between. */
    OutputSettings output() {
        return output;
    }

    /** What the job has committed. */
    CommittedOutput committed() {
        return new CommittedOutput(output);
    }

    /** The committed entities. */
    CommitWatch watch() {
        return watch;
    }

    /** The Flink cluster. */
    FlinkProcesses flink() {
        return flink;
    }

    /** The output cluster. */
    ProxiedKafka kafka() {
        return kafka;
    }

    /** The requests that end transactions. */
    EndTransactionGate commits() {
        return commits;
    }

    /** The job that runs. */
    FlinkJob job() {
        return job;
    }

    /**
     * Does what the step says, from its beginning to its end.
     *
     * @return from when on recovery counts, epoch milliseconds: when it happened, or when it was
     *     over if it lasted
     */
    long inflict(ChaosStep step) throws IOException {
        pause(step.pauseMs());
        return switch (step.fault()) {
            case KILL_TASK_MANAGER -> killTaskManager(step);
            case KILL_JOB_MANAGER -> killJobManager();
            case FREEZE_TASK_MANAGER -> freeze(choose(workers(), step), step.durationMs());
            case FREEZE_JOB_MANAGER -> freeze(flink.leadingJobManager(), step.durationMs());
            case FREEZE_OUTPUT_BROKER -> freezeBroker(1 + step.choose(brokers), step.durationMs());
            case RESTART_OUTPUT_BROKER -> restart(1 + step.choose(brokers), step.durationMs());
            case CUT_OUTPUT -> cut(kafka.network(), step);
            case CUT_TARGETS -> cut(targets, step);
            case FLOOD_OUTPUT -> flood(step.durationMs());
            case RESTART_MONITORED -> restartMonitored(step);
            case SAVEPOINT_AND_RESUME -> resume(parallelism);
            case RESCALE -> resume(1 + (parallelism + step.choose(SLOTS - 1)) % SLOTS);
            case KILL_BEFORE_COMMIT -> killBeforeCommit(step);
            case KILL_DURING_CHECKPOINT -> killDuringCheckpoint(step);
        };
    }

    /** Waits until every broker and cluster is measured, by what was emitted since then. */
    void awaitMeasuredSince(long since) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> unmeasured(since) == 0);
        } catch (RuntimeException e) {
            StringBuilder message = new StringBuilder("not measured again: ");
            for (EntityRecord entity : watch.entities()) {
                message.append(entity.name())
                        .append(' ')
                        .append(entity.quality())
                        .append(" emitted ")
                        .append(entity.emittedAt() - since)
                        .append(" ms after\n");
            }
            flink.processes().forEach(process -> message.append('\n').append(process.excerpt()));
            throw new AssertionError(message.toString(), e);
        }
    }

    private long unmeasured(long since) {
        List<EntityRecord> watched =
                watch.entities().stream()
                        .filter(
                                entity ->
                                        entity.entityType() == EntityType.MESSAGE_QUEUE_BROKER
                                                || entity.entityType()
                                                        == EntityType.MESSAGE_QUEUE_CLUSTER)
                        .toList();
        long good =
                watched.stream()
                        .filter(entity -> entity.quality() == Quality.MEASURED)
                        .filter(entity -> entity.observedAt() != null)
                        .filter(entity -> entity.observedAt() > since)
                        .count();
        return IDS.size() + brokers + 2 - good;
    }

    /**
     * Stops the job with a savepoint; {@link #resume} goes on. A savepoint fails when the job does,
     * for a fault before it: then it is taken again.
     */
    String stop() throws IOException {
        AssertionError failure = null;
        for (int i = 0; i < SAVEPOINT_ATTEMPTS; i++) {
            job.awaitRunning(PATIENCE);
            try {
                return job.stopWithSavepoint(PATIENCE);
            } catch (AssertionError e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Goes on from a savepoint. */
    void resume(String savepoint) throws IOException {
        job = flink.submit(first.at(parallelism).from(savepoint));
    }

    /** Ends everything, the last that was started first. */
    @Override
    public void close() throws Exception {
        IOUtils.closeAll(opened);
    }

    private long killTaskManager(ChaosStep step) throws IOException {
        JavaProcess victim = choose(workers(), step);
        long at = System.currentTimeMillis();
        victim.kill();
        flink.startTaskManager();
        return at;
    }

    /** TaskManagers that have a part in the job; all of them while nobody can tell, or none has. */
    private List<JavaProcess> workers() {
        List<JavaProcess> all = flink.taskManagers();
        try {
            Set<String> names = job.taskManagers();
            List<JavaProcess> workers =
                    all.stream().filter(manager -> names.contains(manager.name())).toList();
            return workers.isEmpty() ? all : workers;
        } catch (IOException e) {
            // The JobManager is what was harmed before.
            return all;
        }
    }

    private long killJobManager() throws IOException {
        long at = System.currentTimeMillis();
        flink.killLeadingJobManager();
        flink.startJobManager();
        return at;
    }

    private static JavaProcess choose(List<JavaProcess> processes, ChaosStep step) {
        return processes.get(step.choose(processes.size()));
    }

    private static long freeze(JavaProcess process, long durationMs) {
        process.freeze();
        pause(durationMs);
        long at = System.currentTimeMillis();
        process.thaw();
        return at;
    }

    private long freezeBroker(int id, long durationMs) {
        try (FrozenProcess frozen = FrozenProcess.freeze(kafka.process(id).pid())) {
            pause(durationMs);
        }
        return System.currentTimeMillis();
    }

    private long restart(int id, long durationMs) throws IOException {
        KafkaProcess broker = kafka.process(id);
        broker.kill();
        pause(durationMs);
        long at = System.currentTimeMillis();
        kafka.startBroker(id);
        kafka.awaitComplete();
        return at;
    }

    private long cut(TcpFaultProxy network, ChaosStep step) {
        network.fault(CUTS.get(step.choose(CUTS.size())));
        pause(step.durationMs());
        long at = System.currentTimeMillis();
        network.fault(Fault.PASS);
        return at;
    }

    private long flood(long durationMs) {
        try (RequestFlood flood = new RequestFlood(kafka.directBootstrap())) {
            pause(durationMs);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return System.currentTimeMillis();
    }

    private long restartMonitored(ChaosStep step) {
        long at = System.currentTimeMillis();
        for (int i = 0; i < IDS.size(); i++) {
            if (i % 2 == step.choose(2)) {
                exporters.restart(IDS.get(i));
            }
        }
        return at;
    }

    private long resume(int newParallelism) throws IOException {
        parallelism = newParallelism;
        long at = System.currentTimeMillis();
        resume(stop());
        return at;
    }

    private long killBeforeCommit(ChaosStep step) throws IOException {
        JavaProcess victim = choose(workers(), step);
        AtomicLong at = new AtomicLong();
        commits.arm(
                () -> {
                    at.set(System.currentTimeMillis());
                    victim.kill();
                });
        Awaitility.await().atMost(PATIENCE).until(() -> at.get() > 0 && !victim.isAlive());
        flink.startTaskManager();
        return at.get();
    }

    private long killDuringCheckpoint(ChaosStep step) throws IOException {
        job.awaitRunning(PATIENCE);
        job.beginCheckpoint();
        pause(ThreadLocalRandom.current().nextLong(0, 150));
        return killTaskManager(step);
    }

    private String outputYaml(String bootstrap, Duration transactionTimeout) {
        return """
                account: chaos
                output:
                  bootstrap: "%s"
                  topicPrefix: "chaos-"
                  transactionalIdPrefix: "chaos-"
                  transactionTimeout: %ds
                  partitions: 3
                  replicationFactor: %d
                """
                .formatted(bootstrap, transactionTimeout.toSeconds(), Math.min(3, brokers));
    }

    private String fleetYaml() {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        clusters:
                        - name: fleet
                          scrape: { endpoint: "http://{host}:{port}/{id}/metrics", interval: 2s, timeout: 1500ms, attemptTimeout: 600ms, circuitBreaker: { open: 4s } }
                          discovery:
                            static:
                        """);
        yaml.append(exporters.brokersBehind(targets, IDS));
        yaml.append(
                """
                - name: output
                  scrape: { endpoint: "http://{host}:{port}/metrics", interval: 4s, timeout: 3500ms, attemptTimeout: 3s, circuitBreaker: { open: 8s } }
                  discovery:
                    static:
                """);
        for (int id = 1; id <= brokers; id++) {
            yaml.append(
                    "      - { id: %d, host: 127.0.0.1, port: %d }%n"
                            .formatted(id, targets.link(kafka.exporterPort(id)).port()));
        }
        return yaml.toString();
    }

    private void createFloodTopic() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.directBootstrap()))) {
            admin.createTopics(List.of(new NewTopic(RequestFlood.TOPIC, 3, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("topic " + RequestFlood.TOPIC + " is not created", e);
        }
    }

    /** Lets time pass: what a fault is made of, not a way to wait for anything. */
    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
