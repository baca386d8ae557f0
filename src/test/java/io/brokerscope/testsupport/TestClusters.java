package io.brokerscope.testsupport;

import org.apache.kafka.common.test.KafkaClusterTestKit;

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
}
