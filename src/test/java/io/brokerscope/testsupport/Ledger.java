package io.brokerscope.testsupport;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;

/** Ledger records for tests: cluster {@code demo}, interval 2 s. */
public final class Ledger {

    public static final long INTERVAL = 2_000;

    private Ledger() {}

    public static LedgerRecord added(String target, long incarnation, long firstDue) {
        return record(OutcomeKind.ADDED, target, incarnation, firstDue, null, 0);
    }

    /** An incarnation of any cluster and interval. */
    public static LedgerRecord added(
            String cluster, String target, long incarnation, long firstDue, long intervalMs) {
        return record(
                OutcomeKind.ADDED, cluster, target, incarnation, firstDue, null, 0, intervalMs);
    }

    public static LedgerRecord retired(String target, long incarnation, long lastDue) {
        return record(OutcomeKind.RETIRED, target, incarnation, lastDue, null, 0);
    }

    public static LedgerRecord tick(OutcomeKind kind, String target, long incarnation, long dueAt) {
        return record(kind, target, incarnation, dueAt, null, 1);
    }

    public static LedgerRecord missed(String target, long incarnation, long from, long until) {
        return record(
                OutcomeKind.MISSED,
                target,
                incarnation,
                from,
                until,
                (until - from) / INTERVAL + 1);
    }

    public static LedgerRecord record(
            OutcomeKind kind, String target, long incarnation, long dueAt, Long until, long ticks) {
        return record(kind, "demo", target, incarnation, dueAt, until, ticks, INTERVAL);
    }

    private static LedgerRecord record(
            OutcomeKind kind,
            String cluster,
            String target,
            long incarnation,
            long dueAt,
            Long until,
            long ticks,
            long intervalMs) {
        return new LedgerRecord(
                1,
                kind,
                cluster,
                target,
                incarnation,
                dueAt,
                until,
                ticks,
                intervalMs,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
