package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.Map;

/**
 * How to reach a Kafka cluster by its own protocol.
 *
 * @param bootstrap bootstrap servers, comma separated
 * @param properties client properties as Kafka names them; never null
 */
public record KafkaSettings(SecretText bootstrap, Map<String, SecretText> properties)
        implements Serializable {}
