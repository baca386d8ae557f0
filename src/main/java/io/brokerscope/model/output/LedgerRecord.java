package io.brokerscope.model.output;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import java.util.List;

/**
 * One line of the ledger in {@code outcomes}: the outcome of a tick or range of ticks, or the begin
 * or end of an incarnation, or the loss of lines that were written. Fields that are null are left
 * out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param kind OBSERVED, FAILED, SKIPPED, REJECTED, MISSED, ADDED, RETIRED or OUTPUT_GAP
 * @param cluster cluster name; null for OUTPUT_GAP, which concerns targets of every cluster
 * @param target node id; null for OUTPUT_GAP
 * @param incarnation one stay from discovery to retirement; 0 for OUTPUT_GAP
 * @param dueAt the tick; ADDED: first due tick; RETIRED: last due tick; OUTPUT_GAP: the earliest
 *     tick of the lines that are lost; epoch milliseconds
 * @param untilDueAt MISSED: last tick of the range; OUTPUT_GAP: the latest tick of the lines that
 *     are lost; otherwise null
 * @param ticks number of ticks this record accounts for; 0 for ADDED and RETIRED; OUTPUT_GAP: ticks
 *     that the lost lines accounted for
 * @param intervalMs distance between two ticks; 0 for OUTPUT_GAP
 * @param reason why nothing was observed; null for OBSERVED
 * @param detail a sentence for a person; null where there is none
 * @param attempts attempts made; null where nothing was read
 * @param startedAt when the first attempt began; null where nothing was read
 * @param observedAt first byte of the answer; null unless OBSERVED
 * @param latencyMs from the first attempt's start to the last one's end; null where nothing was
 *     read
 * @param bytes body bytes; null where nothing was read
 * @param samples sample lines; null where nothing was read
 * @param unknown samples the catalog does not know; null where nothing was read
 * @param truncated series cut off by a limit; null where nothing was read
 * @param malformed lines that are no exposition; null where nothing was read
 * @param breaker state of the circuit after this tick; null where it had no part
 * @param dialect naming dialect; null unless OBSERVED
 * @param source URL that answered where it was a fallback; null otherwise
 * @param processStartAt when the broker's process says it started; null where it does not
 * @param counters the conserved counters; null unless OBSERVED, or where the ledger is off
 */
public record LedgerRecord(
        int schemaVersion,
        OutcomeKind kind,
        String cluster,
        String target,
        long incarnation,
        long dueAt,
        Long untilDueAt,
        long ticks,
        long intervalMs,
        FailureReason reason,
        String detail,
        Integer attempts,
        Long startedAt,
        Long observedAt,
        Double latencyMs,
        Long bytes,
        Integer samples,
        Integer unknown,
        Integer truncated,
        Integer malformed,
        BreakerState breaker,
        String dialect,
        String source,
        Long processStartAt,
        List<Counter> counters) {

    private static final String GAPS_KEY = "output-gap";

    /** Key of the record in its topic. */
    public String key() {
        return kind == OutcomeKind.OUTPUT_GAP ? GAPS_KEY : cluster + "/" + target;
    }

    /**
     * Says that lines were written in a transaction that never became readable.
     *
     * @param from the earliest tick they accounted for, epoch milliseconds
     * @param until the latest
     * @param ticks how many ticks they accounted for
     * @param detail a sentence for a person
     */
    public static LedgerRecord outputGap(long from, long until, long ticks, String detail) {
        return new LedgerRecord(
                1,
                OutcomeKind.OUTPUT_GAP,
                null,
                null,
                0,
                from,
                until,
                ticks,
                0,
                null,
                detail,
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

    /**
     * The same line with other counters and another detail.
     *
     * @param others the counters; null for none
     * @param otherDetail a sentence for a person; null where there is none
     */
    public LedgerRecord withCounters(List<Counter> others, String otherDetail) {
        return new LedgerRecord(
                schemaVersion,
                kind,
                cluster,
                target,
                incarnation,
                dueAt,
                untilDueAt,
                ticks,
                intervalMs,
                reason,
                otherDetail,
                attempts,
                startedAt,
                observedAt,
                latencyMs,
                bytes,
                samples,
                unknown,
                truncated,
                malformed,
                breaker,
                dialect,
                source,
                processStartAt,
                others);
    }

    /**
     * One conserved counter.
     *
     * @param metric canonical metric name
     * @param topic topic; null for a series of the broker
     * @param qualifier what tells several series of one metric apart; null where there is one
     * @param raw value as read; null where it vanished
     * @param increment growth since the previous read, or since zero after an appearance or a
     *     reset; null on the very first read and where it vanished
     * @param change APPEARED, VANISHED or RESET; null where it simply went on
     */
    public record Counter(
            String metric,
            String topic,
            String qualifier,
            Long raw,
            Long increment,
            Change change) {}

    /** What else than growth happened to a counter. */
    public enum Change {
        /** Not there at the read before: counts from zero. */
        APPEARED,
        /** There at the read before, gone now. */
        VANISHED,
        /** The process restarted or the value dropped: counts from zero. */
        RESET
    }
}
