package io.brokerscope.testsupport;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.awaitility.Awaitility;

/** Starts real clusters in this process. */
public final class TestClusters {

    private TestClusters() {}

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
     * Creates topics and waits until every broker that is up has heard of them: they are created
     * when the controller says so, and a broker that lags behind refuses what names them.
     */
    public static void createTopics(KafkaClusterTestKit cluster, Admin admin, List<NewTopic> topics)
            throws Exception {
        admin.createTopics(topics).all().get();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                cluster.brokers().values().stream()
                                        .filter(broker -> !broker.isShutdown())
                                        .allMatch(
                                                broker ->
                                                        topics.stream()
                                                                .map(NewTopic::name)
                                                                .allMatch(
                                                                        broker.metadataCache()
                                                                                ::contains)));
    }
}
