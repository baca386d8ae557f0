package io.brokerscope.job.target;

import io.brokerscope.counter.CounterState;
import io.brokerscope.entity.EntityGate;
import io.brokerscope.gap.Gap;
import io.brokerscope.gap.TickBook;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.TargetSpec;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of one target: keyed state. It begins with the first ADDED and goes when the
 * last incarnation closes.
 *
 * @param spec the target as its newest incarnation was added
 * @param book ticks of the newest incarnation
 * @param closing books of earlier incarnations that still wait for outcomes
 * @param counters counters at the last observation; null before the first
 * @param gap ticks without an observation since then
 * @param metrics golden metrics of the last observation
 * @param observedAt when they were taken, epoch milliseconds; -1 before the first
 * @param observedDue the latest tick that was observed; {@link Long#MIN_VALUE} before the first
 * @param breaker state of the circuit after the last tick; null before the first
 * @param dialect dialect of the last observation; null before the first
 * @param truncated whether the last observation was cut off by a limit
 * @param gate what was last written to the entities topic; null before the first, and of a cluster
 * @param missing what a cluster did not tell at the last observation; null where that was nothing
 * @param source which of the target's sources answered at the last observation, see {@link
 *     TargetSpec#sources}
 */
public record TargetState(
        TargetSpec spec,
        TickBook book,
        List<TickBook> closing,
        CounterState counters,
        Gap gap,
        Map<String, Double> metrics,
        long observedAt,
        long observedDue,
        BreakerState breaker,
        String dialect,
        boolean truncated,
        EntityGate gate,
        String missing,
        int source) {

    static TargetState begin(TargetSpec spec, TickBook book) {
        return new TargetState(
                spec,
                book,
                List.of(),
                null,
                Gap.NONE,
                Map.of(),
                -1,
                Long.MIN_VALUE,
                null,
                null,
                false,
                null,
                null,
                0);
    }

    TargetState withBooks(TargetSpec newSpec, TickBook newBook, List<TickBook> stillClosing) {
        return new TargetState(
                newSpec,
                newBook,
                stillClosing,
                counters,
                gap,
                metrics,
                observedAt,
                observedDue,
                breaker,
                dialect,
                truncated,
                gate,
                missing,
                source);
    }

    TargetState withGap(Gap newGap) {
        return new TargetState(
                spec,
                book,
                closing,
                counters,
                newGap,
                metrics,
                observedAt,
                observedDue,
                breaker,
                dialect,
                truncated,
                gate,
                missing,
                source);
    }

    TargetState withBreaker(BreakerState newBreaker) {
        return new TargetState(
                spec,
                book,
                closing,
                counters,
                gap,
                metrics,
                observedAt,
                observedDue,
                newBreaker,
                dialect,
                truncated,
                gate,
                missing,
                source);
    }

    TargetState withGate(EntityGate newGate) {
        return new TargetState(
                spec,
                book,
                closing,
                counters,
                gap,
                metrics,
                observedAt,
                observedDue,
                breaker,
                dialect,
                truncated,
                newGate,
                missing,
                source);
    }

    TargetState withMissing(String nowMissing) {
        return new TargetState(
                spec,
                book,
                closing,
                counters,
                gap,
                metrics,
                observedAt,
                observedDue,
                breaker,
                dialect,
                truncated,
                gate,
                nowMissing,
                source);
    }

    TargetState observed(
            CounterState newCounters,
            Gap newGap,
            Map<String, Double> newMetrics,
            long at,
            long dueAt,
            String newDialect,
            boolean cut,
            int newSource) {
        return new TargetState(
                spec,
                book,
                closing,
                newCounters,
                newGap,
                newMetrics,
                at,
                Math.max(observedDue, dueAt),
                breaker,
                newDialect,
                cut,
                gate,
                missing,
                newSource);
    }
}
