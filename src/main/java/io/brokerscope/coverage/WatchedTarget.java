package io.brokerscope.coverage;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One target of a cluster, as coverage knows it. Keyed state.
 *
 * @param endpoints URLs it can be read at, in order of trust; never empty
 * @param incarnation see {@link io.brokerscope.model.ScrapeRequest#incarnation}
 * @param firstDue its first tick
 * @param lastDue its last tick; {@link Long#MAX_VALUE} while it stays
 * @param intervalMs from tick to tick
 * @param recent its newest ticks, the newest first, {@value #RECENT} at most: while a window waits
 *     for its last outcomes those of the next ones come
 * @param lastFailure why its last read failed; null where it did not
 * @param observedAt when its last answer was taken, epoch milliseconds; -1 before the first
 * @param history how its ticks went
 * @param written what was last written of it; null before the first
 * @param metrics which metrics it tells; null before the first whole answer
 */
public record WatchedTarget(
        List<String> endpoints,
        long incarnation,
        long firstDue,
        long lastDue,
        long intervalMs,
        List<Tick> recent,
        FailureReason lastFailure,
        long observedAt,
        ReadHistory history,
        Written written,
        MetricMemory metrics) {

    static final int RECENT = 8;

    /**
     * What became of a tick.
     *
     * @param from the tick; of several that were missed the first one
     * @param dueAt the tick; of several that were missed the last one
     * @param kind what became of it
     * @param reason why it failed; null where it did not
     * @param detail a sentence for a person; empty where there is none
     * @param source which of the endpoints answered; 0 where none did
     */
    public record Tick(
            long from,
            long dueAt,
            OutcomeKind kind,
            FailureReason reason,
            String detail,
            int source) {

        boolean observed() {
            return kind == OutcomeKind.OBSERVED;
        }
    }

    /**
     * What was last written of a target, by which is seen whether it is to be written again.
     *
     * @param at when, epoch milliseconds
     * @param as what of it changes seldom
     */
    public record Written(long at, String as) {}

    /** A target that was added. */
    static WatchedTarget begin(TargetSpec spec, long incarnation, long firstDue) {
        return new WatchedTarget(
                endpoints(spec),
                incarnation,
                firstDue,
                Long.MAX_VALUE,
                spec.cluster().scrape().intervalMs(),
                List.of(),
                null,
                -1,
                ReadHistory.begin(),
                null,
                null);
    }

    private static List<String> endpoints(TargetSpec spec) {
        return spec.sources().stream().map(TargetSpec::endpoint).toList();
    }

    /** The same target in a new incarnation. */
    WatchedTarget renewed(TargetSpec spec, long newIncarnation, long newFirstDue) {
        return new WatchedTarget(
                endpoints(spec),
                newIncarnation,
                stays() ? Math.min(firstDue, newFirstDue) : newFirstDue,
                Long.MAX_VALUE,
                spec.cluster().scrape().intervalMs(),
                recent,
                lastFailure,
                observedAt,
                history,
                written,
                null);
    }

    WatchedTarget retired(long due) {
        return new WatchedTarget(
                endpoints,
                incarnation,
                firstDue,
                due,
                intervalMs,
                recent,
                lastFailure,
                observedAt,
                history,
                written,
                metrics);
    }

    /**
     * With one more outcome. Outcomes may come out of order: the newest ticks count.
     *
     * @param count ticks it stands for
     */
    WatchedTarget with(Sighting sighting, long count, long now) {
        var outcome = sighting.outcome();
        Tick tick =
                new Tick(
                        outcome.dueAt(),
                        outcome.untilDueAt(),
                        outcome.kind(),
                        outcome.reason(),
                        outcome.detail(),
                        outcome.source());
        List<Tick> ticks = new ArrayList<>(recent);
        ticks.add(tick);
        ticks.sort(Comparator.comparingLong(Tick::dueAt).reversed());
        return new WatchedTarget(
                endpoints,
                incarnation,
                firstDue,
                lastDue,
                intervalMs,
                ticks.size() > RECENT ? List.copyOf(ticks.subList(0, RECENT)) : ticks,
                switch (tick.kind()) {
                    case OBSERVED -> null;
                    case FAILED -> tick.reason();
                    default -> lastFailure;
                },
                tick.observed() ? Math.max(observedAt, outcome.stats().observedAt()) : observedAt,
                history.with(sighting, count, now),
                written,
                sighting.metrics() == null
                        ? metrics
                        : MetricMemory.after(
                                metrics,
                                sighting.dialect(),
                                sighting.metrics(),
                                outcome.stats().observedAt()));
    }

    WatchedTarget written(Written newest) {
        return new WatchedTarget(
                endpoints,
                incarnation,
                firstDue,
                lastDue,
                intervalMs,
                recent,
                lastFailure,
                observedAt,
                history,
                newest,
                metrics);
    }

    /** Whether it is made up. */
    boolean simulated() {
        return endpoints.get(0).startsWith(TargetSpec.SIMULATION);
    }

    boolean stays() {
        return lastDue == Long.MAX_VALUE;
    }

    /** Whether it has a tick in a window. */
    boolean expectedIn(long start, long length) {
        return firstDue < start + length && lastDue >= start && lastDue >= firstDue;
    }

    /** Its newest tick within a window; null where it has none. */
    Tick within(long start, long length) {
        for (Tick tick : recent) {
            if (tick.dueAt() >= start && tick.from() < start + length) {
                return tick;
            }
        }
        return null;
    }

    /** Its newest tick; null before the first. */
    Tick newest() {
        return recent.isEmpty() ? null : recent.get(0);
    }
}
