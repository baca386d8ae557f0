package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded cluster with the configuration that ships, and {@code run} on top of it. */
class EmbeddedFlinkIT {

    private static final Path CONF = Path.of("flink-conf");

    @TempDir private Path state;

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void honoursTheConfigurationThatShips() throws Exception {
        Files.createDirectories(state.resolve("tmp"));
        int port = Ports.free();
        try (EmbeddedFlink flink =
                EmbeddedFlink.start(
                        FlinkConfiguration.embedded(FlinkConfiguration.load(CONF), state, port))) {
            EmbeddedFlink.Job job = flink.submit("numbers", EmbeddedFlinkIT::numbers, null);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> job.status().get() == JobStatus.RUNNING);

            assertThat(flink.webUi()).hasHost("127.0.0.1").hasPort(port);
            String base = "http://127.0.0.1:" + port;
            assertThat(get(base + "/")).contains("<title>Apache Flink Web Dashboard</title>");
            assertThat(get(base + "/jobs/" + job.id() + "/checkpoints/config"))
                    .contains(
                            "\"mode\":\"exactly_once\"",
                            "\"interval\":10000",
                            "\"min_pause\":1000");
            assertThat(get(base + "/jobs/" + job.id() + "/config"))
                    .contains("\"job-parallelism\":1", "exponential delay");
            assertThat(get(base + "/config")).contains("\"web-cancel\":false");
            assertThat(reporter()).contains("flink_jobmanager_numRunningJobs");
            job.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesCheckpointsSoonAfterTheStart() throws Exception {
        Files.createDirectories(state.resolve("tmp"));
        Configuration configuration =
                FlinkConfiguration.embedded(FlinkConfiguration.load(CONF), state, Ports.free());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        try (EmbeddedFlink flink = EmbeddedFlink.start(configuration)) {
            EmbeddedFlink.Job job = flink.submit("numbers", EmbeddedFlinkIT::numbers, null);
            String checkpoints = flink.webUi() + "/jobs/" + job.id() + "/checkpoints";
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> get(checkpoints).contains("\"completed\":2,"));
        }
    }

    /** An operator that fails when it is closed after a failure is a fatal error to Flink. */
    @Test
    void aTaskManagerThatEndsByItselfIsFollowedByAnother() throws Exception {
        Files.createDirectories(state.resolve("tmp"));
        Configuration configuration =
                FlinkConfiguration.embedded(FlinkConfiguration.load(CONF), state, Ports.free());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        try (EmbeddedFlink flink = EmbeddedFlink.start(configuration)) {
            String taskManagers = flink.webUi() + "/taskmanagers";
            String first = idOfOne(taskManagers);
            EmbeddedFlink.Job job =
                    flink.submit(
                            "fatal",
                            environment ->
                                    stream(environment)
                                            .map(new FatalOnce())
                                            .uid("fatal")
                                            .sinkTo(new DiscardingSink<>())
                                            .uid("nowhere"),
                            null);
            String checkpoints = flink.webUi() + "/jobs/" + job.id() + "/checkpoints";
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> get(checkpoints).contains("\"restored\":1,"));
            int completed = completed(get(checkpoints));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> completed(get(checkpoints)) > completed);
            assertThat(idOfOne(taskManagers)).isNotEqualTo(first);
            assertThat(job.result()).isNotDone();
        }
    }

    /** The first attempt fails once there is a checkpoint, and again when it is closed. */
    private static final class FatalOnce extends RichMapFunction<Long, Long>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private boolean failing;

        @Override
        public Long map(Long number) {
            return number;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            failing = getRuntimeContext().getTaskInfo().getAttemptNumber() == 0;
            failIfDue("fails on purpose");
        }

        @Override
        public void close() {
            failIfDue("fails on purpose when it is closed, too");
        }

        private void failIfDue(String message) {
            if (failing) {
                throw new IllegalStateException(message);
            }
        }
    }

    private static int completed(String checkpoints) {
        Matcher completed = Pattern.compile("\"completed\":(\\d+),").matcher(checkpoints);
        return completed.find() ? Integer.parseInt(completed.group(1)) : 0;
    }

    private static String idOfOne(String taskManagers) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                Pattern.compile("\"id\":\"([^\"]+)\"")
                                        .matcher(get(taskManagers))
                                        .results()
                                        .map(match -> match.group(1))
                                        .toList(),
                        ids -> ids.size() == 1)
                .get(0);
    }

    @Test
    void ctrlCStopsARunWithASavepointThatTheNextRunGoesOnFrom() throws Exception {
        line.job(config -> new TestJob(EmbeddedFlinkIT::numbers));
        String savepoint = runAndInterrupt();
        assertThat(line.err()).contains("the output cluster was checked");
        assertThat(Path.of(URI.create(savepoint)).resolve("_metadata")).isRegularFile();

        TestCommandLine next = new TestCommandLine();
        next.job(
                config ->
                        new TestJob(
                                environment -> {
                                    // What restores nothing must not pass for a restored job.
                                    environment
                                            .fromSequence(0, 1)
                                            .sinkTo(new DiscardingSink<>())
                                            .uid("other");
                                }));
        assertThat(run(next, "--from-savepoint", Path.of(URI.create(savepoint)).toString()))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(next.err().lines())
                .filteredOn(told -> told.startsWith("brokerscope run: "))
                .singleElement()
                .asString()
                .containsIgnoringCase("savepoint");
    }

    private String runAndInterrupt() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Integer> exitCode =
                    CompletableFuture.supplyAsync(() -> runUnchecked(line), executor);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> line.err().contains("Running job") || exitCode.isDone());
            line.interruption().request();
            assertThat(exitCode.get(40, TimeUnit.SECONDS)).as(line.err()).isEqualTo(130);
        } finally {
            executor.shutdownNow();
        }
        String go = "Go on with --from-savepoint ";
        assertThat(line.err()).contains(go);
        return line.err().substring(line.err().indexOf(go) + go.length()).lines().findFirst().get();
    }

    private int runUnchecked(TestCommandLine commandLine) {
        try {
            return run(commandLine);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private int run(TestCommandLine commandLine, String... more) throws Exception {
        return commandLine.run(
                Stream.concat(
                                Stream.of(
                                        "run",
                                        "--config",
                                        "fleet.yaml",
                                        "--conf",
                                        CONF.toString(),
                                        "--state-dir",
                                        state.toString(),
                                        "--port",
                                        Integer.toString(Ports.free())),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static void numbers(StreamExecutionEnvironment environment) {
        stream(environment).sinkTo(new DiscardingSink<>()).uid("nowhere");
    }

    private static SingleOutputStreamOperator<Long> stream(StreamExecutionEnvironment environment) {
        return environment
                .fromSource(
                        new DataGeneratorSource<>(
                                number -> number,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(100),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "numbers")
                .uid("numbers");
    }

    /** The first reporter of the configured range that answers with metrics of a JobManager. */
    private static String reporter() {
        for (int port = 9249; port <= 9259; port++) {
            if (!Ports.isFree(port)) {
                String metrics = get("http://127.0.0.1:" + port + "/metrics");
                if (metrics.contains("flink_jobmanager_")) {
                    return metrics;
                }
            }
        }
        return "no reporter answers";
    }

    private static String get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (Exception e) {
            return "no answer: " + e;
        }
    }
}
