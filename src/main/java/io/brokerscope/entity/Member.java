package io.brokerscope.entity;

/**
 * A target that a roll-up expects to hear from. Keyed state.
 *
 * @param incarnation its newest incarnation
 * @param firstDue first tick it is expected at
 * @param lastDue last tick it is expected at; {@link Long#MAX_VALUE} while it stays
 * @param intervalMs distance between two of its ticks
 */
public record Member(long incarnation, long firstDue, long lastDue, long intervalMs) {

    boolean stays() {
        return lastDue == Long.MAX_VALUE;
    }

    /** Whether it has a tick in the window; a member on another grid has its own windows. */
    boolean expectedIn(long start, long windowMs) {
        return intervalMs == windowMs && firstDue < start + windowMs && lastDue >= start;
    }
}
