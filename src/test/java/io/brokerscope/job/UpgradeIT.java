package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.CommittedOutput;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.JobJars;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.Verdict;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.FlinkSetup;
import io.brokerscope.testsupport.cluster.ProxiedKafka;
import io.brokerscope.testsupport.cluster.Submission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An upgrade as its users make it: stop with a savepoint, {@code flink run} with another jar, on a
 * cluster of processes, with the interval that is the default. {@code upgrade.times} says how often
 * in a row; once in a usual build.
 */
@Tag("alone")
class UpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> IDS = List.of("1", "2", "3", "4", "5", "6");
    private static final long INTERVAL_MS = 15_000;
    private static final String BYTES_IN_RATE = "broker.throughput.in.bytesPerSec";

    @TempDir private Path folder;

    private CommittedOutput output;

    @Test
    void costsTwoTicksAtMostWhichAreFilledIn() throws Exception {
        int upgrades = Integer.getInteger("upgrade.times", 1);
        try (ExporterFleet fleet = new ExporterFleet();
                ProxiedKafka kafka = ProxiedKafka.start(folder.resolve("kafka"), 1);
                FlinkProcesses flink =
                        FlinkProcesses.start(
                                FlinkSetup.in(folder.resolve("flink")).taskManagers(2, 1))) {
            IDS.forEach(fleet::broker);
            String yaml =
                    RunningJob.outputYaml(kafka.directBootstrap(), "upgrade-")
                            + fleet.cluster(IDS, "interval: " + INTERVAL_MS + "ms");
            Path config = Files.writeString(folder.resolve("job.yaml"), yaml);
            output = new CommittedOutput(ConfigLoader.parse("job.yaml", yaml).output());
            Submission submission = Submission.of(config, 2);
            FlinkJob job = flink.submit(submission);
            // Beyond the cold start, and beyond the upgrade before: each is looked at on its own.
            awaitObservedSince(System.currentTimeMillis() + INTERVAL_MS);
            List<Upgrade> done = new ArrayList<>();
            for (int i = 1; i <= upgrades; i++) {
                Path jar =
                        JobJars.ofVersion(
                                "upgrade-" + i,
                                submission.jar(),
                                folder.resolve("brokerscope-" + i + ".jar"));
                long requested = System.currentTimeMillis();
                String savepoint = job.stopWithSavepoint(PATIENCE);
                job =
                        flink.submit(
                                new Submission(jar, config, savepoint, submission.parallelism()));
                job.awaitRunning(PATIENCE);
                long running = System.currentTimeMillis();
                awaitObservedSince(running);
                long observed = System.currentTimeMillis();
                done.add(new Upgrade(requested, running, observed));
                awaitObservedSince(observed + INTERVAL_MS);
            }
            awaitToldSince(done.get(done.size() - 1).running);
            job.stopWithSavepoint(PATIENCE);

            Verdict.assertLawsHold(output);
            List<LedgerRecord> ledger = output.ledger();
            List<MetricsRecord> metrics =
                    output.committed(OutputTopic.METRICS, OutputJson::readMetrics);
            for (Upgrade upgrade : done) {
                assertSmallGap(upgrade, ledger, metrics);
            }
            assertNothingElseHappened(done.get(0), ledger, metrics);
        }
    }

    /**
     * @param requested when the stop was asked for, epoch milliseconds
     * @param running when every task of the next version ran
     * @param observed when it had read every broker and committed that
     */
    private record Upgrade(long requested, long running, long observed) {

        boolean covers(long time) {
            // A read that was under way is among the ticks that it costs.
            return time > requested - INTERVAL_MS && time <= observed;
        }
    }

    private static void assertSmallGap(
            Upgrade upgrade, List<LedgerRecord> ledger, List<MetricsRecord> metrics) {
        Map<String, List<LedgerRecord>> unread =
                ledger.stream()
                        .filter(line -> line.kind().isTick() && upgrade.covers(line.dueAt()))
                        .filter(line -> line.kind() != OutcomeKind.OBSERVED)
                        .collect(Collectors.groupingBy(LedgerRecord::target));
        List<Long> ticks =
                IDS.stream()
                        .map(id -> unread.getOrDefault(id, List.of()))
                        .map(lines -> lines.stream().mapToLong(LedgerRecord::ticks).sum())
                        .toList();
        System.out.printf(
                "  upgrade: RUNNING %.1f s after the stop was asked for, ticks missed by broker %s%n",
                (upgrade.running - upgrade.requested) / 1_000.0, ticks);
        assertThat(ticks).as("%s", unread).allMatch(missed -> missed <= 2);
        assertThat(unread.values())
                .flatExtracting(lines -> lines)
                // The first read after a start may still run when the next tick comes.
                .allMatch(
                        line ->
                                line.kind() == OutcomeKind.MISSED
                                        || line.kind() == OutcomeKind.SKIPPED);
        long filledIn =
                brokers(metrics)
                        .filter(record -> upgrade.covers(record.dueAt()))
                        .filter(record -> record.quality() == Quality.INTERPOLATED)
                        .map(record -> record.name() + "@" + record.dueAt())
                        .distinct()
                        .count();
        assertThat(filledIn)
                .as("ticks filled in")
                .isEqualTo(ticks.stream().mapToLong(Long::longValue).sum());
    }

    /** No reset, no jump, nothing unknown from the first upgrade on. */
    private void assertNothingElseHappened(
            Upgrade first, List<LedgerRecord> ledger, List<MetricsRecord> metrics) {
        assertThat(ledger)
                .filteredOn(line -> line.counters() != null && line.dueAt() > first.requested)
                .isNotEmpty()
                .flatExtracting(LedgerRecord::counters)
                .allMatch(counter -> counter.change() == null);
        assertThat(brokers(metrics).filter(record -> record.dueAt() > first.requested))
                .isNotEmpty()
                .noneMatch(record -> record.quality() == Quality.UNKNOWN)
                // A tick that was read late is soon followed by the next: milliseconds count then.
                .filteredOn(
                        record ->
                                record.elapsedMs() != null && record.elapsedMs() > INTERVAL_MS / 2)
                .isNotEmpty()
                .allSatisfy(
                        record ->
                                assertThat(record.metrics().get(BYTES_IN_RATE))
                                        .as("%s at %d", record.name(), record.dueAt())
                                        .isBetween(
                                                ExporterFleet.BYTES_PER_SECOND * 0.95,
                                                ExporterFleet.BYTES_PER_SECOND * 1.05));
        assertThat(output.committed(OutputTopic.ENTITIES, OutputJson::readEntity))
                .filteredOn(entity -> entity.emittedAt() > first.requested)
                .isNotEmpty()
                .noneMatch(entity -> entity.quality() == Quality.UNKNOWN);
    }

    private static Stream<MetricsRecord> brokers(List<MetricsRecord> metrics) {
        return metrics.stream()
                .filter(record -> record.entityType() == EntityType.MESSAGE_QUEUE_BROKER);
    }

    private void awaitObservedSince(long since) {
        await(
                () ->
                        output.ledger().stream()
                                .filter(line -> line.kind() == OutcomeKind.OBSERVED)
                                .filter(line -> line.observedAt() > since)
                                .map(LedgerRecord::target)
                                .collect(Collectors.toSet())
                                .containsAll(IDS));
    }

    /**
     * An entity that does not change is told by its heartbeat alone, which may be a minute away.
     */
    private void awaitToldSince(long since) {
        await(
                () ->
                        output.latestEntities().values().stream()
                                .filter(entity -> entity.emittedAt() > since)
                                .map(EntityRecord::name)
                                .collect(Collectors.toSet())
                                .containsAll(IDS));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(condition);
    }
}
