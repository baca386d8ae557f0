package io.brokerscope.job;

import io.brokerscope.coverage.CoverageTracker;
import io.brokerscope.coverage.Sighting;
import io.brokerscope.model.output.OutputRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Runs a {@link CoverageTracker} per cluster. */
final class CoverageFunction extends KeyedProcessFunction<String, Sighting, OutputRecord> {

    private static final long serialVersionUID = 1L;

    private transient CoverageTracker tracker;
    private transient KeyedCoverageStore store;

    @Override
    public void open(OpenContext context) {
        tracker = new CoverageTracker();
        store = new KeyedCoverageStore(getRuntimeContext());
    }

    @Override
    public void processElement(Sighting sighting, Context context, Collector<OutputRecord> out) {
        tracker.accept(
                store,
                sighting,
                context.timerService().currentProcessingTime(),
                new EncodedOutputs(out),
                context.timerService()::registerEventTimeTimer);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutputRecord> out) {
        tracker.onTime(
                store,
                timestamp,
                context.timerService().currentProcessingTime(),
                new EncodedOutputs(out),
                context.timerService()::registerEventTimeTimer);
    }
}
