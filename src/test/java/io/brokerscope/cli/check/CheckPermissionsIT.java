package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster with passwords and access control, watched and written to. */
@Timeout(180)
class CheckPermissionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String USER = JaasUtils.KAFKA_PLAIN_USER1;
    private static final String PASSWORD = JaasUtils.KAFKA_PLAIN_USER1_PASSWORD;

    @TempDir private static Path folder;
    private static TestBroker broker;
    private static ExporterFleet exporters;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(SecurityProtocol.SASL_PLAINTEXT, Map.of());
        exporters = new ExporterFleet().broker("0");
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        properties.setProperty("security.protocol", "SASL_PLAINTEXT");
        properties.setProperty("sasl.mechanism", "PLAIN");
        properties.setProperty(
                "sasl.jaas.config",
                login(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD));
        admin = Admin.create(properties);
        admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1))).all().get();
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        exporters.close();
        broker.close();
        System.clearProperty("java.security.auth.login.config");
    }

    private static String login(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + user
                + "\" password=\""
                + password
                + "\";";
    }

    private static Path config(String password) throws Exception {
        String properties =
                "{ security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config: '"
                        + login(USER, password)
                        + "' }";
        return Files.writeString(
                folder.resolve("fleet.yaml"),
                """
                output:
                  bootstrap: "%1$s"
                  properties: %2$s
                  topicPrefix: "p."
                  transactionalIdPrefix: p-tx
                  replicationFactor: 1
                clusters:
                  - name: prod
                    kafka:
                      bootstrap: "%1$s"
                      properties: %2$s
                    scrape: { endpoint: "%3$s" }
                    admin: { timeout: 9s, attemptTimeout: 9s }
                """
                        .formatted(broker.bootstrap(), properties, exporters.endpoint()));
    }

    private static JsonNode check(int exitCode, String password) throws Exception {
        TestCommandLine line = new TestCommandLine();
        int code = line.run("check", "--config", config(password).toString(), "--json");
        assertThat(code).as(line.out() + line.err()).isEqualTo(exitCode);
        assertThat(line.out() + line.err()).doesNotContain(PASSWORD);
        return new ObjectMapper().readTree(line.out());
    }

    private static List<String> findings(JsonNode json, Check check) {
        return json.at("/findings").findParents("check").stream()
                .filter(f -> f.at("/check").asText().equals(check.key()))
                .map(
                        f ->
                                f.at("/verdict").asText()
                                        + " "
                                        + f.at("/found").asText()
                                        + " -> "
                                        + f.at("/remedy").asText())
                .toList();
    }

    private static void allow(
            ResourceType type, String name, PatternType pattern, AclOperation... operations)
            throws Exception {
        int before = acls();
        for (AclOperation operation : operations) {
            admin.createAcls(
                            List.of(
                                    new AclBinding(
                                            new ResourcePattern(type, name, pattern),
                                            new AccessControlEntry(
                                                    "User:" + USER,
                                                    "*",
                                                    operation,
                                                    AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> acls() == before + operations.length);
    }

    private static int acls() throws Exception {
        return admin.describeAcls(AclBindingFilter.ANY).values().get().size();
    }

    @Test
    void everyPermissionThatIsMissingIsNamedUntilNoneIs() throws Exception {
        String secret = "${file:" + folder.resolve("password") + "}";
        Set<String> topics = admin.listTopics().names().get();

        JsonNode nothing = check(ExitCode.FAILURE, secret);
        assertThat(findings(nothing, Check.OUTPUT)).singleElement().asString().startsWith("OK ");
        assertThat(findings(nothing, Check.TOPICS))
                .hasSize(7)
                .allMatch(f -> f.startsWith("FAIL Not allowed to describe topic p."))
                .allMatch(f -> f.contains("-> Allow the principal DESCRIBE on TOPIC p."));
        assertThat(findings(nothing, Check.TRANSACTIONS))
                .containsExactly("SKIPPED not reached: topics failed -> ");
        assertThat(findings(nothing, Check.ACL))
                .satisfiesExactly(
                        f ->
                                assertThat(f)
                                        .startsWith("FAIL DESCRIBE on CLUSTER is not allowed")
                                        .endsWith(
                                                "--allow-principal User:"
                                                        + USER
                                                        + " --operation Describe --cluster"),
                        f -> assertThat(f).startsWith("FAIL DESCRIBE on TOPIC *"),
                        f -> assertThat(f).startsWith("FAIL DESCRIBE_CONFIGS on TOPIC *"),
                        f -> assertThat(f).startsWith("FAIL DESCRIBE on GROUP *"));

        allow(ResourceType.TOPIC, "orders", PatternType.LITERAL, AclOperation.DESCRIBE);
        allow(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL, AclOperation.DESCRIBE);
        allow(
                ResourceType.TOPIC,
                "p.",
                PatternType.PREFIXED,
                AclOperation.DESCRIBE,
                AclOperation.CREATE,
                AclOperation.WRITE,
                AclOperation.DESCRIBE_CONFIGS);
        JsonNode some = check(ExitCode.FAILURE, secret);
        assertThat(findings(some, Check.TOPICS))
                .singleElement()
                .asString()
                .startsWith("OK they are as they must be");
        assertThat(findings(some, Check.TRANSACTIONS))
                .singleElement()
                .asString()
                .startsWith("FAIL Not allowed to write in transactions on the output cluster")
                .contains("Allow the principal WRITE on TRANSACTIONAL_ID p-tx");
        assertThat(findings(some, Check.ACL))
                .satisfiesExactly(
                        f -> assertThat(f).startsWith("OK DESCRIBE on CLUSTER"),
                        f -> assertThat(f).startsWith("WARN DESCRIBE on TOPIC * is not allowed"),
                        f -> assertThat(f).startsWith("FAIL DESCRIBE_CONFIGS on TOPIC *"),
                        f -> assertThat(f).startsWith("FAIL DESCRIBE on GROUP *"));

        allow(
                ResourceType.TRANSACTIONAL_ID,
                "p-tx",
                PatternType.PREFIXED,
                AclOperation.WRITE,
                AclOperation.DESCRIBE);
        allow(
                ResourceType.TOPIC,
                "*",
                PatternType.LITERAL,
                AclOperation.DESCRIBE,
                AclOperation.DESCRIBE_CONFIGS);
        allow(ResourceType.GROUP, "*", PatternType.LITERAL, AclOperation.DESCRIBE);
        JsonNode all = check(ExitCode.OK, secret);
        assertThat(findings(all, Check.ACL)).hasSize(4).allMatch(f -> f.startsWith("OK "));
        assertThat(findings(all, Check.TRANSACTIONS))
                .singleElement()
                .asString()
                .startsWith("OK they may be begun with the prefix p-tx");
        assertThat(findings(all, Check.TOPICS))
                .satisfiesExactly(
                        f -> assertThat(f).startsWith("OK 7 will be created at the start: "),
                        f ->
                                assertThat(f)
                                        .startsWith("WARN The brokers of the output cluster keep")
                                        .contains("DESCRIBE_CONFIGS on CLUSTER"));

        assertThat(admin.listTransactions().all().get()).isEmpty();
        assertThat(admin.listTopics().names().get()).isEqualTo(topics);
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws Exception {
        JsonNode json = check(ExitCode.FAILURE, "hunter2!");
        assertThat(findings(json, Check.OUTPUT))
                .singleElement()
                .asString()
                .startsWith("FAIL The output cluster refused the credentials: ");
        assertThat(findings(json, Check.DISCOVERY))
                .singleElement()
                .asString()
                .contains("did not accept the credentials");
        assertThat(findings(json, Check.ADMIN))
                .singleElement()
                .asString()
                .startsWith("FAIL UNAUTHORIZED: ")
                .contains("sasl.jaas.config");
        assertThat(json.toString()).doesNotContain("hunter2!");
    }
}
