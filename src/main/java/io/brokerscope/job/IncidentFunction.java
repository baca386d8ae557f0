package io.brokerscope.job;

import io.brokerscope.incident.Background;
import io.brokerscope.incident.ClusterIncidents;
import io.brokerscope.incident.EntityFact;
import io.brokerscope.model.output.OutputRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Runs a {@link ClusterIncidents} per cluster. */
final class IncidentFunction
        extends KeyedCoProcessFunction<String, EntityFact, Background, OutputRecord> {

    private static final long serialVersionUID = 1L;

    /** Where operators that own entities tell of those that are not well, or well again. */
    static final OutputTag<EntityFact> HEALTH = new OutputTag<>("health") {};

    private transient ClusterIncidents incidents;
    private transient KeyedIncidentStore store;

    @Override
    public void open(OpenContext context) {
        store = new KeyedIncidentStore(getRuntimeContext());
    }

    @Override
    public void processElement1(EntityFact fact, Context context, Collector<OutputRecord> out) {
        TimerService timers = context.timerService();
        incidents(timers)
                .accept(
                        store,
                        fact,
                        timers.currentProcessingTime(),
                        timers::registerEventTimeTimer);
    }

    @Override
    public void processElement2(Background said, Context context, Collector<OutputRecord> out) {
        TimerService timers = context.timerService();
        incidents(timers)
                .accept(
                        store,
                        said,
                        timers.currentProcessingTime(),
                        timers::registerEventTimeTimer);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutputRecord> out) {
        TimerService timers = context.timerService();
        incidents(timers)
                .onTime(
                        store,
                        context.getCurrentKey(),
                        timestamp,
                        timers.currentProcessingTime(),
                        new EncodedOutputs(out),
                        timers::registerEventTimeTimer);
    }

    /** The clock can be read from the first call on. */
    private ClusterIncidents incidents(TimerService timers) {
        if (incidents == null) {
            incidents = new ClusterIncidents(timers.currentProcessingTime());
        }
        return incidents;
    }
}
