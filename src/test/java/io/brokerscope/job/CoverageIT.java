package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.CoverageRecord.GapKind;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job, of which a broker falls silent and returns, as the coverage topic tells it. */
class CoverageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private Path folder;

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void gapsAreToldWithAdviceAndAreOverWhenTheirCauseIs() throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet()) {
            broker.createTopics(new NewTopic("orders", 1, (short) 1));
            // The one registered broker has the id 0.
            fleet.broker("0").broker("1");
            String yaml =
                    RunningJob.outputYaml(broker.bootstrap(), "covered-")
                            + """
                            clusters:
                            - name: fleet
                              kafka: { bootstrap: "%s" }
                              admin: { interval: 2s, timeout: 1800ms, attemptTimeout: 1500ms }
                              scrape: { endpoint: "%s", interval: 2s, timeout: 1s, attemptTimeout: 1s }
                              topics: { include: "orders|payments" }
                              expect: { brokers: 3, topics: [ orders, payments ] }
                              discovery:
                                static:
                                - { id: 0, host: localhost }
                                - { id: 1, host: localhost }
                            """
                                    .formatted(broker.bootstrap(), fleet.endpoint());
            try (RunningJob job = RunningJob.start(yaml, 2, folder, null)) {
                await(
                        () ->
                                gaps(job)
                                        .equals(
                                                List.of(
                                                        "BROKERS_MISSING",
                                                        "BROKER_NOT_REGISTERED 1",
                                                        "TOPIC_MISSING payments")));
                assertThat(cluster(job).orElseThrow().brokers())
                        .isEqualTo(new Coverage(3, 2, 0, 0, 0, 1));

                fleet.manner("1", good -> MisbehavingServer.status("503 Busy", ""));
                await(() -> gaps(job).contains("BROKER_SILENT 1"));
                Gap silent =
                        cluster(job).orElseThrow().gaps().stream()
                                .filter(gap -> gap.kind() == GapKind.BROKER_SILENT)
                                .findFirst()
                                .orElseThrow();
                assertThat(silent.since()).isNotNull();
                assertThat(silent.advice()).isEqualTo("look at the log of the exporter");

                assertThat(
                                line.run(
                                        "targets",
                                        "--bootstrap",
                                        broker.bootstrap(),
                                        "--topic-prefix",
                                        "covered-"))
                        .as(line.err())
                        .isEqualTo(ExitCode.OK);
                assertThat(line.out())
                        .contains("fleet: 1 of 3 expected brokers are read")
                        .contains("BROKER_SILENT 1")
                        .contains("-> look at the log of the exporter")
                        .contains("fleet/0")
                        .contains("fleet/cluster");

                fleet.manner("1", good -> good);
                await(() -> !gaps(job).contains("BROKER_SILENT 1"));
                // Events have a transaction of their own.
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertToldOfSilence(job));
            }
        }
    }

    @Test
    void whereNothingWasWrittenTheCommandSaysSo() throws Exception {
        try (TestBroker broker = TestBroker.start()) {
            broker.createTopics(new NewTopic("empty-coverage", 1, (short) 1));
            assertThat(
                            line.run(
                                    "targets",
                                    "--bootstrap",
                                    broker.bootstrap(),
                                    "--topic-prefix",
                                    "empty-"))
                    .isEqualTo(ExitCode.FAILURE);
            assertThat(line.err()).contains("nothing to show: empty-coverage holds no record");
        }
    }

    private static List<String> gaps(RunningJob job) {
        return cluster(job).map(CoverageRecord::gaps).orElse(List.of()).stream()
                .map(gap -> gap.kind() + (gap.name() == null ? "" : " " + gap.name()))
                .toList();
    }

    private static void assertToldOfSilence(RunningJob job) {
        assertThat(job.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                .filteredOn(e -> e.type() == EventRecord.Type.COVERAGE_CHANGED)
                .extracting(EventRecord::message)
                .anySatisfy(m -> assertThat(m).contains("new: BROKER_SILENT 1"))
                .anySatisfy(m -> assertThat(m).contains("over: BROKER_SILENT 1"));
    }

    private static Optional<CoverageRecord> cluster(RunningJob job) {
        return job.committed(OutputTopic.COVERAGE, OutputJson::readCoverage).stream()
                .filter(record -> record.target() == null)
                .reduce((earlier, later) -> later);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(condition);
    }
}
