package io.brokerscope.sink;

import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What one output topic must be: how it is created, and what is wrong with one that exists.
 *
 * @param topic which topic
 * @param settings partitions, replicas and retention of a created topic
 */
record TopicPlan(OutputTopic topic, OutputSettings settings) {

    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final long WEEK_MS = TimeUnit.DAYS.toMillis(7);

    /** The name of the topic. */
    String name() {
        return topic.nameWith(settings.topicPrefix());
    }

    /** The cleanup policy, the only one that will do. */
    String cleanupPolicy() {
        return topic.compacted()
                ? TopicConfig.CLEANUP_POLICY_COMPACT
                : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    /** The topic as it is created. */
    NewTopic newTopic() {
        return new NewTopic(name(), settings.partitions(), settings.replicationFactor())
                .configs(configs());
    }

    private Map<String, String> configs() {
        Map<String, String> configs = new TreeMap<>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy());
        configs.put(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(ProducerProperties.maxRequestBytes(settings)));
        // One replica may fail without stopping the output, where there are that many; and a
        // cluster
        // whose default asks for more than there are must not make the topic unwritable.
        configs.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(Math.max(1, Math.min(2, settings.replicationFactor() - 1))));
        if (topic.compacted()) {
            // The active segment is never compacted: without these a reader from the beginning
            // walks through every state that an entity had within a week.
            configs.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(HOUR_MS));
            configs.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(HOUR_MS));
            configs.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
        } else {
            configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(settings.retentionMs()));
            if (settings.retentionMs() > 0) {
                // Records go by whole segments: short segments keep the promise of a short
                // retention.
                configs.put(
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(
                                Math.max(HOUR_MS, Math.min(WEEK_MS, settings.retentionMs() / 8))));
            }
        }
        return configs;
    }

    /** How a person creates the topic by hand. */
    String createCommand() {
        return "kafka-topics.sh --bootstrap-server .. --create --topic "
                + name()
                + " --partitions "
                + settings.partitions()
                + " --replication-factor "
                + settings.replicationFactor()
                + configs().entrySet().stream()
                        .map(config -> " --config " + config.getKey() + "=" + config.getValue())
                        .collect(Collectors.joining());
    }

    /**
     * What makes an existing topic unfit, a sentence each with its remedy.
     *
     * @param config its configuration, defaults included
     * @param replicas replicas of the partition that has the fewest
     */
    List<String> problems(Config config, int replicas) {
        List<String> problems = new ArrayList<>();
        String found = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!Set.of(cleanupPolicy()).equals(policies(found))) {
            problems.add(
                    "Topic "
                            + name()
                            + " has cleanup.policy="
                            + found
                            + ", it must be "
                            + cleanupPolicy()
                            + (topic.compacted()
                                    ? ": states of entities must not go by age."
                                    : ": compaction would keep the last record of every key only.")
                            + " Change it: kafka-configs.sh --bootstrap-server .. --alter"
                            + " --entity-type topics --entity-name "
                            + name()
                            + " --add-config cleanup.policy="
                            + cleanupPolicy());
        }
        String minInSync = value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (minInSync != null && Integer.parseInt(minInSync) > replicas) {
            problems.add(
                    "Topic "
                            + name()
                            + " needs "
                            + minInSync
                            + " replicas in sync (min.insync.replicas) but has "
                            + replicas
                            + ": every write would be refused. Lower min.insync.replicas or give"
                            + " it more replicas.");
        }
        return problems;
    }

    /** What a person should know about an existing topic although it can be used. */
    List<String> warnings(Config config) {
        String found = value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        int largest = ProducerProperties.maxRequestBytes(settings);
        if (topic != OutputTopic.OUTCOMES || found == null || Integer.parseInt(found) >= largest) {
            return List.of();
        }
        return List.of(
                "Topic "
                        + name()
                        + " takes batches of "
                        + found
                        + " bytes, ledger lines may have "
                        + largest
                        + " before compression. Raise max.message.bytes of the topic, or set"
                        + " output.properties max.request.size to "
                        + found
                        + ": larger lines then go without their counters.");
    }

    private static Set<String> policies(String value) {
        return value == null
                ? Set.of()
                : Arrays.stream(value.split(","))
                        .map(String::trim)
                        .filter(policy -> !policy.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null ? null : entry.value();
    }

    /** A plan per topic, by name. */
    static Map<String, TopicPlan> all(OutputSettings settings) {
        Map<String, TopicPlan> plans = new HashMap<>();
        for (OutputTopic topic : OutputTopic.values()) {
            TopicPlan plan = new TopicPlan(topic, settings);
            plans.put(plan.name(), plan);
        }
        return new TreeMap<>(plans);
    }
}
