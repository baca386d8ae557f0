package io.brokerscope.cli.bench;

import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Ports;
import io.brokerscope.cli.demo.BrokerSpec;
import io.brokerscope.cli.demo.DemoFleet;
import io.brokerscope.cli.demo.FleetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.Uuid;

/**
 * What every measurement has in common: a Kafka broker for the output and the job, in processes of
 * their own, and the times.
 *
 * @param context what the command works with
 * @param flinkConf folder with Flink's configuration
 * @param warmup not measured: code is compiled, first reads are made
 * @param duration measured
 * @param committed within this everything that was due in the measured time is committed
 * @param jvmOptions options of the job's JVM
 */
record BenchSetup(
        CommandContext context,
        Path flinkConf,
        Duration warmup,
        Duration duration,
        Duration committed,
        List<String> jvmOptions) {

    private static final Duration START_DEADLINE = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * Starts the broker.
     *
     * @param overrides broker properties that replace or add to those it usually has
     */
    DemoFleet kafka(Path folder, Map<String, String> overrides) throws IOException {
        FleetSpec spec =
                new FleetSpec(
                        Uuid.randomUuid().toString(),
                        List.of(new BrokerSpec(1, Ports.free(), Ports.free(), 0, 0)),
                        folder,
                        null,
                        null,
                        "512m",
                        overrides);
        return DemoFleet.start(spec, context.interruption(), step -> {});
    }

    /** Writes the fleet file and creates the output topics that it asks for. */
    Path fleet(Path folder, String yaml) throws Exception {
        Path fleet = Files.writeString(folder.resolve("fleet.yaml"), yaml);
        context.interruption()
                .call(
                        () -> context.job().load(fleet).checkOutputs(),
                        START_DEADLINE,
                        "answer of the output cluster");
        return fleet;
    }

    /**
     * Starts the job.
     *
     * @param start how
     */
    MeasuredProcess start(JobStart start) throws IOException {
        List<String> arguments = new ArrayList<>(start.before());
        arguments.addAll(
                List.of(
                        "run",
                        "--config",
                        start.fleet().toString(),
                        "--conf",
                        flinkConf.toAbsolutePath().toString(),
                        "--state-dir",
                        start.folder().resolve("state").toString(),
                        "--port",
                        Integer.toString(start.port()),
                        "--skip-output-checks"));
        if (start.savepoint() != null) {
            arguments.addAll(List.of("--from-savepoint", start.savepoint()));
        }
        return MeasuredProcess.start("job", start.folder(), jvmOptions, start.main(), arguments);
    }

    /**
     * Waits for the first committed entity, see {@link Follower#await}.
     *
     * @param began what the time is counted from, epoch milliseconds
     * @return seconds from then until the entity could be read
     */
    double awaitFirstEntity(long began, MeasuredProcess job, Follower follower) {
        await(job, follower, () -> follower.firstEntityAt() >= 0, "nothing was committed");
        double seconds = (follower.firstEntityAt() - began) / 1_000.0;
        context.err().printf("  first committed entity after %.1f s%n", seconds);
        return seconds;
    }

    /** Lets time pass, as long as the job runs and what it commits can be followed. */
    void pass(Duration time, MeasuredProcess job, Follower follower) {
        pass(time, () -> check(job, follower));
    }

    /** Lets time pass, as long as a check succeeds. */
    void pass(Duration time, Runnable check) {
        long end = System.nanoTime() + time.toNanos();
        poll(check, () -> System.nanoTime() >= end);
    }

    /**
     * Waits for what the start of a job brings.
     *
     * @param late what an error says where it does not come in time
     */
    void await(MeasuredProcess job, Follower follower, BooleanSupplier condition, String late) {
        await(job, () -> check(job, follower), condition, late);
    }

    /** Waits for what the start of a process brings, as long as a check succeeds. */
    void await(MeasuredProcess process, Runnable check, BooleanSupplier condition, String late) {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        poll(
                check,
                () -> {
                    if (condition.getAsBoolean()) {
                        return true;
                    }
                    if (System.nanoTime() > deadline) {
                        throw CommandException.failure(
                                "%s within %d s; the %s's log says: %s"
                                        .formatted(
                                                late,
                                                START_DEADLINE.toSeconds(),
                                                process.name(),
                                                process.logExcerpt()));
                    }
                    return false;
                });
    }

    /** The job must run, and what it commits must be followed. */
    private static void check(MeasuredProcess job, Follower follower) {
        job.checkAlive();
        follower.checkFollowing();
    }

    private void poll(Runnable check, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            check.run();
            context.interruption().pause(POLL);
        }
    }
}
