package io.brokerscope.testsupport;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.LedgerRecord.Counter;
import java.util.List;

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
                OutcomeKind.ADDED,
                cluster,
                target,
                incarnation,
                firstDue,
                null,
                0,
                intervalMs,
                null,
                null);
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

    /** An observation of a process that started at 500. */
    public static LedgerRecord observed(
            String target, long incarnation, long dueAt, Counter... counters) {
        return observed(target, incarnation, dueAt, 500L, List.of(counters));
    }

    /** An observation; {@code processStartAt} and {@code counters} may be null. */
    public static LedgerRecord observed(
            String target,
            long incarnation,
            long dueAt,
            Long processStartAt,
            List<Counter> counters) {
        return record(
                OutcomeKind.OBSERVED,
                "demo",
                target,
                incarnation,
                dueAt,
                null,
                1,
                INTERVAL,
                processStartAt,
                counters);
    }

    /**
     * A counter of the topic {@code name}; {@code raw}, {@code increment}, {@code change} as told.
     */
    public static Counter counter(String name, Long raw, Long increment, Change change) {
        return new Counter("topic.bytes_in", name, null, raw, increment, change);
    }

    public static Counter baseline(String name, long raw) {
        return counter(name, raw, null, null);
    }

    public static Counter grown(String name, long raw, long increment) {
        return counter(name, raw, increment, null);
    }

    public static Counter appeared(String name, long raw) {
        return counter(name, raw, raw, Change.APPEARED);
    }

    public static Counter reset(String name, long raw) {
        return counter(name, raw, raw, Change.RESET);
    }

    public static Counter vanished(String name) {
        return counter(name, null, null, Change.VANISHED);
    }

    public static LedgerRecord record(
            OutcomeKind kind, String target, long incarnation, long dueAt, Long until, long ticks) {
        return record(kind, "demo", target, incarnation, dueAt, until, ticks, INTERVAL, null, null);
    }

    private static LedgerRecord record(
            OutcomeKind kind,
            String cluster,
            String target,
            long incarnation,
            long dueAt,
            Long until,
            long ticks,
            long intervalMs,
            Long processStartAt,
            List<Counter> counters) {
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
                processStartAt,
                counters);
    }
}
