package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.cli.Ports;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.HttpGet;
import io.brokerscope.testsupport.ProductionConf;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.Submission;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of processes that starts from {@code flink-conf/production.yaml}: with TLS between
 * them, a JobManager elected in ZooKeeper, the memory that stands there, and Prometheus' reporter.
 */
class ProductionConfIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String SCRAPE = "interval: 2s, timeout: 1500ms, attemptTimeout: 600ms";
    private static final String INTERNAL = "security.ssl.internal.";

    @TempDir private Path folder;

    @Test
    void theJobRunsAndItsMetricsHaveLabelsThatOutliveARestart() throws Exception {
        int port = Ports.free();
        try (ExporterFleet exporters = new ExporterFleet();
                TestBroker broker = TestBroker.start();
                FlinkProcesses flink =
                        FlinkProcesses.start(
                                ProductionConf.setup(folder, port)
                                        .jobManagers(2)
                                        .checkpointEvery(Duration.ofSeconds(1)))) {
            Path yaml =
                    Files.writeString(
                            folder.resolve("fleet.yaml"),
                            RunningJob.outputYaml(broker.bootstrap(), "production-")
                                    + exporters.broker("1").cluster(List.of("1"), SCRAPE));
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
            assertOnlyTls(flink);
            assertThat(told(flink.rest("/jobmanager/config")))
                    .containsEntry(INTERNAL + "enabled", "true")
                    .as("what anybody sees in the web UI")
                    .containsEntry(INTERNAL + "keystore-password", "******")
                    .containsEntry(INTERNAL + "key-password", "******");
            assertThat(flink.rest("/taskmanagers").at("/taskmanagers/0/totalResource").toString())
                    .contains("\"managedMemory\":0");

            long killed = System.currentTimeMillis();
            flink.killLeadingJobManager();
            job.awaitRunningSince(killed, PATIENCE);
            job.triggerCheckpoint(PATIENCE);
        }
    }

    /** TaskManagers are reached by TLS alone, and by nobody who has not the key. */
    private void assertOnlyTls(FlinkProcesses flink) throws Exception {
        KeyStore known =
                KeyStore.getInstance(
                        folder.resolve("internal.p12").toFile(),
                        ProductionConf.PASSWORD.toCharArray());
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        for (JsonNode manager : flink.rest("/taskmanagers").path("taskmanagers")) {
            URI rpc = URI.create(manager.path("path").asText());
            assertThat(rpc.getScheme()).isEqualTo("pekko.ssl.tcp");
            for (int port : List.of(rpc.getPort(), manager.path("dataPort").asInt())) {
                talk(tls(known), port, 2_000);
                assertThatThrownBy(() -> talk(tls(empty), port, 20_000))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    /** Shows the key of the store, if there is one; whom it talks to does not matter here. */
    private static SSLContext tls(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, ProductionConf.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(
                keys.getKeyManagers(),
                InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                null);
        return context;
    }

    /**
     * Shakes hands and waits whether the other side hangs up: with TLS 1.3 a client takes the
     * handshake for done before its certificate was looked at.
     */
    private static void talk(SSLContext context, int port, int silenceMs) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            socket.setSoTimeout(silenceMs);
            try {
                if (socket.getInputStream().read() < 0) {
                    throw new EOFException("hung up");
                }
            } catch (SocketTimeoutException e) {
                // Nobody has anything to say to somebody who says nothing.
                return;
            }
        }
    }

    /** What all processes of the cluster tell Prometheus. */
    private static String metrics(int firstPort) throws Exception {
        StringBuilder told = new StringBuilder();
        for (int port = firstPort; port < firstPort + 3; port++) {
            try {
                told.append(HttpGet.text("http://127.0.0.1:" + port + "/metrics"));
            } catch (ConnectException e) {
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
}
