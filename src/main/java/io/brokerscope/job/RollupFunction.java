package io.brokerscope.job;

import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Rollup;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.health.HealthScore;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.scrape.simulation.SimulatedStopgap;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Runs one roll-up per key: the topics of a shard of a cluster, or the cluster itself. */
final class RollupFunction extends KeyedProcessFunction<String, Contribution, OutputRecord> {

    private static final long serialVersionUID = 1L;

    private final RollupColumns columns;
    private final String account;

    private transient Rollup rollup;
    private transient KeyedRollupStore store;
    private transient ClusterGauges gauges;

    RollupFunction(RollupColumns columns, String account) {
        this.columns = columns;
        this.account = account;
    }

    @Override
    public void open(OpenContext context) {
        rollup = new Rollup(columns, account, new HealthScore(), new SimulatedStopgap());
        store = new KeyedRollupStore(getRuntimeContext());
        gauges =
                columns == RollupColumns.CLUSTER
                        ? new ClusterGauges(getRuntimeContext().getMetricGroup())
                        : null;
    }

    @Override
    public void processElement(
            Contribution contribution, Context context, Collector<OutputRecord> out) {
        LongConsumer timer = context.timerService()::registerEventTimeTimer;
        long now = context.timerService().currentProcessingTime();
        rollup.accept(store, contribution, now, outputs(out, context), timer);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutputRecord> out) {
        long now = context.timerService().currentProcessingTime();
        rollup.onTime(store, timestamp, now, outputs(out, context));
    }

    private EncodedOutputs outputs(Collector<OutputRecord> out, Context context) {
        return gauges == null
                ? new EncodedOutputs(out, context::output)
                : gauges.watching(out, context::output);
    }
}
