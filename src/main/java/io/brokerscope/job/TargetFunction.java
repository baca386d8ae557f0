package io.brokerscope.job;

import io.brokerscope.health.HealthScore;
import io.brokerscope.job.target.TargetState;
import io.brokerscope.job.target.TargetTracker;
import io.brokerscope.model.Contribution;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.settings.OutputSettings;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link TargetTracker} per target. */
final class TargetFunction extends KeyedProcessFunction<String, ScrapeOutcome, OutputRecord> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(TargetFunction.class);

    static final OutputTag<Contribution> TOPICS = new OutputTag<>("topics") {};
    static final OutputTag<Contribution> CLUSTERS = new OutputTag<>("clusters") {};

    private final String account;
    private final OutputSettings.Ledger ledger;
    private final int topicShards;

    private transient TargetTracker tracker;
    private transient ValueState<TargetState> state;
    private transient Counter refused;

    TargetFunction(String account, OutputSettings.Ledger ledger, int topicShards) {
        this.account = account;
        this.ledger = ledger;
        this.topicShards = topicShards;
    }

    @Override
    public void open(OpenContext context) {
        tracker = new TargetTracker(account, ledger, topicShards, new HealthScore());
        state = getRuntimeContext().getState(StateDescriptors.target());
        refused = getRuntimeContext().getMetricGroup().counter("outcomesRefused");
    }

    @Override
    public void processElement(ScrapeOutcome outcome, Context context, Collector<OutputRecord> out)
            throws Exception {
        TargetTracker.Step step =
                tracker.accept(
                        state.value(),
                        outcome,
                        context.timerService().currentProcessingTime(),
                        new EncodedOutputs(out),
                        contribution ->
                                context.output(
                                        contribution.shard() == Contribution.CLUSTER_SHARD
                                                ? CLUSTERS
                                                : TOPICS,
                                        contribution));
        if (step.refused()) {
            refused.inc();
            LOG.warn(
                    "Refused a second outcome of {} incarnation {}: {} for {} to {}",
                    outcome.target(),
                    outcome.incarnation(),
                    outcome.kind(),
                    outcome.dueAt(),
                    outcome.untilDueAt());
        }
        if (step.state() == null) {
            state.clear();
        } else {
            state.update(step.state());
        }
    }
}
