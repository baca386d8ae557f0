package io.brokerscope.job;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.OutputRecord;
import java.util.Map;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Turns what discovery has to tell into events. */
final class NoticeFunction implements FlatMapFunction<ScrapeOutcome, OutputRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(ScrapeOutcome outcome, Collector<OutputRecord> out) {
        DiscoveryNotice notice = outcome.notice();
        if (notice == null) {
            return;
        }
        new EncodedOutputs(out)
                .event(
                        new EventRecord(
                                1,
                                Type.valueOf(notice.type().name()),
                                severity(notice.type()),
                                notice.at(),
                                notice.cluster().isEmpty() ? null : notice.cluster(),
                                null,
                                null,
                                notice.message(),
                                Map.of()));
    }

    private static Severity severity(DiscoveryNotice.Type type) {
        return switch (type) {
            case DISCOVERY_FAILED, TARGET_REFUSED, CONFIG_INVALID -> Severity.WARNING;
            case DISCOVERY_RECOVERED, CLUSTER_ADDED, CLUSTER_CHANGED, CLUSTER_REMOVED ->
                    Severity.INFO;
        };
    }
}
