package io.brokerscope.incident;

import io.brokerscope.incident.Incident.Cause;
import io.brokerscope.incident.Incident.Kind;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Texts;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is told of the incidents of a cluster at one time. The events concern the cluster, so that
 * all of them keep their order whatever becomes of the cause.
 */
final class IncidentWords {

    /** Entities named in an event at most. */
    static final int MAX_NAMED = 20;

    private static final int ID_LENGTH = 12;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;

    private final String cluster;
    private final long now;

    IncidentWords(String cluster, long now) {
        this.cluster = cluster;
        this.now = now;
    }

    /** Names an incident that is opened now. */
    String id(Cause cause) {
        String what = cluster + "|" + now + "|" + cause.kind() + "|" + cause.guid();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(what.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    EventRecord opened(Incident incident, List<Trouble> members) {
        return event(
                Type.INCIDENT_OPENED,
                incident.severity(),
                incident,
                members,
                what(incident.cause()) + affected(incident, members),
                Map.of());
    }

    EventRecord updated(Incident incident, List<Trouble> members) {
        boolean well = members.stream().noneMatch(Trouble::bad);
        return event(
                Type.INCIDENT_UPDATED,
                well ? Severity.INFO : incident.severity(),
                incident,
                members,
                (well ? "all is well again; this was: " : "")
                        + what(incident.cause())
                        + affected(incident, members),
                Map.of());
    }

    /**
     * An incident is over.
     *
     * @param into the incident that it turned out to be a part of; null where it is just over
     */
    EventRecord closed(Incident incident, List<Trouble> members, Incident into) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("durationMs", Long.toString(now - incident.openedAt()));
        if (into != null) {
            attributes.put("partOf", into.id());
        }
        return event(
                Type.INCIDENT_CLOSED,
                Severity.INFO,
                incident,
                members,
                (into == null
                                ? "over after " + duration(now - incident.openedAt())
                                : "part of incident " + into.id())
                        + ": "
                        + what(incident.cause())
                        + affected(incident, members),
                attributes);
    }

    EventRecord maintenanceBegan(Maintenance window) {
        return maintenance(
                Type.MAINTENANCE_BEGAN,
                window,
                "maintenance of "
                        + cluster
                        + because(window)
                        + " until "
                        + Instant.ofEpochMilli(window.until())
                        + ": no incident is opened");
    }

    EventRecord maintenanceEnded(Maintenance window) {
        return maintenance(
                Type.MAINTENANCE_ENDED,
                window,
                "maintenance of "
                        + cluster
                        + because(window)
                        + " is over: what is wrong now is an incident");
    }

    EventRecord bounded(int troubles, int open) {
        return new EventRecord(
                1,
                Type.STATE_BOUNDED,
                Severity.WARNING,
                now,
                cluster,
                null,
                null,
                "%d entities of %s are in trouble and %d incidents open: more than %d topics and groups, or %d incidents, are not followed"
                        .formatted(
                                troubles,
                                cluster,
                                open,
                                IncidentTracker.MAX_TROUBLES,
                                IncidentTracker.MAX_OPEN),
                Map.of());
    }

    private static String because(Maintenance window) {
        return window.reason().isEmpty() ? "" : " (" + window.reason() + ")";
    }

    private EventRecord maintenance(Type type, Maintenance window, String message) {
        return new EventRecord(
                1,
                type,
                Severity.INFO,
                now,
                cluster,
                null,
                null,
                message,
                Map.of(
                        "from", Instant.ofEpochMilli(window.from()).toString(),
                        "until", Instant.ofEpochMilli(window.until()).toString(),
                        "reason", window.reason()));
    }

    private String what(Cause cause) {
        String where = cause.kind() == Kind.MONITORING ? " cannot be read" : " is not well";
        return named(cause.type(), cause.name())
                + (cause.type() == EntityType.MESSAGE_QUEUE_CLUSTER ? "" : " of " + cluster)
                + where
                + (cause.reason() == null ? "" : ": " + cause.reason());
    }

    private static String named(EntityType type, String name) {
        return noun(type) + " " + Texts.shown(name);
    }

    private static String noun(EntityType type) {
        return switch (type) {
            case MESSAGE_QUEUE_CLUSTER -> "cluster";
            case MESSAGE_QUEUE_BROKER -> "broker";
            case MESSAGE_QUEUE_TOPIC -> "topic";
            case MESSAGE_QUEUE_QUEUE -> "queue";
            case MESSAGE_QUEUE_CONSUMER_GROUP -> "consumer group";
        };
    }

    /** How many others an incident affects: {@code ; affects 2 brokers and 14 topics}. */
    private static String affected(Incident incident, List<Trouble> members) {
        Map<EntityType, Long> counts =
                members.stream()
                        .filter(member -> !member.guid().equals(incident.cause().guid()))
                        .collect(
                                Collectors.groupingBy(
                                        member -> member.fact().type(),
                                        TreeMap::new,
                                        Collectors.counting()));
        List<String> parts = new ArrayList<>();
        counts.forEach(
                (type, count) ->
                        parts.add(
                                type == EntityType.MESSAGE_QUEUE_CLUSTER
                                        ? "the cluster"
                                        : count + " " + noun(type) + (count == 1 ? "" : "s")));
        return parts.isEmpty() ? "" : "; affects " + String.join(", ", parts);
    }

    private EventRecord event(
            Type type,
            Severity severity,
            Incident incident,
            List<Trouble> members,
            String message,
            Map<String, String> more) {
        Cause cause = incident.cause();
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put("incident", incident.id());
        attributes.put("severity", incident.severity().name());
        attributes.put("cause", cause.kind().name());
        attributes.put("causeGuid", cause.guid());
        attributes.put("causeName", cause.name());
        attributes.put("openedAt", Long.toString(incident.openedAt()));
        attributes.put("affected", Integer.toString(members.size()));
        attributes.put(
                "affectedGuids",
                members.stream()
                        .sorted(
                                Comparator.comparing(
                                                (Trouble member) ->
                                                        !member.guid().equals(cause.guid()))
                                        .thenComparing(member -> Kind.of(member.fact().type()))
                                        .thenComparing(Trouble::since)
                                        .thenComparing(Trouble::guid))
                        .limit(MAX_NAMED)
                        .map(Trouble::guid)
                        .collect(Collectors.joining(",")));
        return new EventRecord(1, type, severity, now, cluster, null, null, message, attributes);
    }

    private static String duration(long ms) {
        return ms < MINUTE_MS
                ? ms / 1000 + " s"
                : ms < HOUR_MS
                        ? ms / MINUTE_MS + " min"
                        : ms / HOUR_MS + " h " + ms % HOUR_MS / MINUTE_MS + " min";
    }
}
