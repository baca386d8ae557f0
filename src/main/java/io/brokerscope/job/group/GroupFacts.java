package io.brokerscope.job.group;

import io.brokerscope.lag.GroupLag;
import io.brokerscope.lag.GroupStatus;
import io.brokerscope.lag.GroupTimeLag;
import io.brokerscope.lag.LagStatus;
import io.brokerscope.lag.LagTrend;
import io.brokerscope.lag.LagWindow;
import io.brokerscope.lag.UnknownReason;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.output.EntityRecord.Assignments;
import io.brokerscope.model.settings.LagSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a reading says of a group: golden metrics, attributes, what is wrong. Partitions that
 * expired count for nothing but themselves.
 *
 * @param status status of the group
 * @param worst the partition it has that status for; null where no partition is known
 * @param window its last lags, this one included
 * @param metrics golden metrics
 * @param attributes attributes
 * @param cause what is wrong, a sentence; null where nothing is
 */
record GroupFacts(
        LagStatus status,
        GroupPart worst,
        LagWindow window,
        Map<String, Double> metrics,
        Map<String, String> attributes,
        String cause) {

    /** Partitions listed in a record at most. */
    static final int MAX_LISTED = 10;

    private static final String PREFIX = "consumerGroup.";
    static final String KNOWN = PREFIX + "partitions.known";
    static final String UNKNOWN = PREFIX + "partitions.unknown";

    static GroupFacts of(
            ClusterReading.Groups groups,
            int row,
            GroupReading reading,
            LagWindow before,
            LagSettings settings) {
        List<GroupPart> parts = reading.parts();
        List<GroupPart> counted = parts.stream().filter(part -> !part.status().expired()).toList();
        GroupLag lag = lag(counted, reading.outOfSight());
        GroupTimeLag time = GroupTimeLag.of(counted.stream().map(GroupPart::time).toList());
        GroupStatus status = GroupStatus.of(parts.stream().map(GroupPart::status).toList());
        LagWindow window = before.add(reading.readAt(), lag, settings);
        LagTrend trend = window.trend(settings);
        GroupPart worst = status.worstAt() < 0 ? null : parts.get(status.worstAt());

        Map<String, Double> metrics = new TreeMap<>();
        if (lag.known() > 0) {
            metrics.put(PREFIX + "lag.total", (double) lag.sum());
            metrics.put(PREFIX + "lag.max", (double) lag.max());
        }
        // What is certain of a partition that is not known may be more than what is known.
        if (time.known() > 0 && time.atLeast() <= time.seconds()) {
            metrics.put(PREFIX + "lag.seconds", time.seconds());
        } else if (time.atLeast() > 0) {
            metrics.put(PREFIX + "lag.seconds.atLeast", time.atLeast());
        }
        put(metrics, "lag.trend", trend.perSecond());
        put(metrics, "commit.rate", reading.commitRate());
        if (groups.members()[row] >= 0) {
            metrics.put(PREFIX + "members.count", (double) groups.members()[row]);
        }
        metrics.put(KNOWN, (double) lag.known());
        metrics.put(UNKNOWN, (double) lag.unknown());
        metrics.put(PREFIX + "partitions.expired", (double) status.expired());
        if (status.partitions() > 0) {
            metrics.put(PREFIX + "complete", status.complete());
        }
        put(metrics, "status", number(status.status()));

        Map<String, String> attributes = attributes(groups, row);
        attributes.put("lagStatus", status.status().name());
        attributes.put("trend", trend.direction().name());
        if (worst != null && status.worst() != LagStatus.OK) {
            attributes.put("worstPartition", worst.name());
            attributes.put("worstStatus", status.worst().name());
        }
        if (lag.max() > 0) {
            attributes.put("maxLagPartition", largest(counted).name());
        }
        String unknown = unknown(parts, reading.outOfSight());
        if (!unknown.isEmpty()) {
            attributes.put("unknown", unknown);
        }
        return new GroupFacts(
                status.status(), worst, window, metrics, attributes, cause(status, worst, unknown));
    }

    /** What is known of a group whatever became of its commits. */
    static Map<String, String> attributes(ClusterReading.Groups groups, int row) {
        Map<String, String> attributes = new TreeMap<>();
        putText(attributes, "type", groups.type()[row]);
        putText(attributes, "state", groups.state()[row]);
        putText(attributes, "assignor", groups.assignor()[row]);
        if (groups.coordinator()[row] >= 0) {
            attributes.put("coordinator", Integer.toString(groups.coordinator()[row]));
        }
        return attributes;
    }

    /** The partitions in the most trouble. */
    static Assignments assignments(GroupReading reading) {
        List<GroupPart> parts = reading.parts();
        return new Assignments(
                parts.stream()
                        .sorted(GroupPart.WORST_FIRST)
                        .limit(MAX_LISTED)
                        .map(GroupPart::assignment)
                        .toList(),
                Math.max(0, parts.size() - MAX_LISTED) + reading.outOfSight());
    }

    private static GroupLag lag(List<GroupPart> parts, int outOfSight) {
        GroupLag.Builder lag = new GroupLag.Builder();
        parts.forEach(part -> lag.add(part.key(), part.number(), part.lag()));
        return lag.addUnknown(outOfSight, UnknownReason.COMMIT_NOT_READ).build();
    }

    private static GroupPart largest(List<GroupPart> parts) {
        GroupPart largest = parts.get(0);
        for (GroupPart part : parts) {
            if (part.lag().offsets() > largest.lag().offsets()) {
                largest = part;
            }
        }
        return largest;
    }

    private static double number(LagStatus status) {
        return switch (status) {
            case OK -> 0;
            case WARN -> 1;
            case ERR -> 2;
            default -> Double.NaN;
        };
    }

    /** Reasons with the number of partitions, the most frequent first. */
    private static String unknown(List<GroupPart> parts, int outOfSight) {
        Map<UnknownReason, Integer> counts = new EnumMap<>(UnknownReason.class);
        if (outOfSight > 0) {
            counts.put(UnknownReason.COMMIT_NOT_READ, outOfSight);
        }
        for (GroupPart part : parts) {
            if (part.unknown() != null) {
                counts.merge(part.unknown(), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<UnknownReason, Integer>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String cause(GroupStatus status, GroupPart worst, String unknown) {
        return switch (status.worst()) {
            case OK -> null;
            case UNKNOWN ->
                    unknown.isEmpty()
                            ? "the group has neither commits nor assigned partitions"
                            : "the status of no partition is known: " + unknown;
            default -> GroupWords.trouble(worst);
        };
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (!Double.isNaN(value)) {
            metrics.put(PREFIX + name, value);
        }
    }

    private static void putText(Map<String, String> attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
