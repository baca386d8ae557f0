package io.brokerscope.sink;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * Properties for Kafka's clients as a person gave them for the output cluster. References to
 * secrets are still references in them; the client resolves them when it is created.
 */
final class ClientProperties {

    private ClientProperties() {}

    /** All of them, for a producer. */
    static Properties producer(KafkaSettings kafka) {
        Properties properties = new Properties();
        boolean refers = SecretProvider.refersToSecrets(kafka.bootstrap());
        for (Map.Entry<String, SecretText> property : kafka.properties().entrySet()) {
            refers |= SecretProvider.refersToSecrets(property.getValue());
            properties.setProperty(property.getKey(), SecretProvider.deferred(property.getValue()));
        }
        properties.setProperty(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                SecretProvider.deferred(kafka.bootstrap()));
        if (refers) {
            addProvider(properties);
        }
        return properties;
    }

    /**
     * Those that mean something to an admin client: without what only producers know. What Kafka
     * itself does not know stays: callback handlers and the like have properties of their own.
     */
    static Properties admin(KafkaSettings kafka) {
        Properties properties = producer(kafka);
        properties
                .keySet()
                .removeIf(
                        name ->
                                ProducerConfig.configNames().contains(name)
                                        && !AdminClientConfig.configNames().contains(name));
        return properties;
    }

    private static void addProvider(Properties properties) {
        String others = properties.getProperty(AbstractConfig.CONFIG_PROVIDERS_CONFIG);
        properties.setProperty(
                AbstractConfig.CONFIG_PROVIDERS_CONFIG,
                others == null || others.isBlank()
                        ? SecretProvider.NAME
                        : others + "," + SecretProvider.NAME);
        properties.setProperty(
                AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + SecretProvider.NAME + ".class",
                SecretProvider.class.getName());
    }
}
