package io.brokerscope.job;

import io.brokerscope.entity.Contribution;
import io.brokerscope.health.HealthScore;
import io.brokerscope.job.target.TargetState;
import io.brokerscope.job.target.TargetTracker;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.scrape.simulation.SimulatedStopgap;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
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

    /** Outcomes of one target that wait for their incarnation; one or two are the rule. */
    private static final int MAX_EARLY = 64;

    /** How long they wait: a restore brings all that was in flight within seconds. */
    private static final long HOLD_EARLY_MS = 600_000;

    private final String account;
    private final OutputSettings.Ledger ledger;
    private final int topicShards;

    private transient TargetTracker tracker;
    private transient ValueState<TargetState> state;
    private transient ListState<ScrapeOutcome> early;
    private transient Counter refused;

    TargetFunction(String account, OutputSettings.Ledger ledger, int topicShards) {
        this.account = account;
        this.ledger = ledger;
        this.topicShards = topicShards;
    }

    @Override
    public void open(OpenContext context) {
        tracker =
                new TargetTracker(
                        account, ledger, topicShards, new HealthScore(), new SimulatedStopgap());
        state = getRuntimeContext().getState(StateDescriptors.target());
        early = getRuntimeContext().getListState(StateDescriptors.earlyOutcomes());
        refused = getRuntimeContext().getMetricGroup().counter("outcomesRefused");
    }

    @Override
    public void processElement(ScrapeOutcome outcome, Context context, Collector<OutputRecord> out)
            throws Exception {
        TargetTracker.Verdict verdict = take(outcome, context, out);
        if (verdict == TargetTracker.Verdict.EARLY) {
            hold(outcome, context);
        } else if (verdict == TargetTracker.Verdict.REPEATED) {
            refuse(outcome, "its tick has an outcome already");
        } else if (outcome.kind() == OutcomeKind.ADDED) {
            replay(outcome.incarnation(), context, out);
        }
    }

    /** Lets go of outcomes whose incarnation was never added. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutputRecord> out)
            throws Exception {
        for (ScrapeOutcome outcome : early.get()) {
            refuse(outcome, "its incarnation was never added");
        }
        early.clear();
    }

    private TargetTracker.Verdict take(
            ScrapeOutcome outcome, Context context, Collector<OutputRecord> out) throws Exception {
        TargetTracker.Step step =
                tracker.accept(
                        state.value(),
                        outcome,
                        context.timerService().currentProcessingTime(),
                        new EncodedOutputs(out, context::output),
                        contribution ->
                                context.output(
                                        contribution.shard() == Contribution.CLUSTER_SHARD
                                                ? CLUSTERS
                                                : TOPICS,
                                        contribution));
        if (step.state() == null) {
            state.clear();
        } else {
            state.update(step.state());
        }
        return step.verdict();
    }

    /**
     * A restore at another parallelism deals requests in flight and splits out independently, so
     * that an outcome may overtake the fact that its incarnation was added. It is kept until that
     * comes.
     */
    private void hold(ScrapeOutcome outcome, Context context) throws Exception {
        int held = 0;
        for (ScrapeOutcome ignored : early.get()) {
            held++;
        }
        if (held >= MAX_EARLY) {
            refuse(outcome, "too many outcomes wait for their incarnation to be added");
            return;
        }
        early.add(outcome);
        context.timerService()
                .registerEventTimeTimer(
                        context.timerService().currentProcessingTime() + HOLD_EARLY_MS);
    }

    private void replay(long incarnation, Context context, Collector<OutputRecord> out)
            throws Exception {
        List<ScrapeOutcome> held = new ArrayList<>();
        early.get().forEach(held::add);
        if (held.isEmpty()) {
            return;
        }
        early.clear();
        for (ScrapeOutcome outcome : held) {
            if (outcome.incarnation() == incarnation) {
                take(outcome, context, out);
            } else {
                early.add(outcome);
            }
        }
    }

    private void refuse(ScrapeOutcome outcome, String why) {
        refused.inc();
        LOG.warn(
                "Refused the outcome {} of {} incarnation {} for {} to {}: {}",
                outcome.kind(),
                outcome.target(),
                outcome.incarnation(),
                outcome.dueAt(),
                outcome.untilDueAt(),
                why);
    }
}
