package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.output.RelationshipRecord;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job over a real cluster in which topics and groups come and go. */
class RelationshipIT {

    @TempDir private Path folder;

    @Test
    void relationshipsFollowTheClusterAndEndWithTheirEntities() throws Exception {
        try (TestBroker broker = TestBroker.start();
                Admin admin = broker.admin();
                ExporterFleet fleet = new ExporterFleet()) {
            broker.createTopics(
                    new NewTopic("orders", 2, (short) 1), new NewTopic("payments", 1, (short) 1));
            produce(broker, "orders", 40);
            commit(admin, "billing", "orders", 15);
            commit(admin, "reporting", "payments", 0);
            // The one registered broker has the id 0.
            fleet.broker("0");
            try (RunningJob job = RunningJob.start(yaml(broker, fleet), 2, folder, null)) {
                await(
                        () ->
                                edges(job)
                                        .equals(
                                                List.of(
                                                        "0 HOSTS orders",
                                                        "0 HOSTS payments",
                                                        "billing SUBSCRIBES_TO orders",
                                                        "fleet CONTAINS orders",
                                                        "fleet CONTAINS payments",
                                                        "fleet MANAGES 0",
                                                        "reporting SUBSCRIBES_TO payments")));
                // A first picture may lack what the cluster did not answer in time.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertPartitionsAndLag(job));
                assertEndsExist(job);

                // One of each comes, and is news once the first picture is complete.
                await(() -> windows(job) >= 4);
                broker.createTopics(new NewTopic("young", 1, (short) 1));
                commit(admin, "late", "young", 0);
                await(
                        () ->
                                edges(job)
                                        .containsAll(
                                                List.of(
                                                        "0 HOSTS young",
                                                        "fleet CONTAINS young",
                                                        "late SUBSCRIBES_TO young")));
                await(() -> told(job, EventRecord.Type.RELATIONSHIP_APPEARED, "0 -> young"));
                assertThat(job.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                        .filteredOn(e -> e.type() == EventRecord.Type.RELATIONSHIP_APPEARED)
                        .noneMatch(event -> event.message().contains("orders"));

                admin.deleteTopics(List.of("payments")).all().get();
                await(
                        () ->
                                edges(job)
                                        .equals(
                                                List.of(
                                                        "0 HOSTS orders",
                                                        "0 HOSTS young",
                                                        "billing SUBSCRIBES_TO orders",
                                                        "fleet CONTAINS orders",
                                                        "fleet CONTAINS young",
                                                        "fleet MANAGES 0",
                                                        "late SUBSCRIBES_TO young")));
                admin.deleteConsumerGroups(List.of("billing")).all().get();
                await(() -> !edges(job).contains("billing SUBSCRIBES_TO orders"));
                await(
                        () ->
                                told(
                                        job,
                                        EventRecord.Type.RELATIONSHIP_DISAPPEARED,
                                        "billing -> orders"));
                assertEndsExist(job);
            }
        }
    }

    private static void assertPartitionsAndLag(RunningJob job) {
        assertThat(attributes(job, "0 HOSTS orders"))
                .isEqualTo(Map.of("leader.count", 2L, "replica.count", 2L));
        assertThat(attributes(job, "billing SUBSCRIBES_TO orders"))
                .isEqualTo(
                        Map.of(
                                "partition.count", 1L,
                                "lag.partition.count", 1L,
                                "members.count", 0L,
                                "lag.sum", 25L,
                                "lag.max", 25L));
    }

    private static String yaml(TestBroker broker, ExporterFleet fleet) {
        return RunningJob.outputYaml(broker.bootstrap(), "related-")
                + """
                clusters:
                - name: fleet
                  kafka: { bootstrap: "%s" }
                  admin: { interval: 2s, timeout: 1800ms, attemptTimeout: 1500ms }
                  scrape: { endpoint: "%s", interval: 2s, timeout: 1s, attemptTimeout: 1s }
                  topics: { include: "orders|payments|young" }
                  discovery: { static: [ { id: 0, host: localhost } ] }
                """
                        .formatted(broker.bootstrap(), fleet.endpoint());
    }

    private static void produce(TestBroker broker, String topic, int records) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, "value"));
            }
        }
    }

    private static void commit(Admin admin, String group, String topic, long offset)
            throws Exception {
        admin.alterConsumerGroupOffsets(
                        group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private static void assertEndsExist(RunningJob job) {
        var relationships = relationships(job).values();
        assertThat(job.output().latestEntities().keySet())
                .containsAll(relationships.stream().map(r -> r.source().guid()).toList())
                .containsAll(relationships.stream().map(r -> r.target().guid()).toList());
    }

    /** For how many windows the cluster's own entity was written. */
    private static long windows(RunningJob job) {
        return job.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                .filter(entity -> entity.entityType() == EntityType.MESSAGE_QUEUE_CLUSTER)
                .map(EntityRecord::dueAt)
                .distinct()
                .count();
    }

    private static boolean told(RunningJob job, EventRecord.Type type, String what) {
        return job.committed(OutputTopic.EVENTS, OutputJson::readEvent).stream()
                .anyMatch(event -> event.type() == type && event.message().contains(what));
    }

    private static List<String> edges(RunningJob job) {
        return relationships(job).values().stream().map(RelationshipIT::words).sorted().toList();
    }

    private static Map<String, Long> attributes(RunningJob job, String words) {
        return relationships(job).values().stream()
                .filter(relationship -> words(relationship).equals(words))
                .findFirst()
                .orElseThrow()
                .attributes();
    }

    private static Map<String, RelationshipRecord> relationships(RunningJob job) {
        return job.output().latest(OutputTopic.RELATIONSHIPS, OutputJson::readRelationship);
    }

    private static String words(RelationshipRecord relationship) {
        return relationship.source().name()
                + " "
                + relationship.type()
                + " "
                + relationship.target().name();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(condition);
    }
}
