package io.brokerscope.job;

import io.brokerscope.coverage.Sighting;
import io.brokerscope.model.ScrapeOutcome;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Takes the values out of outcomes of targets: what is left is all that coverage needs. */
final class SightingFunction implements FlatMapFunction<ScrapeOutcome, Sighting> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(ScrapeOutcome outcome, Collector<Sighting> out) {
        if (outcome.target() != null) {
            out.collect(Sighting.of(outcome));
        }
    }
}
