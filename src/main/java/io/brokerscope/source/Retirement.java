package io.brokerscope.source;

import io.brokerscope.model.TargetSpec;

/**
 * An incarnation that has ended and whose end is still to be told.
 *
 * @param spec the specification it was read by
 * @param incarnation which one
 * @param lastDue its last due tick that has an outcome, or the tick before its first one where no
 *     tick ever came
 */
public record Retirement(TargetSpec spec, long incarnation, long lastDue) {}
