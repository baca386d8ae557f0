package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.testsupport.TestClusters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real cluster that lets nobody see what they were not allowed to. */
@Timeout(180)
class AdminPermissionsIT {

    private static final String USER = JaasUtils.KAFKA_PLAIN_USER1;

    private static String login(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + user
                + "\" password=\""
                + password
                + "\";";
    }

    private static ClusterSettings cluster(KafkaClusterTestKit kafka, String password) {
        return ClusterFixture.cluster(
                kafka.bootstrapServers(),
                ".*",
                ".*",
                ClusterFixture.LIMITS,
                "security.protocol=SASL_PLAINTEXT",
                "sasl.mechanism=PLAIN",
                "sasl.jaas.config=" + login(USER, password));
    }

    private static void allow(Admin admin, ResourceType type, String name, AclOperation what)
            throws Exception {
        admin.createAcls(
                        List.of(
                                new AclBinding(
                                        new ResourcePattern(type, name, PatternType.LITERAL),
                                        new AccessControlEntry(
                                                "User:" + USER,
                                                "*",
                                                what,
                                                AclPermissionType.ALLOW))))
                .all()
                .get();
    }

    /** What is missing, with the reason. */
    private static Map<String, String> missing(ClusterReading reading) {
        Map<String, String> missing = new HashMap<>();
        for (int i = 0; i < reading.missing().part().length; i++) {
            missing.put(reading.missing().part()[i], reading.missing().why()[i]);
        }
        return missing;
    }

    @Test
    void whatIsNotAllowedIsToldWithThePermissionAndTheRestIsRead() throws Exception {
        try (KafkaClusterTestKit kafka =
                TestClusters.start(
                        ClusterFixture.secured()
                                .setConfigProp("offsets.topic.replication.factor", "1")
                                .setConfigProp("offsets.topic.num.partitions", "1"))) {
            Properties properties = kafka.clientProperties();
            properties.put("security.protocol", "SASL_PLAINTEXT");
            properties.put("sasl.mechanism", "PLAIN");
            properties.put(
                    "sasl.jaas.config",
                    login(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD));
            try (Admin admin = Admin.create(properties)) {
                TestClusters.createTopics(
                        kafka, admin, List.of(new NewTopic("orders", 2, (short) 1)));
                admin.alterConsumerGroupOffsets(
                                "billing",
                                Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(0)))
                        .all()
                        .get();
                ClusterSettings cluster = cluster(kafka, JaasUtils.KAFKA_PLAIN_USER1_PASSWORD);

                ClusterReading nothing = ClusterFixture.read(cluster).cluster();
                assertThat(nothing.nodes().id()).containsExactly(0);
                assertThat(nothing.topics().name()).isEmpty();
                assertThat(nothing.groups().name()).isEmpty();
                assertThat(nothing.quorum()).isNull();
                assertThat(missing(nothing))
                        .containsEntry(
                                "metadata quorum", "not allowed: it takes Describe on the cluster")
                        .containsEntry(
                                "log sizes", "not allowed: it takes Describe on the cluster");

                allow(admin, ResourceType.TOPIC, "orders", AclOperation.DESCRIBE);
                allow(admin, ResourceType.GROUP, "billing", AclOperation.DESCRIBE);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> {
                                    ClusterReading some = ClusterFixture.read(cluster).cluster();
                                    assertThat(some.topics().name()).containsExactly("orders");
                                    assertThat(some.partitions().end()).containsExactly(0, 0);
                                    assertThat(some.topics().cleanup()).containsExactly("");
                                    assertThat(some.commits().offset()).containsExactly(0);
                                    assertThat(missing(some))
                                            .containsEntry(
                                                    "topic configurations",
                                                    "not allowed: it takes DescribeConfigs on the"
                                                            + " topic")
                                            .containsKey("metadata quorum");
                                });

                allow(admin, ResourceType.TOPIC, "orders", AclOperation.DESCRIBE_CONFIGS);
                allow(admin, ResourceType.CLUSTER, "kafka-cluster", AclOperation.DESCRIBE);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> {
                                    AttemptResult all = ClusterFixture.read(cluster);
                                    assertThat(all.detail()).isEmpty();
                                    assertThat(all.cluster().quorum()).isNotNull();
                                    assertThat(all.cluster().topics().cleanup())
                                            .containsExactly("delete");
                                });

                AttemptResult wrong = ClusterFixture.read(cluster(kafka, "geheim"));
                assertThat(wrong.reason()).isEqualTo(FailureReason.UNAUTHORIZED);
                assertThat(wrong.detail())
                        .contains("did not accept the credentials")
                        .doesNotContain("geheim");
            }
        }
    }
}
