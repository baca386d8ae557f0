package io.brokerscope.testsupport.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.cli.FlinkConfiguration;
import io.brokerscope.cli.Installation;
import io.brokerscope.testsupport.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Flink session cluster of real processes, as its users run it: ZooKeeper, JobManagers that stand
 * by for each other, TaskManagers, and the client that submits the job jar. Everything has the
 * repository's {@code flink-conf/config.yaml} and what a {@link FlinkSetup} says otherwise.
 *
 * <pre>{@code
 * try (FlinkProcesses flink =
 *         FlinkProcesses.start(FlinkSetup.in(folder).jobManagers(2).taskManagers(2, 2))) {
 *     String job = flink.submit(Submission.of(yaml, 2));
 *     flink.awaitRunning(job, Duration.ofSeconds(30));
 *     long killed = System.currentTimeMillis();
 *     flink.killLeadingJobManager();
 *     flink.startJobManager();
 *     flink.awaitRunningSince(job, killed, Duration.ofSeconds(60));
 *     String savepoint = flink.stopWithSavepoint(job, Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>Faults: {@link #killTaskManager}, {@link #killLeadingJobManager}, and for any of the {@link
 * #processes} {@link JavaProcess#kill}, {@link JavaProcess#freeze} and {@link JavaProcess#thaw}.
 * Processes that are gone are never started again by themselves; {@link #startTaskManager} and
 * {@link #startJobManager} start fresh ones. To make the tasks of one TaskManager start again and
 * again in the same process, kill and start another TaskManager that has a part in the job.
 *
 * <p>Every process ends with {@link #close}, with a failed start, and with this JVM, however that
 * ends. Methods that wait fail with a message that tells what the processes logged last.
 * Thread-safe.
 */
public final class FlinkProcesses implements AutoCloseable {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration CLIENT_DEADLINE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

    private final FlinkSetup setup;
    private final Configuration configuration;
    private final String classPath;
    private final List<String> opens;
    private final List<JobManager> jobManagers = new CopyOnWriteArrayList<>();
    private final List<JavaProcess> taskManagers = new CopyOnWriteArrayList<>();
    private final FlinkRest rest = new FlinkRest(this::restAddresses);
    private JavaProcess zooKeeper;
    private int started;

    private record JobManager(JavaProcess process, int rpcPort, URI rest) {}

    private FlinkProcesses(FlinkSetup setup) throws IOException {
        this.setup = setup;
        this.configuration = configuration(setup, LoopbackPorts.next());
        this.classPath = FlinkJars.classPath(setup.folder().resolve("launcher"));
        this.opens = FlinkJars.opens();
    }

    /**
     * Starts everything and waits until a JobManager leads and every TaskManager is registered.
     *
     * @throws IOException if a file cannot be written or a process cannot be started; no process is
     *     left then
     * @throws AssertionError if the cluster is not complete in time; no process is left then
     */
    public static FlinkProcesses start(FlinkSetup setup) throws IOException {
        FlinkProcesses flink = new FlinkProcesses(setup);
        try {
            flink.zooKeeper = flink.startZooKeeper();
            for (int i = 0; i < setup.jobManagers(); i++) {
                flink.startJobManager();
            }
            for (int i = 0; i < setup.taskManagers(); i++) {
                flink.startTaskManager();
            }
            flink.awaitTaskManagers(setup.taskManagers(), START_DEADLINE);
            return flink;
        } catch (IOException | RuntimeException | AssertionError e) {
            flink.close();
            throw e;
        }
    }

    // Processes.

    /** The process of ZooKeeper. */
    public JavaProcess zooKeeper() {
        return zooKeeper;
    }

    /** The JobManagers that run, in the order they were started. */
    public List<JavaProcess> jobManagers() {
        return jobManagers.stream().map(JobManager::process).filter(JavaProcess::isAlive).toList();
    }

    /** The TaskManagers that run, in the order they were started. */
    public List<JavaProcess> taskManagers() {
        return taskManagers.stream().filter(JavaProcess::isAlive).toList();
    }

    /** Every process that was started and belongs to the cluster, those that have ended too. */
    public List<JavaProcess> processes() {
        List<JavaProcess> all = new ArrayList<>(taskManagers);
        jobManagers.forEach(manager -> all.add(manager.process()));
        if (zooKeeper != null) {
            all.add(zooKeeper);
        }
        return all;
    }

    /** Starts a JobManager; does not wait until it is there. */
    public JavaProcess startJobManager() throws IOException {
        String name = nextName("jobmanager");
        Configuration own = new Configuration(configuration);
        int rpcPort = LoopbackPorts.next();
        String restPort = Integer.toString(LoopbackPorts.next());
        own.setString("high-availability.jobmanager.port", Integer.toString(rpcPort));
        own.setString("rest.port", restPort);
        own.setString("rest.bind-port", restPort);
        JavaProcess process =
                startFlink(
                        name,
                        own,
                        List.of("-Xmx384m", "-XX:MaxMetaspaceSize=256m"),
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                        List.of("--executionMode", "cluster", "--host", "127.0.0.1"));
        jobManagers.add(
                new JobManager(process, rpcPort, URI.create("http://127.0.0.1:" + restPort)));
        return process;
    }

    /** Starts a TaskManager; does not wait until it is registered. */
    public JavaProcess startTaskManager() throws IOException {
        String name = nextName("taskmanager");
        // What Flink's own scripts compute and pass.
        TaskExecutorProcessSpec memory =
                TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        List<String> options =
                List.of(ProcessMemoryUtils.generateJvmParametersStr(memory).trim().split("\\s+"));
        List<String> arguments =
                new ArrayList<>(
                        Arrays.asList(
                                TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)
                                        .trim()
                                        .split("\\s+")));
        // A TaskManager that comes back is another one to the JobManager.
        arguments.addAll(List.of("-D", "taskmanager.resource-id=" + name));
        JavaProcess process =
                startFlink(
                        name,
                        configuration,
                        options,
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                        arguments);
        taskManagers.add(process);
        return process;
    }

    /** Ends one of the {@link #taskManagers} like {@code kill -9}; gives the process that was. */
    public JavaProcess killTaskManager(int index) {
        JavaProcess process = taskManagers().get(index);
        process.kill();
        return process;
    }

    /** Ends the JobManager that leads like {@code kill -9}; gives the process that was. */
    public JavaProcess killLeadingJobManager() {
        JavaProcess leader = leadingJobManager();
        leader.kill();
        return leader;
    }

    /** The JobManager that leads; waits while there is none. */
    public JavaProcess leadingJobManager() {
        try (Leadership leadership = new Leadership(configuration)) {
            return until(
                            "a JobManager leads",
                            START_DEADLINE,
                            () ->
                                    leadership
                                            .leaderPort()
                                            .flatMap(this::jobManagerAt)
                                            .filter(JavaProcess::isAlive))
                    .orElseThrow();
        }
    }

    /** Waits until exactly this many TaskManagers are registered at the JobManager. */
    public void awaitTaskManagers(int number, Duration deadline) {
        until(
                number + " TaskManagers are registered",
                deadline,
                () ->
                        rest.get("/overview").path("taskmanagers").asInt() == number
                                ? Optional.of(number)
                                : Optional.empty());
    }

    // Jobs.

    /**
     * Submits a job by {@code flink run}; does not wait until it runs.
     *
     * @return job id
     * @throws AssertionError with what the client printed if it fails
     */
    public String submit(Submission submission) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "-d"));
        arguments.addAll(List.of("-p", Integer.toString(submission.parallelism())));
        if (submission.savepoint() != null) {
            arguments.addAll(List.of("-s", submission.savepoint()));
        }
        arguments.addAll(List.of("-c", "io.brokerscope.job.BrokerscopeJob"));
        arguments.add(submission.jar().toString());
        arguments.addAll(List.of("--config", submission.config().toString()));
        JavaProcess client =
                start(
                        nextName("client"),
                        configuration,
                        List.of("-Xmx256m"),
                        "org.apache.flink.client.cli.CliFrontend",
                        arguments);
        try (client) {
            if (!client.awaitExit(CLIENT_DEADLINE) || client.exitCode() != 0) {
                throw new AssertionError("flink run failed:\n" + client.excerpt());
            }
        }
        Matcher id = JOB_ID.matcher(client.output());
        if (!id.find()) {
            throw new AssertionError("flink run names no job:\n" + client.excerpt());
        }
        return id.group(1);
    }

    /**
     * The job's state as Flink names it.
     *
     * @throws IOException if no JobManager answers, which is to be expected while one takes over
     */
    public String jobState(String job) throws IOException {
        return rest.get("/jobs/" + job).path("state").asText();
    }

    /** Waits until every task of the job runs. */
    public void awaitRunning(String job, Duration deadline) {
        awaitRunningSince(job, 0, deadline);
    }

    /**
     * Waits until every task of the job runs and was started at this time or later: after a fault
     * the job may look as if nothing had happened, until the fault is noticed.
     *
     * @param since epoch milliseconds
     */
    public void awaitRunningSince(String job, long since, Duration deadline) {
        until(
                "every task of the job runs and was started since " + since,
                deadline,
                () -> runs(rest.get("/jobs/" + job), since) ? Optional.of(job) : Optional.empty());
    }

    /** Waits until the job has ended; gives the state it ended in. */
    public String awaitEnd(String job, Duration deadline) {
        return until(
                        "the job has ended",
                        deadline,
                        () -> Optional.of(jobState(job)).filter(ENDED::contains))
                .orElseThrow();
    }

    /** Path of the newest checkpoint that is complete, if there is one. */
    public Optional<String> latestCompletedCheckpoint(String job) throws IOException {
        JsonNode completed = rest.get("/jobs/" + job + "/checkpoints").path("latest");
        return Optional.of(completed.path("completed").path("external_path").asText())
                .filter(path -> !path.isEmpty());
    }

    /** Takes a checkpoint now and waits until it is complete. */
    public void triggerCheckpoint(String job, Duration deadline) throws IOException {
        String path = "/jobs/" + job + "/checkpoints";
        JsonNode trigger = rest.post(path, Map.of("checkpointType", "FULL"));
        awaitOperation("a checkpoint", path + "/" + trigger.path("request-id").asText(), deadline);
    }

    /** Stops the job with a savepoint and waits until it has ended; gives the savepoint's path. */
    public String stopWithSavepoint(String job, Duration deadline) throws IOException {
        JsonNode trigger = rest.post("/jobs/" + job + "/stop", Map.of("drain", false));
        JsonNode operation =
                awaitOperation(
                        "a savepoint",
                        "/jobs/" + job + "/savepoints/" + trigger.path("request-id").asText(),
                        deadline);
        awaitEnd(job, deadline);
        return operation.path("location").asText();
    }

    /** Cancels the job without a savepoint and waits until it has ended. */
    public void cancel(String job, Duration deadline) throws IOException {
        rest.patch("/jobs/" + job + "?mode=cancel");
        awaitEnd(job, deadline);
    }

    /**
     * Stops the job with a savepoint and submits it again from there.
     *
     * @param submission how it was submitted, at the parallelism that is wanted
     * @return id of the new job, which need not run yet
     */
    public String rescale(String job, Submission submission, Duration deadline) throws IOException {
        return submit(submission.from(stopWithSavepoint(job, deadline)));
    }

    /** What made the job fail and restart, the newest first, as Flink tells it: for a message. */
    public List<String> exceptions(String job) throws IOException {
        List<String> told = new ArrayList<>();
        rest.get("/jobs/" + job + "/exceptions?maxExceptions=50")
                .path("exceptionHistory")
                .path("entries")
                .forEach(
                        entry ->
                                told.add(
                                        "%s %s: %s"
                                                .formatted(
                                                        entry.path("timestamp").asText(),
                                                        entry.path("taskName").asText("the job"),
                                                        entry.path("stacktrace").asText())));
        return told;
    }

    /** How often the leading JobManager has restarted the job; it forgets when it dies. */
    public int restarts(String job) throws IOException {
        return rest.get("/jobs/" + job + "/metrics?get=numRestarts").path(0).path("value").asInt();
    }

    /** Anything else that Flink's REST interface tells, for example {@code /taskmanagers}. */
    public JsonNode rest(String path) throws IOException {
        return rest.get(path);
    }

    /** Ends every process: in order within a few seconds, then by force. ZooKeeper is the last. */
    @Override
    public void close() {
        List<JavaProcess> flink = processes();
        flink.remove(zooKeeper);
        flink.forEach(JavaProcess::terminate);
        flink.forEach(JavaProcess::close);
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }

    private JsonNode awaitOperation(String what, String path, Duration deadline) {
        JsonNode operation =
                until(
                                what + " is complete",
                                deadline,
                                () ->
                                        Optional.of(rest.get(path))
                                                .filter(
                                                        o ->
                                                                o.path("status")
                                                                        .path("id")
                                                                        .asText()
                                                                        .equals("COMPLETED"))
                                                .map(o -> o.path("operation")))
                        .orElseThrow();
        if (operation.has("failure-cause")) {
            throw new AssertionError(what + " failed: " + operation);
        }
        return operation;
    }

    private static boolean runs(JsonNode job, long since) {
        boolean runs = job.path("state").asText().equals("RUNNING");
        for (JsonNode vertex : job.path("vertices")) {
            runs &=
                    vertex.path("tasks").path("RUNNING").asInt()
                                    == vertex.path("parallelism").asInt()
                            && vertex.path("start-time").asLong() >= since;
        }
        return runs;
    }

    /** Asks again and again until there is an answer. No answer from the JobManagers is none. */
    private <T> Optional<T> until(String what, Duration deadline, Callable<Optional<T>> question) {
        try {
            return Awaitility.await()
                    .atMost(deadline)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(question, Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            StringBuilder message = new StringBuilder("Not within " + deadline + ": " + what);
            for (JavaProcess process : processes()) {
                message.append(process.isAlive() ? "\n" : "\nended: ").append(process.excerpt());
            }
            throw new AssertionError(message.toString(), e);
        }
    }

    private Optional<JavaProcess> jobManagerAt(int rpcPort) {
        return jobManagers.stream()
                .filter(manager -> manager.rpcPort() == rpcPort)
                .map(JobManager::process)
                .findFirst();
    }

    private List<URI> restAddresses() {
        return jobManagers.stream()
                .filter(manager -> manager.process().isAlive())
                .map(JobManager::rest)
                .toList();
    }

    private synchronized String nextName(String kind) {
        started++;
        return kind + "-" + started;
    }

    private JavaProcess startZooKeeper() throws IOException {
        Path folder = Files.createDirectories(setup.folder().resolve("zookeeper"));
        Path file =
                Files.writeString(
                        folder.resolve("zoo.cfg"),
                        """
                        tickTime=1000
                        dataDir=%s
                        clientPortAddress=127.0.0.1
                        clientPort=%s
                        admin.enableServer=false
                        server.1=127.0.0.1
                        """
                                .formatted(
                                        folder.resolve("data"),
                                        configuration
                                                .getString(
                                                        "high-availability.zookeeper.quorum", null)
                                                .replaceAll(".*:", "")));
        return start(
                "zookeeper",
                configuration,
                List.of("-Xmx128m"),
                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                List.of("--zkConfigFile", file.toString(), "--peerId", "1"));
    }

    private JavaProcess startFlink(
            String name,
            Configuration own,
            List<String> options,
            String mainClass,
            List<String> arguments)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("--configDir", confFolder(name).toString()));
        all.addAll(arguments);
        return start(name, own, options, mainClass, all);
    }

    private JavaProcess start(
            String name,
            Configuration own,
            List<String> options,
            String mainClass,
            List<String> arguments)
            throws IOException {
        Path conf = Files.createDirectories(confFolder(name));
        Files.write(
                conf.resolve("config.yaml"),
                ConfigurationUtils.convertConfigToWritableLines(own, false));
        Path logging = conf.resolve("log4j2.properties");
        Files.writeString(logging, LOGGING);
        List<String> all = new ArrayList<>(opens);
        all.addAll(options);
        all.add("-Dlog4j2.configurationFile=" + logging.toUri());
        return JavaProcess.start(
                new JavaProcess.Command(
                        name,
                        classPath,
                        all,
                        mainClass,
                        arguments,
                        setup.folder().resolve(name),
                        Map.of("FLINK_CONF_DIR", conf.toString())));
    }

    private Path confFolder(String name) {
        return setup.folder().resolve(name).resolve("conf");
    }

    private static Configuration configuration(FlinkSetup setup, int zooKeeperPort) {
        Configuration configuration = FlinkConfiguration.load(Installation.current().flinkConf());
        Path folder = setup.folder();
        // Prometheus' reporter listens on every address of the machine.
        configuration.removeKey("metrics.reporters");
        Map<String, String> own =
                Map.ofEntries(
                        Map.entry("jobmanager.rpc.address", "127.0.0.1"),
                        Map.entry("jobmanager.bind-host", "127.0.0.1"),
                        Map.entry("taskmanager.host", "127.0.0.1"),
                        Map.entry("taskmanager.bind-host", "127.0.0.1"),
                        Map.entry("taskmanager.numberOfTaskSlots", "" + setup.slots()),
                        Map.entry("taskmanager.cpu.cores", "1"),
                        Map.entry("taskmanager.memory.task.heap.size", "320m"),
                        Map.entry("taskmanager.memory.managed.size", "32m"),
                        Map.entry("taskmanager.memory.network.min", "64m"),
                        Map.entry("taskmanager.memory.network.max", "64m"),
                        Map.entry("high-availability.type", "zookeeper"),
                        Map.entry(
                                "high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeperPort),
                        Map.entry(
                                "high-availability.storageDir",
                                folder.resolve("high-availability").toUri().toString()),
                        // A JobManager that was killed leads on until its session is over: with
                        // the default, for a minute.
                        Map.entry("high-availability.zookeeper.client.session-timeout", "4 s"),
                        Map.entry("high-availability.zookeeper.client.connection-timeout", "3 s"),
                        Map.entry("high-availability.zookeeper.client.retry-wait", "500 ms"),
                        Map.entry(
                                "execution.checkpointing.dir",
                                folder.resolve("checkpoints").toUri().toString()),
                        Map.entry(
                                "execution.checkpointing.savepoint-dir",
                                folder.resolve("savepoints").toUri().toString()));
        own.forEach(configuration::setString);
        setup.configuration().forEach(configuration::setString);
        return configuration;
    }

    /** One file for each process, where Flink's web UI looks for it. */
    private static final String LOGGING =
            Stream.of(
                            "status = warn",
                            "rootLogger.level = INFO",
                            "rootLogger.appenderRef.file.ref = file",
                            "appender.file.type = File",
                            "appender.file.name = file",
                            "appender.file.fileName = ${sys:log.file}",
                            "appender.file.layout.type = PatternLayout",
                            "appender.file.layout.pattern = %d %-5p [%t] %c - %m%n",
                            "logger.producer.name = org.apache.kafka.clients.producer.ProducerConfig",
                            "logger.producer.level = WARN",
                            "logger.consumer.name = org.apache.kafka.clients.consumer.ConsumerConfig",
                            "logger.consumer.level = WARN",
                            "logger.admin.name = org.apache.kafka.clients.admin.AdminClientConfig",
                            "logger.admin.level = WARN")
                    .map(line -> line + "\n")
                    .reduce("", String::concat);
}
