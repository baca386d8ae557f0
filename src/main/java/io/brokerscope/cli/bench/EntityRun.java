package io.brokerscope.cli.bench;

import io.brokerscope.cli.Ports;
import io.brokerscope.cli.ScratchFolder;
import io.brokerscope.cli.demo.DemoFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures how many entities the job writes when nothing else holds it up: outcomes are made up in
 * its process, and what follows the scrape is the real job.
 *
 * @param setup what every measurement has in common
 */
record EntityRun(BenchSetup setup) {

    private static final long SECOND_MS = 1_000;

    /** Ticks follow each other faster than the clock: soon they are far ahead of it. */
    private static final Map<String, String> BROKER =
            Map.of("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));

    /** Nothing is read, so that no port is needed for it. */
    private static final int NO_PORT = 1;

    /** Runs the load, from the first process to the last file removed. */
    EntityResult measure(Load load) throws Exception {
        setup.context()
                .err()
                .printf(
                        "outcomes of %,d targets (%d to a cluster) with %,d topics,"
                                + " as fast as the job takes them%n",
                        load.targets(), load.brokersPerCluster(), load.topics());
        try (ScratchFolder scratch = ScratchFolder.create();
                DemoFleet kafka = setup.kafka(scratch.path(), BROKER)) {
            Path fleet = setup.fleet(scratch.path(), load.yaml(kafka.bootstrap(), NO_PORT));
            EntityFeed feed = new EntityFeed();
            long began = System.currentTimeMillis();
            try (Follower follower = Follower.start(kafka.bootstrap(), EntityFeed.TOPICS, feed);
                    MeasuredProcess job =
                            setup.start(
                                    new JobStart(
                                            scratch.path(),
                                            MadeUpJob.class,
                                            List.of(
                                                    Integer.toString(load.samples()),
                                                    Integer.toString(load.topics())),
                                            fleet,
                                            Ports.free(),
                                            null))) {
                double startSeconds = setup.awaitFirstEntity(began, job, follower);
                setup.pass(setup.warmup(), job, follower);
                long from = nextSecond(job, follower);
                EntityResult.Cpu before = cpu(job, kafka);
                setup.pass(setup.duration(), job, follower);
                long until = nextSecond(job, follower);
                EntityResult.Cpu used = cpu(job, kafka).minus(before);
                setup.pass(setup.committed(), job, follower);
                long peakMemoryBytes = job.usage().peakMemoryBytes();
                job.close();
                follower.finish();
                return new EntityResult(
                        load,
                        (until - from) / 1_000.0,
                        startSeconds,
                        feed.counted(from, until),
                        used,
                        peakMemoryBytes);
            }
        }
    }

    /** Waits for the next whole second; entities are counted by seconds. */
    private long nextSecond(MeasuredProcess job, Follower follower) {
        long now = System.currentTimeMillis();
        long next = (now / SECOND_MS + 1) * SECOND_MS;
        setup.pass(Duration.ofMillis(next - now), job, follower);
        return next;
    }

    private static EntityResult.Cpu cpu(MeasuredProcess job, DemoFleet kafka) throws IOException {
        return new EntityResult.Cpu(
                job.usage().cpu(),
                ProcessHandle.of(kafka.processes().get(0).pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO),
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    }
}
