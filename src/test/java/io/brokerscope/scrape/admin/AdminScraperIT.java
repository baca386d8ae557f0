package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.testsupport.TestClusters;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real cluster of three brokers, asked by its own protocol. */
@Timeout(180)
class AdminScraperIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BROKERS = 3;
    private static final int TIMEOUT_MS = ClusterFixture.TIMEOUT_MS;

    /**
     * Brokers, topics, their description, the quorum; leaders and coordinators looked for; groups
     * listed, described in two ways, commits, both ends of partitions asked of each broker.
     */
    private static final int REQUESTS_AT_MOST = 8 + 6 * BROKERS;

    private static KafkaClusterTestKit kafka;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        kafka =
                TestClusters.start(
                        TestClusters.ofBrokers(BROKERS)
                                .setConfigProp("offsets.topic.num.partitions", "3")
                                .setConfigProp("offsets.topic.replication.factor", "3")
                                .setConfigProp("auto.create.topics.enable", "true"));
        admin = Admin.create(kafka.clientProperties());
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        kafka.close();
    }

    /** What a test reads by: a scraper and its one session. */
    private static final class Reader implements AutoCloseable {

        private final AdminScraper scraper = new AdminScraper(Clock.systemUTC());
        private final Scraper.Session session;

        private Reader(ClusterSettings cluster) {
            session =
                    scraper.open(
                            new TargetSpec(
                                    new TargetId(cluster.name(), "cluster"),
                                    "",
                                    "",
                                    "",
                                    Map.of(),
                                    cluster));
        }

        private AttemptResult attempt() throws Exception {
            return session.start(TIMEOUT_MS).result().get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }

        private ClusterReading read() throws Exception {
            AttemptResult result = attempt();
            assertThat(result.reason()).as(result.detail()).isNull();
            return result.cluster();
        }

        @Override
        public void close() throws Exception {
            session.close();
            scraper.close().get(10, TimeUnit.SECONDS);
        }
    }

    private static Reader reader(String topics, String groups) {
        return new Reader(
                ClusterFixture.cluster(
                        kafka.bootstrapServers(), topics, groups, ClusterFixture.LIMITS));
    }

    private static void create(String topic, int partitions, int replicas) throws Exception {
        TestClusters.createTopics(
                kafka, admin, List.of(new NewTopic(topic, partitions, (short) replicas)));
    }

    private static void produce(String topic, int partition, int records) throws Exception {
        Properties properties = kafka.clientProperties();
        properties.put(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            for (int i = 0; i < records; i++) {
                byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(topic, partition, key, new byte[100])));
            }
        }
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
    }

    private static void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets)
            throws Exception {
        admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group, String protocol) {
        Properties properties = kafka.clientProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        properties.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        return new KafkaConsumer<>(properties);
    }

    /** Reads so many records and commits. */
    private static void consume(KafkaConsumer<byte[], byte[]> consumer, int records) {
        int[] seen = {0};
        await().atMost(PATIENCE)
                .until(() -> (seen[0] += consumer.poll(Duration.ofMillis(200)).count()) >= records);
        consumer.commitSync();
    }

    private static int row(String[] names, String name) {
        int row = Arrays.asList(names).indexOf(name);
        assertThat(row).as("row of %s in %s", name, Arrays.toString(names)).isNotNegative();
        return row;
    }

    private static List<Integer> partitionsOf(ClusterReading reading, String topic) {
        int t = row(reading.topics().name(), topic);
        return IntStream.range(
                        reading.topics().firstPartition()[t],
                        reading.topics().firstPartition()[t + 1])
                .boxed()
                .toList();
    }

    /** Commits of a group as {@code topic-partition:offset:owned}. */
    private static List<String> commitsOf(ClusterReading reading, String group) {
        int g = row(reading.groups().name(), group);
        ClusterReading.Commits commits = reading.commits();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < commits.group().length; i++) {
            if (commits.group()[i] == g) {
                int p = commits.partition()[i];
                found.add(
                        reading.topics().name()[reading.partitions().topic()[p]]
                                + "-"
                                + reading.partitions().number()[p]
                                + ":"
                                + commits.offset()[i]
                                + ":"
                                + commits.owned()[i]);
            }
        }
        return found;
    }

    @Test
    void tellsBrokersTopicsOffsetsAndTheQuorum() throws Exception {
        TestClusters.createTopics(
                kafka,
                admin,
                List.of(
                        new NewTopic("told.orders", 4, (short) 3)
                                .configs(
                                        Map.of(
                                                "retention.ms", "3600000",
                                                "retention.bytes", "123456789",
                                                "min.insync.replicas", "2",
                                                "cleanup.policy", "compact,delete"))));
        create("told.payments", 1, 1);
        produce("told.orders", 0, 100);
        produce("told.orders", 3, 7);
        admin.deleteRecords(
                        Map.of(
                                new TopicPartition("told.orders", 0),
                                RecordsToDelete.beforeOffset(40)))
                .all()
                .get();
        try (Reader reader = reader("told\\..*", "none")) {
            ClusterReading reading = reader.read();

            assertThat(reading.clusterId()).isEqualTo(kafka.nodes().clusterId());
            assertThat(reading.missing().part()).isEmpty();
            assertThat(reading.nodes().id()).containsExactly(0, 1, 2);
            assertThat(reading.nodes().fenced()).containsOnly(false);
            assertThat(reading.nodes().host()).containsOnly("localhost");

            ClusterReading.Topics topics = reading.topics();
            assertThat(topics.name()).containsExactly("told.orders", "told.payments");
            assertThat(topics.id()[0])
                    .isEqualTo(
                            admin.describeTopics(List.of("told.orders"))
                                    .allTopicNames()
                                    .get()
                                    .get("told.orders")
                                    .topicId()
                                    .toString());
            assertThat(topics.firstPartition()).containsExactly(0, 4, 5);
            assertThat(topics.internal()).containsOnly(false);
            assertThat(topics.retentionMs()).containsExactly(3_600_000L, 604_800_000L);
            assertThat(topics.retentionBytes()).containsExactly(123_456_789L, -1L);
            assertThat(topics.minIsr()).containsExactly(2, 1);
            assertThat(topics.cleanup()).containsExactly("compact,delete", "delete");

            ClusterReading.Partitions partitions = reading.partitions();
            assertThat(partitions.topic()).containsExactly(0, 0, 0, 0, 1);
            assertThat(partitions.number()).containsExactly(0, 1, 2, 3, 0);
            assertThat(partitions.start()).containsExactly(40, 0, 0, 0, 0);
            assertThat(partitions.end()).containsExactly(100, 0, 0, 7, 0);
            assertThat(partitions.inSync()).containsExactly(3, 3, 3, 3, 1);
            for (int p = 0; p < 5; p++) {
                assertThat(partitions.replicaCount(p)).isEqualTo(p < 4 ? 3 : 1);
                assertThat(partitions.leader()[p]).isBetween(0, 2);
                assertThat(partitions.preferredLeader(p)).isBetween(0, 2);
            }
            assertThat(partitions.size()[0]).isGreaterThan(100 * 100 / 2);
            assertThat(partitions.size()[1]).isZero();

            ClusterReading.Quorum quorum = reading.quorum();
            assertThat(quorum.leaderId()).isEqualTo(3000);
            assertThat(quorum.id()).containsExactlyInAnyOrder(3000, 0, 1, 2);
            assertThat(quorum.voter()).containsExactly(true, false, false, false);
            assertThat(quorum.highWatermark()).isPositive();
            assertThat(Arrays.stream(quorum.logEndOffset())).allMatch(offset -> offset > 0);
        }
    }

    @Test
    void tellsGroupsOfBothProtocolsAndThoseWithoutMembers() throws Exception {
        create("groups.orders", 2, 3);
        produce("groups.orders", 0, 10);
        produce("groups.orders", 1, 5);
        try (Reader reader = reader("groups\\..*", "groups\\..*");
                KafkaConsumer<byte[], byte[]> classic = consumer("groups.classic", "classic");
                KafkaConsumer<byte[], byte[]> modern = consumer("groups.modern", "consumer")) {
            classic.subscribe(List.of("groups.orders"));
            modern.subscribe(List.of("groups.orders"));
            consume(classic, 15);
            consume(modern, 15);
            commit(
                    "groups.simple",
                    Map.of(new TopicPartition("groups.orders", 1), new OffsetAndMetadata(3)));
            produce("groups.orders", 0, 4);

            ClusterReading reading = reader.read();
            ClusterReading.Groups groups = reading.groups();

            assertThat(reading.missing().part()).isEmpty();
            assertThat(groups.name())
                    .containsExactly("groups.classic", "groups.modern", "groups.simple");
            assertThat(groups.type()).containsExactly("Classic", "Consumer", "Classic");
            assertThat(groups.state()).containsExactly("Stable", "Stable", "Empty");
            assertThat(groups.members()).containsExactly(1, 1, 0);
            assertThat(groups.assignor()).containsExactly("range", "uniform", "");
            assertThat(Arrays.stream(groups.coordinator()))
                    .allMatch(node -> node >= 0 && node < BROKERS);
            assertThat(Arrays.stream(groups.commitsReadAt()))
                    .allMatch(at -> at > 0 && at <= reading.partitions().endsReadAt());
            assertThat(commitsOf(reading, "groups.classic"))
                    .containsExactly("groups.orders-0:10:true", "groups.orders-1:5:true");
            assertThat(commitsOf(reading, "groups.modern"))
                    .containsExactly("groups.orders-0:10:true", "groups.orders-1:5:true");
            assertThat(commitsOf(reading, "groups.simple"))
                    .containsExactly("groups.orders-1:3:false");
            assertThat(reading.partitions().end()).containsExactly(14, 5);
        }
    }

    /** A member that has not committed yet is there, and its offset is unknown, not zero. */
    @Test
    void anOwnedPartitionWithoutACommitHasNoOffset() throws Exception {
        create("uncommitted.orders", 1, 1);
        produce("uncommitted.orders", 0, 5);
        try (Reader reader = reader("uncommitted\\..*", "uncommitted\\..*");
                KafkaConsumer<byte[], byte[]> consumer = consumer("uncommitted.g", "classic")) {
            consumer.subscribe(List.of("uncommitted.orders"));
            await().atMost(PATIENCE)
                    .until(() -> consumer.poll(Duration.ofMillis(200)).count() == 5);
            assertThat(commitsOf(reader.read(), "uncommitted.g"))
                    .containsExactly("uncommitted.orders-0:-1:true");
        }
    }

    /** Timestamps of the records are the test's own: no clock of this machine is compared. */
    @Test
    void tellsWhenAPartitionWasWrittenToSinceItWasReadBefore() throws Exception {
        create("times", 2, 1);
        commit(
                "reads-times",
                Map.of(
                        new TopicPartition("times", 0), new OffsetAndMetadata(0),
                        new TopicPartition("times", 1), new OffsetAndMetadata(0)));
        try (Reader reader = reader("times", "reads-times")) {
            assertThat(reader.read().writes().partition()).isEmpty();
            long soon = System.currentTimeMillis() + 60_000;
            produceAt("times", 0, soon, soon + 5_000, soon + 9_000);
            ClusterReading.Writes writes = reader.read().writes();
            assertThat(writes.partition()).containsExactly(0);
            assertThat(writes.offset()).containsExactly(0);
            assertThat(writes.from()).containsExactly(soon);
            assertThat(writes.until()).containsExactly(soon + 9_000);
            // Nothing was written since.
            assertThat(reader.read().writes().partition()).isEmpty();
        }
    }

    private static void produceAt(String topic, int partition, long... timestamps)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        kafka.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (long timestamp : timestamps) {
                producer.send(new ProducerRecord<>(topic, partition, timestamp, null, new byte[1]))
                        .get();
            }
        }
    }

    @Test
    void aTopicThatIsCreatedAgainIsAnotherOne() throws Exception {
        create("again.orders", 1, 1);
        produce("again.orders", 0, 3);
        try (Reader reader = reader("again\\..*", "none")) {
            ClusterReading before = reader.read();
            admin.deleteTopics(List.of("again.orders")).all().get();
            await().atMost(PATIENCE).until(() -> reader.read().topics().name().length == 0);
            create("again.orders", 2, 1);
            ClusterReading after = reader.read();

            assertThat(before.partitions().end()).containsExactly(3);
            assertThat(after.partitions().end()).containsExactly(0, 0);
            assertThat(after.topics().id()[0]).isNotEqualTo(before.topics().id()[0]);
            assertThat(after.topics().cleanup()).containsExactly("delete");
        }
        assertThat(admin.listTopics().names().get()).contains("again.orders");
    }

    /** A configuration is not that of another topic, although it is kept for long. */
    @Test
    void aTopicThatIsCreatedAgainBetweenTwoReadsHasItsOwnConfiguration() throws Exception {
        create("swift.orders", 1, 1);
        try (Reader reader = reader("swift\\..*", "none")) {
            assertThat(reader.read().topics().retentionMs()).containsExactly(604_800_000L);
            admin.deleteTopics(List.of("swift.orders")).all().get();
            NewTopic again =
                    new NewTopic("swift.orders", 1, (short) 1)
                            .configs(Map.of("retention.ms", "3600000"));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> TestClusters.createTopics(kafka, admin, List.of(again)));
            assertThat(reader.read().topics().retentionMs()).containsExactly(3_600_000L);
        }
    }

    @Test
    void aBrokerThatIsDownIsFencedAndItsPartitionsAreOffline() throws Exception {
        create("down.alone", 3, 1);
        create("down.orders", 3, 3);
        produce("down.orders", 0, 5);
        try (Reader reader = reader("down\\..*", "none")) {
            ClusterReading before = reader.read();
            int victim = before.partitions().leader()[partitionsOf(before, "down.alone").get(0)];
            kafka.brokers().get(victim).shutdown();
            kafka.brokers().get(victim).awaitShutdown();
            try {
                await().atMost(PATIENCE).until(() -> reader.read().nodes().fenced()[victim]);
                ClusterReading down = reader.read();

                assertThat(down.nodes().id()).containsExactly(0, 1, 2);
                ClusterReading.Partitions partitions = down.partitions();
                for (int p : partitionsOf(down, "down.alone")) {
                    boolean lost = partitions.preferredLeader(p) == victim;
                    assertThat(partitions.leader()[p] == -1).as("offline").isEqualTo(lost);
                    assertThat(partitions.end()[p]).isEqualTo(lost ? -1 : 0);
                }
                for (int p : partitionsOf(down, "down.orders")) {
                    assertThat(partitions.leader()[p]).isNotIn(-1, victim);
                    assertThat(partitions.inSync()[p]).isEqualTo(2);
                    assertThat(partitions.replicaCount(p)).isEqualTo(3);
                }
                assertThat(partitions.end()[partitionsOf(down, "down.orders").get(0)]).isEqualTo(5);
            } finally {
                kafka.brokers().get(victim).startup();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                ClusterReading back = reader.read();
                                assertThat(back.nodes().fenced()).containsOnly(false);
                                assertThat(back.partitions().leader()).doesNotContain(-1);
                                for (int p : partitionsOf(back, "down.orders")) {
                                    assertThat(back.partitions().inSync()[p]).isEqualTo(3);
                                }
                            });
        }
    }

    @Test
    void whatTheLimitsCutOffIsTold() throws Exception {
        for (String topic : List.of("limit.a", "limit.b", "limit.c")) {
            create(topic, 4, 1);
        }
        ClusterSettings few =
                ClusterFixture.cluster(
                        kafka.bootstrapServers(),
                        "limit\\..*",
                        "none",
                        new LimitSettings(1 << 20, 6, 2));
        try (Reader reader = new Reader(few)) {
            AttemptResult result = reader.attempt();
            ClusterReading reading = result.cluster();
            assertThat(reading.topics().name()).containsExactly("limit.a");
            assertThat(reading.missing().count()).containsExactly(1, 1);
            assertThat(reading.missing().example()).containsExactly("limit.c", "limit.b");
            assertThat(result.content().truncated()).isEqualTo(2);
            assertThat(result.detail())
                    .contains("topics are more than limits.topics allows: 2")
                    .contains("limits.series allows: 6");
        }
    }

    /** These brokers create a topic that somebody asks for. */
    @Test
    void readingCreatesNothing() throws Exception {
        create("created.gone", 1, 1);
        commit(
                "created.group",
                Map.of(new TopicPartition("created.gone", 0), new OffsetAndMetadata(0)));
        try (Reader reader = reader(".*", ".*")) {
            assertThat(reader.read().topics().name()).contains("created.gone");
            admin.deleteTopics(List.of("created.gone")).all().get();
            await().atMost(PATIENCE).until(() -> !topicsWithInternal().contains("created.gone"));
            Set<String> before = topicsWithInternal();
            reader.read();
            reader.read();
            assertThat(topicsWithInternal()).isEqualTo(before);
        }
    }

    private static Set<String> topicsWithInternal() throws Exception {
        return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    }

    /**
     * However much there is, each broker is asked the same number of questions. Counted are the
     * requests that the client sent, those by which it looks for leaders and coordinators included.
     */
    @Test
    void requestsDoNotGrowWithTopicsAndGroups() throws Exception {
        int few = requestsOfARead("none", "none");
        List<NewTopic> topics = new ArrayList<>();
        for (int t = 0; t < 300; t++) {
            topics.add(new NewTopic("scale." + t, 10, (short) 1));
        }
        TestClusters.createTopics(kafka, admin, topics);
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        for (int t = 0; t < 10; t++) {
            for (int p = 0; p < 10; p++) {
                commits.put(new TopicPartition("scale." + t, p), new OffsetAndMetadata(0));
            }
        }
        for (int g = 0; g < 100; g++) {
            commit("scale.group." + g, commits);
        }
        int one = requestsOfARead("scale\\.0", "scale\\.group\\.0");
        long start = System.nanoTime();
        int all = requestsOfARead("scale\\..*", "scale\\..*");
        System.out.printf(
                "requests of a read: %d without topics and groups, %d for 1 topic of 10"
                        + " partitions and 1 group, %d for 300 and 100, two reads of these took %d ms%n",
                few, one, all, (System.nanoTime() - start) / 1_000_000);
        assertThat(all).isLessThanOrEqualTo(REQUESTS_AT_MOST);
        assertThat(all - one).as("more for 300 times as much").isLessThanOrEqualTo(2 * BROKERS);
    }

    /** The second one: the first also learns where everything is. */
    private static int requestsOfARead(String topics, String groups) throws Exception {
        try (Admin client = Admin.create(kafka.clientProperties())) {
            ClusterReader reader =
                    new ClusterReader(
                            client,
                            ClusterFixture.cluster(
                                    kafka.bootstrapServers(),
                                    topics,
                                    groups,
                                    ClusterFixture.LIMITS),
                            Clock.systemUTC());
            reader.read(AnswerTime.startingNow(TIMEOUT_MS)).get();
            int before = requests(client);
            ClusterReading reading = reader.read(AnswerTime.startingNow(TIMEOUT_MS)).get();
            assertThat(reading.missing().why()).isEmpty();
            return requests(client) - before;
        }
    }

    private static int requests(Admin client) {
        return client.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("request-total"))
                .filter(metric -> metric.metricName().group().equals("admin-client-metrics"))
                .mapToInt(metric -> ((Number) metric.metricValue()).intValue())
                .sum();
    }

    @Test
    void aClusterThatDoesNotAnswerFailsInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ClusterSettings settings =
                    ClusterFixture.cluster(
                            "127.0.0.1:" + silent.getLocalPort(),
                            ".*",
                            ".*",
                            ClusterFixture.LIMITS);
            try (Reader reader = new Reader(settings)) {
                AttemptResult byItself =
                        reader.session.start(500).result().get(20, TimeUnit.SECONDS);
                Scraper.Attempt attempt = reader.session.start(500);
                attempt.expire();
                AttemptResult expired = attempt.result().get(0, TimeUnit.SECONDS);
                for (AttemptResult result : List.of(byItself, expired)) {
                    assertThat(result.reason()).isEqualTo(FailureReason.READ_TIMEOUT);
                    assertThat(result.detail())
                            .isEqualTo(
                                    "no broker of "
                                            + settings.kafka().bootstrap().template()
                                            + " answered within 0.5 s");
                }
            }
        }
        // A thread ends soon after its client was closed.
        await().atMost(PATIENCE).until(() -> clientThreads() == 0);
    }

    private static long clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("brokerscope-prod"))
                .count();
    }

    /** Which one is asked first the client chooses, anew at every attempt after a failure. */
    @Test
    void aBrokerThatIsSilentCostsAttemptsAndNotTheCluster() throws Exception {
        create("silent.orders", 1, 1);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Reader reader =
                        new Reader(
                                ClusterFixture.cluster(
                                        "127.0.0.1:"
                                                + silent.getLocalPort()
                                                + ","
                                                + kafka.bootstrapServers().split(",")[0],
                                        "silent\\..*",
                                        "none",
                                        ClusterFixture.LIMITS))) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(reader.read().partitions().end()).containsExactly(0));
        }
    }

    @Test
    void anAttemptThatExpiredBeforeItHadAClientIsNoHarmToTheNext() throws Exception {
        create("expired.orders", 1, 1);
        try (Reader reader = reader("expired\\..*", "none")) {
            for (int i = 0; i < 5; i++) {
                Scraper.Attempt attempt = reader.session.start(TIMEOUT_MS);
                attempt.expire();
                assertThat(attempt.result()).isDone();
            }
            assertThat(reader.read().topics().name()).containsExactly("expired.orders");
            assertThat(clientThreads()).isEqualTo(1);
        }
    }

    @Test
    void namesThatDoNotResolveAreTold() throws Exception {
        ClusterSettings settings =
                ClusterFixture.cluster(
                        "no-such-host.invalid:9092", ".*", ".*", ClusterFixture.LIMITS);
        try (Reader reader = new Reader(settings)) {
            AttemptResult result = reader.attempt();
            assertThat(result.reason()).isEqualTo(FailureReason.DNS);
            assertThat(result.detail())
                    .isEqualTo("no host name of no-such-host.invalid:9092 can be resolved");
        }
    }
}
