package io.brokerscope.cli.check;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetSpec;

/**
 * One read of a target as the job does it, and what came of it.
 *
 * @param spec the target, with the settings it was read by
 * @param outcome what the job would see
 * @param firstFailure why an attempt failed after which another one was made; null where none was
 */
record TargetRead(TargetSpec spec, ScrapeOutcome outcome, FailureReason firstFailure) {

    /** Whom findings about it are about. */
    Subject subject() {
        return Subject.of(spec.target());
    }

    /** Whether it answered and was understood. */
    boolean observed() {
        return outcome.reason() == null && outcome.stats() != null;
    }
}
