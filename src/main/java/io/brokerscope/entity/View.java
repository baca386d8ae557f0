package io.brokerscope.entity;

import io.brokerscope.model.PartitionFacts;
import java.util.List;
import java.util.Map;

/**
 * What a cluster told of one of its entities, a topic or itself, the last time it was asked by its
 * own protocol. Keyed state.
 *
 * @param observedAt when it was asked, epoch milliseconds
 * @param currentUntil until when the next answer is not overdue, epoch milliseconds
 * @param metrics golden metrics by full name; what is absent is not known
 * @param attributes facts that are no numbers
 * @param partitions of a topic those partitions that most need looking at; empty for a cluster
 * @param partitionsNotListed how many other partitions the topic has
 */
public record View(
        long observedAt,
        long currentUntil,
        Map<String, Double> metrics,
        Map<String, String> attributes,
        List<PartitionFacts> partitions,
        int partitionsNotListed) {

    /** Its metrics alone. */
    View figures() {
        return new View(observedAt, currentUntil, metrics, Map.of(), List.of(), 0);
    }

    /** Whether it may still be repeated. */
    boolean fresh(long now, long lastKnownMs) {
        return current(now) || now - observedAt <= lastKnownMs;
    }

    /** Whether the cluster is still asked and answers. */
    boolean current(long now) {
        return now <= currentUntil;
    }
}
