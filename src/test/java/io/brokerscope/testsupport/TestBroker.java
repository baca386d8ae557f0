package io.brokerscope.testsupport;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;

/** One real broker in this process. */
public final class TestBroker implements AutoCloseable {

    private static final Map<String, String> ONE_BROKER =
            Map.of(
                    "offsets.topic.replication.factor", "1",
                    "transaction.state.log.replication.factor", "1",
                    "transaction.state.log.min.isr", "1",
                    "transaction.state.log.num.partitions", "4",
                    "auto.create.topics.enable", "false");

    private final KafkaClusterTestKit cluster;

    private TestBroker(KafkaClusterTestKit cluster) {
        this.cluster = cluster;
    }

    public static TestBroker start() throws Exception {
        return start(SecurityProtocol.PLAINTEXT, Map.of());
    }

    public static TestBroker start(SecurityProtocol protocol, Map<String, String> config)
            throws Exception {
        Map<String, String> all = new HashMap<>(ONE_BROKER);
        all.putAll(config);
        KafkaClusterTestKit.Builder builder =
                new KafkaClusterTestKit.Builder(
                        new TestKitNodes.Builder()
                                .setBootstrapMetadataVersion(MetadataVersion.latestProduction())
                                .setCombined(true)
                                .setNumBrokerNodes(1)
                                .setNumControllerNodes(1)
                                .setBrokerSecurityProtocol(protocol)
                                .setControllerSecurityProtocol(protocol)
                                .build());
        all.forEach(builder::setConfigProp);
        return new TestBroker(TestClusters.start(builder));
    }

    public String bootstrap() {
        return cluster.bootstrapServers();
    }

    public Admin admin() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrap());
        return Admin.create(properties);
    }

    /** Creates topics; the broker knows of them afterwards. */
    public void createTopics(NewTopic... topics) throws Exception {
        try (Admin admin = admin()) {
            TestClusters.createTopics(cluster, admin, List.of(topics));
        }
    }

    /**
     * Waits until no transaction is open in the topic: a commit returns before its markers are
     * written, and only they make records visible.
     */
    public void awaitSettled(String topic) {
        try (Admin admin = admin()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    ends(admin, topic, IsolationLevel.READ_COMMITTED)
                                            .equals(
                                                    ends(
                                                            admin,
                                                            topic,
                                                            IsolationLevel.READ_UNCOMMITTED)));
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, String topic, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .forEach(
                        partition ->
                                latest.put(
                                        new TopicPartition(topic, partition.partition()),
                                        OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
