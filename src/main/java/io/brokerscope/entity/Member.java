package io.brokerscope.entity;

/**
 * A target that a roll-up expects to hear from. Keyed state.
 *
 * @param incarnation its newest incarnation
 * @param firstDue first tick it is expected at
 * @param lastDue last tick it is expected at; {@link Long#MAX_VALUE} while it stays
 */
public record Member(long incarnation, long firstDue, long lastDue) {

    boolean stays() {
        return lastDue == Long.MAX_VALUE;
    }

    boolean expectedIn(long start, long intervalMs) {
        return firstDue < start + intervalMs && lastDue >= start;
    }
}
