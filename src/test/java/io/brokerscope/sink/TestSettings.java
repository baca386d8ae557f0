package io.brokerscope.sink;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import io.brokerscope.model.settings.SecretText;
import java.util.HashMap;
import java.util.Map;

/** Output settings for tests, changed one at a time. */
record TestSettings(
        String bootstrap,
        Map<String, String> properties,
        Guarantee guarantee,
        String prefix,
        long transactionTimeoutMs,
        boolean createTopics,
        int replicationFactor) {

    /** Exactly-once with a prefix of its own for the topics and the transactional ids. */
    static TestSettings of(String bootstrap, String prefix) {
        return new TestSettings(
                bootstrap, Map.of(), Guarantee.EXACTLY_ONCE, prefix, 600_000, true, 1);
    }

    TestSettings with(Map<String, String> moreProperties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(moreProperties);
        return new TestSettings(
                bootstrap,
                all,
                guarantee,
                prefix,
                transactionTimeoutMs,
                createTopics,
                replicationFactor);
    }

    TestSettings with(Guarantee other) {
        return new TestSettings(
                bootstrap,
                properties,
                other,
                prefix,
                transactionTimeoutMs,
                createTopics,
                replicationFactor);
    }

    TestSettings withTransactionTimeout(long ms) {
        return new TestSettings(
                bootstrap, properties, guarantee, prefix, ms, createTopics, replicationFactor);
    }

    TestSettings withoutCreation() {
        return new TestSettings(
                bootstrap,
                properties,
                guarantee,
                prefix,
                transactionTimeoutMs,
                false,
                replicationFactor);
    }

    TestSettings withReplicationFactor(int factor) {
        return new TestSettings(
                bootstrap,
                properties,
                guarantee,
                prefix,
                transactionTimeoutMs,
                createTopics,
                factor);
    }

    KafkaSettings kafka() {
        Map<String, SecretText> texts = new HashMap<>();
        properties.forEach((name, value) -> texts.put(name, new SecretText(value)));
        return new KafkaSettings(new SecretText(bootstrap), texts);
    }

    OutputSettings output() {
        return new OutputSettings(
                kafka(),
                guarantee,
                prefix + ".",
                prefix + "-tx",
                transactionTimeoutMs,
                createTopics,
                2,
                (short) replicationFactor,
                86_400_000,
                Ledger.GOLDEN);
    }
}
