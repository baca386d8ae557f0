package io.brokerscope.console.fleet;

import io.brokerscope.model.output.EventRecord;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that went wrong, with everything that follows from it.
 *
 * @param id names it for good
 * @param cluster cluster name
 * @param guid the entity that it comes from, as far as that is known; null where it is none
 * @param severity how much it matters
 * @param message a sentence for a person
 * @param openedAt when it began, epoch milliseconds
 * @param updatedAt when it was told of last, epoch milliseconds
 * @param closedAt when it was over, epoch milliseconds; null while it is not
 * @param attributes facts by name; never null
 */
public record Incident(
        String id,
        String cluster,
        String guid,
        String severity,
        String message,
        long openedAt,
        long updatedAt,
        Long closedAt,
        Map<String, String> attributes) {

    /** What an event says of an incident; empty where it says nothing of one. */
    static Optional<Incident> toldBy(EventRecord event) {
        Map<String, String> facts = event.attributes();
        return switch (event.type()) {
            case INCIDENT_OPENED, INCIDENT_UPDATED, INCIDENT_CLOSED ->
                    Optional.of(
                            new Incident(
                                    facts.get("incident"),
                                    event.cluster(),
                                    facts.get("causeGuid"),
                                    facts.get("severity"),
                                    event.message(),
                                    Long.parseLong(facts.get("openedAt")),
                                    event.at(),
                                    event.type() == EventRecord.Type.INCIDENT_CLOSED
                                            ? event.at()
                                            : null,
                                    facts));
            default -> Optional.empty();
        };
    }

    /** Whether it goes on. */
    public boolean isOpen() {
        return closedAt == null;
    }
}
