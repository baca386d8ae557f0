package io.brokerscope.console.fleet;

import java.util.Map;

/**
 * One thing that went wrong, with everything that follows from it.
 *
 * @param id names it for good
 * @param cluster cluster name
 * @param guid the entity that it is about; null where it is none
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

    /** Whether it goes on. */
    public boolean isOpen() {
        return closedAt == null;
    }
}
