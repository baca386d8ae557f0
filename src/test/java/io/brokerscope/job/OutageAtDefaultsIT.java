package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.audit.Balance;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every endpoint of a cluster away for more than the age limit of last known values, at default
 * settings: interval 15 s, limit 5 min, circuits open for 15 s. Takes eight minutes.
 */
@Tag("long")
class OutageAtDefaultsIT {

    private static final Duration OUTAGE = Duration.ofSeconds(330);
    private static final List<String> IDS = List.of("1", "2", "3");

    @TempDir private Path folder;

    @Test
    void fiveMinutesWithoutAnAnswer() throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet()) {
            IDS.forEach(fleet::broker);
            String yaml =
                    RunningJob.outputYaml(broker.bootstrap(), "outage-")
                            + """
                            clusters:
                            - name: fleet
                              scrape: { endpoint: "%s" }
                              discovery:
                                static:
                                - { id: 1, host: 127.0.0.1 }
                                - { id: 2, host: 127.0.0.1 }
                                - { id: 3, host: 127.0.0.1 }
                            """
                                    .formatted(fleet.endpoint());
            try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
                awaitObservedSince(job, 0, 2);
                long down = System.currentTimeMillis();
                IDS.forEach(id -> fleet.manner(id, good -> exchange -> exchange.reset()));
                Awaitility.await()
                        .pollInterval(Duration.ofSeconds(5))
                        .atMost(OUTAGE.plusSeconds(10))
                        .until(() -> System.currentTimeMillis() >= down + OUTAGE.toMillis());
                long up = System.currentTimeMillis();
                IDS.forEach(fleet::mend);
                awaitObservedSince(job, up, 1);
                report(job, up);
            }
        }
    }

    private static void report(RunningJob job, long up) {
        List<LedgerRecord> ledger = job.ledger();
        List<MetricsRecord> metrics = job.committed(OutputTopic.METRICS, OutputJson::readMetrics);
        Map<OutcomeKind, Integer> outcomes = new TreeMap<>();
        ledger.forEach(l -> outcomes.merge(l.kind(), 1, Integer::sum));
        System.out.println("outcomes " + outcomes);
        for (String id : IDS) {
            long again =
                    ledger.stream()
                            .filter(l -> l.target().equals(id) && l.observedAt() != null)
                            .mapToLong(LedgerRecord::observedAt)
                            .filter(at -> at >= up)
                            .min()
                            .orElseThrow();
            StringBuilder ages = new StringBuilder();
            metrics.stream()
                    .filter(m -> m.name().equals(id) && m.revision() == 0)
                    .sorted(Comparator.comparingLong(MetricsRecord::dueAt))
                    .forEach(
                            m ->
                                    ages.append(' ')
                                            .append(m.quality())
                                            .append(
                                                    m.observedAt() == null
                                                            ? ""
                                                            : "("
                                                                    + (m.dueAt() - m.observedAt())
                                                                            / 1_000
                                                                    + " s)"));
            System.out.printf(
                    "broker %s observed again %.1f s after the return; by tick:%s%n",
                    id, (again - up) / 1_000.0, ages);
            assertThat(again - up).isLessThanOrEqualTo(30_000);
            assertThat(metrics)
                    .filteredOn(m -> m.name().equals(id))
                    .extracting(MetricsRecord::quality)
                    .contains(Quality.LAST_KNOWN, Quality.UNKNOWN, Quality.INTERPOLATED);
        }
        Balance audit = Verdict.balance(ledger);
        System.out.println(audit);
        assertThat(audit.balanced()).isTrue();
    }

    private static void awaitObservedSince(RunningJob job, long since, int times) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(
                        () -> {
                            List<LedgerRecord> ledger = job.ledger();
                            return IDS.stream()
                                    .allMatch(
                                            id ->
                                                    ledger.stream()
                                                                    .filter(
                                                                            l ->
                                                                                    l.target()
                                                                                            .equals(
                                                                                                    id))
                                                                    .filter(
                                                                            l ->
                                                                                    l.observedAt()
                                                                                            != null)
                                                                    .filter(
                                                                            l ->
                                                                                    l.observedAt()
                                                                                            >= since)
                                                                    .count()
                                                            >= times);
                        });
    }
}
