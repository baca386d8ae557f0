package io.brokerscope.sink;

import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.model.settings.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * The properties of the sink's producers: defaults that suit records which become visible with a
 * checkpoint, what a person overrides, and what nobody may override because the delivery guarantee
 * or the order per key rests on it.
 */
final class ProducerProperties {

    /** The largest record before compression, and the largest batch a created topic takes. */
    static final int MAX_REQUEST_BYTES = 8 << 20;

    /** Flink's writers wait for a checkpoint anyway: fuller batches cost nobody time. */
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    // Falls back to pure Java where its native library cannot be loaded.
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                    ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(128 << 10),
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES),
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "30000",
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "120000");

    /** What is set by the configuration's own keys, or not at all: why nobody sets it here. */
    private static final Map<String, String> NOT_HERE =
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "output.bootstrap says it",
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "every transaction gets an id of its own that begins with"
                            + " output.transactionalIdPrefix",
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    "output.transactionTimeout says it",
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    "keys are UTF-8 text",
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                    "values are JSON in UTF-8",
                    ProducerConfig.PARTITIONER_CLASS_CONFIG,
                    "records of one key must stay in order, in the partition of the key");

    /** What may be repeated, but not changed. */
    private static final Map<String, Set<String>> FIXED =
            Map.of(
                    ProducerConfig.ACKS_CONFIG, Set.of("all", "-1"),
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, Set.of("true"),
                    ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, Set.of("false"),
                    ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG, Set.of("false"));

    private ProducerProperties() {}

    /**
     * The properties of the sink's producers; references to secrets are still references.
     *
     * @throws IllegalArgumentException if there are {@link #problems}; the message lists them all
     */
    static Properties of(OutputSettings settings) {
        List<String> problems = problems(settings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        Properties properties = new Properties();
        properties.putAll(DEFAULTS);
        properties.setProperty(
                ProducerConfig.LINGER_MS_CONFIG, Integer.toString(lingerMs(settings.guarantee())));
        properties.putAll(ClientProperties.producer(settings.kafka()));
        properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        if (settings.guarantee() == Guarantee.EXACTLY_ONCE) {
            properties.setProperty(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    Long.toString(settings.transactionTimeoutMs()));
        }
        return properties;
    }

    /**
     * How long records wait for others to be sent with. What becomes visible with the next
     * checkpoint may wait: fewer and larger requests cost both sides less.
     */
    private static int lingerMs(Guarantee guarantee) {
        return guarantee == Guarantee.EXACTLY_ONCE ? 500 : 50;
    }

    /** The largest record that these producers send, in bytes before compression. */
    static int maxRequestBytes(OutputSettings settings) {
        SecretText given =
                settings.kafka().properties().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        if (given == null || SecretProvider.refersToSecrets(given)) {
            return MAX_REQUEST_BYTES;
        }
        try {
            return Integer.parseInt(given.template().trim());
        } catch (NumberFormatException e) {
            // The producer itself refuses it, and says so better.
            return MAX_REQUEST_BYTES;
        }
    }

    /** What is wrong with the settings, a sentence each with its remedy; needs no connection. */
    static List<String> problems(OutputSettings settings) {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(settings.kafka().properties())
                .forEach((name, value) -> check(name, value, problems));
        if (settings.guarantee() == Guarantee.EXACTLY_ONCE) {
            if (settings.transactionalIdPrefix() == null
                    || settings.transactionalIdPrefix().isBlank()) {
                problems.add(
                        "output.transactionalIdPrefix is empty; exactly-once needs a prefix that"
                                + " no other deployment uses on this cluster.");
            }
            if (settings.transactionTimeoutMs() <= 0
                    || settings.transactionTimeoutMs() > Integer.MAX_VALUE) {
                problems.add(
                        "output.transactionTimeout is "
                                + settings.transactionTimeoutMs()
                                + " ms; it must lie between 1 ms and "
                                + Integer.MAX_VALUE
                                + " ms.");
            }
        }
        return problems;
    }

    private static void check(String name, SecretText value, List<String> problems) {
        String reason = NOT_HERE.get(name);
        Set<String> allowed = FIXED.get(name);
        if (reason != null) {
            problems.add("output.properties must not set " + name + ": " + reason + ". Remove it.");
        } else if (allowed != null
                && !allowed.contains(value.template().trim().toLowerCase(Locale.ROOT))) {
            problems.add(
                    "output.properties must not change "
                            + name
                            + ": the delivery guarantee and the order per key rest on "
                            + (allowed.contains("all") ? "all" : allowed.iterator().next())
                            + ". Remove it.");
        } else if (name.startsWith(
                        AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + SecretProvider.NAME + ".")
                || (name.equals(AbstractConfig.CONFIG_PROVIDERS_CONFIG)
                        && List.of(value.template().split("\\s*,\\s*", -1))
                                .contains(SecretProvider.NAME))) {
            problems.add(
                    "output.properties must not set "
                            + name
                            + " for the name "
                            + SecretProvider.NAME
                            + ": that provider resolves ${env:..} and ${file:..}."
                            + " Choose another name.");
        }
    }
}
