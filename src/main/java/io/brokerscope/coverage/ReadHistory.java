package io.brokerscope.coverage;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.output.CoverageRecord.BreakerChange;
import io.brokerscope.model.output.CoverageRecord.Latency;
import io.brokerscope.model.output.CoverageRecord.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the last {@value #TICKS} ticks of a target went. Keyed state; the arrays belong to the record
 * and are written in place, one place after the other and then from the beginning.
 *
 * @param kinds per tick the ordinal of its {@link OutcomeKind}
 * @param attempts per tick the attempts made, at most 127
 * @param latencyMs per tick how long its read took, in milliseconds; -1 where nothing was read
 * @param next where the next tick goes
 * @param ticks how many there are
 * @param answer what the last answer cost and held; null before the first
 * @param dialect naming dialect of the last answer; null before the first
 * @param breaker the circuit's state; null before the first tick
 * @param breakerChanges its last changes, the oldest first, {@value #BREAKER_CHANGES} at most
 */
public record ReadHistory(
        byte[] kinds,
        byte[] attempts,
        int[] latencyMs,
        int next,
        int ticks,
        ReadStats answer,
        String dialect,
        BreakerState breaker,
        List<BreakerChange> breakerChanges) {

    /** An hour at the usual interval. */
    static final int TICKS = 240;

    static final int BREAKER_CHANGES = 10;

    private static final int NOTHING_READ = -1;

    /** Nothing has happened. */
    static ReadHistory begin() {
        return new ReadHistory(
                new byte[TICKS],
                new byte[TICKS],
                new int[TICKS],
                0,
                0,
                null,
                null,
                null,
                List.of());
    }

    /**
     * With one more tick, or several that went alike.
     *
     * @param sighting the outcome of a tick or a range of them
     * @param count how many
     * @param now epoch milliseconds
     */
    ReadHistory with(Sighting sighting, long count, long now) {
        OutcomeKind kind = sighting.outcome().kind();
        ReadStats stats = sighting.outcome().stats();
        boolean read = stats != null && stats.attempts() > 0;
        int at = next;
        int added = (int) Math.min(count, TICKS);
        for (int i = 0; i < added; i++) {
            kinds[at] = (byte) kind.ordinal();
            attempts[at] = (byte) (read ? Math.min(stats.attempts(), Byte.MAX_VALUE) : 0);
            latencyMs[at] =
                    read
                            ? (int) Math.min(stats.latencyMicros() / 1000, Integer.MAX_VALUE)
                            : NOTHING_READ;
            at = (at + 1) % TICKS;
        }
        BreakerState state = sighting.outcome().breaker();
        boolean changed = state != null && breaker != null && state != breaker;
        boolean answered = kind == OutcomeKind.OBSERVED;
        return new ReadHistory(
                kinds,
                attempts,
                latencyMs,
                at,
                Math.min(TICKS, ticks + added),
                answered ? stats : answer,
                answered ? sighting.dialect() : dialect,
                state == null ? breaker : state,
                changed ? changes(new BreakerChange(now, state)) : breakerChanges);
    }

    private List<BreakerChange> changes(BreakerChange newest) {
        List<BreakerChange> changes = new ArrayList<>(breakerChanges);
        changes.add(newest);
        return changes.size() > BREAKER_CHANGES ? changes.subList(1, changes.size()) : changes;
    }

    /** What it comes to. */
    Statistics statistics() {
        int observed = 0;
        int made = 0;
        int[] taken = new int[ticks];
        int reads = 0;
        for (int i = 0; i < ticks; i++) {
            observed += kinds[i] == OutcomeKind.OBSERVED.ordinal() ? 1 : 0;
            made += attempts[i];
            if (latencyMs[i] != NOTHING_READ) {
                taken[reads++] = latencyMs[i];
            }
        }
        Arrays.sort(taken, 0, reads);
        return new Statistics(
                ticks,
                observed,
                ticks == 0 ? null : (double) observed / ticks,
                made,
                reads == 0
                        ? null
                        : new Latency(
                                rank(taken, reads, 0.5),
                                rank(taken, reads, 0.95),
                                rank(taken, reads, 0.99)),
                answer == null ? null : answer.bytes(),
                answer == null ? null : answer.samples(),
                answer == null ? null : answer.known(),
                answer == null ? null : answer.truncated(),
                dialect,
                breaker,
                breakerChanges);
    }

    /** The nearest rank: a value that was measured. */
    private static int rank(int[] sorted, int count, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
    }
}
