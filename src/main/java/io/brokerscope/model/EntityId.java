package io.brokerscope.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names one entity for good.
 *
 * @param guid {@code account|INFRA|type|sha256(identity)}
 * @param type kind of entity
 * @param cluster the cluster's name in the configuration
 * @param name the entity's own name: cluster name, broker id, topic, group
 */
public record EntityId(String guid, EntityType type, String cluster, String name) {

    /** The entity of a cluster. */
    public static EntityId cluster(String account, String cluster) {
        return of(account, EntityType.MESSAGE_QUEUE_CLUSTER, cluster, cluster, cluster);
    }

    /** The entity of a broker. */
    public static EntityId broker(String account, TargetId target) {
        return of(
                account,
                EntityType.MESSAGE_QUEUE_BROKER,
                target.cluster(),
                target.id(),
                target.cluster() + ":" + target.id());
    }

    /** The entity of a topic. */
    public static EntityId topic(String account, String cluster, String topic) {
        return of(account, EntityType.MESSAGE_QUEUE_TOPIC, cluster, topic, cluster + ":" + topic);
    }

    /** The entity of a consumer group. */
    public static EntityId consumerGroup(String account, String cluster, String group) {
        return of(
                account,
                EntityType.MESSAGE_QUEUE_CONSUMER_GROUP,
                cluster,
                group,
                cluster + ":" + group);
    }

    private static EntityId of(
            String account, EntityType type, String cluster, String name, String identity) {
        return new EntityId(
                account + "|INFRA|" + type + "|" + sha256(identity), type, cluster, name);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
