package io.brokerscope.job;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.relationship.EntityFact;
import io.brokerscope.relationship.Picture;
import io.brokerscope.relationship.RelationshipTracker;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Runs a {@link RelationshipTracker} per cluster. */
final class RelationshipFunction
        extends KeyedCoProcessFunction<String, EntityFact, Picture, OutputRecord> {

    private static final long serialVersionUID = 1L;

    /** Where operators that own entities tell which exist. */
    static final OutputTag<EntityFact> ENTITIES = new OutputTag<>("entities") {};

    private final String account;

    private transient RelationshipTracker tracker;
    private transient KeyedRelationshipStore store;

    RelationshipFunction(String account) {
        this.account = account;
    }

    @Override
    public void open(OpenContext context) {
        tracker = new RelationshipTracker(account);
        store = new KeyedRelationshipStore(getRuntimeContext());
    }

    @Override
    public void processElement1(EntityFact fact, Context context, Collector<OutputRecord> out) {
        tracker.accept(
                store,
                fact,
                context.timerService().currentProcessingTime(),
                new EncodedOutputs(out),
                context.timerService()::registerEventTimeTimer);
    }

    @Override
    public void processElement2(Picture picture, Context context, Collector<OutputRecord> out) {
        tracker.accept(
                store,
                picture,
                context.timerService().currentProcessingTime(),
                new EncodedOutputs(out),
                context.timerService()::registerEventTimeTimer);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutputRecord> out) {
        tracker.onTime(
                store,
                context.getCurrentKey(),
                timestamp,
                context.timerService().currentProcessingTime(),
                new EncodedOutputs(out),
                context.timerService()::registerEventTimeTimer);
    }
}
