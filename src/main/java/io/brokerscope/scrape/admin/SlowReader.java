package io.brokerscope.scrape.admin;

import io.brokerscope.scrape.admin.SlowFacts.TopicSettings;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Asks for configurations and sizes when those that are known have become too old. */
final class SlowReader {

    private final Admin admin;
    private final Clock clock;

    SlowReader(Admin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /**
     * What is known, renewed where it is due.
     *
     * @param known what was known before
     * @param topics topics that there are
     * @param nodes registered brokers
     * @param timeoutMs how long it may take
     * @return never completes exceptionally
     */
    CompletableFuture<SlowFacts> renewed(
            SlowFacts known, Set<String> topics, Collection<Node> nodes, int timeoutMs) {
        return configs(known, topics, timeoutMs)
                .thenCombine(
                        sizes(known, nodes, timeoutMs),
                        (configs, sizes) ->
                                new SlowFacts(
                                        configs.configs(),
                                        configs.configFailures(),
                                        configs.configsReadAt(),
                                        sizes.sizes(),
                                        sizes.sizeFailures(),
                                        sizes.sizesReadAt()));
    }

    /** All of them when they are due, and before that those that were not asked for yet. */
    private CompletableFuture<SlowFacts> configs(
            SlowFacts known, Set<String> topics, int timeoutMs) {
        long now = clock.millis();
        boolean all = known.configsAreDue(now);
        Set<String> wanted = new HashSet<>(topics);
        if (!all) {
            wanted.removeAll(known.configs().keySet());
            wanted.removeAll(known.configFailures().keySet());
        }
        Map<String, TopicSettings> configs = new HashMap<>(known.configs());
        Map<String, Throwable> failures = new HashMap<>(known.configFailures());
        configs.keySet().retainAll(topics);
        failures.keySet().retainAll(topics);
        List<ConfigResource> resources =
                wanted.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList();
        CompletableFuture<Map<ConfigResource, Answer<Config>>> asked =
                wanted.isEmpty()
                        ? CompletableFuture.completedFuture(Map.of())
                        : Answer.toAll(
                                admin.describeConfigs(
                                                resources,
                                                new DescribeConfigsOptions().timeoutMs(timeoutMs))
                                        .values());
        return asked.thenApply(
                answers -> {
                    answers.forEach(
                            (resource, answer) -> {
                                if (answer.given()) {
                                    configs.put(resource.name(), config(answer.value()));
                                    failures.remove(resource.name());
                                } else {
                                    failures.put(resource.name(), answer.failure());
                                }
                            });
                    return new SlowFacts(
                            configs,
                            failures,
                            all ? now : known.configsReadAt(),
                            Map.of(),
                            Map.of(),
                            -1);
                });
    }

    private static TopicSettings config(Config config) {
        return new TopicSettings(
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

    /** A broker that does not answer keeps the sizes it had. */
    private CompletableFuture<SlowFacts> sizes(
            SlowFacts known, Collection<Node> nodes, int timeoutMs) {
        long now = clock.millis();
        if (!known.sizesAreDue(now)) {
            return CompletableFuture.completedFuture(known);
        }
        List<Integer> asked =
                nodes.stream().filter(node -> !node.isFenced()).map(Node::id).toList();
        return Answer.toAll(
                        admin.describeLogDirs(
                                        asked, new DescribeLogDirsOptions().timeoutMs(timeoutMs))
                                .descriptions())
                .thenApply(
                        answers -> {
                            Map<Integer, Map<TopicPartition, Long>> sizes =
                                    new HashMap<>(known.sizes());
                            Map<Integer, Throwable> failures = new HashMap<>();
                            sizes.keySet().retainAll(asked);
                            answers.forEach(
                                    (node, answer) -> {
                                        if (answer.given()) {
                                            sizes.put(node, sizes(answer.value().values()));
                                            answer.value().values().stream()
                                                    .map(LogDirDescription::error)
                                                    .filter(Objects::nonNull)
                                                    .findFirst()
                                                    .ifPresent(error -> failures.put(node, error));
                                        } else {
                                            failures.put(node, answer.failure());
                                        }
                                    });
                            return new SlowFacts(Map.of(), Map.of(), -1, sizes, failures, now);
                        });
    }

    /** A replica that moves to another disk has a second log there, which does not count. */
    private static Map<TopicPartition, Long> sizes(Collection<LogDirDescription> dirs) {
        Map<TopicPartition, Long> sizes = new HashMap<>();
        for (LogDirDescription dir : dirs) {
            dir.replicaInfos()
                    .forEach(
                            (partition, replica) -> {
                                if (!replica.isFuture()) {
                                    sizes.put(partition, replica.size());
                                }
                            });
        }
        return sizes;
    }
}
