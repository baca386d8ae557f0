package io.brokerscope.cli.bench;

import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Ports;
import io.brokerscope.cli.ScratchFolder;
import io.brokerscope.cli.demo.BrokerSpec;
import io.brokerscope.cli.demo.DemoFleet;
import io.brokerscope.cli.demo.FleetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.Uuid;

/**
 * Measures the job under one load. The job and a Kafka broker for its output run in processes of
 * their own, the exporters in this one; what the job's process uses is the figure.
 *
 * @param context what the command works with
 * @param flinkConf folder with Flink's configuration
 * @param warmup not measured: code is compiled, first reads are made
 * @param duration measured
 * @param jvmOptions options of the job's JVM
 */
record BenchRun(
        CommandContext context,
        Path flinkConf,
        Duration warmup,
        Duration duration,
        List<String> jvmOptions) {

    private static final Duration START_DEADLINE = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Everything that is due in the measured time must be committed: two checkpoints. */
    private static final Duration COMMITTED = Duration.ofSeconds(25);

    /** Runs the load, from the first process to the last file removed. */
    BenchResult measure(Load load) throws Exception {
        context.err()
                .printf(
                        "%,d targets of %,d samples every %s, %,.0f samples a second%n",
                        load.targets(),
                        load.samples(),
                        text(load.interval()),
                        load.samplesPerSecond());
        try (ScratchFolder scratch = ScratchFolder.create();
                DemoFleet kafka =
                        DemoFleet.start(broker(scratch.path()), context.interruption(), s -> {});
                ExporterFarm exporters =
                        ExporterFarm.start(new FarmPayload(load.samples(), load.topics()))) {
            Path fleet = scratch.path().resolve("fleet.yaml");
            Files.writeString(fleet, load.yaml(kafka.bootstrap(), exporters.port()));
            context.interruption()
                    .call(
                            () -> context.job().load(fleet).checkOutputs(),
                            START_DEADLINE,
                            "answer of the output cluster");
            long began = System.currentTimeMillis();
            try (BenchFeed feed = BenchFeed.start(kafka.bootstrap());
                    MeasuredProcess job = job(scratch.path(), fleet)) {
                return measure(load, began, feed, job);
            }
        }
    }

    private BenchResult measure(Load load, long began, BenchFeed feed, MeasuredProcess job)
            throws Exception {
        long startDeadline = System.nanoTime() + START_DEADLINE.toNanos();
        await(
                job,
                feed,
                () -> {
                    if (System.nanoTime() > startDeadline) {
                        throw CommandException.failure(
                                "nothing was committed within "
                                        + START_DEADLINE.toSeconds()
                                        + " s; the job's log says: "
                                        + job.logExcerpt());
                    }
                    return feed.firstEntityAt() >= 0;
                });
        double startSeconds = (feed.firstEntityAt() - began) / 1_000.0;
        context.err().printf("  first committed entity after %.1f s%n", startSeconds);
        pass(warmup, job, feed);
        long from = System.currentTimeMillis();
        Duration before = job.usage().cpu();
        pass(duration, job, feed);
        long until = System.currentTimeMillis();
        MeasuredProcess.Usage after = job.usage();
        pass(COMMITTED, job, feed);
        return new BenchResult(
                load,
                (until - from) / 1_000.0,
                startSeconds,
                after.cpu().minus(before).toNanos() / 1e9,
                after.peakMemoryBytes(),
                feed.observed(from, until));
    }

    private void pass(Duration time, MeasuredProcess job, BenchFeed feed) {
        long end = System.nanoTime() + time.toNanos();
        await(job, feed, () -> System.nanoTime() >= end);
    }

    private void await(MeasuredProcess job, BenchFeed feed, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            job.checkAlive();
            feed.checkFollowing();
            context.interruption().pause(POLL);
        }
    }

    private MeasuredProcess job(Path scratch, Path fleet) throws IOException {
        return MeasuredProcess.start(
                "job",
                scratch,
                jvmOptions,
                JobMain.class,
                List.of(
                        "run",
                        "--config",
                        fleet.toString(),
                        "--conf",
                        flinkConf.toAbsolutePath().toString(),
                        "--state-dir",
                        scratch.resolve("state").toString(),
                        "--port",
                        Integer.toString(Ports.free()),
                        "--skip-output-checks"));
    }

    private static FleetSpec broker(Path folder) {
        return new FleetSpec(
                Uuid.randomUuid().toString(),
                List.of(new BrokerSpec(1, Ports.free(), Ports.free(), 0, 0)),
                folder,
                null,
                null,
                "512m",
                Map.of());
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
