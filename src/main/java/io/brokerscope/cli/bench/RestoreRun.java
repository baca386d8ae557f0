package io.brokerscope.cli.bench;

import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Stops a job as its users do, with a savepoint, and goes on from it in a process of its own.
 *
 * @param setup what every measurement has in common
 */
record RestoreRun(BenchSetup setup) {

    private static final Duration STOP_DEADLINE = Duration.ofSeconds(90);

    /** What {@code run} says when it was stopped with a savepoint. */
    private static final String GO_ON = "Go on with --from-savepoint ";

    /**
     * Measures it.
     *
     * @param start how the job was started
     * @param job the process of the job; it has ended when this returns
     */
    RestoreResult measure(JobStart start, MeasuredProcess job, Follower follower) throws Exception {
        setup.context().err().println("  stopping with a savepoint");
        long stopping = System.currentTimeMillis();
        String savepoint = savepoint(job.stop(STOP_DEADLINE), job);
        long stopped = System.currentTimeMillis();
        follower.await(stopped);
        JobStart again = start.from(savepoint, Ports.free());
        try (MeasuredProcess restored = setup.start(again)) {
            JobRest rest = new JobRest(again.port());
            AtomicReference<JobRest.Job> answer = new AtomicReference<>();
            setup.await(
                    restored,
                    follower,
                    () -> {
                        JobRest.Job now = rest.job();
                        answer.set(now);
                        return now != null && now.runningAt() >= 0;
                    },
                    "not every task ran");
            JobRest.Job told = answer.get();
            if (told.restoredFrom() == null) {
                throw CommandException.failure("the job runs, but nothing was restored");
            }
            double entitySeconds = setup.awaitFirstEntity(told.submittedAt(), restored, follower);
            return new RestoreResult(
                    size(savepoint),
                    seconds(stopping, stopped),
                    seconds(stopped, told.submittedAt()),
                    seconds(told.submittedAt(), told.runningAt()),
                    entitySeconds);
        }
    }

    private static String savepoint(List<String> printed, MeasuredProcess job) {
        return printed.stream()
                .filter(line -> line.contains(GO_ON))
                .map(line -> line.substring(line.indexOf(GO_ON) + GO_ON.length()))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandException.failure(
                                        "the job took no savepoint: " + job.logExcerpt()));
    }

    private static long size(String savepoint) throws IOException {
        URI uri = URI.create(savepoint);
        if (!"file".equals(uri.getScheme())) {
            return -1;
        }
        try (Stream<Path> files = Files.walk(Path.of(uri))) {
            return files.filter(Files::isRegularFile).mapToLong(RestoreRun::bytes).sum();
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long from, long until) {
        return (until - from) / 1_000.0;
    }
}
