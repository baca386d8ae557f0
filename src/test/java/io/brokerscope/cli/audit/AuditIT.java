package io.brokerscope.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.Ledger;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit on what the whole job wrote, and on copies of it in which something is wrong. */
class AuditIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static TestBroker broker;

    @TempDir private Path folder;

    private final TestCommandLine line = new TestCommandLine();

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void provesWhatTheJobWroteAndDisprovesWhatIsWrongInACopy() throws Exception {
        String output = RunningJob.outputYaml(broker.bootstrap(), "job-");
        List<LedgerRecord> ledger = runJobWithARestartOfABroker(output);

        assertThat(audit("job-", "--json")).as(line.err()).isEqualTo(ExitCode.OK);
        JsonNode json = new ObjectMapper().readTree(line.out());
        assertThat(json.at("/balanced").asBoolean()).isTrue();
        assertThat(json.at("/declared").asBoolean(true)).isFalse();
        assertThat(json.at("/verdict").asText()).isEqualTo("BALANCED");
        assertThat(json.at("/whole").asBoolean()).isTrue();
        assertThat(json.at("/targets")).hasSize(3);
        assertThat(json.at("/ticks/present").asLong())
                .isEqualTo(ledger.stream().mapToLong(LedgerRecord::ticks).sum());
        assertThat(json.at("/outcomes/OBSERVED").asLong()).isEqualTo(observed(ledger).size());
        assertThat(json.at("/counters/resets").asLong()).isPositive();
        assertThat(json.at("/counters/steps").asLong()).isPositive();
        assertThat(json.at("/counters/unverifiable").asLong(-1)).isZero();
        assertThat(line.err()).contains("BALANCED: ");

        Path config = Files.writeString(folder.resolve("fleet.yaml"), output + fleet("http://x/"));
        TestCommandLine byFile = new TestCommandLine();
        assertThat(byFile.run("audit", "--config", config.toString(), "--target", "fleet/2"))
                .as(byFile.err())
                .isEqualTo(ExitCode.OK);
        assertThat(byFile.out())
                .contains("TICKS", "COUNTERS", "fleet/2", "BALANCED: ")
                .doesNotContain("fleet/1");

        LedgerRecord some = observed(ledger).get(observed(ledger).size() / 2);
        String name = "fleet/" + some.target() + ", incarnation " + some.incarnation() + ", due ";
        String due = Instant.ofEpochMilli(some.dueAt()).toString();

        List<LedgerRecord> doubled = new ArrayList<>(ledger);
        doubled.add(some);
        copy("doubled-", doubled);
        assertThat(fresh("doubled-")).isEqualTo(ExitCode.FAILURE);
        assertThat(shown.out())
                .contains("NOT BALANCED: 1 outcomes are there twice.")
                .contains("DOUBLED " + name + due)
                .contains("(partition 0 offset " + ledger.size() + ")");

        List<LedgerRecord> lost = new ArrayList<>(ledger);
        lost.remove(some);
        copy("lost-", lost);
        assertThat(fresh("lost-")).isEqualTo(ExitCode.FAILURE);
        assertThat(shown.out())
                .contains("NOT BALANCED: 1 ticks have no outcome, ")
                .contains("MISSING " + name + due)
                .contains("COUNTER fleet/" + some.target());

        lost.add(LedgerRecord.outputGap(some.dueAt(), some.dueAt(), 1, "lost"));
        copy("declared-", lost);
        assertThat(fresh("declared-")).isEqualTo(ExitCode.DECLARED);
        assertThat(shown.out())
                .contains("NOT EVERYTHING BALANCES, and the ledger says so: 1 ticks")
                .contains("in 1 declared gaps");
        assertThat(fresh("declared-", "--json")).isEqualTo(ExitCode.DECLARED);
        assertThat(new ObjectMapper().readTree(shown.out()).at("/declared").asBoolean()).isTrue();
    }

    private List<LedgerRecord> runJobWithARestartOfABroker(String output) throws Exception {
        try (ExporterFleet exporters = new ExporterFleet()) {
            List.of("1", "2", "3").forEach(exporters::broker);
            String yaml = output + fleet(exporters.endpoint());
            try (RunningJob job = RunningJob.start(yaml, 2, folder.resolve("job"), null)) {
                await(() -> observed(job.ledger()).size() >= 9);
                exporters.restart("2");
                await(
                        () ->
                                observed(job.ledger()).stream()
                                        .flatMap(observation -> observation.counters().stream())
                                        .anyMatch(counter -> counter.change() == Change.RESET));
                job.job().stopWithSavepoint(Duration.ofSeconds(60));
                broker.awaitSettled("job-outcomes");
                return job.ledger();
            }
        }
    }

    @Test
    void auditsAWindow() throws Exception {
        long now = System.currentTimeMillis() / 1_000 * 1_000;
        List<LedgerRecord> ledger = new ArrayList<>();
        ledger.add(Ledger.added("1", 1, now - 7_200_000));
        // Nothing was written for two hours: only who looks back that far sees it.
        for (long due = now - 20_000; due <= now; due += Ledger.INTERVAL) {
            ledger.add(Ledger.tick(OutcomeKind.FAILED, "1", 1, due));
        }
        copy("window-", ledger);
        assertThat(fresh("window-")).isEqualTo(ExitCode.FAILURE);
        assertThat(fresh("window-", "--since", "10m")).as(shown.err()).isEqualTo(ExitCode.OK);
        assertThat(shown.out()).contains("1 incarnations have no ADDED in what was read");
        String until = Instant.ofEpochMilli(now - 10_000).toString();
        assertThat(fresh("window-", "--since", "10m", "--until", until)).isEqualTo(ExitCode.OK);
        assertThat(shown.out()).contains("BALANCED: 6 ticks of 1 targets");
        assertThat(fresh("window-", "--cluster", "other")).isEqualTo(ExitCode.FAILURE);
        assertThat(shown.err()).contains("brokerscope audit: nothing to audit: none of the 12");
    }

    @Test
    void recordsThatAreNoLinesAreOffences() throws Exception {
        copy("unreadable-", List.of(Ledger.added("1", 1, 10_000)));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>("unreadable-outcomes", "no JSON".getBytes())).get();
        }
        assertThat(fresh("unreadable-")).isEqualTo(ExitCode.FAILURE);
        assertThat(shown.out())
                .contains("UNREADABLE: found a record of outcomes cannot be read")
                .contains("NOT BALANCED: 1 records are no lines of the ledger.");
    }

    @Test
    void aTopicThatIsNotThereIsToldInOneLine() {
        assertThat(audit("nowhere-")).isEqualTo(ExitCode.FAILURE);
        assertThat(line.err().lines())
                .containsExactly(
                        "brokerscope audit: Topic nowhere-outcomes does not exist on the output"
                                + " cluster.");
        assertThat(line.out()).isEmpty();
    }

    @Test
    void ctrlCEndsIt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> exitCode =
                    CompletableFuture.supplyAsync(
                            () ->
                                    line.run(
                                            "audit",
                                            "--bootstrap",
                                            "127.0.0.1:" + silent.getLocalPort()));
            line.interruption().request();
            assertThat(exitCode.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
        }
    }

    private TestCommandLine shown = line;

    private int fresh(String prefix, String... more) {
        shown = new TestCommandLine();
        return run(shown, prefix, more);
    }

    private int audit(String prefix, String... more) {
        return run(line, prefix, more);
    }

    private static int run(TestCommandLine on, String prefix, String... more) {
        List<String> arguments = new ArrayList<>(List.of("audit"));
        arguments.addAll(List.of("--bootstrap", broker.bootstrap(), "--topic-prefix", prefix));
        arguments.addAll(Arrays.asList(more));
        return on.run(arguments.toArray(String[]::new));
    }

    private static String fleet(String endpoint) {
        return """
                clusters:
                - name: fleet
                  scrape: { endpoint: "%s", interval: 1s, timeout: 900ms, attemptTimeout: 400ms }
                  discovery:
                    static:
                      - { id: 1, host: 127.0.0.1 }
                      - { id: 2, host: 127.0.0.1 }
                      - { id: 3, host: 127.0.0.1 }
                """
                .formatted(endpoint);
    }

    private static List<LedgerRecord> observed(List<LedgerRecord> ledger) {
        return ledger.stream().filter(line -> line.kind() == OutcomeKind.OBSERVED).toList();
    }

    private static void copy(String prefix, List<LedgerRecord> ledger) throws Exception {
        String topic = prefix + "outcomes";
        try (Admin admin = broker.admin()) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, 1, (short) 1)
                                            .configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            List<Future<?>> sent = new ArrayList<>();
            for (LedgerRecord line : ledger) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        topic,
                                        null,
                                        line.dueAt(),
                                        line.key().getBytes(StandardCharsets.UTF_8),
                                        OutputJson.write(line))));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(condition);
    }
}
