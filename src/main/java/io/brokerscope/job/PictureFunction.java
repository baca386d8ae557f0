package io.brokerscope.job;

import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.relationship.Picture;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Takes what clusters tell of relationships out of all that they tell. */
final class PictureFunction implements FlatMapFunction<ScrapeOutcome, Picture> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(ScrapeOutcome outcome, Collector<Picture> out) {
        Picture picture = Picture.of(outcome);
        if (picture != null) {
            out.collect(picture);
        }
    }
}
