package io.brokerscope.console.follow;

import static io.brokerscope.console.ConsoleRecords.broker;
import static io.brokerscope.console.ConsoleRecords.entity;
import static io.brokerscope.console.ConsoleRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.testsupport.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Follows a real broker. */
class FollowerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestBroker broker;

    private final FleetModel model = new FleetModel(Clock.systemUTC(), 100_000);
    private String prefix;
    private KafkaProducer<String, byte[]> producer;
    private Follower follower;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @BeforeEach
    void begin(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName() + ".";
        producer = producer(prefix);
    }

    @AfterEach
    void end() {
        producer.close(Duration.ZERO);
        if (follower != null) {
            follower.close();
        }
    }

    @Test
    void whatIsCommittedAppearsWhatIsAbortedDoesNotAndTombstonesRemove() throws Exception {
        createTopics(OutputTopic.values());
        producer.beginTransaction();
        sendEntity(1, Status.HEALTHY);
        sendEntity(2, Status.HEALTHY);
        producer.commitTransaction();
        producer.beginTransaction();
        sendEntity(3, Status.HEALTHY);
        producer.flush();
        producer.abortTransaction();
        follow();
        await(() -> follower.state().caughtUp() && model.entities().count() == 2);
        assertThat(model.entities().get(broker("prod", 3).guid())).isNull();
        assertThat(follower.state().missingTopics()).isEmpty();
        assertThat(follower.state().behind()).isZero();

        producer.beginTransaction();
        send(OutputTopic.ENTITIES, broker("prod", 1).guid(), null, null);
        sendEntity(2, Status.UNHEALTHY);
        producer.commitTransaction();
        await(() -> model.entities().count() == 1);
        assertThat(model.entities().get(broker("prod", 2).guid()).status())
                .isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void whatADeletedTopicToldIsForgottenAndTheOthersAreFollowedOn() throws Exception {
        createTopics(OutputTopic.values());
        producer.beginTransaction();
        sendEntity(1, Status.HEALTHY);
        producer.commitTransaction();
        follow();
        await(() -> model.entities().count() == 1);
        try (Admin admin = broker.admin()) {
            admin.deleteTopics(List.of(OutputTopic.ENTITIES.nameWith(prefix))).all().get();
        }
        await(() -> model.entities().count() == 0);
        producer.beginTransaction();
        send(OutputTopic.EVENTS, "k", OutputJson.write(event("prod", "later")), null);
        producer.commitTransaction();
        await(() -> !model.events().last(null, 1).isEmpty());
        await(() -> follower.state().caughtUp() && follower.state().error() == null);
    }

    @Test
    void ofTopicsThatKeepRecordsByAgeSoMuchIsReadAsIsShown() throws Exception {
        createTopics(OutputTopic.values());
        long now = System.currentTimeMillis();
        producer.beginTransaction();
        for (int days : new int[] {8, 6, 0}) {
            send(
                    OutputTopic.EVENTS,
                    "k",
                    OutputJson.write(event("prod", days + " days ago")),
                    now - Duration.ofDays(days).toMillis());
        }
        producer.commitTransaction();
        broker.awaitSettled(OutputTopic.EVENTS.nameWith(prefix));
        follow();
        await(() -> follower.state().caughtUp());
        assertThat(model.events().last(null, 10))
                .extracting(e -> e.event().message())
                .containsExactly("6 days ago", "0 days ago");
    }

    @Test
    void aRecordThatIsNoneIsCountedAndLeftOut() throws Exception {
        createTopics(OutputTopic.values());
        producer.beginTransaction();
        send(OutputTopic.ENTITIES, "x", "nonsense".getBytes(StandardCharsets.UTF_8), null);
        send(OutputTopic.ENTITIES, null, new byte[0], null);
        sendEntity(1, Status.HEALTHY);
        producer.commitTransaction();
        follow();
        await(() -> model.entities().count() == 1 && follower.state().caughtUp());
        assertThat(follower.state().badRecords()).isEqualTo(2);
        assertThat(follower.state().lastBadRecord()).contains(prefix + "entities-0 at offset");
    }

    @Test
    void topicsAndPartitionsThatComeLaterAreFound() throws Exception {
        createTopics(OutputTopic.ENTITIES);
        follow();
        await(() -> follower.state().caughtUp());
        assertThat(follower.state().missingTopics())
                .containsExactly(
                        prefix + "coverage",
                        prefix + "events",
                        prefix + "metrics",
                        prefix + "outcomes",
                        prefix + "relationships");
        createTopics(OutputTopic.EVENTS);
        producer.beginTransaction();
        send(OutputTopic.EVENTS, "k", OutputJson.write(event("prod", "late")), null);
        producer.commitTransaction();
        await(() -> model.events().count() == 1);
        try (Admin admin = broker.admin()) {
            admin.createPartitions(Map.of(prefix + "entities", NewPartitions.increaseTo(2)))
                    .all()
                    .get();
        }
        producer.beginTransaction();
        producer.send(
                new ProducerRecord<>(
                        prefix + "entities",
                        1,
                        broker("prod", 1).guid(),
                        OutputJson.write(
                                entity(broker("prod", 1), Status.HEALTHY, 1.0, Map.of()))));
        producer.commitTransaction();
        await(() -> model.entities().count() == 1);
    }

    @Test
    void aClusterThatIsNotThereIsToldAndLookedForAgain() {
        follow(new KafkaSettings(new SecretText("127.0.0.1:1"), Map.of()));
        await(() -> follower.state().error() != null);
        assertThat(follower.state().error())
                .isEqualTo("no broker of 127.0.0.1:1 answered within 4 s");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .during(Duration.ofSeconds(3))
                .until(
                        () ->
                                follower.state().contactAt() == -1
                                        && follower.state().error() != null);
    }

    @Test
    void propertiesThatMakeNoClientAreToldWithoutTheirValues() {
        follow(
                new KafkaSettings(
                        new SecretText("127.0.0.1:1"),
                        Map.of("security.protocol", new SecretText("hunter2"))));
        await(() -> follower.state().error() != null);
        assertThat(follower.state().error())
                .contains("security.protocol")
                .doesNotContain("hunter2");
    }

    private void follow() {
        follow(new KafkaSettings(new SecretText(broker.bootstrap()), Map.of()));
    }

    private void follow(KafkaSettings kafka) {
        follower = new Follower(kafka, prefix, model, Clock.systemUTC());
        follower.start();
    }

    private void createTopics(OutputTopic... topics) throws Exception {
        List<NewTopic> created = new ArrayList<>();
        for (OutputTopic topic : topics) {
            created.add(new NewTopic(topic.nameWith(prefix), 1, (short) 1));
        }
        broker.createTopics(created.toArray(NewTopic[]::new));
    }

    private void sendEntity(int id, Status status) {
        send(
                OutputTopic.ENTITIES,
                broker("prod", id).guid(),
                OutputJson.write(entity(broker("prod", id), status, 50.0, Map.of())),
                null);
    }

    private void send(OutputTopic topic, String key, byte[] value, Long timestamp) {
        producer.send(new ProducerRecord<>(topic.nameWith(prefix), 0, timestamp, key, value));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    private static KafkaProducer<String, byte[]> producer(String id) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        properties.setProperty("transactional.id", id);
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }
}
