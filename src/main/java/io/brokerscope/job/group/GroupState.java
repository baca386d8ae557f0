package io.brokerscope.job.group;

import io.brokerscope.entity.EntityGate;
import io.brokerscope.lag.LagStatus;
import io.brokerscope.lag.LagWindow;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of one consumer group: keyed state. It begins with the first reading that
 * lists the group and goes with the group.
 *
 * @param seenAt when the group was last listed, epoch milliseconds
 * @param observedAt when its commits were last read, epoch milliseconds; -1 before the first time
 * @param topics what it committed, by topic
 * @param window its last lags
 * @param metrics golden metrics of that reading
 * @param attributes its attributes
 * @param cause what was wrong then, a sentence; null for nothing
 * @param said the last status that was known; null before the first
 * @param gate what was last written to the entities topic; null before the first
 */
public record GroupState(
        long seenAt,
        long observedAt,
        List<GroupTopic> topics,
        LagWindow window,
        Map<String, Double> metrics,
        Map<String, String> attributes,
        String cause,
        LagStatus said,
        EntityGate gate) {

    static GroupState begin(long at) {
        return new GroupState(
                at, -1, List.of(), LagWindow.EMPTY, Map.of(), Map.of(), null, null, null);
    }

    int partitions() {
        return topics.stream().mapToInt(topic -> topic.numbers().length).sum();
    }

    GroupState seen(long at) {
        return new GroupState(
                at, observedAt, topics, window, metrics, attributes, cause, said, gate);
    }

    GroupState withGate(EntityGate newGate) {
        return new GroupState(
                seenAt, observedAt, topics, window, metrics, attributes, cause, said, newGate);
    }
}
