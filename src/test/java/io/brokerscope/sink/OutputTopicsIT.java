package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.testsupport.TestBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OutputTopicsIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static TestBroker broker;
    private static Admin admin;

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

    @Test
    void missingTopicsAreCreatedAsTheyMustBeAndOnlyOnce() throws Exception {
        OutputSettings settings = settings("created").output();

        OutputTopics.Report before = OutputTopics.verify(settings, DEADLINE);
        assertThat(before.missing()).containsExactlyInAnyOrderElementsOf(names("created"));
        assertThat(admin.listTopics().names().get()).doesNotContainAnyElementsOf(names("created"));

        OutputTopics.Report first = OutputTopics.prepare(settings, DEADLINE);
        assertThat(first.created()).containsExactlyInAnyOrderElementsOf(names("created"));
        assertThat(first.existing()).isEmpty();
        assertThat(first.missing()).isEmpty();
        assertThat(first.warnings()).isEmpty();

        OutputTopics.Report second = OutputTopics.prepare(settings, DEADLINE);
        assertThat(second.created()).isEmpty();
        assertThat(second.existing()).containsExactlyInAnyOrderElementsOf(names("created"));

        Map<String, TopicDescription> topics =
                admin.describeTopics(names("created")).allTopicNames().get();
        assertThat(topics.values()).allSatisfy(topic -> assertThat(topic.partitions()).hasSize(2));
        Config entities = config("created.entities");
        assertThat(entities.get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(entities.get("segment.ms").value()).isEqualTo("3600000");
        assertThat(entities.get("max.compaction.lag.ms").value()).isEqualTo("3600000");
        Config metrics = config("created.metrics");
        assertThat(metrics.get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(metrics.get("retention.ms").value()).isEqualTo("86400000");
    }

    @Test
    void severalProcessesMayCreateAtOnce() throws Exception {
        OutputSettings settings = settings("race").output();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<OutputTopics.Report> prepare = () -> OutputTopics.prepare(settings, DEADLINE);
            for (Future<OutputTopics.Report> report :
                    threads.invokeAll(List.of(prepare, prepare, prepare))) {
                OutputTopics.Report found = report.get();
                List<String> present = new ArrayList<>(found.created());
                present.addAll(found.existing());
                assertThat(present).containsExactlyInAnyOrderElementsOf(names("race"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void everyUnfitTopicIsToldWithItsRemedy() throws Exception {
        broker.createTopics(
                topic("unfit.entities", "cleanup.policy", "delete"),
                topic("unfit.metrics", "cleanup.policy", "compact"),
                topic("unfit.events", "min.insync.replicas", "2"),
                topic("unfit.outcomes", "max.message.bytes", "1000000"));
        OutputCheckException e = refused(settings("unfit"));
        assertThat(e.problems())
                .hasSize(3)
                .anyMatch(p -> p.startsWith("Topic unfit.entities has cleanup.policy=delete, it"))
                .anyMatch(p -> p.startsWith("Topic unfit.metrics has cleanup.policy=compact, it"))
                .anyMatch(p -> p.startsWith("Topic unfit.events needs 2 replicas in sync"));
        assertThat(e).hasMessage(String.join("\n", e.problems()));
        // What could be made was made, and nobody touched what was there.
        assertThat(admin.listTopics().names().get()).contains("unfit.dead-letters");
        assertThat(config("unfit.entities").get("cleanup.policy").value()).isEqualTo("delete");
    }

    @Test
    void smallBatchesAreAWarning() throws Exception {
        broker.createTopics(topic("small.outcomes", "max.message.bytes", "1000000"));
        assertThat(OutputTopics.prepare(settings("small").output(), DEADLINE).warnings())
                .singleElement()
                .asString()
                .startsWith("Topic small.outcomes takes batches of 1000000 bytes");
    }

    @Test
    void missingTopicsAreAProblemWhereNobodyMayCreateThem() {
        OutputCheckException e = refused(settings("absent").withoutCreation());
        assertThat(e.problems())
                .hasSize(OutputTopic.values().length)
                .allMatch(p -> p.contains("Set output.createTopics to true, or create it: kafka-"));
    }

    @Test
    void moreReplicasThanBrokersAreRefusedBeforeAnythingIsCreated() throws Exception {
        OutputCheckException e = refused(settings("replicas").withReplicationFactor(3));
        assertThat(e.problems())
                .containsExactly(
                        "output.replicationFactor is 3 but the output cluster has 1 broker."
                                + " Lower it, or start more brokers.");
        assertThat(admin.listTopics().names().get()).doesNotContainAnyElementsOf(names("replicas"));
    }

    @Test
    void transactionsLongerThanTheBrokersAllowAreRefused() {
        OutputCheckException e = refused(settings("long").withTransactionTimeout(3_600_000));
        assertThat(e.problems())
                .containsExactly(
                        "output.transactionTimeout is 3600000 ms, the output cluster allows"
                                + " 900000 ms (transaction.max.timeout.ms of its brokers). Lower"
                                + " the one or raise the other; it must outlast the longest restart"
                                + " of the job.");
    }

    @Test
    void withoutTransactionsTheirTimeoutDoesNotMatter() throws Exception {
        OutputTopics.Report report =
                OutputTopics.prepare(
                        settings("least")
                                .withTransactionTimeout(3_600_000)
                                .with(Guarantee.AT_LEAST_ONCE)
                                .output(),
                        DEADLINE);
        assertThat(report.created()).hasSize(OutputTopic.values().length);
    }

    @Test
    void settingsThatProducersRefuseAreToldBesideTheRest() {
        OutputCheckException e =
                refused(
                        settings("props")
                                .withoutCreation()
                                .with(Map.of("acks", "1", "transactional.id", "x")));
        assertThat(e.problems()).hasSize(2 + OutputTopic.values().length);
    }

    @Test
    void propertiesThatMakeNoProducerAreTold() {
        OutputCheckException e = refused(settings("bad").with(Map.of("batch.size", "a lot")));
        assertThat(e.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "No transaction can be begun on the output cluster: Invalid value a lot")
                .contains("batch.size");
    }

    @Test
    void aClusterThatDoesNotAnswerCostsNoMoreThanTheDeadline() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "localhost:" + silent.getLocalPort();
            long start = System.nanoTime();
            OutputCheckException e =
                    catchThrowableOfType(
                            OutputCheckException.class,
                            () ->
                                    OutputTopics.prepare(
                                            TestSettings.of(address, "x").output(),
                                            Duration.ofSeconds(2)));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(8));
            assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("The output cluster at " + address + " did not answer within 2 s");
            assertThat(e.unreachable()).isTrue();
        }
    }

    @Test
    void anAddressThatMeansNothingIsTold() {
        assertThat(refused(TestSettings.of("no port", "x")).problems())
                .singleElement()
                .asString()
                .startsWith("No client for the output cluster can be made: ")
                .endsWith("Check output.bootstrap and output.properties.");
        assertThat(refused(TestSettings.of("${env:NO_SUCH_VARIABLE}", "x")).problems())
                .singleElement()
                .asString()
                .contains("environment variable NO_SUCH_VARIABLE is not set");
    }

    @Test
    void anInterruptEndsTheCheck() {
        Thread.currentThread().interrupt();
        OutputCheckException e = refused(settings("interrupted"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.problems())
                .containsExactly("The check of the output cluster was interrupted.");
    }

    @Test
    void aClusterWithoutTransactionCoordinatorIsTold() throws Exception {
        try (TestBroker alone =
                TestBroker.start(
                        SecurityProtocol.PLAINTEXT,
                        Map.of("transaction.state.log.replication.factor", "3"))) {
            OutputCheckException e =
                    catchThrowableOfType(
                            OutputCheckException.class,
                            () ->
                                    OutputTopics.prepare(
                                            TestSettings.of(alone.bootstrap(), "x").output(),
                                            Duration.ofSeconds(5)));
            assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("The output cluster has no transaction coordinator: ");
        }
    }

    private static TestSettings settings(String prefix) {
        return TestSettings.of(broker.bootstrap(), prefix);
    }

    private static OutputCheckException refused(TestSettings settings) {
        OutputCheckException e =
                catchThrowableOfType(
                        OutputCheckException.class,
                        () -> OutputTopics.prepare(settings.output(), DEADLINE));
        assertThat(e).isNotNull();
        return e;
    }

    private static List<String> names(String prefix) {
        return Arrays.stream(OutputTopic.values()).map(t -> t.nameWith(prefix + ".")).toList();
    }

    private static NewTopic topic(String name, String config, String value) {
        return new NewTopic(name, 1, (short) 1).configs(Map.of(config, value));
    }

    private static Config config(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    }
}
