package io.brokerscope.kafka;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Properties of a consumer that reads what is committed in the output topics and leaves no trace:
 * without a group, without committed offsets, without creating a topic.
 */
public final class CommittedReads {

    private static final List<String> LEFT_OUT =
            List.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                    ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                    // Known to both by the same name, but a producer's interceptor is no
                    // consumer's.
                    ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private CommittedReads() {}

    /**
     * The properties. References to secrets are resolved in this process. What only producers know
     * is left out; what Kafka itself does not know stays: callback handlers and the like have
     * properties of their own.
     *
     * @param kafka the output cluster, as a person configured it for a producer
     * @throws Secrets.UnresolvedSecretException if a secret cannot be read
     */
    public static Map<String, Object> properties(KafkaSettings kafka) {
        Map<String, Object> properties = new HashMap<>(Secrets.resolveAll(kafka.properties()));
        properties
                .keySet()
                .removeIf(
                        name ->
                                LEFT_OUT.contains(name)
                                        || ProducerConfig.configNames().contains(name)
                                                && !ConsumerConfig.configNames().contains(name));
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, Secrets.resolve(kafka.bootstrap()));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }
}
