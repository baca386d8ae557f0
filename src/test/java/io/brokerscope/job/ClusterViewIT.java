package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.PartitionFacts;
import io.brokerscope.model.Quality;
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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job over a real cluster, which is asked itself while its brokers answer or do not. */
class ClusterViewIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String BUSY = "orders";
    private static final String IDLE = "idle";

    private static TestBroker broker;

    @TempDir private Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
        broker.createTopics(
                new NewTopic(BUSY, 4, (short) 1),
                new NewTopic(IDLE, 3, (short) 1).configs(Map.of("cleanup.policy", "compact")));
        produce(100);
        try (Admin admin = broker.admin()) {
            admin.alterConsumerGroupOffsets(
                            "billing",
                            Map.of(new TopicPartition(BUSY, 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void whatTheClusterTellsStandsInItsEntities() throws Exception {
        try (ExporterFleet fleet = new ExporterFleet()) {
            fleet.broker("1");
            try (RunningJob job = RunningJob.start(yaml("told-", fleet), 2, folder, null)) {
                await(() -> entity(job, IDLE).isPresent() && entity(job, BUSY).isPresent());
                await(
                        () ->
                                entity(job, "real")
                                        .filter(e -> e.quality() == Quality.MEASURED)
                                        .filter(e -> e.metrics().containsKey("cluster.topic.count"))
                                        .isPresent());
                // A first picture may lack what the cluster did not answer in time.
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertTold(job));

                // A topic comes and one goes; the brokers' metrics never knew of either.
                try (Admin admin = broker.admin()) {
                    broker.createTopics(new NewTopic("young", 1, (short) 1));
                    await(() -> entity(job, "young").isPresent());
                    admin.deleteTopics(List.of("young")).all().get();
                    await(
                            () ->
                                    events(job, EventRecord.Type.TOPIC_DISAPPEARED).stream()
                                            .anyMatch(e -> e.message().contains("young")));
                }
                assertThat(events(job, EventRecord.Type.TOPIC_APPEARED))
                        .singleElement()
                        .satisfies(e -> assertThat(e.message()).contains("young"));

                // The brokers' metrics fall silent, the cluster does not.
                fleet.manner("1", good -> MisbehavingServer.status("500 Oops", ""));
                await(
                        () ->
                                entity(job, "real")
                                        .filter(e -> e.quality() == Quality.SECONDARY)
                                        .isPresent());
                EntityRecord cluster = entity(job, "real").orElseThrow();
                assertThat(cluster.metrics())
                        .containsEntry("cluster.broker.count", 0.0)
                        .containsEntry("cluster.brokers.registered", 1.0)
                        .doesNotContainKey("cluster.messages.in.rate");
                produce(50);
                await(() -> ends(job) >= 150);
                assertLedger(job);
            }
        }
    }

    @Test
    void aClusterWhoseBrokersNobodyFindsIsToldAllTheSame() throws Exception {
        String yaml =
                RunningJob.outputYaml(broker.bootstrap(), "unfound-")
                        + """
                        clusters:
                        - name: real
                          kafka: { bootstrap: "%s" }
                          admin: { interval: 3s, timeout: 2800ms, attemptTimeout: 2500ms }
                          discovery: { file_sd: "%s/none.json" }
                          topics: { include: "orders|idle|young" }
                        """
                                .formatted(broker.bootstrap(), folder);
        try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
            await(() -> entity(job, IDLE).isPresent() && entity(job, "real").isPresent());
            EntityRecord idle = entity(job, IDLE).orElseThrow();
            assertThat(idle.quality()).isEqualTo(Quality.SECONDARY);
            assertThat(idle.metrics()).containsEntry("topic.partition.count", 3.0);
            assertThat(idle.coverage().expected()).isZero();
            await(
                    () ->
                            job.ledger().stream()
                                            .filter(l -> l.kind() == OutcomeKind.OBSERVED)
                                            .count()
                                    >= 3);
            assertLedger(job);
        }
    }

    @Test
    void aClusterGoesOnFromASavepoint() throws Exception {
        try (ExporterFleet fleet = new ExporterFleet()) {
            fleet.broker("1");
            String yaml = yaml("upgraded-", fleet);
            String savepoint;
            try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
                await(() -> observations(job) >= 2);
                savepoint = job.job().stopWithSavepoint(Duration.ofSeconds(60));
            }
            produce(30);
            try (RunningJob job = RunningJob.start(yaml, 2, folder, savepoint)) {
                long before = observations(job);
                long incarnation =
                        job.ledger().stream()
                                .filter(line -> line.target().equals("cluster"))
                                .findFirst()
                                .orElseThrow()
                                .incarnation();
                await(() -> observations(job) >= before + 3);
                assertThat(entity(job, IDLE).orElseThrow().quality()).isEqualTo(Quality.SECONDARY);
                assertThat(events(job, EventRecord.Type.TOPIC_DISAPPEARED)).isEmpty();
                assertThat(events(job, EventRecord.Type.COUNTERS_RESET)).isEmpty();
                assertThat(job.ledger())
                        .filteredOn(line -> line.target().equals("cluster"))
                        .extracting(LedgerRecord::incarnation)
                        .as("one stay")
                        .hasSameElementsAs(Set.of(incarnation));
                assertLedger(job);
                assertThat(
                                job.ledger().stream()
                                        .filter(line -> line.target().equals("cluster"))
                                        .filter(line -> line.counters() != null)
                                        .flatMap(line -> line.counters().stream())
                                        .filter(counter -> BUSY.equals(counter.topic()))
                                        .filter(counter -> counter.increment() != null)
                                        .mapToLong(LedgerRecord.Counter::increment)
                                        .sum())
                        .isEqualTo(30);
            }
        }
    }

    private static long observations(RunningJob job) {
        return job.ledger().stream()
                .filter(line -> line.target().equals("cluster"))
                .filter(line -> line.kind() == OutcomeKind.OBSERVED)
                .count();
    }

    private static void assertTold(RunningJob job) throws Exception {
        EntityRecord busy = entity(job, BUSY).orElseThrow();
        EntityRecord idle = entity(job, IDLE).orElseThrow();
        try (Admin admin = broker.admin()) {
            Map<String, TopicDescription> truth =
                    admin.describeTopics(List.of(BUSY, IDLE)).allTopicNames().get();
            assertThat(busy.metrics())
                    .containsEntry(
                            "topic.partition.count", (double) truth.get(BUSY).partitions().size())
                    .containsEntry("topic.partitions.offline", 0.0)
                    .containsEntry("topic.partitions.underReplicated", 0.0)
                    .containsEntry("topic.partitions.underMinIsr", 0.0);
            assertThat(idle.metrics())
                    .containsEntry(
                            "topic.partition.count", (double) truth.get(IDLE).partitions().size());
            assertThat(idle.attributes())
                    .containsEntry("topicId", truth.get(IDLE).topicId().toString())
                    .containsEntry("cleanupPolicy", "compact")
                    .containsEntry("internal", "false");
            long end =
                    admin.listOffsets(Map.of(new TopicPartition(BUSY, 0), OffsetSpec.latest()))
                            .partitionResult(new TopicPartition(BUSY, 0))
                            .get()
                            .offset();
            assertThat(busy.metrics()).containsEntry("topic.consumer.lag.sum", (double) end);
            assertThat(busy.partitions()).hasSize(4);
            assertThat(busy.partitionsNotListed()).isZero();
            assertThat(busy.partitions())
                    .filteredOn(p -> p.number() == 0)
                    .extracting(PartitionFacts::end)
                    .containsExactly(end);
            EntityRecord cluster = entity(job, "real").orElseThrow();
            assertThat(cluster.attributes())
                    .containsEntry("clusterId", admin.describeCluster().clusterId().get())
                    .containsKey("quorumLeaderId");
            assertThat(cluster.metrics())
                    .containsEntry("cluster.brokers.registered", 1.0)
                    .containsEntry("cluster.topic.count", 2.0)
                    .containsEntry("cluster.quorum.voters", 1.0)
                    .containsEntry("cluster.leaders.notPreferred", 0.0)
                    .containsEntry("cluster.broker.count", 1.0);
            assertThat(cluster.sources()).containsEntry("cluster.topic.count", "admin");
            assertThat(cluster.sources()).doesNotContainKey("cluster.broker.count");
        }
        assertThat(job.committed(OutputTopic.ENTITIES, OutputJson::readEntity))
                .filteredOn(e -> e.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                .extracting(EntityRecord::name)
                .containsOnly("1");
        assertThat(job.committed(OutputTopic.METRICS, OutputJson::readMetrics))
                .extracting(MetricsRecord::name)
                .doesNotContain("cluster");
    }

    private static void assertLedger(RunningJob job) {
        List<LedgerRecord> ledger = job.ledger();
        assertThat(Verdict.balance(ledger).balanced()).isTrue();
        assertThat(ledger)
                .filteredOn(line -> line.target().equals("cluster"))
                .filteredOn(line -> line.kind() == OutcomeKind.OBSERVED)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.dialect()).isEqualTo("kafka-admin"))
                .filteredOn(ClusterViewIT::toldEnds)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.counters()).isNotEmpty());
        // The tick that passed before the first read may be read late, and the next one skipped.
        assertThat(ledger)
                .filteredOn(line -> line.target().equals("cluster"))
                .extracting(LedgerRecord::kind)
                .doesNotContain(OutcomeKind.FAILED, OutcomeKind.REJECTED);
    }

    /** A cluster that has just started may not answer all within the time of these tests. */
    private static boolean toldEnds(LedgerRecord line) {
        return line.detail() == null || !line.detail().contains("end offsets");
    }

    /** The end offsets of the busy topic in the latest line of the ledger. */
    private static long ends(RunningJob job) {
        return job.ledger().stream()
                .filter(line -> line.target().equals("cluster"))
                .filter(line -> line.kind() == OutcomeKind.OBSERVED)
                .max(Comparator.comparingLong(LedgerRecord::dueAt))
                .flatMap(
                        line ->
                                line.counters().stream()
                                        .filter(c -> c.topic().equals(BUSY))
                                        .findFirst())
                .map(LedgerRecord.Counter::raw)
                .orElse(0L);
    }

    private static List<EventRecord> events(RunningJob job, EventRecord.Type type) {
        return job.committed(OutputTopic.EVENTS, OutputJson::readEvent).stream()
                .filter(event -> event.type() == type)
                .toList();
    }

    private static Optional<EntityRecord> entity(RunningJob job, String name) {
        return job.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                .filter(entity -> entity.name().equals(name))
                .reduce((earlier, later) -> later);
    }

    private static String yaml(String prefix, ExporterFleet fleet) {
        return RunningJob.outputYaml(broker.bootstrap(), prefix)
                + """
                clusters:
                - name: real
                  kafka: { bootstrap: "%s" }
                  admin: { interval: 3s, timeout: 2800ms, attemptTimeout: 2500ms }
                  scrape: { endpoint: "http://{host}:{port}/{id}/metrics", interval: 2s, timeout: 1500ms, attemptTimeout: 1s }
                  discovery:
                    static: [ { id: 1, host: 127.0.0.1, port: %d } ]
                  topics: { include: "orders|idle|young" }
                """
                        .formatted(
                                broker.bootstrap(),
                                URI.create(fleet.endpoint().replace("{id}", "1")).getPort());
    }

    private static void produce(int records) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(BUSY, Integer.toString(i), "order " + i)).get();
            }
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(condition);
    }
}
