package io.brokerscope.testsupport.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.cli.ChildJvm;
import io.brokerscope.cli.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * A Flink session cluster of real processes, as its users run it: ZooKeeper, JobManagers that stand
 * by for each other, TaskManagers, and the client that submits the job jar. Everything has the
 * repository's {@code flink-conf/config.yaml} and what a {@link FlinkSetup} says otherwise.
 *
 * <pre>{@code
 * try (FlinkProcesses flink =
 *         FlinkProcesses.start(FlinkSetup.in(folder).jobManagers(2).taskManagers(2, 2))) {
 *     FlinkJob job = flink.submit(Submission.of(yaml, 2));
 *     job.awaitRunning(Duration.ofSeconds(30));
 *     long killed = System.currentTimeMillis();
 *     flink.killLeadingJobManager();
 *     flink.startJobManager();
 *     job.awaitRunningSince(killed, Duration.ofSeconds(60));
 *     String savepoint = job.stopWithSavepoint(Duration.ofSeconds(30));
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

    private static final Duration START_DEADLINE = Duration.ofSeconds(180);
    private static final Duration CLIENT_DEADLINE = Duration.ofSeconds(180);
    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");

    private final FlinkSetup setup;
    private final int zooKeeperPort;
    private final Configuration configuration;
    private final String classPath;
    private final List<String> opens;
    private final List<JobManager> jobManagers = new CopyOnWriteArrayList<>();
    private final List<JavaProcess> taskManagers = new CopyOnWriteArrayList<>();
    private final FlinkRest rest = new FlinkRest(this::restAddresses);
    private final Waiting waiting = new Waiting(this::processes);
    private JavaProcess zooKeeper;
    private int started;

    private record JobManager(JavaProcess process, int rpcPort, URI rest) {}

    private FlinkProcesses(FlinkSetup setup) throws IOException {
        this.setup = setup;
        this.zooKeeperPort = Ports.free();
        this.configuration = ClusterConfiguration.of(setup, zooKeeperPort);
        this.classPath = FlinkJars.classPath(setup.folder().resolve("launcher"));
        this.opens = FlinkJars.opens(configuration);
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
        int rpcPort = Ports.free();
        String restPort = Integer.toString(Ports.free());
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
            return waiting.until(
                    "a JobManager leads",
                    START_DEADLINE,
                    () ->
                            leadership
                                    .leaderPort()
                                    .flatMap(this::jobManagerAt)
                                    .filter(JavaProcess::isAlive));
        }
    }

    /** Waits until exactly this many TaskManagers are registered at the JobManager. */
    public void awaitTaskManagers(int number, Duration deadline) {
        waiting.until(
                number + " TaskManagers are registered",
                deadline,
                () ->
                        rest.get("/overview").path("taskmanagers").asInt() == number
                                ? Optional.of(number)
                                : Optional.empty());
    }

    /**
     * Submits a job by {@code flink run}; does not wait until it runs.
     *
     * @throws AssertionError with what the client printed if it fails
     */
    public FlinkJob submit(Submission submission) throws IOException {
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
        return new FlinkJob(id.group(1), rest, waiting);
    }

    /**
     * Writes a program {@code flink} that talks to this cluster, as the one in a distribution's
     * {@code bin} does.
     *
     * @param bin folder that gets it
     */
    public void writeClient(Path bin) throws IOException {
        Path conf = confFolder("flink");
        Path logging = ClusterConfiguration.write(conf, configuration);
        Files.createDirectories(bin);
        Path program =
                Files.writeString(
                        bin.resolve("flink"),
                        """
                        #!/bin/bash
                        export FLINK_CONF_DIR='%s' CLASSPATH='%s'
                        exec '%s' -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlog.file='%s' \\
                          -Dlog4j2.configurationFile='%s' %s org.apache.flink.client.cli.CliFrontend "$@"
                        """
                                .formatted(
                                        conf,
                                        classPath,
                                        ChildJvm.java(),
                                        setup.folder().resolve("flink.log"),
                                        logging.toUri(),
                                        String.join(" ", opens)));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The job with this id, however it was submitted. */
    public FlinkJob job(String id) {
        return new FlinkJob(id, rest, waiting);
    }

    /** Anything else that Flink's REST interface tells, for example {@code /taskmanagers}. */
    public JsonNode rest(String path) throws IOException {
        return rest.get(path);
    }

    /**
     * Stops a job with a savepoint and submits it again from there.
     *
     * @param submission how it was submitted, at the parallelism that is wanted
     * @return the new job, which need not run yet
     */
    public FlinkJob rescale(FlinkJob job, Submission submission, Duration deadline)
            throws IOException {
        return submit(submission.from(job.stopWithSavepoint(deadline)));
    }

    /** Ends every process: in order within a few seconds, then by force. ZooKeeper is the last. */
    @Override
    public void close() {
        List<JavaProcess> flink = processes();
        flink.remove(zooKeeper);
        flink.forEach(JavaProcess::terminate);
        if (zooKeeper != null) {
            flink.add(zooKeeper);
        }
        RuntimeException failure = null;
        for (JavaProcess process : flink) {
            try {
                process.close();
            } catch (RuntimeException e) {
                // The others must end all the same.
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Optional<JavaProcess> jobManagerAt(int rpcPort) {
        return jobManagers.stream()
                .filter(manager -> manager.rpcPort() == rpcPort)
                .map(JobManager::process)
                .findFirst();
    }

    /** Where the REST interfaces of the JobManagers that run are. */
    public List<URI> restAddresses() {
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
        Path file =
                ClusterConfiguration.writeZooKeeper(
                        setup.folder().resolve("zookeeper"), zooKeeperPort);
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
        Path conf = confFolder(name);
        Path logging = ClusterConfiguration.write(conf, own);
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
}
