package io.brokerscope.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.cli.Ports;
import io.brokerscope.testsupport.JobJars;
import io.brokerscope.testsupport.ProductionConf;
import io.brokerscope.testsupport.PrometheusServer;
import io.brokerscope.testsupport.PrometheusTools;
import io.brokerscope.testsupport.Runbook;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.Shell;
import io.brokerscope.testsupport.Skipped;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.ProxiedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the unpacked release to a job on a cluster of processes, through an alert, a lost
 * TaskManager, an upgrade and back: by the commands of the runbooks, as they stand there, and
 * within five minutes. What is watched are three real brokers.
 */
@Tag("alone")
class RunbooksOnAClusterIT {

    private static final Duration GOAL = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String CLUSTER = "prod-eu";
    private static final String OFFLINE = "KafkaPartitionsOffline";

    private static final Pattern JOB_ID = Pattern.compile("JobID (\\w{32})");
    private static final Pattern SAVEPOINT = Pattern.compile("Path: (?:file:)?(\\S+)");

    @TempDir private Path folder;

    private final int reporterPort = Ports.free();
    private final int consolePort = Ports.free();

    private UnpackedRelease release;
    private Shell shell;
    private FlinkProcesses flink;
    private PrometheusServer prometheus;
    private Process console;

    /** What stands for something of the reader's, by what it is here. */
    private String jobId = "JOB_ID";

    private String savepoint = "";
    private Path jar;
    private long started;

    @Test
    void installedWatchedAlertedHealedUpgradedAndRolledBack() throws Exception {
        String program = PrometheusTools.server("the way from release to rollback was");
        Skipped.unlessThere("curl", "curl", "the way from release to rollback was");
        release = UnpackedRelease.in(folder);
        Path agent = release.home().resolve("job/agent/jmx_prometheus_javaagent.jar");
        try (ProxiedKafka kafka = ProxiedKafka.start(folder.resolve("kafka"), 3, agent, Map.of());
                TestBroker output = TestBroker.start()) {
            createTopics(kafka);
            Files.writeString(release.home().resolve("fleet.yaml"), fleetYaml(kafka, output));
            started = System.nanoTime();
            try (FlinkProcesses processes =
                            FlinkProcesses.start(
                                    ProductionConf.setup(
                                                    release.home().resolve("flink-conf"),
                                                    folder,
                                                    reporterPort)
                                            .taskManagers(2, 2));
                    PrometheusServer server =
                            PrometheusServer.start(
                                    program,
                                    folder.resolve("prometheus"),
                                    release.home()
                                            .resolve("k8s-operator/alerts/brokerscope.rules.yaml"),
                                    Map.of(
                                            "brokerscope",
                                            IntStream.range(reporterPort, reporterPort + 5)
                                                    .boxed()
                                                    .toList(),
                                            "brokerscope-console",
                                            List.of(consolePort)))) {
                flink = processes;
                prometheus = server;
                flink.writeClient(folder.resolve("bin"));
                shell = new Shell(Map.of("PATH", folder.resolve("bin") + ":/usr/bin:/bin"));
                said("Flink and Prometheus are there");
                try {
                    install();
                    watch();
                    loseABroker(kafka);
                    loseATaskManager();
                    upgrade();
                    rollBack();
                } finally {
                    endConsole();
                }
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(GOAL);
        }
    }

    private void install() throws Exception {
        jar = release.home().resolve("job/brokerscope.jar");
        Runbook page = Runbook.named("install");
        run(page, "Check", "./brokerscope check");
        run(page, "Remedy", "flink run");
        String command = here(only(page, "Remedy", "./brokerscope console"));
        console =
                shell.start(
                        release.home(),
                        "exec %s --port %d --flink-rest %s"
                                .formatted(command, consolePort, flink.restAddresses().get(0)),
                        folder.resolve("console.txt"));
        flink.job(jobId).awaitRunning(PATIENCE);
        assertThat(run(page, "Verify", "flink list")).contains(jobId, "(RUNNING)");
        said("submitted and running");
        await(
                () ->
                        assertThat(run(page, "Verify", "./brokerscope targets"))
                                .contains("3 of 3 expected brokers are read"));
        await(() -> assertBalanced(page));
        said("every broker is read, the audit balances");
    }

    private void endConsole() throws InterruptedException {
        if (console != null) {
            console.destroy();
            assertThat(console.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The web UI is served, all rules are loaded, and nothing fires. */
    private void watch() throws Exception {
        assertThat(shell.run(folder, here("curl -s http://127.0.0.1:8081/")))
                .contains("Apache Flink Web Dashboard");
        assertThat(run(Runbook.named("job-down"), "Check", "curl -s http://127.0.0.1:8081/jobs"))
                .contains("\"state\":\"RUNNING\"");
        await(
                () -> {
                    assertThat(prometheus.rules()).contains(OFFLINE, "BrokerscopeJobDown");
                    assertThat(
                                    prometheus.query(
                                            "flink_taskmanager_job_task_operator_cluster_brokersMeasured"
                                                    + "{cluster=\""
                                                    + CLUSTER
                                                    + "\"} == 3"))
                            .isNotEmpty();
                    assertThat(prometheus.query("brokerscope_component_status")).isNotEmpty();
                    assertThat(prometheus.firing()).isEmpty();
                });
        said("web UI, Prometheus and its rules are there, nothing fires");
    }

    /** The only replicas of a topic go with it: the alert fires, and ends when it is back. */
    private void loseABroker(ProxiedKafka kafka) throws Exception {
        kafka.process(3).kill();
        said("broker 3 is killed");
        await(() -> assertThat(prometheus.firing()).contains(OFFLINE));
        said(OFFLINE + " fires");
        Runbook page = Runbook.named("partitions-offline");
        assertThat(run(page, "Check", "curl -s http://127.0.0.1:9249")).contains("} 2.0");
        await(
                () ->
                        assertThat(run(page, "Check", "curl -s 'http://127.0.0.1:8089"))
                                .contains("refunds", "2 partitions are offline"));
        kafka.startBroker(3);
        await(() -> assertThat(prometheus.firing()).doesNotContain(OFFLINE));
        await(
                () ->
                        assertThat(run(page, "Verify", "curl -s http://127.0.0.1:8089"))
                                .contains("} 0.0"));
        said("broker 3 is back, the alert has ended");
    }

    /** Heals by itself, in the other TaskManager, before anybody is told. */
    private void loseATaskManager() throws Exception {
        FlinkJob job = flink.job(jobId);
        long killed = System.currentTimeMillis();
        String busy = job.taskManagers().iterator().next();
        for (int i = 0; i < flink.taskManagers().size(); i++) {
            if (flink.taskManagers().get(i).name().equals(busy)) {
                flink.killTaskManager(i);
                break;
            }
        }
        assertThat(flink.taskManagers()).hasSize(1);
        job.awaitRunningSince(killed, PATIENCE);
        said("a TaskManager was killed, the job runs again");
        flink.startTaskManager();
        flink.awaitTaskManagers(2, PATIENCE);
    }

    private void upgrade() throws Exception {
        Runbook page = Runbook.named("upgrade");
        Path next =
                JobJars.ofVersion("next", jar, release.home().resolve("job/brokerscope-next.jar"));
        run(page, "Check", "./brokerscope check");
        run(page, "Remedy", "flink stop");
        jar = next;
        run(page, "Remedy", "flink run");
        flink.job(jobId).awaitRunning(PATIENCE);
        assertGoesOn(page);
        said("upgraded by savepoint, the audit balances");
    }

    private void rollBack() throws Exception {
        Runbook page = Runbook.named("rollback");
        assertThat(run(page, "Check", "flink list -a")).contains("(FINISHED)", "(RUNNING)");
        run(page, "Remedy", "flink stop");
        jar = release.home().resolve("job/brokerscope.jar");
        run(page, "Remedy", "flink run");
        flink.job(jobId).awaitRunning(PATIENCE);
        assertThat(run(page, "Verify", "flink list")).contains(jobId, "(RUNNING)");
        assertGoesOn(Runbook.named("upgrade"));
        said("rolled back, the audit balances");
    }

    /** Restored, checkpoints complete, and what is committed holds with what was before. */
    private void assertGoesOn(Runbook page) {
        await(
                () ->
                        assertThat(run(page, "Verify", "curl -s http://127.0.0.1:8081/jobs"))
                                .contains("\"restored\":1")
                                .doesNotContain("\"completed\":0"));
        await(() -> assertBalanced(page));
    }

    private void assertBalanced(Runbook page) throws Exception {
        assertThat(run(page, "Verify", "./brokerscope audit")).contains("\nBALANCED: ");
    }

    /** Runs the first command of a section that begins like this. */
    private String run(Runbook page, String section, String start) throws Exception {
        String out = shell.run(release.home(), here(only(page, section, start)));
        Matcher job = JOB_ID.matcher(out);
        if (start.equals("flink run")) {
            assertThat(job.find()).as(out).isTrue();
            jobId = job.group(1);
        }
        Matcher path = SAVEPOINT.matcher(out);
        if (start.equals("flink stop")) {
            assertThat(path.find()).as(out).isTrue();
            savepoint = path.group(1);
        }
        return out;
    }

    private static String only(Runbook page, String section, String start) {
        return Runbook.commands(page.section(section)).stream()
                .filter(command -> command.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page.name() + " lacks: " + start));
    }

    private String here(String command) throws Exception {
        String here =
                command.replaceFirst(" -s /\\S+", " -s " + savepoint)
                        .replace("/var/lib/flink/savepoints", folder.resolve("sp").toString())
                        .replace("job/brokerscope.jar", jar.toString())
                        .replace("JOB_ID", jobId)
                        .replace("127.0.0.1:8089", "127.0.0.1:" + consolePort)
                        .replace("http://127.0.0.1:8081", flink.restAddresses().get(0).toString());
        return here.contains("127.0.0.1:9249") ? here.replace("127.0.0.1:9249", teller()) : here;
    }

    /** The process that the job runs in, as Prometheus knows it. */
    private String teller() throws Exception {
        JsonNode series =
                prometheus.query("flink_taskmanager_job_task_operator_cluster_partitionsOffline");
        return series.at("/0/metric/instance").asText();
    }

    private static void createTopics(ProxiedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.directBootstrap()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("orders", 3, (short) 3),
                                    new NewTopic("refunds", Map.of(0, List.of(3), 1, List.of(3)))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static String fleetYaml(ProxiedKafka kafka, TestBroker output) {
        StringBuilder yaml =
                new StringBuilder(RunningJob.outputYaml(output.bootstrap(), "prod-"))
                        .append(
                                """
                                clusters:
                                - name: %s
                                  kafka: { bootstrap: "%s" }
                                  admin: { interval: 5s, timeout: 4s, attemptTimeout: 3s }
                                  scrape: { endpoint: "http://{host}:{port}/metrics", interval: 5s, timeout: 4s, attemptTimeout: 3s }
                                  discovery:
                                    static:
                                """
                                        .formatted(CLUSTER, kafka.directBootstrap()));
        for (int id = 1; id <= 3; id++) {
            yaml.append(
                    "    - { id: %d, host: 127.0.0.1, port: %d }%n"
                            .formatted(id, kafka.exporterPort(id)));
        }
        return yaml.toString();
    }

    private void said(String what) {
        System.out.printf("  %5.1f s: %s%n", (System.nanoTime() - started) / 1_000_000_000.0, what);
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(condition);
    }
}
