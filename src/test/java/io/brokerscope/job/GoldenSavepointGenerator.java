package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.GoldenSavepoint;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the golden savepoint of the current version of the state. Run once per version, by the
 * release that writes it, before the state is changed:
 *
 * <pre>
 *   mvn test -Dtest=GoldenSavepointGenerator -Dbrokerscope.savepoint.renew=true
 * </pre>
 */
@EnabledIfSystemProperty(named = "brokerscope.savepoint.renew", matches = "true")
class GoldenSavepointGenerator {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long COUNTED_BEFORE_MS = 3_600_000;
    private static final long MAX_BYTES = 700_000;

    @TempDir private Path folder;

    @Test
    void take() throws Exception {
        long countingSince = System.currentTimeMillis() - COUNTED_BEFORE_MS;
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet(countingSince, GoldenSavepoint.PORT)) {
            GoldenSavepoint.FLEET.forEach(fleet::broker);
            fleet.broker(GoldenSavepoint.HANGING);
            Path watched =
                    Files.writeString(
                            folder.resolve("watched.yaml"),
                            GoldenSavepoint.watchedYaml(fleet.endpoint()));
            String yaml =
                    GoldenSavepoint.yaml(broker.bootstrap(), "golden-", fleet.endpoint(), watched);
            try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
                await(() -> measured(job, "fleet") && measured(job, "watched"));
                fleet.manner(GoldenSavepoint.FAILING, good -> MisbehavingServer.Exchange::reset);
                await(() -> fellBack(job));
                fleet.manner(GoldenSavepoint.HANGING, good -> MisbehavingServer.hangs());
                await(() -> hangs(job));
                String savepoint = job.job().stopWithSavepoint(Duration.ofSeconds(60));
                GoldenSavepoint golden =
                        GoldenSavepoint.store(
                                Path.of(URI.create(savepoint)), content(job, countingSince));
                try (Stream<Path> files = Files.walk(golden.folder())) {
                    assertThat(files.mapToLong(file -> file.toFile().length()).sum())
                            .as("bytes in the repository")
                            .isLessThan(MAX_BYTES);
                }
                assertThat(readsInFlight(golden))
                        .as("reads in flight; take it again where there is none")
                        .isPositive();
            }
        }
    }

    private static long readsInFlight(GoldenSavepoint golden) throws IOException {
        return golden.operators().stream()
                .filter(operator -> operator.getOperatorUid().orElse("").equals(OperatorIds.SCRAPE))
                .flatMap(operator -> operator.getStates().stream())
                .flatMap(subtask -> subtask.getManagedOperatorState().stream())
                .flatMap(handle -> handle.getStateNameToPartitionOffsets().values().stream())
                .mapToLong(state -> state.getOffsets().length)
                .sum();
    }

    private static GoldenSavepoint.Content content(RunningJob job, long countingSince) {
        List<LedgerRecord> ledger = job.ledger();
        return new GoldenSavepoint.Content(
                GoldenSavepoint.CURRENT_VERSION,
                System.currentTimeMillis(),
                countingSince,
                ledger.stream()
                        .filter(line -> line.kind() == OutcomeKind.ADDED)
                        .sorted(Comparator.comparing(LedgerRecord::target))
                        .map(added -> target(added, ledger))
                        .toList());
    }

    private static GoldenSavepoint.Target target(LedgerRecord added, List<LedgerRecord> ledger) {
        List<LedgerRecord> ticks =
                ledger.stream()
                        .filter(line -> line.kind().isTick())
                        .filter(line -> line.key().equals(added.key()))
                        .sorted(Comparator.comparingLong(LedgerRecord::dueAt))
                        .toList();
        LedgerRecord last = ticks.get(ticks.size() - 1);
        LedgerRecord read =
                ticks.stream()
                        .filter(line -> line.counters() != null)
                        .reduce((a, b) -> b)
                        .orElseThrow();
        return new GoldenSavepoint.Target(
                added.cluster(),
                added.target(),
                added.incarnation(),
                added.intervalMs(),
                last.untilDueAt() == null ? last.dueAt() : last.untilDueAt(),
                last.kind(),
                read.observedAt(),
                read.counters().stream()
                        .filter(c -> c.metric().equals("broker.bytes_in") && c.topic() == null)
                        .findFirst()
                        .orElseThrow()
                        .raw());
    }

    private static boolean measured(RunningJob job, String cluster) {
        return job.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                .filter(entity -> entity.name().equals(cluster))
                .map(EntityRecord::quality)
                .anyMatch(quality -> quality == Quality.MEASURED);
    }

    /** The circuit is open, and entities live on what was known last. */
    private static boolean fellBack(RunningJob job) {
        return job.ledger().stream()
                        .anyMatch(
                                line ->
                                        line.target().equals(GoldenSavepoint.FAILING)
                                                && line.kind() == OutcomeKind.REJECTED
                                                && line.breaker() == BreakerState.OPEN)
                && job.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                        .anyMatch(
                                entity ->
                                        entity.name().equals(GoldenSavepoint.FAILING)
                                                && entity.quality() == Quality.LAST_KNOWN);
    }

    /** A gap is open, of ticks that are still kept one by one. */
    private static boolean hangs(RunningJob job) {
        return job.ledger().stream()
                .anyMatch(
                        line ->
                                line.target().equals(GoldenSavepoint.HANGING)
                                        && line.kind() == OutcomeKind.FAILED
                                        && line.reason() == FailureReason.READ_TIMEOUT);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(condition);
    }
}
