package io.brokerscope.entity;

import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import java.util.Map;
import java.util.Optional;

/** Tells when the status of an entity changes. */
final class StatusChange {

    private StatusChange() {}

    /**
     * The event for a status that differs from the one last written; none for an entity's first
     * word.
     *
     * @param last what was written last; null where nothing was
     * @param next the record at hand
     * @param target node id where the entity is a broker; otherwise null
     */
    static Optional<EventRecord> event(EntityGate last, EntityRecord next, String target) {
        if (last == null || last.status() == next.status()) {
            return Optional.empty();
        }
        String why = next.reasons().isEmpty() ? "" : ": " + next.reasons().get(0);
        return Optional.of(
                new EventRecord(
                        1,
                        EventRecord.Type.STATUS_CHANGED,
                        severity(next.status()),
                        next.emittedAt(),
                        next.cluster(),
                        target,
                        next.guid(),
                        next.entityType().prefix()
                                + " "
                                + next.name()
                                + " is "
                                + next.status()
                                + ", was "
                                + last.status()
                                + why,
                        Map.of("from", last.status().name(), "to", next.status().name())));
    }

    private static EventRecord.Severity severity(Status status) {
        return switch (status) {
            case HEALTHY -> EventRecord.Severity.INFO;
            case DEGRADED, UNKNOWN -> EventRecord.Severity.WARNING;
            case UNHEALTHY -> EventRecord.Severity.CRITICAL;
        };
    }
}
