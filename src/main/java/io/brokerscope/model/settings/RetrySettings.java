package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * Retries within the budget of one tick.
 *
 * @param attempts attempts at most, the first included; at least 1
 * @param backoffMs pause before the second attempt
 * @param multiplier growth of the pause from one attempt to the next; at least 1
 * @param jitter share by which a pause varies at random, 0 to 1: a pause of 200 ms with 0.5 lies
 *     between 100 and 300 ms
 */
public record RetrySettings(int attempts, long backoffMs, double multiplier, double jitter)
        implements Serializable {}
