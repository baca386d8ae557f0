package io.brokerscope.job;

import io.brokerscope.health.HealthScore;
import io.brokerscope.job.group.GroupTracker;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.scrape.simulation.SimulatedStopgap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Runs a {@link GroupTracker} per cluster. */
final class GroupFunction extends KeyedProcessFunction<String, ScrapeOutcome, OutputRecord> {

    private static final long serialVersionUID = 1L;

    private final String account;

    private transient GroupTracker tracker;
    private transient KeyedGroupStore store;

    GroupFunction(String account) {
        this.account = account;
    }

    @Override
    public void open(OpenContext context) {
        tracker = new GroupTracker(account, new HealthScore(), new SimulatedStopgap());
        store = new KeyedGroupStore(getRuntimeContext());
    }

    @Override
    public void processElement(
            ScrapeOutcome outcome, Context context, Collector<OutputRecord> out) {
        tracker.accept(
                store,
                outcome,
                context.timerService().currentProcessingTime(),
                new EncodedOutputs(out, context::output),
                context.timerService()::registerEventTimeTimer);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutputRecord> out) {
        tracker.onTime(store);
    }
}
