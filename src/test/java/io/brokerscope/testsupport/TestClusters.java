package io.brokerscope.testsupport;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.awaitility.Awaitility;

/** Starts real clusters in this process. */
public final class TestClusters {

    private TestClusters() {}

    /** A cluster of so many brokers and one controller, with Kafka's defaults. */
    public static KafkaClusterTestKit.Builder ofBrokers(int number) {
        return new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                        .setNumControllerNodes(1)
                        .setNumBrokerNodes(number)
                        .build());
    }

    /** A cluster whose brokers are ready; nothing is left of one that does not start. */
    public static KafkaClusterTestKit start(KafkaClusterTestKit.Builder builder) throws Exception {
        KafkaClusterTestKit cluster = builder.build();
        try {
            cluster.format();
            cluster.startup();
            cluster.waitForReadyBrokers();
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /**
     * Creates topics and waits until every broker that is up has heard of them and leaders lead
     * their partitions: they are created when the controller says so, and a broker that lags behind
     * refuses what names them.
     */
    public static void createTopics(KafkaClusterTestKit cluster, Admin admin, List<NewTopic> topics)
            throws Exception {
        admin.createTopics(topics).all().get();
        List<String> names = topics.stream().map(NewTopic::name).toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                cluster.brokers().values().stream()
                                        .filter(broker -> !broker.isShutdown())
                                        .allMatch(
                                                broker ->
                                                        names.stream()
                                                                .allMatch(
                                                                        broker.metadataCache()
                                                                                ::contains)));
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach(
                        (name, topic) ->
                                topic.partitions()
                                        .forEach(
                                                partition ->
                                                        partitions.put(
                                                                new TopicPartition(
                                                                        name,
                                                                        partition.partition()),
                                                                OffsetSpec.latest())));
        // The client asks again until they do.
        admin.listOffsets(partitions).all().get();
    }
}
