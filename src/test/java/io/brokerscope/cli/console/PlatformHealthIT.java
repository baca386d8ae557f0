package io.brokerscope.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.FlinkSetup;
import io.brokerscope.testsupport.cluster.JavaProcess;
import io.brokerscope.testsupport.cluster.ProxiedKafka;
import io.brokerscope.testsupport.cluster.Submission;
import io.brokerscope.testsupport.proxy.Fault;
import io.brokerscope.testsupport.proxy.TcpFaultProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the console says of the platform while parts of it are taken away, one after the other. */
class PlatformHealthIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Within this a job that is dead is told to be. */
    private static final long DEAD_MS = 15_000;

    private static final List<String> IDS = List.of("1", "2", "3", "4");

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestCommandLine line = new TestCommandLine();

    @TempDir private Path folder;

    @Test
    void whatIsTakenAwayIsToldAndWhatComesBackToo() throws Exception {
        try (ExporterFleet exporters = new ExporterFleet();
                TcpFaultProxy targets = new TcpFaultProxy();
                ProxiedKafka kafka = ProxiedKafka.start(folder.resolve("kafka"), 1);
                FlinkProcesses flink =
                        FlinkProcesses.start(
                                FlinkSetup.in(folder.resolve("flink"))
                                        .jobManagers(1)
                                        .taskManagers(1, 1))) {
            Path yaml =
                    Files.writeString(
                            folder.resolve("fleet.yaml"),
                            RunningJob.outputYaml(kafka.bootstrap(), "health-")
                                    + exporters.clusterBehind(targets, IDS));
            Submission submission = Submission.of(yaml, 1);
            FlinkJob job = flink.submit(submission);
            CompletableFuture<Integer> console =
                    CompletableFuture.supplyAsync(
                            () ->
                                    line.run(
                                            "console",
                                            "--config",
                                            yaml.toString(),
                                            "--port",
                                            "0",
                                            "--flink-rest",
                                            flink.restAddresses().get(0).toString()));
            Awaitility.await().atMost(PATIENCE).until(() -> line.out().contains("http://"));
            assertThat(console).as(line.err()).isNotDone();
            awaitHealthy("first reads", System.currentTimeMillis());

            targets.fault(Fault.RESET);
            long down = System.currentTimeMillis();
            JsonNode told = await("all targets down", down, "collector", "UNHEALTHY");
            assertThat(told.at("/components/collector/reasons/0").asText())
                    .contains("of " + IDS.size() + " targets answered");
            assertThat(told.at("/status").asText()).isEqualTo("UNHEALTHY");
            assertThat(told.at("/components/streamer/status").asText())
                    .as("what is read of them is committed all the same")
                    .isEqualTo("HEALTHY");
            assertThat(httpStatus()).isEqualTo(503);
            targets.fault(Fault.PASS);
            awaitHealthy("targets back", System.currentTimeMillis());
            assertThat(httpStatus()).isEqualTo(200);

            kafka.network().fault(Fault.DROP);
            long cut = System.currentTimeMillis();
            await("output cluster cut off", cut, "streamer", "UNHEALTHY");
            kafka.network().fault(Fault.PASS);
            awaitHealthy("output cluster back", System.currentTimeMillis());

            long cancelled = System.currentTimeMillis();
            job.cancel(PATIENCE);
            told = await("job cancelled", cancelled, "transformer", "UNHEALTHY");
            assertThat(System.currentTimeMillis() - cancelled).isLessThan(DEAD_MS);
            assertThat(told.at("/components/transformer/reasons").toString())
                    .contains("the job is CANCEL");
            flink.submit(submission);
            awaitHealthy("job submitted again", System.currentTimeMillis());

            flink.jobManagers().forEach(JavaProcess::kill);
            flink.taskManagers().forEach(JavaProcess::kill);
            long killed = System.currentTimeMillis();
            await("all of Flink killed", killed, "streamer", "UNHEALTHY");
            assertThat(System.currentTimeMillis() - killed).isLessThan(DEAD_MS);

            line.interruption().request();
            assertThat(console.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
        }
    }

    private void awaitHealthy(String what, long since) {
        await(what, since, null, "HEALTHY");
    }

    /** Waits until a component, or the whole where it is null, has a status. */
    private JsonNode await(String what, long since, String component, String status) {
        String pointer = component == null ? "/status" : "/components/" + component + "/status";
        JsonNode[] last = new JsonNode[1];
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(
                        () -> {
                            last[0] = health();
                            return last[0].at(pointer).asText().equals(status);
                        });
        System.out.printf(
                "  %s: %s after %.1f s%n",
                what,
                (component == null ? "" : component + " ") + status,
                (System.currentTimeMillis() - since) / 1_000.0);
        return last[0];
    }

    private JsonNode health() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get().body());
    }

    private int httpStatus() throws IOException, InterruptedException {
        return get().statusCode();
    }

    private HttpResponse<String> get() throws IOException, InterruptedException {
        URI health = URI.create(line.out().strip()).resolve("/health");
        return http.send(
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
