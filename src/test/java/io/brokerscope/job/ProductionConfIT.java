package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.cli.FlinkConfiguration;
import io.brokerscope.cli.Ports;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.ProductionConf;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.TestCertificates;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.FlinkSetup;
import io.brokerscope.testsupport.cluster.Submission;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of processes that starts from {@code flink-conf/production.yaml}: with TLS between
 * them, a JobManager elected in ZooKeeper, the memory that stands there, and Prometheus' reporter.
 */
class ProductionConfIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String INTERNAL = "security.ssl.internal.";
    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;

    @Test
    void theJobRunsAndItsMetricsHaveLabelsThatOutliveARestart() throws Exception {
        int port = Ports.free();
        try (ExporterFleet exporters = new ExporterFleet();
                TestBroker broker = TestBroker.start();
                FlinkProcesses flink = FlinkProcesses.start(setup(port))) {
            Path yaml =
                    Files.writeString(
                            folder.resolve("fleet.yaml"),
                            RunningJob.outputYaml(broker.bootstrap(), "production-")
                                    + fleetYaml(exporters.broker("1").endpoint()));
            FlinkJob job = flink.submit(Submission.of(yaml, 1));
            job.awaitRunning(PATIENCE);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(metrics(port))
                                            .containsPattern(
                                                    "flink_taskmanager_job_task_operator_cluster_ticksObserved\\{[^}]*} [1-9]"));
            assertThat(metrics(port))
                    .contains("job_name=\"Brokerscope\"")
                    .doesNotContain("task_attempt_id=", "job_id=", "operator_id=", "tm_id=");
            assertThat(told(flink.rest("/jobmanager/config")))
                    .containsEntry(INTERNAL + "enabled", "true")
                    .as("what anybody sees in the web UI")
                    .containsEntry(INTERNAL + "keystore-password", "******")
                    .containsEntry(INTERNAL + "key-password", "******");
            assertThat(flink.rest("/taskmanagers").at("/taskmanagers/0/totalResource").toString())
                    .contains("\"managedMemory\":32");
        }
    }

    /** What stands in the file; storage, TLS files and the port are this test's. */
    private FlinkSetup setup(int port) throws Exception {
        Path conf = ProductionConf.in(Files.createDirectories(folder.resolve("conf")));
        TestCertificates.selfSigned(folder, "internal", "ip:127.0.0.1");
        String store = folder.resolve("internal.p12").toString();
        FlinkSetup setup =
                FlinkSetup.in(folder.resolve("flink"))
                        .conf(conf)
                        .taskManagers(1, 1)
                        .with(INTERNAL + "keystore", store)
                        .with(INTERNAL + "truststore", store)
                        .with(INTERNAL + "keystore-password", PASSWORD)
                        .with(INTERNAL + "key-password", PASSWORD)
                        .with(INTERNAL + "truststore-password", PASSWORD);
        for (Map.Entry<String, String> option : FlinkConfiguration.load(conf).toMap().entrySet()) {
            if (option.getKey().startsWith("metrics.reporter")) {
                setup = setup.with(option.getKey(), option.getValue());
            }
        }
        // JobManager and TaskManager take the first that is free, in this order.
        return setup.with("metrics.reporter.prom.port", port + "-" + (port + 20));
    }

    /** What all processes of the cluster tell Prometheus. */
    private static String metrics(int firstPort) throws Exception {
        StringBuilder told = new StringBuilder();
        HttpClient http = HttpClient.newHttpClient();
        for (int port = firstPort; port < firstPort + 3; port++) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                            .timeout(Duration.ofSeconds(5))
                            .build();
            try {
                told.append(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            } catch (java.net.ConnectException e) {
                // A port of the row that somebody else, or nobody, has.
                continue;
            }
        }
        return told.toString();
    }

    private static Map<String, String> told(JsonNode config) {
        Map<String, String> told = new TreeMap<>();
        config.forEach(entry -> told.put(entry.path("key").asText(), entry.path("value").asText()));
        return told;
    }

    private static String fleetYaml(String endpoint) {
        return """
                clusters:
                - name: fleet
                  scrape: { endpoint: "%s", interval: 2s, timeout: 1500ms, attemptTimeout: 600ms }
                  discovery: { static: [ { id: "1", host: 127.0.0.1 } ] }
                """
                .formatted(endpoint);
    }
}
