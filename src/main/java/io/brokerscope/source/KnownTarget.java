package io.brokerscope.source;

import io.brokerscope.model.TargetSpec;

/**
 * A target that is to be read.
 *
 * @param spec how, as discovery said last
 * @param incarnation its current stay; another one with every change of the specification
 * @param absences successful discovery rounds in a row that did not find it
 */
public record KnownTarget(TargetSpec spec, long incarnation, int absences) {}
