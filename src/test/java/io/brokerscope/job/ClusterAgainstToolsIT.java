package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EntityRecord.Assignment;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.KafkaTools;
import io.brokerscope.testsupport.KafkaTools.GroupOffset;
import io.brokerscope.testsupport.KafkaTools.GroupState;
import io.brokerscope.testsupport.KafkaTools.Partition;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.TestClusters;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real cluster of three brokers, none of which shows metrics, through the whole job: what is told
 * of its topics, groups and itself against what Kafka's own command-line tools say. Takes three
 * minutes: the tools are started some thirty times.
 */
@Tag("long")
@Timeout(600)
class ClusterAgainstToolsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STOPPED = 2;
    private static final List<String> CONSUMED = List.of("orders", "payments");

    @TempDir private Path folder;

    private KafkaClusterTestKit kafka;
    private TestBroker output;
    private MisbehavingServer.RefusingPort refusing;
    private KafkaTools tools;
    private Admin admin;
    private RunningJob job;
    private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        output = TestBroker.start();
        refusing = MisbehavingServer.refusing();
        kafka =
                TestClusters.start(
                        TestClusters.ofBrokers(3)
                                .setConfigProp("offsets.topic.replication.factor", "3")
                                .setConfigProp("offsets.topic.num.partitions", "3")
                                .setConfigProp("min.insync.replicas", "2")
                                .setConfigProp("broker.session.timeout.ms", "3000")
                                .setConfigProp("broker.heartbeat.interval.ms", "500")
                                .setConfigProp("replica.lag.time.max.ms", "3000")
                                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                                .setConfigProp("auto.create.topics.enable", "false"));
        tools = new KafkaTools(kafka.bootstrapServers(), folder);
        admin = Admin.create(properties(Map.of()));
    }

    @AfterEach
    void stop() throws Exception {
        if (job != null) {
            job.close();
        }
        consumers.forEach(KafkaConsumer::close);
        admin.close();
        kafka.close();
        refusing.close();
        output.close();
    }

    @Test
    void whatIsToldOfAClusterIsWhatKafkasOwnToolsSay() throws Exception {
        TestClusters.createTopics(
                kafka,
                admin,
                List.of(
                        new NewTopic("orders", 6, (short) 3),
                        new NewTopic("payments", 3, (short) 1),
                        new NewTopic("idle", 2, (short) 3)));
        produce("orders", 6, 300);
        produce("payments", 3, 90);
        KafkaConsumer<byte[], byte[]> billing = consumer("billing", "classic");
        KafkaConsumer<byte[], byte[]> shipping = consumer("shipping", "consumer");
        consumeAll(billing);
        consumeAll(shipping);
        produce("orders", 6, 60);
        job = RunningJob.start(yaml(), 1, folder.resolve("flink"), null);

        sameAsTheTools();

        // Read to the end, left alone, and gone back.
        consumeAll(billing);
        consumeAll(shipping);
        awaitGroup("billing", group -> assertThat(status(group)).isEqualTo("OK"));
        produce("orders", 6, 600);
        awaitGroup(
                "billing",
                group -> {
                    assertThat(status(group)).isEqualTo("ERR");
                    assertThat(group.attributes()).containsEntry("worstStatus", "STALL");
                    assertThat(group.metrics())
                            .containsEntry("consumerGroup.lag.total", 600.0)
                            .containsEntry("consumerGroup.lag.max", 100.0);
                    assertThat(group.metrics().get("consumerGroup.lag.seconds")).isPositive();
                });
        consumeAll(billing);
        awaitGroup(
                "billing",
                group -> {
                    assertThat(status(group)).isEqualTo("OK");
                    assertThat(group.metrics())
                            .containsEntry("consumerGroup.lag.total", 0.0)
                            .containsEntry("consumerGroup.lag.seconds", 0.0);
                });
        billing.commitSync(Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(5)));
        awaitEvent(EventRecord.Type.OFFSETS_REWOUND, "billing");
        sameAsTheTools();

        aTopicIsCreatedAnew(billing, shipping);
        aBrokerIsAway();

        // Nobody in the group, and then no group.
        close(billing);
        awaitGroup(
                "billing",
                group -> {
                    assertThat(group.attributes()).containsEntry("state", "Empty");
                    assertThat(group.metrics())
                            .containsEntry("consumerGroup.members.count", 0.0)
                            .containsKey("consumerGroup.lag.total");
                });
        sameAsTheTools();
        admin.deleteConsumerGroups(List.of("billing")).all().get();
        awaitEvent(EventRecord.Type.GROUP_DISAPPEARED, "billing");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(entities(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP))
                                        .containsOnlyKeys("shipping"));
    }

    private void aTopicIsCreatedAnew(
            KafkaConsumer<byte[], byte[]> billing, KafkaConsumer<byte[], byte[]> shipping)
            throws Exception {
        String before = tools.topicIds().get("payments");
        assertThat(topic("payments").attributes()).containsEntry("topicId", before);
        admin.deleteTopics(List.of("payments")).all().get();
        awaitEvent(EventRecord.Type.TOPIC_DISAPPEARED, "payments");
        // One of its partitions is on the broker that is going to be away, and nowhere else.
        NewTopic anew = new NewTopic("payments", Map.of(0, List.of(0), 1, List.of(STOPPED)));
        TestClusters.createTopics(kafka, admin, List.of(anew));
        produce("payments", 2, 10);
        String after = tools.topicIds().get("payments");
        awaitTopic(
                "payments",
                topic ->
                        assertThat(topic.attributes())
                                .containsEntry("topicId", after)
                                .doesNotContainValue(before));
        consumeAll(billing);
        consumeAll(shipping);
        sameAsTheTools();
    }

    private void aBrokerIsAway() throws Exception {
        kafka.brokers().get(STOPPED).shutdown();
        kafka.brokers().get(STOPPED).awaitShutdown();
        awaitCluster(
                cluster ->
                        assertThat(cluster.metrics())
                                .containsEntry("cluster.brokers.registered", 3.0)
                                .containsEntry("cluster.brokers.fenced", 1.0));
        int under = tools.partitionsListed("--under-replicated-partitions");
        int offline = tools.partitionsListed("--unavailable-partitions");
        assertThat(under).isGreaterThanOrEqualTo(8);
        assertThat(offline).isPositive();
        awaitCluster(
                cluster ->
                        assertThat(cluster.metrics())
                                .containsEntry("cluster.partitions.underReplicated", (double) under)
                                .containsEntry("cluster.partitions.offline", (double) offline));
        awaitTopic(
                "payments",
                topic ->
                        assertThat(topic.metrics())
                                .containsEntry("topic.partitions.offline", (double) offline));
        topicsAreThoseOf(tools.partitions());

        kafka.brokers().get(STOPPED).startup();
        awaitCluster(
                cluster ->
                        assertThat(cluster.metrics())
                                .containsEntry("cluster.brokers.fenced", 0.0)
                                .containsEntry("cluster.partitions.underReplicated", 0.0)
                                .containsEntry("cluster.partitions.offline", 0.0));
        sameAsTheTools();
    }

    /** Compares all that the tools say, while nothing changes. */
    private void sameAsTheTools() throws Exception {
        List<Partition> partitions = tools.partitions();
        Map<String, String> ids = tools.topicIds();
        Map<String, Map<Integer, Long>> sizes = tools.logSizes();
        List<GroupOffset> offsets = tools.groupOffsets();
        Map<String, GroupState> states = tools.groupStates();
        Map<String, String> quorum = tools.quorum();
        topicsAreThoseOf(partitions);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            ids.forEach(
                                    (name, id) ->
                                            assertThat(topic(name).attributes())
                                                    .containsEntry("topicId", id));
                            sizesAre(partitions, sizes);
                            groupsAre(offsets, states);
                            EntityRecord cluster = cluster();
                            assertThat(cluster.attributes())
                                    .containsEntry("clusterId", quorum.get("ClusterId"))
                                    .containsEntry("quorumLeaderId", quorum.get("LeaderId"))
                                    .containsEntry("quorumLeaderEpoch", quorum.get("LeaderEpoch"));
                            assertThat(cluster.metrics())
                                    .containsEntry("cluster.brokers.registered", 3.0)
                                    .containsEntry("cluster.topic.count", (double) ids.size())
                                    .containsEntry(
                                            "cluster.partition.count", (double) partitions.size())
                                    .containsEntry("cluster.group.count", (double) states.size())
                                    .containsEntry("cluster.quorum.voters", 1.0)
                                    .containsEntry("cluster.quorum.observers", 3.0);
                            assertThat(cluster.sources())
                                    .containsEntry("cluster.partition.count", "admin");
                        });
    }

    private void topicsAreThoseOf(List<Partition> partitions) {
        Map<String, List<Partition>> byTopic =
                partitions.stream().collect(Collectors.groupingBy(Partition::topic));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Map<String, EntityRecord> topics =
                                    entities(EntityType.MESSAGE_QUEUE_TOPIC);
                            assertThat(topics).containsOnlyKeys(byTopic.keySet());
                            byTopic.forEach((name, own) -> topicIs(topics.get(name), own));
                        });
    }

    private static void topicIs(EntityRecord topic, List<Partition> partitions) {
        long under = partitions.stream().filter(p -> p.isr().size() < p.replicas().size()).count();
        long offline = partitions.stream().filter(p -> p.leader() < 0).count();
        assertThat(topic.metrics())
                .as(topic.name())
                .containsEntry("topic.partition.count", (double) partitions.size())
                .containsEntry("topic.partitions.underReplicated", (double) under)
                .containsEntry("topic.partitions.offline", (double) offline);
        assertThat(topic.quality()).isEqualTo(Quality.SECONDARY);
        assertThat(topic.partitions()).hasSize(partitions.size());
        topic.partitions()
                .forEach(
                        facts -> {
                            Partition said =
                                    partitions.stream()
                                            .filter(p -> p.number() == facts.number())
                                            .findFirst()
                                            .orElseThrow();
                            assertThat(facts.leader() == null ? -1 : facts.leader())
                                    .isEqualTo(said.leader());
                            assertThat(facts.replicas()).isEqualTo(said.replicas());
                            assertThat(facts.inSync()).isEqualTo(said.isr().size());
                        });
    }

    private void sizesAre(List<Partition> partitions, Map<String, Map<Integer, Long>> sizes) {
        for (Partition partition : partitions) {
            topic(partition.topic()).partitions().stream()
                    .filter(facts -> facts.number() == partition.number())
                    .forEach(
                            facts ->
                                    assertThat(facts.sizeBytes())
                                            .isEqualTo(
                                                    sizes.get(
                                                                    partition.topic()
                                                                            + "-"
                                                                            + partition.number())
                                                            .get(partition.leader())));
        }
    }

    private void groupsAre(List<GroupOffset> offsets, Map<String, GroupState> states) {
        Map<String, EntityRecord> groups = entities(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP);
        assertThat(groups).containsOnlyKeys(states.keySet());
        states.forEach(
                (name, state) -> {
                    EntityRecord group = groups.get(name);
                    assertThat(group.attributes())
                            .containsEntry("state", state.state())
                            .containsEntry("coordinator", Integer.toString(state.coordinator()));
                    assertThat(group.metrics())
                            .containsEntry("consumerGroup.members.count", (double) state.members());
                    List<GroupOffset> own =
                            offsets.stream().filter(offset -> offset.group().equals(name)).toList();
                    long known = own.stream().filter(o -> o.lag() >= 0).count();
                    long sum = own.stream().mapToLong(o -> Math.max(0, o.lag())).sum();
                    assertThat(group.metrics())
                            .as("%s: %s", name, own)
                            .containsEntry("consumerGroup.lag.total", (double) sum)
                            .containsEntry("consumerGroup.partitions.known", (double) known);
                    Map<String, Assignment> told = new HashMap<>();
                    group.assignments()
                            .worst()
                            .forEach(a -> told.put(a.topic() + "-" + a.partition(), a));
                    assertThat(told.size() + group.assignments().others()).isEqualTo(own.size());
                    for (GroupOffset offset : own) {
                        Assignment one = told.get(offset.topic() + "-" + offset.partition());
                        if (one != null) {
                            assertThat(orNone(one.committed())).isEqualTo(offset.committed());
                            assertThat(orNone(one.end())).isEqualTo(offset.end());
                            assertThat(orNone(one.lag())).isEqualTo(offset.lag());
                            assertThat(one.owned()).isEqualTo(offset.owned());
                        }
                    }
                });
    }

    private static long orNone(Long number) {
        return number == null ? -1 : number;
    }

    private static String status(EntityRecord group) {
        return group.attributes().get("lagStatus");
    }

    private EntityRecord topic(String name) {
        return entity(EntityType.MESSAGE_QUEUE_TOPIC, name);
    }

    private EntityRecord cluster() {
        return entity(EntityType.MESSAGE_QUEUE_CLUSTER, "prod");
    }

    private EntityRecord entity(EntityType type, String name) {
        EntityRecord entity = entities(type).get(name);
        assertThat(entity).as("%s %s", type, name).isNotNull();
        return entity;
    }

    /** The latest of every entity that is there, by name. */
    private Map<String, EntityRecord> entities(EntityType type) {
        return job.output().latestEntities().values().stream()
                .filter(entity -> entity.entityType() == type)
                .collect(Collectors.toMap(EntityRecord::name, entity -> entity));
    }

    private void awaitGroup(String name, Consumer<EntityRecord> check) {
        awaitEntity(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, name, check);
    }

    private void awaitTopic(String name, Consumer<EntityRecord> check) {
        awaitEntity(EntityType.MESSAGE_QUEUE_TOPIC, name, check);
    }

    private void awaitCluster(Consumer<EntityRecord> check) {
        awaitEntity(EntityType.MESSAGE_QUEUE_CLUSTER, "prod", check);
    }

    private void awaitEntity(EntityType type, String name, Consumer<EntityRecord> check) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> check.accept(entity(type, name)));
    }

    private void awaitEvent(EventRecord.Type type, String about) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(job.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                                        .anySatisfy(
                                                event -> {
                                                    assertThat(event.type()).isEqualTo(type);
                                                    assertThat(event.message()).contains(about);
                                                }));
    }

    private void produce(String topic, int partitions, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties(Map.of()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, i % partitions, null, new byte[100]));
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group, String protocol) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties(
                                Map.of(
                                        "group.id",
                                        group,
                                        "group.protocol",
                                        protocol,
                                        "enable.auto.commit",
                                        "false",
                                        "auto.offset.reset",
                                        "earliest")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(CONSUMED);
        consumers.add(consumer);
        return consumer;
    }

    private void close(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.close();
        consumers.remove(consumer);
    }

    /** Reads and commits until the group has all partitions and nothing is left. */
    private void consumeAll(KafkaConsumer<byte[], byte[]> consumer) throws Exception {
        long partitions =
                tools.partitions().stream().filter(p -> CONSUMED.contains(p.topic())).count();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> {
                            consumer.poll(Duration.ofMillis(200));
                            if (consumer.assignment().size() != partitions) {
                                return false;
                            }
                            consumer.commitSync();
                            Map<TopicPartition, Long> ends =
                                    consumer.endOffsets(consumer.assignment());
                            return ends.entrySet().stream()
                                    .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
                        });
    }

    private Properties properties(Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.putAll(more);
        return properties;
    }

    private String yaml() {
        return RunningJob.outputYaml(output.bootstrap(), "view-")
                + """
                clusters:
                - name: prod
                  kafka: { bootstrap: "%s" }
                  scrape: { endpoint: "http://{host}:%d/metrics", interval: 2s, timeout: 1500ms, attemptTimeout: 600ms }
                  admin: { interval: 2s, timeout: 1900ms, attemptTimeout: 1800ms }
                  lag:
                    maxGap: 30s
                    commits: { window: 4, minDistance: 1s, minSilence: 5s, patience: 8s, warnFloor: 1 }
                """
                        .formatted(kafka.bootstrapServers(), URI.create(refusing.url()).getPort());
    }
}
