package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.sink.CommittedReader.Entry;
import io.brokerscope.sink.CommittedReader.Start;
import io.brokerscope.testsupport.TestBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class CommittedReaderIT {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static TestBroker broker;
    private static Admin admin;

    private String topic;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
        admin = broker.admin();
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        // Nothing goes by age: some records here are dated 1970.
        NewTopic forever = new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "-1"));
        broker.createTopics(forever);
    }

    @Test
    void readsWhatIsCommittedAndNothingElse() throws Exception {
        try (KafkaProducer<String, String> producer = producer("a");
                CommittedReader reader = reader(Start.beginning())) {
            send(producer, 0, "committed-1", "committed-2");
            send(producer, 1, "committed-3");
            commit(producer);
            producer.beginTransaction();
            send(producer, 0, "aborted");
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<String, String>(topic, 1, (Long) 77L, "gone", null))
                    .get();
            commit(producer);
            // The end of partition 0 is the marker of the abort: no record shows that offset.
            List<Entry> entries = new ArrayList<>();
            assertThat(reader.readToEnd(entries::add, DEADLINE)).isEqualTo(4);
            assertThat(entries)
                    .extracting(CommittedReaderIT::text)
                    .containsExactlyInAnyOrder("committed-1", "committed-2", "committed-3", null);
            Entry tombstone = entries.stream().filter(e -> e.value() == null).findAny().get();
            assertThat(tombstone.key()).isEqualTo("gone");
            assertThat(tombstone.timestamp()).isEqualTo(77);
            assertThat(tombstone.partition()).isEqualTo(1);
            assertThat(tombstone.topic()).isEqualTo(topic);
            assertThat(tombstone.offset()).isEqualTo(2);

            assertThat(reader.readToEnd(entries::add, DEADLINE)).isZero();

            producer.beginTransaction();
            send(producer, 0, "open");
            producer.flush();
            assertThat(reader.readToEnd(entries::add, DEADLINE)).isZero();
            commit(producer);
            List<Entry> later = new ArrayList<>();
            assertThat(reader.readToEnd(later::add, DEADLINE)).isEqualTo(1);
            assertThat(later).extracting(CommittedReaderIT::text).containsExactly("open");
        }
    }

    @Test
    void followsWhatIsCommittedUntilTheHandlerHasEnough() throws Exception {
        try (KafkaProducer<String, String> producer = producer("b");
                CommittedReader reader = reader(Start.beginning())) {
            List<String> seen = new ArrayList<>();
            CompletableFuture<Boolean> following =
                    CompletableFuture.supplyAsync(
                            () ->
                                    reader.follow(
                                            e -> {
                                                seen.add(text(e));
                                                return seen.size() < 3;
                                            },
                                            DEADLINE));
            send(producer, 0, "1", "2");
            send(producer, 1, "3", "4", "5");
            producer.commitTransaction();
            assertThat(following.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).hasSize(3);
            // What was fetched with them is not lost.
            broker.awaitSettled(topic);
            reader.readToEnd(e -> seen.add(text(e)), DEADLINE);
            assertThat(seen).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
            assertThat(reader.follow(e -> true, Duration.ofMillis(50))).isFalse();
        }
    }

    @Test
    void stopEndsTheReading() throws Exception {
        try (CommittedReader reader = reader(Start.beginning())) {
            CompletableFuture<Boolean> following =
                    CompletableFuture.supplyAsync(() -> reader.follow(e -> true, DEADLINE));
            reader.stop();
            assertThat(following.get(10, TimeUnit.SECONDS)).isFalse();
            assertThat(reader.readToEnd(e -> {}, DEADLINE)).isZero();
        }
    }

    @Test
    void beginsWhereItIsTold() throws Exception {
        try (KafkaProducer<String, String> producer = producer("c")) {
            for (int i = 0; i < 5; i++) {
                producer.send(new ProducerRecord<>(topic, 0, 1000L * i, "k", "v" + i));
            }
            commit(producer);
            assertThat(values(Start.beginning())).containsExactly("v0", "v1", "v2", "v3", "v4");
            assertThat(values(Start.at(2500))).containsExactly("v3", "v4");
            assertThat(values(Start.at(99_000))).isEmpty();
            assertThat(values(Start.end())).isEmpty();
            assertThat(values(Start.offsets(Map.of(new TopicPartition(topic, 0), 4L))))
                    .containsExactly("v4");
        }
    }

    @Test
    void keepsNoRecordsThatAreWrittenWhileItReads() throws Exception {
        try (KafkaProducer<String, String> old = producer("g");
                KafkaProducer<String, String> busy = producer("h");
                CommittedReader reader = reader(Start.beginning())) {
            send(old, 0, "first");
            for (int i = 0; i < 3_000; i++) {
                send(old, 1, "old");
            }
            commit(old);
            int[] written = new int[1];
            long[] last = new long[2];
            long read =
                    reader.readToEnd(
                            entry -> {
                                if (entry.partition() == 1 && written[0] < 2_000) {
                                    send(busy, 0, "new");
                                    if (++written[0] % 500 == 0) {
                                        busy.commitTransaction();
                                        busy.beginTransaction();
                                    }
                                }
                            },
                            progress -> {
                                last[0] = progress.done();
                                last[1] = progress.total();
                            },
                            DEADLINE);
            assertThat(read).isEqualTo(3_001);
            assertThat(last[0]).isEqualTo(last[1]).isGreaterThanOrEqualTo(3_001);
            // Nothing of it but what one answer of the cluster brought with the last record.
            assertThat(reader)
                    .extracting("fetched", InstanceOfAssertFactories.COLLECTION)
                    .hasSizeLessThanOrEqualTo(500);
            commit(busy);
            assertThat(reader.readToEnd(e -> {}, DEADLINE)).isEqualTo(2_000);
        }
    }

    @Test
    void knowsWhetherRecordsAreLeftOut() throws Exception {
        try (KafkaProducer<String, String> producer = producer("i")) {
            send(producer, 0, "1", "2");
            commit(producer);
        }
        try (CommittedReader reader = reader(Start.beginning())) {
            assertThat(reader.startsAtTheVeryFirst()).isTrue();
        }
        try (CommittedReader reader = reader(Start.at(0))) {
            assertThat(reader.startsAtTheVeryFirst()).isFalse();
        }
        admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1)))
                .all()
                .get();
        try (CommittedReader reader = reader(Start.beginning())) {
            assertThat(reader.startsAtTheVeryFirst()).isFalse();
        }
    }

    @Test
    void patienceIsForTheNextRecordsNotForAll() throws Exception {
        try (KafkaProducer<String, String> producer = producer("j");
                CommittedReader reader = reader(Start.beginning())) {
            send(producer, 0, "1");
            commit(producer);
            OutputReadException e =
                    catchThrowableOfType(
                            OutputReadException.class,
                            () -> reader.readToEnd(x -> {}, x -> {}, Duration.ZERO));
            assertThat(e.reason()).isEqualTo(OutputReadException.Reason.DEADLINE);
            assertThat(reader.readToEnd(x -> {}, x -> {}, DEADLINE)).isEqualTo(1);
        }
    }

    @Test
    void aMissingTopicIsToldAndNotCreated() throws Exception {
        OutputReadException e = refused(settings(), "no-such-topic", DEADLINE);
        assertThat(e.reason()).isEqualTo(OutputReadException.Reason.MISSING_TOPIC);
        assertThat(e).hasMessage("Topic no-such-topic does not exist on the output cluster.");
        assertThat(admin.listTopics().names().get()).doesNotContain("no-such-topic");
    }

    @Test
    void leavesNoGroupBehindWhateverThePropertiesSay() throws Exception {
        KafkaSettings grouped =
                TestSettings.of(broker.bootstrap(), "x")
                        .with(
                                Map.of(
                                        "group.id", "g",
                                        "group.protocol", "consumer",
                                        "isolation.level", "read_uncommitted",
                                        "linger.ms", "7"))
                        .kafka();
        try (KafkaProducer<String, String> producer = producer("d");
                CommittedReader reader =
                        CommittedReader.open(
                                grouped, List.of(topic), Start.beginning(), DEADLINE)) {
            send(producer, 0, "open");
            producer.flush();
            assertThat(reader.readToEnd(e -> {}, DEADLINE)).isZero();
        }
        assertThat(admin.listGroups().all().get()).isEmpty();
    }

    @Test
    void aDeadlineThatIsTooShortIsTold() throws Exception {
        try (KafkaProducer<String, String> producer = producer("e");
                CommittedReader reader = reader(Start.beginning())) {
            send(producer, 0, "1");
            commit(producer);
            OutputReadException e =
                    catchThrowableOfType(
                            OutputReadException.class,
                            () -> reader.readToEnd(x -> {}, Duration.ZERO));
            assertThat(e.reason()).isEqualTo(OutputReadException.Reason.DEADLINE);
        }
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OutputReadException e =
                    refused(
                            TestSettings.of("localhost:" + silent.getLocalPort(), "x").kafka(),
                            topic,
                            Duration.ofSeconds(1));
            assertThat(e.reason()).isEqualTo(OutputReadException.Reason.DEADLINE);
            assertThat(e).hasMessageContaining("did not answer within 1000 ms");
        }
    }

    @Test
    void settingsThatMakeNoConsumerAreTold() {
        assertThat(refused(TestSettings.of("no port", "x").kafka(), topic, DEADLINE))
                .hasMessageStartingWith("Reading from the output cluster failed: ConfigException");
        assertThat(refused(TestSettings.of("${env:NO_SUCH}", "x").kafka(), topic, DEADLINE))
                .hasMessageContaining("environment variable NO_SUCH is not set");
    }

    @Test
    void aFailingHandlerIsNotHidden() throws Exception {
        try (KafkaProducer<String, String> producer = producer("f");
                CommittedReader reader = reader(Start.beginning())) {
            send(producer, 0, "1", "2");
            commit(producer);
            assertThatThrownBy(
                            () ->
                                    reader.readToEnd(
                                            e -> {
                                                throw new IllegalStateException("mine");
                                            },
                                            DEADLINE))
                    .hasMessage("mine");
            List<String> rest = new ArrayList<>();
            reader.readToEnd(e -> rest.add(text(e)), DEADLINE);
            assertThat(rest).containsExactly("2");
        }
    }

    private List<String> values(Start start) {
        List<String> values = new ArrayList<>();
        try (CommittedReader reader = reader(start)) {
            reader.readToEnd(e -> values.add(text(e)), DEADLINE);
        }
        return values;
    }

    private CommittedReader reader(Start start) {
        return CommittedReader.open(settings(), List.of(topic), start, DEADLINE);
    }

    private static OutputReadException refused(
            KafkaSettings settings, String topic, Duration deadline) {
        OutputReadException e =
                catchThrowableOfType(
                        OutputReadException.class,
                        () ->
                                CommittedReader.open(
                                        settings, List.of(topic), Start.beginning(), deadline));
        assertThat(e).isNotNull();
        return e;
    }

    private static KafkaSettings settings() {
        return TestSettings.of(broker.bootstrap(), "x").kafka();
    }

    private static String text(Entry entry) {
        return entry.value() == null ? null : new String(entry.value(), StandardCharsets.UTF_8);
    }

    /** A producer with a transaction begun. */
    private static KafkaProducer<String, String> producer(String transactionalId) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        properties.setProperty("transactional.id", transactionalId);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        return producer;
    }

    private void commit(KafkaProducer<String, String> producer) {
        producer.commitTransaction();
        broker.awaitSettled(topic);
    }

    private void send(KafkaProducer<String, String> producer, int partition, String... values) {
        for (String value : values) {
            producer.send(new ProducerRecord<>(topic, partition, "k", value));
        }
    }
}
