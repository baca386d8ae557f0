package io.brokerscope.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.audit.Balance;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.DeadLetter;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job over real HTTP into a real broker: whatever goes wrong is told, and nothing is
 * lost.
 */
class WholeJobIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static TestBroker broker;

    @TempDir private Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void everyMisbehaviourIsToldAndHarmsNobodyElse() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret-pa55word\n");
        Map<String, FailureReason> expected = new LinkedHashMap<>();
        try (ExporterFleet fleet = new ExporterFleet()) {
            fleet.broker("1");
            Map<FailureReason, MisbehavingServer.Script> scripts = misbehaviours();
            for (Map.Entry<FailureReason, MisbehavingServer.Script> script : scripts.entrySet()) {
                String id = Integer.toString(expected.size() + 2);
                expected.put(id, script.getKey());
                fleet.broker(id).manner(id, good -> script.getValue());
            }
            List<String> ids = new ArrayList<>(List.of("1"));
            ids.addAll(expected.keySet());
            String yaml =
                    fleetYaml(
                            "misbehaving-",
                            fleet,
                            ids,
                            "interval: 3s, timeout: 2500ms, attemptTimeout: 1200ms,"
                                    + " limits: { bytes: 1MiB }, auth: { basic: { username: u,"
                                    + " password: \"${file:"
                                    + password
                                    + "}\" } }");
            try (RunningJob job = RunningJob.start(yaml, 2, folder, null)) {
                await(
                        () ->
                                job.ledger().stream()
                                        .filter(
                                                l ->
                                                        l.kind() == OutcomeKind.OBSERVED
                                                                || l.kind() == OutcomeKind.FAILED)
                                        .map(LedgerRecord::target)
                                        .collect(Collectors.toSet())
                                        .containsAll(ids));
                List<LedgerRecord> ledger = job.ledger();
                for (Map.Entry<String, FailureReason> target : expected.entrySet()) {
                    int id = Integer.parseInt(target.getKey());
                    assertThat(reasons(ledger, id, id))
                            .as(target.getValue().name())
                            .containsOnly(target.getValue());
                }
                // The first read may still run when the second tick comes.
                assertThat(
                                ledger.stream()
                                        .filter(l -> l.target().equals("1") && l.kind().isTick())
                                        .dropWhile(l -> l.kind() == OutcomeKind.SKIPPED))
                        .isNotEmpty()
                        .allSatisfy(l -> assertThat(l.kind()).isEqualTo(OutcomeKind.OBSERVED));
                assertThat(job.job().status().get()).isEqualTo(JobStatus.RUNNING);
                // Each topic has transactions of its own.
                awaitAsserted(() -> assertToldOf(job, expected.keySet()));
                for (OutputTopic topic : OutputTopic.values()) {
                    assertThat(job.committed(topic, bytes -> new String(bytes, UTF_8)))
                            .noneMatch(json -> json.contains("s3cret") || json.contains(BASIC));
                }
            }
        }
    }

    private static void assertToldOf(RunningJob job, Set<String> targets) {
        assertThat(job.committed(OutputTopic.DEAD_LETTERS, OutputJson::readDeadLetter))
                .extracting(DeadLetter::reason)
                .contains(
                        FailureReason.CONTENT_TYPE,
                        FailureReason.MALFORMED,
                        FailureReason.EMPTY,
                        FailureReason.TRUNCATED_BODY,
                        FailureReason.CORRUPT_ENCODING,
                        FailureReason.TOO_LARGE,
                        FailureReason.PROTOCOL);
        assertThat(job.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                .filteredOn(e -> e.type() == EventRecord.Type.GAP_OPENED)
                .extracting(EventRecord::target)
                .containsAll(targets);
    }

    /** What the servers below see of the credentials, and try to get into the output. */
    private static final String BASIC =
            Base64.getEncoder().encodeToString("u:s3cret-pa55word".getBytes(UTF_8));

    private static Map<FailureReason, MisbehavingServer.Script> misbehaviours() {
        Map<FailureReason, MisbehavingServer.Script> scripts = new LinkedHashMap<>();
        scripts.put(FailureReason.READ_TIMEOUT, MisbehavingServer.hangs());
        scripts.put(FailureReason.RESET, MisbehavingServer.Exchange::reset);
        scripts.put(FailureReason.PROTOCOL, MisbehavingServer.raw("SSH-2.0-OpenSSH_9.2p1\r\n"));
        scripts.put(
                FailureReason.CONTENT_TYPE,
                MisbehavingServer.ok("text/html", "<html>password=s3cret-pa55word</html>"));
        scripts.put(
                FailureReason.TRUNCATED_BODY,
                MisbehavingServer.raw(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n"
                                + "\r\nhalf 1\n"));
        scripts.put(FailureReason.EMPTY, MisbehavingServer.ok("# nothing here\n"));
        scripts.put(FailureReason.MALFORMED, MisbehavingServer.ok("no metrics at all, sorry\n"));
        scripts.put(
                FailureReason.CORRUPT_ENCODING,
                MisbehavingServer.gzip("no gzip\n".getBytes(UTF_8)));
        scripts.put(
                FailureReason.TOO_LARGE,
                MisbehavingServer.gzip(MisbehavingServer.gzipped("", 50, "#".repeat(1 << 20))));
        scripts.put(
                FailureReason.UNAUTHORIZED,
                exchange ->
                        MisbehavingServer.status(
                                        "401 No", "you sent " + exchange.header("authorization"))
                                .serve(exchange));
        scripts.put(FailureReason.FORBIDDEN, MisbehavingServer.status("403 No", ""));
        scripts.put(FailureReason.NOT_FOUND, MisbehavingServer.notFound());
        scripts.put(FailureReason.CLIENT_ERROR, MisbehavingServer.status("410 Gone", ""));
        scripts.put(
                FailureReason.TOO_MANY_REQUESTS,
                MisbehavingServer.status("429 Slow down", "", "Retry-After: 60"));
        scripts.put(FailureReason.SERVER_ERROR, MisbehavingServer.status("500 Oops", ""));
        scripts.put(
                FailureReason.REDIRECT,
                MisbehavingServer.status(
                        "301 Moved", "", "Location: http://u:s3cret-pa55word@example.org/"));
        return scripts;
    }

    @Test
    void anOutageOpensCircuitsAgesValuesAndIsFilledInAfterwards() throws Exception {
        List<String> ids = List.of("1", "2", "3");
        try (ExporterFleet fleet = new ExporterFleet()) {
            ids.forEach(fleet::broker);
            String yaml =
                    fleetYaml(
                                    "outage-",
                                    fleet,
                                    ids,
                                    "interval: 1s, timeout: 900ms, attemptTimeout: 400ms,"
                                            + " circuitBreaker: { open: 1s }")
                            .replace("- name: fleet", "- name: fleet\n  lastKnown: 5s");
            try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
                await(() -> clusterQuality(job).contains(Quality.MEASURED));
                long broken = System.currentTimeMillis();
                ids.forEach(id -> fleet.manner(id, good -> exchange -> exchange.reset()));
                await(
                        () ->
                                qualities(job, "1", broken)
                                        .containsAll(List.of(Quality.LAST_KNOWN, Quality.UNKNOWN)));
                assertThat(job.ledger())
                        .anySatisfy(l -> assertThat(l.kind()).isEqualTo(OutcomeKind.REJECTED))
                        .anySatisfy(l -> assertThat(l.breaker()).isEqualTo(BreakerState.OPEN));
                long mended = System.currentTimeMillis();
                ids.forEach(fleet::mend);
                await(
                        () ->
                                observed(job.ledger()).stream()
                                                .filter(l -> l.observedAt() > mended)
                                                .map(LedgerRecord::target)
                                                .distinct()
                                                .count()
                                        == 3);
                await(() -> qualities(job, "1", broken).contains(Quality.INTERPOLATED));
                List<LedgerRecord> ledger = job.ledger();
                assertThat(Verdict.balance(ledger).balanced()).isTrue();
                Verdict.assertMetricsAddUp(job.output());
                awaitAsserted(
                        () ->
                                assertThat(job.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                                        .extracting(EventRecord::type)
                                        .contains(
                                                EventRecord.Type.TARGET_ADDED,
                                                EventRecord.Type.GAP_OPENED,
                                                EventRecord.Type.GAP_CLOSED,
                                                EventRecord.Type.BREAKER_CHANGED,
                                                EventRecord.Type.STATUS_CHANGED));
            }
        }
    }

    @Test
    void goesOnFromASavepointAtAnotherParallelism() throws Exception {
        List<String> ids = IntStream.rangeClosed(1, 6).mapToObj(Integer::toString).toList();
        try (ExporterFleet fleet = new ExporterFleet()) {
            ids.forEach(fleet::broker);
            String yaml =
                    fleetYaml(
                            "rescale-",
                            fleet,
                            ids,
                            "interval: 1s, timeout: 900ms, attemptTimeout: 400ms");
            String savepoint;
            try (RunningJob job = RunningJob.start(yaml, 1, folder.resolve("a"), null)) {
                await(() -> clusterQuality(job).contains(Quality.MEASURED));
                savepoint = job.job().stopWithSavepoint(Duration.ofSeconds(60));
            }
            long stopped = System.currentTimeMillis();
            try (RunningJob job = RunningJob.start(yaml, 3, folder.resolve("b"), savepoint)) {
                await(
                        () ->
                                observed(job.ledger()).stream()
                                                .filter(l -> l.observedAt() > stopped)
                                                .count()
                                        > 30);
                List<LedgerRecord> ledger = job.ledger();
                assertThat(Verdict.balance(ledger).balanced())
                        .as("%s", Verdict.balance(ledger))
                        .isTrue();
                assertThat(ledger).filteredOn(l -> l.kind() == OutcomeKind.ADDED).hasSize(6);
                assertThat(ledger).filteredOn(l -> l.kind() == OutcomeKind.MISSED).isNotEmpty();
                Verdict.assertMetricsAddUp(job.output());
            }
        }
    }

    @Test
    void losesNothingWithItsTaskManager() throws Exception {
        List<String> ids = IntStream.rangeClosed(1, 6).mapToObj(Integer::toString).toList();
        try (ExporterFleet fleet = new ExporterFleet()) {
            ids.forEach(fleet::broker);
            // Some reads are always in flight when the TaskManager goes.
            ids.subList(0, 3)
                    .forEach(id -> fleet.manner(id, good -> MisbehavingServer.slow(500, good)));
            String yaml =
                    fleetYaml(
                            "failover-",
                            fleet,
                            ids,
                            "interval: 1s, timeout: 900ms, attemptTimeout: 800ms");
            try (RunningJob job = RunningJob.start(yaml, 2, folder, null)) {
                await(() -> clusterQuality(job).contains(Quality.MEASURED));
                for (int i = 0; i < 3; i++) {
                    job.replaceTaskManager();
                    long lost = System.currentTimeMillis();
                    await(
                            () ->
                                    observed(job.ledger()).stream()
                                                    .filter(l -> l.observedAt() > lost)
                                                    .map(LedgerRecord::target)
                                                    .distinct()
                                                    .count()
                                            == 6);
                    System.out.printf(
                            "TaskManager lost: all 6 brokers observed and committed again after"
                                    + " %.1f s%n",
                            (System.currentTimeMillis() - lost) / 1_000.0);
                }
                List<LedgerRecord> ledger = job.ledger();
                Balance audit = Verdict.balance(ledger);
                assertThat(audit.balanced()).as("%s", audit).isTrue();
                assertThat(ledger).filteredOn(l -> l.kind() == OutcomeKind.ADDED).hasSize(6);
                Verdict.assertMetricsAddUp(job.output());
            }
        }
    }

    @Test
    void aStartWithoutStateBeginsAnewUnderTheSamePrefix() throws Exception {
        List<String> ids = List.of("1", "2");
        try (ExporterFleet fleet = new ExporterFleet()) {
            ids.forEach(fleet::broker);
            String yaml =
                    fleetYaml(
                            "anew-",
                            fleet,
                            ids,
                            "interval: 1s, timeout: 800ms, attemptTimeout: 400ms");
            try (RunningJob job = RunningJob.start(yaml, 2, folder.resolve("first"), null)) {
                await(() -> observed(job.ledger()).size() >= 8);
                // No savepoint: a transaction is left open, another one perhaps uncommitted.
            }
            try (RunningJob job = RunningJob.start(yaml, 2, folder.resolve("second"), null)) {
                await(
                        () ->
                                observed(job.ledger()).stream()
                                                .map(l -> l.target() + "/" + l.incarnation())
                                                .distinct()
                                                .count()
                                        == 4);
                Balance balance = Verdict.balance(job.ledger());
                assertThat(balance.balanced()).as("%s", balance).isTrue();
                assertThat(balance.incarnations()).isEqualTo(4);
            }
        }
    }

    private static Set<FailureReason> reasons(List<LedgerRecord> ledger, int from, int until) {
        return ledger.stream()
                .filter(line -> line.kind() == OutcomeKind.FAILED)
                .filter(
                        line ->
                                Integer.parseInt(line.target()) >= from
                                        && Integer.parseInt(line.target()) <= until)
                .map(LedgerRecord::reason)
                .collect(Collectors.toSet());
    }

    /** Of ticks from a time on: a first read that is slow may begin with UNKNOWN. */
    private static List<Quality> qualities(RunningJob job, String broker, long since) {
        return job.committed(OutputTopic.METRICS, OutputJson::readMetrics).stream()
                .filter(m -> m.name().equals(broker) && m.dueAt() >= since)
                .map(MetricsRecord::quality)
                .toList();
    }

    private static List<Quality> clusterQuality(RunningJob job) {
        return job.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                .filter(e -> e.name().equals("fleet"))
                .map(EntityRecord::quality)
                .toList();
    }

    private static List<LedgerRecord> observed(List<LedgerRecord> ledger) {
        return ledger.stream().filter(l -> l.kind() == OutcomeKind.OBSERVED).toList();
    }

    private static String fleetYaml(
            String prefix, ExporterFleet fleet, List<String> ids, String scrape) {
        return RunningJob.outputYaml(broker.bootstrap(), prefix) + fleet.cluster(ids, scrape);
    }

    private static void awaitAsserted(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(assertion);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(condition);
    }
}
