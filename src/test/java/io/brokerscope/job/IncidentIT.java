package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job, of which a broker falls silent and returns, as the events tell it. */
class IncidentIT {

    @TempDir private Path folder;

    @Test
    void aBrokerThatGoesAndReturnsIsOneIncident() throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet()) {
            broker.createTopics(new NewTopic("orders", 1, (short) 1));
            // The cluster sees the one registered broker, 0, and takes all others for dead.
            fleet.broker("0").broker("1").broker("2");
            String yaml =
                    RunningJob.outputYaml(broker.bootstrap(), "incident-")
                            + """
                            clusters:
                            - name: fleet
                              kafka: { bootstrap: "%s" }
                              admin: { interval: 2s, timeout: 1800ms, attemptTimeout: 1500ms }
                              scrape: { endpoint: "%s", interval: 3s, timeout: 2800ms, attemptTimeout: 1300ms }
                              topics: { include: "orders" }
                              incidents: { grace: 20s, quiet: 6s, restartGap: 9s }
                              health: { recovery: 2s }
                              discovery:
                                static:
                                - { id: 0, host: localhost }
                                - { id: 1, host: localhost }
                                - { id: 2, host: localhost }
                            """
                                    .formatted(broker.bootstrap(), fleet.endpoint());
            try (RunningJob job = RunningJob.start(yaml, 2, folder, null)) {
                await(() -> healthy(job) == 5);
                assertThat(told(job)).isEmpty();

                fleet.manner("1", good -> MisbehavingServer.status("503 Busy", ""));
                await(() -> types(job).contains(Type.INCIDENT_OPENED));
                await(() -> healthy(job) < 5);

                fleet.mend("1");
                await(() -> types(job).contains(Type.INCIDENT_CLOSED));
                assertThat(healthy(job)).isEqualTo(5);

                List<EventRecord> told = told(job);
                assertThat(told)
                        .extracting(EventRecord::type)
                        .containsOnlyOnce(Type.INCIDENT_OPENED, Type.INCIDENT_CLOSED)
                        .startsWith(Type.INCIDENT_OPENED)
                        .endsWith(Type.INCIDENT_CLOSED);
                assertThat(told)
                        .extracting(event -> event.attributes().get("incident"))
                        .containsOnly(told.get(0).attributes().get("incident"));
                assertThat(told.get(0).attributes())
                        .containsAllEntriesOf(
                                Map.of(
                                        "cause", "BROKER",
                                        "causeName", "1",
                                        "causeGuid",
                                                EntityId.broker("test", new TargetId("fleet", "1"))
                                                        .guid(),
                                        "severity", "CRITICAL"));
            }
        }
    }

    /** How many entities are well: three brokers, a topic and the cluster. */
    private static long healthy(RunningJob job) {
        return job.output().latestEntities().values().stream()
                .map(EntityRecord::status)
                .filter(status -> status == Status.HEALTHY)
                .count();
    }

    private static List<Type> types(RunningJob job) {
        return told(job).stream().map(EventRecord::type).toList();
    }

    private static List<EventRecord> told(RunningJob job) {
        return job.committed(OutputTopic.EVENTS, OutputJson::readEvent).stream()
                .filter(event -> event.type().name().startsWith("INCIDENT_"))
                .toList();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(condition);
    }
}
