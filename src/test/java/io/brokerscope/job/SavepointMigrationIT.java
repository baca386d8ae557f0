package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.audit.Scope;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.GoldenSavepoint;
import io.brokerscope.testsupport.GoldenSavepoint.Target;
import io.brokerscope.testsupport.Ledger;
import io.brokerscope.testsupport.RecordedOutputs;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.Verdict;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The job goes on from savepoints: those of every version of its state, and its own. */
@Tag("alone")
class SavepointMigrationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String BYTES_IN = "broker.bytes_in";
    private static final String BYTES_IN_RATE = "throughput.in.bytesPerSec";

    /** What passes at most from a value's count to its stamp, while everything starts at once. */
    private static final long SEEN_LATE_MS = 500;

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

    static List<GoldenSavepoint> versions() {
        return GoldenSavepoint.all();
    }

    /** Nothing is different but the release: incarnations go on, what was missed is filled in. */
    @ParameterizedTest
    @MethodSource("versions")
    void goesOnFromEveryVersionOfTheState(GoldenSavepoint golden) throws Exception {
        try (ExporterFleet fleet = fleetOf(golden, GoldenSavepoint.PORT);
                RunningJob job = restored(golden, fleet, "same-" + golden + "-", 2)) {
            Output output = outputOnceRead(job, golden);

            assertThat(output.ledger).allMatch(line -> line.kind().isTick());
            for (Target target : golden.content().targets()) {
                List<LedgerRecord> lines = output.linesOf(target);
                assertThat(lines)
                        .allMatch(line -> line.incarnation() == target.incarnation())
                        .allMatch(line -> line.dueAt() > target.lastDue());
                assertThat(lines)
                        .filteredOn(line -> line.dueAt() <= output.firstRead(target))
                        .filteredOn(line -> line.reason() == FailureReason.DOWNTIME)
                        .as("what passed while the job was away, target %s", target.id())
                        .isNotEmpty()
                        .extracting(LedgerRecord::dueAt)
                        .doesNotHaveDuplicates();
                assertThat(output.brokerMetrics(target))
                        .anyMatch(
                                record ->
                                        record.quality() == Quality.INTERPOLATED
                                                && record.untilDueAt() != null
                                                && record.dueAt() < output.firstRead(target));
            }
            assertThat(output.ledger)
                    .filteredOn(line -> line.reason() == FailureReason.RESTART)
                    .as("the read that was in flight")
                    .extracting(LedgerRecord::target)
                    .containsExactly(GoldenSavepoint.HANGING);
            awaitGoesOn(job, golden);
            await(() -> !new Output(job).ofNobody.isEmpty());
            assertThat(new Output(job).ofNobody)
                    .as("transactions of the savepoint, of which this output knows nothing")
                    .allMatch(line -> line.kind() == OutcomeKind.OUTPUT_GAP);
        }
    }

    /** The brokers are elsewhere than the savepoint says: the configuration counts. */
    @ParameterizedTest
    @MethodSource("versions")
    void readsWhereTheConfigurationSaysNow(GoldenSavepoint golden) throws Exception {
        try (ExporterFleet fleet = fleetOf(golden, 0);
                RunningJob job = restored(golden, fleet, "moved-" + golden + "-", 1)) {
            Output output = outputOnceRead(job, golden);

            for (Target target : golden.content().targets()) {
                assertThat(output.linesOf(target))
                        .filteredOn(line -> line.kind() == OutcomeKind.RETIRED)
                        .extracting(LedgerRecord::incarnation)
                        .containsExactly(target.incarnation());
                assertThat(output.linesOf(target))
                        .filteredOn(line -> line.kind() == OutcomeKind.ADDED)
                        .hasSize(1)
                        .allMatch(line -> line.incarnation() > target.incarnation());
                assertThat(output.entitiesOf(EntityType.MESSAGE_QUEUE_BROKER, target.id()))
                        .last()
                        .satisfies(
                                entity ->
                                        assertThat(entity.attributes())
                                                .containsEntry(
                                                        "endpoint",
                                                        fleet.endpoint()
                                                                .replace("{id}", target.id())));
            }
            awaitGoesOn(job, golden);
        }
    }

    /** The maximum is part of the savepoint: a job with another one does not start from it. */
    @Test
    void anotherMaximumParallelismIsRefused() throws Exception {
        GoldenSavepoint golden = versions().get(0);
        String yaml =
                GoldenSavepoint.yaml(
                        broker.bootstrap(), "wider-", "http://localhost/{id}", Path.of("none"));
        assertThatThrownBy(
                        () ->
                                RunningJob.start(
                                                yaml,
                                                1,
                                                256,
                                                folder,
                                                golden.uri(),
                                                BrokerscopeJob::define)
                                        .close())
                .hasStackTraceContaining("Max parallelism mismatch");
    }

    /** Another timeout and another label: the upgrade is neither a reset nor a spike. */
    @Test
    void aChangedConfigurationCostsTwoTicksAtMost() throws Exception {
        long intervalMs = 5_000;
        try (ExporterFleet fleet = new ExporterFleet()) {
            List.of("1", "2", "3").forEach(fleet::broker);
            String yaml =
                    RunningJob.outputYaml(broker.bootstrap(), "live-")
                            + """
                            clusters:
                            - name: fleet
                              labels: { environment: test }
                              scrape: { endpoint: "%s", interval: %dms, timeout: 4s, attemptTimeout: 2s }
                              discovery:
                                static:
                                - { id: 1, host: localhost }
                                - { id: 2, host: localhost }
                                - { id: 3, host: localhost }
                            """
                                    .formatted(fleet.endpoint(), intervalMs);
            String savepoint;
            long settled;
            try (RunningJob job = RunningJob.start(yaml, 2, folder.resolve("old"), null)) {
                await(() -> new Output(job).observedSince(0, 2) == 3);
                settled = new Output(job).lastDue();
                savepoint = job.job().stopWithSavepoint(Duration.ofSeconds(60));
            }
            long stopped = System.currentTimeMillis();
            String changed =
                    yaml.replace("timeout: 4s", "timeout: 3s")
                            .replace("environment: test", "environment: production");
            try (RunningJob job = RunningJob.start(changed, 2, folder.resolve("new"), savepoint)) {
                // A label is no news: it comes with the next heartbeat of the entity.
                await(
                        () ->
                                new Output(job).observedSince(stopped, 2) == 3
                                        && new Output(job).labelled("production") == 4);
                // What the ledger says by now is in the metrics, too, once this holds.
                Verdict.assertMetricsAddUp(job.output());
                Output output = new Output(job);

                Balance audit = Verdict.balance(output.ledger);
                assertThat(audit.balanced()).as("%s", audit).isTrue();
                List<LedgerRecord> unread =
                        output.ledger.stream()
                                .filter(line -> line.kind().isTick())
                                .filter(line -> line.kind() != OutcomeKind.OBSERVED)
                                .filter(line -> line.dueAt() > settled)
                                .toList();
                for (String id : List.of("1", "2", "3")) {
                    assertThat(
                                    unread.stream()
                                            .filter(line -> line.target().equals(id))
                                            .mapToLong(LedgerRecord::ticks)
                                            .sum())
                            .as("ticks of %s without a value: %s", id, unread)
                            .isLessThanOrEqualTo(2);
                }
                long missed = unread.stream().mapToLong(LedgerRecord::ticks).sum();
                assertNoResetAndNoSpike(output);
                assertThat(output.metrics)
                        .filteredOn(record -> record.dueAt() > settled)
                        .noneMatch(record -> record.quality() == Quality.UNKNOWN)
                        .filteredOn(r -> r.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                        .filteredOn(record -> record.quality() == Quality.INTERPOLATED)
                        .as("ticks filled in")
                        .hasSize((int) missed);
                assertThat(output.entities)
                        .filteredOn(entity -> entity.emittedAt() > stopped)
                        .isNotEmpty()
                        .noneMatch(entity -> entity.quality() == Quality.UNKNOWN);
                System.out.printf(
                        "upgrade with a changed configuration: %d of %d expected ticks missed%n",
                        missed, audit.ticks().expected());
            }
        }
    }

    /** Each topic has transactions of its own: soon, all of them say the same. */
    private static void awaitGoesOn(RunningJob job, GoldenSavepoint golden) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertGoesOn(new Output(job), golden));
    }

    /** What holds wherever the job goes on: no tick lost or twice, counters conserved, no spike. */
    private static void assertGoesOn(Output output, GoldenSavepoint golden) {
        List<LedgerRecord> announced = new ArrayList<>(output.ledger);
        for (Target target : golden.content().targets()) {
            announced.add(
                    Ledger.added(
                            target.cluster(),
                            target.id(),
                            target.incarnation(),
                            target.lastDue() + target.intervalMs(),
                            target.intervalMs()));
        }
        // The output is another one than the savepoint's: what was counted before is not in it.
        LedgerAudit ledger = new LedgerAudit(new Scope(null, null, false, 10));
        announced.forEach(ledger::add);
        Balance audit = ledger.result();
        assertThat(audit.balanced()).as("%s", audit).isTrue();
        assertNoResetAndNoSpike(output);
        for (Target target : golden.content().targets()) {
            long firstObservedAt = output.readsOf(target).get(0).observedAt();
            LedgerRecord last = output.lastRead(target);
            long growth = bytesIn(last).raw() - target.bytesIn();
            assertThat(output.increments(target))
                    .as("increments of %s in the ledger", target.id())
                    .isEqualTo(growth)
                    .isPositive();
            RecordedOutputs recorded = new RecordedOutputs();
            output.brokerMetrics(target).stream()
                    .filter(record -> record.dueAt() <= last.dueAt())
                    .forEach(recorded::metrics);
            assertThat(recorded.incrementSum(target.id(), BYTES_IN))
                    .as("increments of %s in the metrics", target.id())
                    .isEqualTo(growth);
            assertThat(output.brokerMetrics(target))
                    .filteredOn(record -> record.dueAt() > firstObservedAt)
                    .noneMatch(record -> record.quality() == Quality.UNKNOWN);
            assertThat(output.entitiesOf(EntityType.MESSAGE_QUEUE_BROKER, target.id()))
                    .last()
                    .matches(entity -> entity.quality() == Quality.MEASURED);
            assertThat(output.entitiesOf(EntityType.MESSAGE_QUEUE_CLUSTER, target.cluster()))
                    .last()
                    .matches(entity -> entity.quality() == Quality.MEASURED);
        }
        assertThat(output.entitiesOf(EntityType.MESSAGE_QUEUE_TOPIC, "orders"))
                .last()
                .matches(entity -> entity.quality() == Quality.MEASURED);
        assertThat(output.events)
                .extracting(EventRecord::type)
                .doesNotContain(
                        EventRecord.Type.TOPIC_APPEARED,
                        EventRecord.Type.COUNTERS_RESET,
                        EventRecord.Type.STATE_BOUNDED)
                .contains(EventRecord.Type.GAP_CLOSED);
    }

    private static void assertNoResetAndNoSpike(Output output) {
        assertThat(output.ledger)
                .filteredOn(line -> line.counters() != null)
                .flatExtracting(LedgerRecord::counters)
                .allMatch(
                        counter ->
                                counter.change() == null
                                        || counter.change() == LedgerRecord.Change.APPEARED
                                                && counter.increment() == null);
        for (MetricsRecord record : output.metrics) {
            if (record.elapsedMs() == null) {
                // What was known last, which has been looked at where it was measured.
                continue;
            }
            record.metrics().entrySet().stream()
                    .filter(metric -> metric.getKey().endsWith(BYTES_IN_RATE))
                    .forEach(
                            metric ->
                                    assertThat(metric.getValue())
                                            .as("%s of %s", metric.getKey(), record)
                                            .isBetween(0.0, highestRate(output, record)));
        }
    }

    /**
     * What the brokers of a record may seem to count in a second. A late read can have the next one
     * right behind it, and then the time until its bytes were looked at is much of the time between
     * them.
     */
    private static double highestRate(Output output, MetricsRecord record) {
        boolean rollup = record.entityType() != EntityType.MESSAGE_QUEUE_BROKER;
        long shortest =
                output.metrics.stream()
                        .filter(r -> rollup && r.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                        .filter(r -> r.cluster().equals(record.cluster()))
                        .filter(r -> r.dueAt() >= record.dueAt())
                        .filter(r -> r.dueAt() < record.dueAt() + record.elapsedMs())
                        .filter(r -> r.elapsedMs() != null)
                        .mapToLong(MetricsRecord::elapsedMs)
                        .reduce(record.elapsedMs(), Math::min);
        return (rollup ? GoldenSavepoint.FLEET.size() : 1)
                * ExporterFleet.BYTES_PER_SECOND
                * 1.1
                * (shortest + SEEN_LATE_MS)
                / shortest;
    }

    private Output outputOnceRead(RunningJob job, GoldenSavepoint golden) {
        await(
                () -> {
                    Output output = new Output(job);
                    return output.observedSince(golden.content().takenAt(), 3)
                                    == golden.content().targets().size()
                            && output.entitiesOf(EntityType.MESSAGE_QUEUE_CLUSTER, "fleet").stream()
                                    .anyMatch(e -> e.quality() == Quality.MEASURED)
                            && output
                                    .entitiesOf(EntityType.MESSAGE_QUEUE_CLUSTER, "watched")
                                    .stream()
                                    .anyMatch(e -> e.quality() == Quality.MEASURED)
                            && output.entitiesOf(EntityType.MESSAGE_QUEUE_TOPIC, "orders").stream()
                                    .anyMatch(e -> e.quality() == Quality.MEASURED);
                });
        assertThat(job.job().status().join()).isEqualTo(JobStatus.RUNNING);
        return new Output(job);
    }

    private RunningJob restored(
            GoldenSavepoint golden, ExporterFleet fleet, String prefix, int parallelism)
            throws Exception {
        Path watched =
                Files.writeString(
                        folder.resolve("watched.yaml"),
                        GoldenSavepoint.watchedYaml(fleet.endpoint()));
        return RunningJob.start(
                GoldenSavepoint.yaml(broker.bootstrap(), prefix, fleet.endpoint(), watched),
                parallelism,
                folder.resolve(prefix),
                golden.uri());
    }

    /** The brokers of the savepoint, which went on counting. */
    private static ExporterFleet fleetOf(GoldenSavepoint golden, int port) {
        ExporterFleet fleet =
                Awaitility.await("port " + port + " to be free")
                        .atMost(PATIENCE)
                        .ignoreException(UncheckedIOException.class)
                        .until(
                                () -> new ExporterFleet(golden.content().countingSince(), port),
                                bound -> true);
        golden.content().targets().forEach(target -> fleet.broker(target.id()));
        return fleet;
    }

    private static LedgerRecord.Counter bytesIn(LedgerRecord line) {
        return line.counters().stream()
                .filter(counter -> counter.metric().equals(BYTES_IN) && counter.topic() == null)
                .findFirst()
                .orElseThrow();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(condition);
    }

    /** What the job has committed by now. */
    private static final class Output {

        private final List<LedgerRecord> ledger = new ArrayList<>();
        private final List<LedgerRecord> ofNobody = new ArrayList<>();
        private final List<MetricsRecord> metrics;
        private final List<EntityRecord> entities;
        private final List<EventRecord> events;

        Output(RunningJob job) {
            job.ledger().forEach(line -> (line.target() == null ? ofNobody : ledger).add(line));
            metrics = job.committed(OutputTopic.METRICS, OutputJson::readMetrics);
            entities = job.committed(OutputTopic.ENTITIES, OutputJson::readEntity);
            events = job.committed(OutputTopic.EVENTS, OutputJson::readEvent);
        }

        /** The latest tick with an outcome. */
        long lastDue() {
            return ledger.stream().mapToLong(LedgerRecord::dueAt).max().orElseThrow();
        }

        /** Number of brokers and clusters that were in this environment, said by their labels. */
        long labelled(String environment) {
            return entities.stream()
                    .filter(e -> e.entityType() != EntityType.MESSAGE_QUEUE_TOPIC)
                    .filter(e -> environment.equals(e.labels().get("environment")))
                    .map(EntityRecord::guid)
                    .distinct()
                    .count();
        }

        /** Number of targets observed this often since then. */
        long observedSince(long time, int times) {
            return ledger.stream()
                    .filter(line -> line.kind() == OutcomeKind.OBSERVED)
                    .filter(line -> line.observedAt() > time)
                    .collect(Collectors.groupingBy(LedgerRecord::key, Collectors.counting()))
                    .values()
                    .stream()
                    .filter(count -> count >= times)
                    .count();
        }

        List<LedgerRecord> linesOf(Target target) {
            return ledger.stream()
                    .filter(line -> line.cluster().equals(target.cluster()))
                    .filter(line -> line.target().equals(target.id()))
                    .sorted(Comparator.comparingLong(LedgerRecord::dueAt))
                    .toList();
        }

        private List<LedgerRecord> readsOf(Target target) {
            return linesOf(target).stream().filter(line -> line.counters() != null).toList();
        }

        /** Tick of the first read after the restore. */
        long firstRead(Target target) {
            return readsOf(target).get(0).dueAt();
        }

        LedgerRecord lastRead(Target target) {
            List<LedgerRecord> reads = readsOf(target);
            return reads.get(reads.size() - 1);
        }

        long increments(Target target) {
            return readsOf(target).stream().mapToLong(line -> bytesIn(line).increment()).sum();
        }

        List<MetricsRecord> brokerMetrics(Target target) {
            return metrics.stream()
                    .filter(record -> record.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                    .filter(record -> record.cluster().equals(target.cluster()))
                    .filter(record -> record.name().equals(target.id()))
                    .toList();
        }

        List<EntityRecord> entitiesOf(EntityType type, String name) {
            return entities.stream()
                    .filter(entity -> entity.entityType() == type && entity.name().equals(name))
                    .toList();
        }
    }
}
