package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.CoverageRecord.GapKind;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job over a cluster that is made up, and over one of which something is missing. */
class SimulationIT {

    @TempDir private Path folder;

    @Test
    void aSimulatedClusterIsWatchedLikeAnyOther() throws Exception {
        try (TestBroker broker = TestBroker.start()) {
            String yaml =
                    RunningJob.outputYaml(broker.bootstrap(), "made-up-")
                            + """
                            clusters:
                            - name: fleet
                              mode: simulation
                              simulation:
                                brokers: 6
                                topics: 8
                                groups: 3
                                incidentsPerDay: 0
                              scrape: { interval: 1s, timeout: 900ms, attemptTimeout: 900ms }
                              admin: { interval: 1s, timeout: 900ms, attemptTimeout: 900ms }
                            """;
            try (RunningJob job = RunningJob.start(yaml, 2, folder, null)) {
                await(
                        () -> {
                            List<EntityRecord> entities = entities(job);
                            assertThat(entities)
                                    .allSatisfy(
                                            e ->
                                                    assertThat(e.quality())
                                                            .as(e.name())
                                                            .isEqualTo(Quality.SIMULATED));
                            assertThat(counts(entities))
                                    .containsExactlyInAnyOrderEntriesOf(
                                            Map.of(
                                                    EntityType.MESSAGE_QUEUE_CLUSTER, 1L,
                                                    EntityType.MESSAGE_QUEUE_BROKER, 6L,
                                                    EntityType.MESSAGE_QUEUE_TOPIC, 8L,
                                                    EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, 3L));
                            assertThat(named(entities, "fleet"))
                                    .returns(Status.HEALTHY, EntityRecord::status)
                                    .satisfies(
                                            e ->
                                                    assertThat(e.coverage())
                                                            .isEqualTo(
                                                                    new Coverage(
                                                                            6, 0, 0, 0, 6, 0)));
                            assertThat(named(entities, "fleet").metrics())
                                    .containsKey("cluster.messages.in.rate");
                            assertThat(gaps(job)).isEmpty();
                        });
                // A tick that was missed at the start is silence until the next one.
                assertThat(clusters(job))
                        .flatExtracting(CoverageRecord::gaps)
                        .extracting(Gap::kind)
                        .isSubsetOf(GapKind.BROKER_SILENT, GapKind.CLUSTER_SILENT);
                assertThat(Verdict.balance(job.ledger()).balanced()).isTrue();
            }
        }
    }

    @Test
    void aHybridClusterIsFilledUpWithWhatIsExpectedAndMissing() throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet()) {
            broker.createTopics(new NewTopic("orders", 1, (short) 1));
            fleet.broker("0");
            String yaml =
                    RunningJob.outputYaml(broker.bootstrap(), "hybrid-")
                            + """
                            clusters:
                            - name: fleet
                              mode: hybrid
                              kafka: { bootstrap: "%s" }
                              admin: { interval: 2s, timeout: 1800ms, attemptTimeout: 1500ms }
                              scrape: { endpoint: "%s", interval: 1s, timeout: 900ms, attemptTimeout: 900ms, circuitBreaker: { open: 1s } }
                              lastKnown: 3s
                              topics: { include: "orders|payments" }
                              expect: { brokers: 2, topics: [ orders, payments ], groups: [ billing ] }
                              discovery: { static: [ { id: 0, host: localhost } ] }
                            """
                                    .formatted(broker.bootstrap(), fleet.endpoint());
            try (RunningJob job = RunningJob.start(yaml, 2, folder, null)) {
                await(
                        () -> {
                            List<EntityRecord> entities = entities(job);
                            assertThat(qualities(entities))
                                    .containsEntry("0", Quality.MEASURED)
                                    .containsEntry("1", Quality.SIMULATED)
                                    .containsEntry("payments", Quality.SIMULATED)
                                    .containsEntry("billing", Quality.SIMULATED)
                                    .containsEntry("fleet", Quality.SIMULATED)
                                    .hasEntrySatisfying(
                                            "orders",
                                            q -> assertThat(q).isNotEqualTo(Quality.SIMULATED));
                            assertThat(named(entities, "fleet").coverage())
                                    .isEqualTo(new Coverage(2, 1, 0, 0, 1, 0));
                            assertThat(named(entities, "1").status()).isEqualTo(Status.UNKNOWN);
                            assertThat(gaps(job))
                                    .contains(
                                            "BROKERS_MISSING",
                                            "TOPIC_MISSING payments",
                                            "GROUP_MISSING billing");
                        });

                fleet.manner("0", good -> MisbehavingServer.status("503 Busy", ""));
                await(
                        () ->
                                assertThat(qualities(entities(job)))
                                        .containsEntry("0", Quality.SIMULATED));
                assertThat(last(job, "0").increments()).as("nothing was counted").isEmpty();

                fleet.manner("0", good -> good);
                broker.createTopics(new NewTopic("payments", 1, (short) 1));
                await(
                        () ->
                                assertThat(qualities(entities(job)))
                                        .containsEntry("0", Quality.MEASURED)
                                        .hasEntrySatisfying(
                                                "payments",
                                                q ->
                                                        assertThat(q)
                                                                .isNotEqualTo(Quality.SIMULATED)));
                assertThat(Verdict.balance(job.ledger()).balanced()).isTrue();
            }
        }
    }

    /** The latest record of each entity. */
    private static List<EntityRecord> entities(RunningJob job) {
        return List.copyOf(
                job.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                        .collect(
                                Collectors.toMap(
                                        EntityRecord::guid,
                                        Function.identity(),
                                        (earlier, later) -> later))
                        .values());
    }

    private static Map<EntityType, Long> counts(List<EntityRecord> entities) {
        return entities.stream()
                .collect(Collectors.groupingBy(EntityRecord::entityType, Collectors.counting()));
    }

    private static Map<String, Quality> qualities(List<EntityRecord> entities) {
        return entities.stream()
                .collect(Collectors.toMap(EntityRecord::name, EntityRecord::quality));
    }

    private static EntityRecord named(List<EntityRecord> entities, String name) {
        return entities.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
    }

    private static MetricsRecord last(RunningJob job, String name) {
        return job.committed(OutputTopic.METRICS, OutputJson::readMetrics).stream()
                .filter(m -> m.name().equals(name))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static List<CoverageRecord> clusters(RunningJob job) {
        return job.committed(OutputTopic.COVERAGE, OutputJson::readCoverage).stream()
                .filter(record -> record.target() == null)
                .toList();
    }

    private static List<String> gaps(RunningJob job) {
        Optional<CoverageRecord> latest = clusters(job).stream().reduce((earlier, later) -> later);
        return latest.map(CoverageRecord::gaps).orElse(List.of()).stream()
                .map(gap -> gap.kind() + (gap.name() == null ? "" : " " + gap.name()))
                .toList();
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(condition);
    }
}
