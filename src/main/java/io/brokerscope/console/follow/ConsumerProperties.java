package io.brokerscope.console.follow;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Properties of a consumer that only looks: no group, no offsets, no topic created. */
final class ConsumerProperties {

    private static final List<String> LEFT_OUT =
            List.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                    ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                    // A producer's interceptor is no consumer's.
                    ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    /** A broker that went away is tried again within this time. */
    private static final String RECONNECT_MAX_MS = "2000";

    /** New partitions are seen within this time. */
    private static final String METADATA_MAX_AGE_MS = "10000";

    private ConsumerProperties() {}

    /**
     * @throws Secrets.UnresolvedSecretException if a secret cannot be read
     */
    static Map<String, Object> of(KafkaSettings kafka) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "brokerscope-console");
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        properties.putAll(Secrets.resolveAll(kafka.properties()));
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
