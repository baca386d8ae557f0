package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.sink.CommittedReader.Start;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.JaasUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An output cluster with passwords and access control: what must be allowed, and what is told. */
class SecuredOutputIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String PASSWORD = JaasUtils.KAFKA_PLAIN_USER1_PASSWORD;

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    @TempDir static Path directory;

    private static TestBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(SecurityProtocol.SASL_PLAINTEXT, Map.of());
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        sasl(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD)
                .forEach(properties::setProperty);
        admin = Admin.create(properties);
        Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        Files.writeString(directory.resolve("bootstrap"), broker.bootstrap() + "\n");
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        broker.close();
        System.clearProperty("java.security.auth.login.config");
    }

    @AfterEach
    void revokeEverything() throws Exception {
        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        awaitAcls(0);
    }

    /** The list in docs/output.md: nothing less will do, nothing more is needed. */
    @Test
    void theDocumentedAclsAreEnough() throws Exception {
        grant(
                acl(ResourceType.TOPIC, "s.", AclOperation.CREATE),
                acl(ResourceType.TOPIC, "s.", AclOperation.DESCRIBE),
                acl(ResourceType.TOPIC, "s.", AclOperation.DESCRIBE_CONFIGS),
                acl(ResourceType.TOPIC, "s.", AclOperation.WRITE),
                acl(ResourceType.TRANSACTIONAL_ID, "s-tx", AclOperation.WRITE),
                acl(ResourceType.TRANSACTIONAL_ID, "s-tx", AclOperation.DESCRIBE));
        TestSettings settings = settings("s");
        assertThat(OutputTopics.prepare(settings.output(), DEADLINE).created())
                .hasSize(OutputTopic.values().length);

        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.enableCheckpointing(200);
        env.fromData(
                        TypeInformation.of(OutputRecord.class),
                        new OutputRecord(OutputTopic.EVENTS, "k", "{}".getBytes(UTF_8), 1))
                .sinkTo(BrokerscopeSink.create(settings.output()));
        env.execute();

        OutputReadException refused =
                catchThrowableOfType(OutputReadException.class, () -> readEvents(settings));
        assertThat(refused.reason()).isEqualTo(OutputReadException.Reason.NOT_ALLOWED);
        assertThat(refused).hasMessageContaining("READ and DESCRIBE on the TOPIC");

        grant(acl(ResourceType.TOPIC, "s.", AclOperation.READ));
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(readEvents(settings)).containsExactly("{}"));
    }

    @Test
    void everyMissingAclIsNamed() throws Exception {
        assertThat(refused(settings("none")).problems())
                .hasSize(OutputTopic.values().length)
                .anyMatch(p -> p.contains("Allow the principal DESCRIBE on TOPIC none.events."));

        grant(acl(ResourceType.TOPIC, "d.", AclOperation.DESCRIBE));
        assertThat(refused(settings("d")).problems())
                .hasSize(OutputTopic.values().length)
                .anyMatch(
                        p ->
                                p.contains(
                                        "Allow the principal CREATE on TOPIC d.events (or on"
                                                + " CLUSTER)."));

        grant(acl(ResourceType.TOPIC, "d.", AclOperation.CREATE));
        OutputCheckException unseen = refused(settings("d"));
        assertThat(unseen.problems())
                .anyMatch(p -> p.contains("Allow the principal WRITE on TOPIC d.events."))
                .anyMatch(
                        p ->
                                p.contains(
                                        "Allow the principal DESCRIBE_CONFIGS on TOPIC"
                                                + " d.events."));

        grant(
                acl(ResourceType.TOPIC, "d.", AclOperation.WRITE),
                acl(ResourceType.TOPIC, "d.", AclOperation.DESCRIBE_CONFIGS));
        assertThat(refused(settings("d")).problems())
                .containsExactly(
                        "Not allowed to write in transactions on the output cluster. Allow the"
                                + " principal WRITE on TRANSACTIONAL_ID d-tx (pattern type"
                                + " PREFIXED).");
    }

    @Test
    void theTimeoutIsCheckedEvenWhereBrokersKeepTheirLimitToThemselves() throws Exception {
        grant(
                acl(ResourceType.TOPIC, "t.", AclOperation.ALL),
                acl(ResourceType.TRANSACTIONAL_ID, "t-tx", AclOperation.ALL));
        assertThat(refused(settings("t").withTransactionTimeout(3_600_000)).problems())
                .singleElement()
                .asString()
                .startsWith(
                        "output.transactionTimeout is 3600000 ms, the output cluster allows less"
                                + " (transaction.max.timeout.ms");
    }

    @Test
    void wrongCredentialsAreToldWithoutThem() {
        TestSettings wrong =
                TestSettings.of(broker.bootstrap(), "w").with(sasl("plain-user1", "hunter2!"));
        OutputCheckException e = refused(wrong);
        assertThat(e.problems())
                .singleElement()
                .asString()
                .startsWith("The output cluster refused the credentials: ");
        assertThat(e.toString()).doesNotContain("hunter2!");
        OutputReadException unread =
                catchThrowableOfType(OutputReadException.class, () -> readEvents(wrong));
        assertThat(unread.reason()).isEqualTo(OutputReadException.Reason.NOT_ALLOWED);
        assertThat(unread.toString()).doesNotContain("hunter2!");
    }

    private static List<String> readEvents(TestSettings settings) {
        List<String> values = new ArrayList<>();
        try (CommittedReader reader =
                CommittedReader.open(
                        settings.kafka(),
                        List.of(OutputTopic.EVENTS.nameWith(settings.prefix() + ".")),
                        Start.beginning(),
                        DEADLINE)) {
            reader.readToEnd(e -> values.add(new String(e.value(), UTF_8)), DEADLINE);
        }
        return values;
    }

    private static OutputCheckException refused(TestSettings settings) {
        OutputCheckException e =
                catchThrowableOfType(
                        OutputCheckException.class,
                        () -> OutputTopics.prepare(settings.output(), DEADLINE));
        assertThat(e).isNotNull();
        assertThat(e.toString()).doesNotContain(PASSWORD);
        return e;
    }

    /** Bootstrap servers and password by reference only. */
    private static TestSettings settings(String prefix) {
        return TestSettings.of("${file:" + directory.resolve("bootstrap") + "}", prefix)
                .with(
                        sasl(
                                JaasUtils.KAFKA_PLAIN_USER1,
                                "${file:" + directory.resolve("password") + "}"));
    }

    private static Map<String, String> sasl(String user, String password) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                                + user
                                + "\" password=\""
                                + password
                                + "\";");
    }

    private static AclBinding acl(ResourceType type, String prefix, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, prefix, PatternType.PREFIXED),
                new AccessControlEntry(
                        "User:" + JaasUtils.KAFKA_PLAIN_USER1,
                        "*",
                        operation,
                        AclPermissionType.ALLOW));
    }

    private static void grant(AclBinding... acls) throws Exception {
        int before = admin.describeAcls(AclBindingFilter.ANY).values().get().size();
        admin.createAcls(List.of(acls)).all().get();
        awaitAcls(before + acls.length);
    }

    private static void awaitAcls(int count) {
        Awaitility.await()
                .atMost(DEADLINE)
                .until(
                        () ->
                                admin.describeAcls(AclBindingFilter.ANY).values().get().size()
                                        == count);
    }
}
