package io.brokerscope.scrape.admin;

import io.brokerscope.scrape.admin.MissingParts.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Configurations of topics. They change seldom and cost much to ask for, so they are kept from read
 * to read.
 *
 * @param known by topic
 * @param failures why those of other topics are not known
 * @param readAt when all of them were asked for, epoch milliseconds; -1 where never
 */
record TopicConfigs(Map<String, Settings> known, Map<String, Throwable> failures, long readAt) {

    /** How old they may be. Those of a new topic are read at once. */
    static final long MAX_AGE_MS = 600_000;

    /** Nothing is known yet. */
    static final TopicConfigs NONE = new TopicConfigs(Map.of(), Map.of(), -1);

    /**
     * What of a topic's configuration matters here.
     *
     * @param topic id of the topic
     * @param retentionMs {@code retention.ms}
     * @param retentionBytes {@code retention.bytes}
     * @param minIsr {@code min.insync.replicas}
     * @param cleanup {@code cleanup.policy}
     */
    record Settings(
            Uuid topic, long retentionMs, long retentionBytes, int minIsr, String cleanup) {}

    /**
     * All of them when they are due; before that those of topics that are new, or of which there
     * was no answer. What was refused will be refused again, and waits until all are due.
     *
     * @param admin who is asked
     * @param topics ids of the topics that there are, by name
     * @param now epoch milliseconds
     * @param timeoutMs how long it may take
     * @return never completes exceptionally
     */
    CompletableFuture<TopicConfigs> renewed(
            Admin admin, Map<String, Uuid> topics, long now, int timeoutMs) {
        boolean all = readAt < 0 || now - readAt >= MAX_AGE_MS;
        Map<String, Settings> settings = new HashMap<>(known);
        settings.entrySet()
                .removeIf(entry -> !entry.getValue().topic().equals(topics.get(entry.getKey())));
        Map<String, Throwable> refused = new HashMap<>(failures);
        refused.entrySet()
                .removeIf(
                        entry ->
                                !topics.containsKey(entry.getKey())
                                        || !(entry.getValue() instanceof AuthorizationException));
        List<ConfigResource> wanted =
                topics.keySet().stream()
                        .filter(
                                topic ->
                                        all
                                                || !settings.containsKey(topic)
                                                        && !refused.containsKey(topic))
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList();
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(new TopicConfigs(settings, refused, readAt));
        }
        return Answer.toAll(
                        admin.describeConfigs(
                                        wanted, new DescribeConfigsOptions().timeoutMs(timeoutMs))
                                .values())
                .thenApply(
                        answers -> {
                            answers.forEach(
                                    (resource, answer) -> {
                                        String topic = resource.name();
                                        if (answer.given()) {
                                            settings.put(
                                                    topic,
                                                    settings(topics.get(topic), answer.value()));
                                            refused.remove(topic);
                                        } else {
                                            refused.put(topic, answer.failure());
                                        }
                                    });
                            return new TopicConfigs(settings, refused, all ? now : readAt);
                        });
    }

    /** Tells what is not known, at every read and not only where it was asked for. */
    void tellTo(MissingParts missing) {
        failures.forEach((topic, failure) -> missing.add(Part.CONFIGS, topic, failure));
    }

    private static Settings settings(Uuid topic, Config config) {
        return new Settings(
                topic,
                number(config, TopicConfig.RETENTION_MS_CONFIG),
                number(config, TopicConfig.RETENTION_BYTES_CONFIG),
                (int) number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                text(config, TopicConfig.CLEANUP_POLICY_CONFIG, ""));
    }

    private static long number(Config config, String key) {
        return Long.parseLong(text(config, key, "-1"));
    }

    private static String text(Config config, String key, String absent) {
        ConfigEntry entry = config.get(key);
        return entry == null || entry.value() == null ? absent : entry.value();
    }
}
