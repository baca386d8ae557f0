package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.ChildJvm;
import io.brokerscope.cli.Main;
import io.brokerscope.cli.Ports;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.sink.OutputTopics;
import io.brokerscope.testsupport.CommittedOutput;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.cluster.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job as a person runs it, with a heap of half a gigabyte, beside brokers whose answers are far
 * larger than that: it goes on, says what it cuts off, and the other brokers are read as ever.
 */
@Tag("alone")
class MemoryBoundsIT {

    private static final int GOOD = 190;
    private static final int GOOD_PER_CLUSTER = 10;
    private static final List<String> TOO_MANY_BYTES = ids(1_000);
    private static final List<String> TOO_MANY_TOPICS = ids(2_000);
    private static final long BYTES = 1 << 30;
    private static final long TOPICS = 5_000_000;

    /**
     * Reads of every bad broker that are looked at; the first one is not: the job has just started.
     */
    private static final int READS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofSeconds(3);

    @TempDir private Path folder;

    @Test
    void answersWithoutEndCostNeitherTheJobNorTheOtherBrokers() throws Exception {
        costNeitherTheJobNorTheOtherBrokers("{}", "15s", "14s");
    }

    @Test
    @Tag("long")
    void withLowerLimitsTheyCostLess() throws Exception {
        costNeitherTheJobNorTheOtherBrokers("{ bytes: 16MiB, series: 50000 }", "12s", "10s");
    }

    private void costNeitherTheJobNorTheOtherBrokers(String limits, String interval, String timeout)
            throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFarm good = ExporterFarm.start(new FarmPayload(500, 20));
                MisbehavingServer bad = MisbehavingServer.start()) {
            TOO_MANY_BYTES.forEach(id -> bad.on(path(id), Flood.ofBytes(BYTES)));
            TOO_MANY_TOPICS.forEach(id -> bad.on(path(id), Flood.ofTopics("of-" + id, TOPICS)));
            StringBuilder yaml = new StringBuilder(RunningJob.outputYaml(broker.bootstrap(), "m-"));
            yaml.append("clusters:\n");
            String usual = "interval: 10s, timeout: 8s, attemptTimeout: 4s";
            for (int first = 0; first < GOOD; first += GOOD_PER_CLUSTER) {
                yaml.append(
                        cluster(
                                "good-" + first,
                                good.port(),
                                usual,
                                IntStream.range(first, first + GOOD_PER_CLUSTER)
                                        .mapToObj(Integer::toString)
                                        .toList()));
            }
            String limited =
                    "interval: %s, timeout: %s, attemptTimeout: %s, limits: %s"
                            .formatted(interval, timeout, timeout, limits);
            yaml.append(cluster("bytes", bad.port(), limited, TOO_MANY_BYTES));
            yaml.append(cluster("topics", bad.port(), limited, TOO_MANY_TOPICS));
            BrokerscopeConfig config = ConfigLoader.parse("fleet.yaml", yaml.toString());
            OutputTopics.prepare(config.output(), PATIENCE);
            Path fleet = Files.writeString(folder.resolve("fleet.yaml"), yaml);
            try (JavaProcess job = JavaProcess.start(command(fleet))) {
                CommittedOutput output = new CommittedOutput(config.output());
                // The first reads are not looked at: everything starts at once, in a JVM that is
                // cold.
                awaitReads(job, output, 0);
                long warm = System.currentTimeMillis();
                awaitReads(job, output, warm);
                long until = System.currentTimeMillis();

                assertOthersAreReadAsEver(output, warm, until);
                assertWhatIsCutOffIsTold(output, warm, until);
                System.out.printf(
                        "limits %s: heap after GC %,d MiB%n",
                        limits, job.vitalSigns(true).heapBytes() >> 20);
                assertThat(whatItSays(job)).doesNotContain("OutOfMemoryError");
            }
        }
    }

    /** Waits until every broker was observed at a tick after a time. */
    private void awaitReads(JavaProcess job, CommittedOutput output, long after) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .failFast(() -> assertThat(job.isAlive()).as(job.excerpt()).isTrue())
                .untilAsserted(
                        () ->
                                assertThat(ticks(output, after, Long.MAX_VALUE))
                                        .filteredOn(tick -> tick.kind() == OutcomeKind.OBSERVED)
                                        .extracting(LedgerRecord::target)
                                        .containsAll(good())
                                        .containsAll(bad()));
    }

    private static void assertOthersAreReadAsEver(CommittedOutput output, long from, long until) {
        List<LedgerRecord> ticks =
                ticks(output, from, until).stream()
                        .filter(tick -> !bad().contains(tick.target()))
                        .toList();
        assertThat(ticks).allMatch(tick -> tick.kind() == OutcomeKind.OBSERVED);
        List<MetricsRecord> metrics =
                output.committed(OutputTopic.METRICS, OutputJson::readMetrics).stream()
                        .filter(record -> record.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                        .filter(record -> good().contains(record.name()))
                        .filter(record -> record.dueAt() >= from && record.dueAt() < until)
                        .toList();
        assertThat(metrics).extracting(MetricsRecord::name).containsAll(good());
        assertThat(metrics).allMatch(record -> record.quality() == Quality.MEASURED);
    }

    private static void assertWhatIsCutOffIsTold(CommittedOutput output, long from, long until) {
        List<LedgerRecord> ticks =
                ticks(output, from, until).stream()
                        .filter(tick -> bad().contains(tick.target()))
                        .toList();
        List<LedgerRecord> observed =
                ticks.stream().filter(tick -> tick.kind() == OutcomeKind.OBSERVED).toList();
        assertThat(observed).extracting(LedgerRecord::target).containsAll(bad());
        assertThat(observed).allMatch(tick -> tick.detail().startsWith("cut off at the limit of "));
        // Ten such answers at a time may take a slow machine longer than they are given.
        assertThat(ticks)
                .allMatch(
                        tick ->
                                tick.kind() == OutcomeKind.OBSERVED
                                        || tick.reason() == FailureReason.READ_TIMEOUT
                                        || tick.kind() == OutcomeKind.REJECTED);
        assertThat(observed)
                .filteredOn(tick -> TOO_MANY_TOPICS.contains(tick.target()))
                .allMatch(
                        tick ->
                                tick.truncated() > 0
                                        && tick.counters().size() == LimitSettings.DEFAULT_TOPICS);
        assertThat(output.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                .filteredOn(event -> event.type() == EventRecord.Type.TRUNCATED)
                .extracting(EventRecord::target)
                .containsExactlyInAnyOrderElementsOf(bad());
    }

    private static List<LedgerRecord> ticks(CommittedOutput output, long from, long until) {
        return output.ledger().stream()
                .filter(line -> line.kind().isTick())
                .filter(line -> line.dueAt() >= from && line.dueAt() < until)
                .toList();
    }

    private String whatItSays(JavaProcess job) throws IOException {
        try (Stream<Path> logs = Files.list(folder.resolve("state").resolve("log"))) {
            StringBuilder said = new StringBuilder(job.output());
            for (Path log : logs.toList()) {
                said.append(Files.readString(log));
            }
            return said.toString();
        }
    }

    private JavaProcess.Command command(Path fleet) {
        List<String> options = new ArrayList<>(MeasuredProcess.launcherOptions());
        options.add("-Xmx512m");
        options.add("-XX:+ExitOnOutOfMemoryError");
        // What a server's JVM does without being told; test processes are started otherwise.
        options.add("-XX:TieredStopAtLevel=4");
        options.add("-XX:-UseSerialGC");
        options.add("-XX:+UseG1GC");
        return new JavaProcess.Command(
                "job",
                ChildJvm.classPath(),
                options,
                Main.class.getName(),
                List.of(
                        "run",
                        "--config",
                        fleet.toString(),
                        "--conf",
                        Path.of("flink-conf").toAbsolutePath().toString(),
                        "--state-dir",
                        folder.resolve("state").toString(),
                        "--port",
                        Integer.toString(Ports.free()),
                        "--skip-output-checks"),
                folder,
                Map.of());
    }

    private static String cluster(String name, int port, String scrape, List<String> ids) {
        return """
               - name: %s
                 scrape: { endpoint: "http://127.0.0.1:%d/{id}/metrics", %s }
                 discovery:
                   static:
               """
                        .formatted(name, port, scrape)
                + ids.stream()
                        .map("    - { id: %s, host: 127.0.0.1 }\n"::formatted)
                        .collect(Collectors.joining());
    }

    private static String path(String id) {
        return "/" + id + "/metrics";
    }

    private static List<String> ids(int first) {
        return IntStream.range(first, first + 5).mapToObj(Integer::toString).toList();
    }

    private static Set<String> good() {
        return IntStream.range(0, GOOD).mapToObj(Integer::toString).collect(Collectors.toSet());
    }

    private static Set<String> bad() {
        return Stream.of(TOO_MANY_BYTES, TOO_MANY_TOPICS)
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }
}
