package io.brokerscope.job;

import io.brokerscope.incident.Background;
import io.brokerscope.model.ScrapeOutcome;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Takes what incidents depend on out of outcomes: most of these say nothing of it. */
final class BackgroundFunction implements FlatMapFunction<ScrapeOutcome, Background> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(ScrapeOutcome outcome, Collector<Background> out) {
        Background background = Background.of(outcome);
        if (background != null) {
            out.collect(background);
        }
    }
}
