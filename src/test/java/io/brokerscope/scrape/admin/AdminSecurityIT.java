package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.testsupport.TestCertificates;
import io.brokerscope.testsupport.TestCertificates.Identity;
import io.brokerscope.testsupport.TestClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real cluster that takes nobody without a certificate and a login, by every mechanism that plain
 * client properties can ask for.
 */
@Timeout(180)
class AdminSecurityIT {

    private static final String ADMIN = JaasUtils.KAFKA_PLAIN_ADMIN;
    private static final String SCRAM_PASSWORD = "scram-secret";

    private static KafkaClusterTestKit kafka;
    private static Identity broker;
    private static Identity client;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = TestCertificates.selfSigned(folder, "broker", "dns:localhost");
        client = TestCertificates.selfSigned(folder, "client", "dns:client");
        kafka =
                TestClusters.start(
                        ClusterFixture.secured()
                                .setConfigProp(
                                        "listener.security.protocol.map",
                                        "EXTERNAL:SASL_SSL,CONTROLLER:SASL_PLAINTEXT")
                                .setConfigProp("listener.name.external.ssl.client.auth", "required")
                                .setConfigProp("ssl.keystore.type", "PEM")
                                .setConfigProp("ssl.keystore.key", text(broker.keyFile()))
                                .setConfigProp(
                                        "ssl.keystore.certificate.chain", text(broker.certFile()))
                                .setConfigProp("ssl.truststore.type", "PEM")
                                .setConfigProp(
                                        "ssl.truststore.certificates",
                                        text(client.certFile()) + text(broker.certFile()))
                                .setConfigProp(
                                        "sasl.enabled.mechanisms",
                                        "PLAIN,SCRAM-SHA-512,OAUTHBEARER")
                                .setConfigProp(
                                        "listener.name.external.scram-sha-512.sasl.jaas.config",
                                        ScramLoginModule.class.getName() + " required;")
                                .setConfigProp(
                                        "listener.name.external.oauthbearer.sasl.jaas.config",
                                        token("broker")));
        Properties properties = new Properties();
        for (String line : withCertificate("PLAIN", plain())) {
            properties.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.alterUserScramCredentials(
                            List.of(
                                    new UserScramCredentialUpsertion(
                                            ADMIN,
                                            new ScramCredentialInfo(
                                                    ScramMechanism.SCRAM_SHA_512, 4096),
                                            SCRAM_PASSWORD)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    private static String plain() {
        return login(PlainLoginModule.class, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD);
    }

    private static String login(Class<?> module, String password) {
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(module.getName(), ADMIN, password);
    }

    /** A token that is not signed, which Kafka takes where nothing else is configured. */
    private static String token(String subject) {
        return "%s required unsecuredLoginStringClaim_sub=\"%s\";"
                .formatted(OAuthBearerLoginModule.class.getName(), subject);
    }

    /** Client properties with the certificate of a client that the broker trusts. */
    private static List<String> withCertificate(String mechanism, String login) throws IOException {
        List<String> properties = new ArrayList<>(withoutCertificate(mechanism, login));
        properties.add("ssl.keystore.type=PEM");
        properties.add("ssl.keystore.key=" + text(client.keyFile()));
        properties.add("ssl.keystore.certificate.chain=" + text(client.certFile()));
        return properties;
    }

    private static List<String> withoutCertificate(String mechanism, String login)
            throws IOException {
        return List.of(
                "security.protocol=SASL_SSL",
                "sasl.mechanism=" + mechanism,
                "sasl.jaas.config=" + login,
                "ssl.truststore.type=PEM",
                "ssl.truststore.certificates=" + text(broker.certFile()));
    }

    private static AttemptResult read(List<String> properties) throws Exception {
        ClusterSettings cluster =
                ClusterFixture.cluster(
                        kafka.bootstrapServers(),
                        ".*",
                        ".*",
                        ClusterFixture.LIMITS,
                        properties.toArray(String[]::new));
        return ClusterFixture.read(cluster);
    }

    private static void assertReads(List<String> properties) throws Exception {
        AttemptResult result = read(properties);
        assertThat(result.reason()).as(result.detail()).isNull();
        assertThat(result.detail()).isEmpty();
        assertThat(result.cluster().nodes().id()).containsExactly(0);
        assertThat(result.cluster().quorum()).isNotNull();
    }

    @Test
    void aPassword() throws Exception {
        assertReads(withCertificate("PLAIN", plain()));
    }

    @Test
    void aSaltedPassword() throws Exception {
        assertReads(
                withCertificate("SCRAM-SHA-512", login(ScramLoginModule.class, SCRAM_PASSWORD)));
    }

    @Test
    void aToken() throws Exception {
        assertReads(withCertificate("OAUTHBEARER", token(ADMIN)));
    }

    @Test
    void aWrongSaltedPasswordIsToldAsOne() throws Exception {
        AttemptResult result =
                read(withCertificate("SCRAM-SHA-512", login(ScramLoginModule.class, "geheim")));
        assertThat(result.reason()).isEqualTo(FailureReason.UNAUTHORIZED);
        assertThat(result.detail()).doesNotContain("geheim");
    }

    @Test
    void aClientWithoutACertificateIsRefused() throws Exception {
        AttemptResult result = read(withoutCertificate("PLAIN", plain()));
        assertThat(result.reason()).as(result.detail()).isEqualTo(FailureReason.TLS);
        assertThat(result.detail()).doesNotContain(JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD);
    }

    @Test
    void aBrokerThatNobodyVouchesForIsNotTalkedTo() throws Exception {
        List<String> properties = new ArrayList<>(withCertificate("PLAIN", plain()));
        properties.removeIf(line -> line.startsWith("ssl.truststore.certificates"));
        properties.add("ssl.truststore.certificates=" + text(client.certFile()));
        AttemptResult result = read(properties);
        assertThat(result.reason()).as(result.detail()).isEqualTo(FailureReason.TLS);
    }
}
