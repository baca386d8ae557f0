package io.brokerscope.job.group;

import io.brokerscope.lag.LagStatus;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is told of a group in sentences. */
final class GroupWords {

    /** Topics or partitions named in a sentence at most. */
    private static final int MAX_NAMED = 10;

    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;

    private GroupWords() {}

    /** What is wrong with a group in a partition, which has a status below OK. */
    static String trouble(GroupPart part) {
        long lag = part.status().lag();
        String behind = String.format(Locale.ROOT, "%,d offset%s behind", lag, lag == 1 ? "" : "s");
        String what =
                switch (part.status().status()) {
                    case STOP, STALL ->
                            behind + ", no commit for " + duration(part.status().silentMs());
                    case REWIND -> behind + ", its committed offset went back";
                    default -> behind + ", and its lag does not fall";
                };
        return "partition " + part.name() + " is " + part.status().status() + ": " + what;
    }

    static EventRecord appeared(EntityId group, long now) {
        return event(Type.GROUP_APPEARED, Severity.INFO, group, now, "appeared", Map.of());
    }

    static EventRecord disappeared(EntityId group, String why, long now) {
        return event(Type.GROUP_DISAPPEARED, Severity.INFO, group, now, why, Map.of());
    }

    static EventRecord topicsLeft(EntityId group, List<String> topics, long now) {
        return event(
                Type.GROUP_TOPIC_LEFT,
                Severity.INFO,
                group,
                now,
                "reads no more: topic " + some(topics),
                Map.of(
                        "topics", some(topics),
                        "count", Integer.toString(topics.size())));
    }

    static EventRecord rewound(EntityId group, List<GroupReading.Rewind> rewinds, long now) {
        GroupReading.Rewind first = rewinds.get(0);
        List<String> partitions = rewinds.stream().map(GroupReading.Rewind::partition).toList();
        return event(
                Type.OFFSETS_REWOUND,
                Severity.WARNING,
                group,
                now,
                "committed offsets went back, in "
                        + first.partition()
                        + " from "
                        + first.from()
                        + " to "
                        + first.to()
                        + (rewinds.size() == 1
                                ? ""
                                : " and in " + (rewinds.size() - 1) + " more partitions"),
                Map.of(
                        "partitions", some(partitions),
                        "count", Integer.toString(rewinds.size())));
    }

    /**
     * A group has another status.
     *
     * @param worst the partition it has it for
     */
    static EventRecord statusChanged(
            EntityId group, LagStatus from, GroupFacts facts, GroupPart worst, long now) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("from", from.name());
        attributes.put("to", facts.status().name());
        if (facts.status() != LagStatus.OK) {
            attributes.put("topic", worst.topic());
            attributes.put("partition", Integer.toString(worst.number()));
            attributes.put("partitionStatus", worst.status().status().name());
        }
        return event(
                Type.LAG_STATUS_CHANGED,
                switch (facts.status()) {
                    case WARN -> Severity.WARNING;
                    case ERR -> Severity.CRITICAL;
                    default -> Severity.INFO;
                },
                group,
                now,
                "is "
                        + facts.status()
                        + ", was "
                        + from
                        + (facts.cause() == null ? "" : ": " + facts.cause()),
                attributes);
    }

    /** A bound was reached. */
    static EventRecord bounded(String cluster, int forgotten, int most, long now) {
        return new EventRecord(
                1,
                Type.STATE_BOUNDED,
                Severity.WARNING,
                now,
                cluster,
                null,
                null,
                "more than "
                        + most
                        + " consumer groups of "
                        + cluster
                        + " are remembered: forgot "
                        + forgotten
                        + " that were not read for the longest time",
                Map.of());
    }

    static String duration(long ms) {
        if (ms < 2 * MINUTE_MS) {
            return ms / 1000 + " s";
        }
        if (ms < 2 * HOUR_MS) {
            return ms / MINUTE_MS + " min";
        }
        return ms < 2 * DAY_MS ? ms / HOUR_MS + " h" : ms / DAY_MS + " d";
    }

    private static String some(List<String> names) {
        String named = String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())));
        return names.size() <= MAX_NAMED
                ? named
                : named + " and " + (names.size() - MAX_NAMED) + " more";
    }

    private static EventRecord event(
            Type type,
            Severity severity,
            EntityId group,
            long at,
            String what,
            Map<String, String> attributes) {
        return new EventRecord(
                1,
                type,
                severity,
                at,
                group.cluster(),
                null,
                group.guid(),
                "consumer group " + group.name() + " of " + group.cluster() + " " + what,
                attributes);
    }
}
