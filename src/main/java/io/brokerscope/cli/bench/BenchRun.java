package io.brokerscope.cli.bench;

import io.brokerscope.cli.Ports;
import io.brokerscope.cli.ScratchFolder;
import io.brokerscope.cli.demo.DemoFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures the job under one load. The exporters are in this process; what the job's process uses
 * is the figure.
 *
 * @param setup what every measurement has in common
 * @param restore whether the job is stopped with a savepoint in the end and goes on from it
 * @param scraper command of another scraper that is measured before; null for none
 */
record BenchRun(BenchSetup setup, boolean restore, String scraper) {

    /** Runs the load, from the first process to the last file removed. */
    BenchResult measure(Load load) throws Exception {
        setup.context()
                .err()
                .printf(
                        "%,d targets of %,d samples every %s, %,.0f samples a second%n",
                        load.targets(),
                        load.samples(),
                        text(load.interval()),
                        load.samplesPerSecond());
        try (ScratchFolder scratch = ScratchFolder.create();
                DemoFleet kafka = setup.kafka(scratch.path(), Map.of());
                ExporterFarm exporters =
                        ExporterFarm.start(new FarmPayload(load.samples(), load.topics()))) {
            ScraperResult other =
                    scraper == null
                            ? null
                            : new ScraperRun(setup, scraper)
                                    .measure(load, scratch.path(), exporters);
            return job(load, scratch.path(), kafka, exporters, other);
        }
    }

    private BenchResult job(
            Load load, Path scratch, DemoFleet kafka, ExporterFarm exporters, ScraperResult other)
            throws Exception {
        Path fleet = setup.fleet(scratch, load.yaml(kafka.bootstrap(), exporters.port()));
        BenchFeed feed = new BenchFeed();
        long began = System.currentTimeMillis();
        JobStart start = new JobStart(scratch, JobMain.class, List.of(), fleet, Ports.free(), null);
        try (Follower follower = Follower.start(kafka.bootstrap(), BenchFeed.TOPICS, feed);
                MeasuredProcess job = setup.start(start)) {
            double startSeconds = setup.awaitFirstEntity(began, job, follower);
            setup.pass(setup.warmup(), job, follower);
            long from = System.currentTimeMillis();
            Duration before = job.usage().cpu();
            setup.pass(setup.duration(), job, follower);
            long until = System.currentTimeMillis();
            MeasuredProcess.Usage after = job.usage();
            setup.pass(setup.committed(), job, follower);
            return new BenchResult(
                    load,
                    (until - from) / 1_000.0,
                    startSeconds,
                    after.cpu().minus(before).toNanos() / 1e9,
                    after.peakMemoryBytes(),
                    feed.observed(from, until),
                    restore ? new RestoreRun(setup).measure(start, job, follower) : null,
                    other);
        }
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
