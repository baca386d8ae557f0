package io.brokerscope.job.target;

import io.brokerscope.counter.CounterAdvance;
import io.brokerscope.entity.GoldenCounters;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.LedgerRecord.Counter;
import io.brokerscope.model.settings.OutputSettings;
import java.util.ArrayList;
import java.util.List;

/** Writes the lines of the ledger. */
final class Ledger {

    private final OutputSettings.Ledger detail;

    Ledger(OutputSettings.Ledger detail) {
        this.detail = detail;
    }

    /** The line of an outcome that observed nothing, or of a fact about an incarnation. */
    LedgerRecord line(ScrapeOutcome outcome, long ticks, long intervalMs) {
        return line(outcome, ticks, intervalMs, null, null);
    }

    /**
     * The line of an observation, with its counters.
     *
     * @param spec the target
     */
    LedgerRecord line(
            ScrapeOutcome outcome, TargetSpec spec, long intervalMs, CounterAdvance advance) {
        return line(
                outcome,
                1,
                intervalMs,
                outcome.source() == 0 ? null : spec.endpoint(outcome.source()),
                detail == OutputSettings.Ledger.OFF ? null : counters(advance));
    }

    private static LedgerRecord line(
            ScrapeOutcome outcome,
            long ticks,
            long intervalMs,
            String source,
            List<Counter> counters) {
        ReadStats stats = outcome.stats();
        boolean read = stats != null && stats.attempts() > 0;
        boolean observed = outcome.kind() == OutcomeKind.OBSERVED;
        return new LedgerRecord(
                1,
                outcome.kind(),
                outcome.target().cluster(),
                outcome.target().id(),
                outcome.incarnation(),
                outcome.dueAt(),
                outcome.kind() == OutcomeKind.MISSED ? outcome.untilDueAt() : null,
                ticks,
                intervalMs,
                outcome.reason(),
                outcome.detail().isEmpty() ? null : outcome.detail(),
                read ? stats.attempts() : null,
                read ? stats.startedAt() : null,
                observed ? stats.observedAt() : null,
                read ? stats.latencyMicros() / 1000.0 : null,
                read ? stats.bytes() : null,
                read ? stats.samples() : null,
                read ? stats.unknown() : null,
                read ? stats.truncated() : null,
                read ? stats.malformed() : null,
                outcome.breaker(),
                observed ? outcome.readings().dialect() : null,
                source,
                observed && outcome.readings().processStartAt() >= 0
                        ? outcome.readings().processStartAt()
                        : null,
                counters);
    }

    private List<Counter> counters(CounterAdvance advance) {
        List<Counter> counters = new ArrayList<>();
        for (int row = 0; row < advance.table().rows(); row++) {
            String metric = advance.table().metricOf(row);
            if (written(metric)) {
                long increment = advance.increments()[row];
                counters.add(
                        new Counter(
                                metric,
                                advance.table().topicOf(row),
                                advance.table().qualifierOf(row),
                                advance.raw()[row],
                                increment == CounterAdvance.NONE ? null : increment,
                                advance.changes()[row]));
            }
        }
        for (SeriesKey gone : advance.vanished()) {
            if (written(gone.metric())) {
                counters.add(
                        new Counter(
                                gone.metric(),
                                gone.topic(),
                                gone.qualifier(),
                                null,
                                null,
                                Change.VANISHED));
            }
        }
        return counters;
    }

    private boolean written(String metric) {
        return detail == OutputSettings.Ledger.ALL || GoldenCounters.contains(metric);
    }
}
