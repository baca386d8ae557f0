package io.brokerscope.console.fleet;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;

/**
 * How the ticks of a target went, the last one above all.
 *
 * @param dueAt the last tick, epoch milliseconds
 * @param kind what became of it
 * @param reason why nothing was observed; null for OBSERVED
 * @param attempts attempts made in it
 * @param breaker state of the circuit after it; null where it had no part
 * @param intervalMs distance between two ticks
 */
public record TargetWindow(
        long dueAt,
        OutcomeKind kind,
        FailureReason reason,
        int attempts,
        BreakerState breaker,
        long intervalMs) {

    /** Whether the target answers again, or may: its last read took more than one attempt. */
    public boolean recovering() {
        return breaker == BreakerState.HALF_OPEN || attempts > 1 && kind == OutcomeKind.OBSERVED;
    }
}
