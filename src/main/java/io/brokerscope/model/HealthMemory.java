package io.brokerscope.model;

import java.util.Map;

/**
 * What must be remembered of an entity to judge it without flapping. Keyed state; its size is
 * bounded by the number of conditions.
 *
 * @param status the status it has; null where nothing is known of it
 * @param better the worst status it would have had since it began to be better than that; null
 *     while it is not
 * @param betterSince since when it is better, epoch milliseconds; -1 while it is not
 * @param since since when which condition holds, epoch milliseconds by the condition's key
 */
public record HealthMemory(
        Status status, Status better, long betterSince, Map<String, Long> since) {

    /** Nothing is known yet. */
    public static final HealthMemory NONE = new HealthMemory(null, null, -1, Map.of());
}
