package io.brokerscope.source;

import io.brokerscope.model.ScrapeRequest.Kind;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.TickGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an incarnation has to tell next. Pure: from a split and the time to a record and the split
 * after it. Every tick from ADDED to RETIRED is told exactly once, whatever the clock does: the
 * next tick only ever moves forward along the grid, and what the clock has passed over becomes one
 * range of missed ticks.
 */
final class TargetTicks {

    /** The wake time of a split that has something to tell at any time. */
    static final long AT_ONCE = Long.MIN_VALUE;

    private TargetTicks() {}

    /**
     * One record and what is left of the split after it.
     *
     * @param kind READ, MISSED, ADDED or RETIRED
     * @param spec the specification the record carries
     * @param incarnation the incarnation the record is about
     * @param dueAt see {@link io.brokerscope.model.ScrapeRequest#dueAt}
     * @param untilDueAt see {@link io.brokerscope.model.ScrapeRequest#untilDueAt}
     * @param rest the split from here on; empty where this was its last record
     */
    record Step(
            Kind kind,
            TargetSpec spec,
            long incarnation,
            long dueAt,
            long untilDueAt,
            Optional<TargetSplit> rest) {}

    /** When the split has something to tell: epoch milliseconds or {@link #AT_ONCE}. */
    static long wakeAt(TargetSplit split) {
        return split.retiring() || !split.added() || !split.predecessors().isEmpty()
                ? AT_ONCE
                : split.nextDue();
    }

    /**
     * The next record.
     *
     * @param now epoch milliseconds, not before {@link #wakeAt}
     */
    static Step step(TargetSplit split, long now) {
        if (!split.added() && !split.retiring()) {
            return add(split, now);
        }
        if (!split.predecessors().isEmpty()) {
            return retirePredecessor(split);
        }
        if (split.retiring()) {
            return told(Kind.RETIRED, split, lastDue(split), lastDue(split), Optional.empty());
        }
        return tick(split, now);
    }

    /**
     * Ends the incarnation.
     *
     * @return the split with its end to tell; empty where nothing of it was ever told
     */
    static Optional<TargetSplit> retire(TargetSplit split) {
        if (!split.added() && split.predecessors().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TargetSplit(
                        split.spec(),
                        split.incarnation(),
                        split.nextDue(),
                        split.follows(),
                        split.added(),
                        true,
                        split.predecessors()));
    }

    /**
     * Ends the incarnation and begins another one of the same target in its place: the new one's
     * first tick is the first of its grid after the last tick of the old one, so that no time is
     * told twice and none is left out. An incarnation of which nothing was told goes without a
     * word.
     */
    static TargetSplit replace(TargetSplit split, TargetSpec spec, long incarnation) {
        List<Retirement> ended = new ArrayList<>(split.predecessors());
        long told = split.follows();
        if (split.added()) {
            ended.add(new Retirement(split.spec(), split.incarnation(), lastDue(split)));
            told = Math.max(told, lastDue(split));
        }
        long firstDue =
                told == TargetSplit.NOT_SCHEDULED
                        ? TargetSplit.NOT_SCHEDULED
                        : grid(spec).nextDue(told);
        return new TargetSplit(spec, incarnation, firstDue, told, false, false, ended);
    }

    private static Step add(TargetSplit split, long now) {
        long firstDue =
                split.nextDue() == TargetSplit.NOT_SCHEDULED
                        ? grid(split.spec()).currentDue(now)
                        : split.nextDue();
        return told(
                Kind.ADDED, split, firstDue, firstDue, Optional.of(progressed(split, firstDue)));
    }

    private static Step retirePredecessor(TargetSplit split) {
        List<Retirement> ended = split.predecessors();
        Retirement first = ended.get(0);
        List<Retirement> left = ended.subList(1, ended.size());
        boolean over = split.retiring() && !split.added() && left.isEmpty();
        return new Step(
                Kind.RETIRED,
                first.spec(),
                first.incarnation(),
                first.lastDue(),
                first.lastDue(),
                over
                        ? Optional.empty()
                        : Optional.of(
                                new TargetSplit(
                                        split.spec(),
                                        split.incarnation(),
                                        split.nextDue(),
                                        split.follows(),
                                        split.added(),
                                        split.retiring(),
                                        left)));
    }

    private static Step tick(TargetSplit split, long now) {
        // The grid it was begun on, also where a release would begin it on another one today.
        TickGrid grid = TickGrid.through(split.nextDue(), intervalMs(split.spec()));
        long current = grid.currentDue(now);
        if (current < split.nextDue()) {
            throw new IllegalArgumentException(
                    split.splitId() + " has nothing to tell before " + split.nextDue());
        }
        if (current > split.nextDue()) {
            long lastMissed = current - grid.intervalMs();
            return told(
                    Kind.MISSED,
                    split,
                    split.nextDue(),
                    lastMissed,
                    Optional.of(progressed(split, current)));
        }
        return told(
                Kind.READ,
                split,
                current,
                current,
                Optional.of(progressed(split, current + grid.intervalMs())));
    }

    private static TargetSplit progressed(TargetSplit split, long nextDue) {
        return new TargetSplit(
                split.spec(),
                split.incarnation(),
                nextDue,
                split.follows(),
                true,
                split.retiring(),
                split.predecessors());
    }

    private static Step told(
            Kind kind, TargetSplit split, long dueAt, long untilDueAt, Optional<TargetSplit> rest) {
        return new Step(kind, split.spec(), split.incarnation(), dueAt, untilDueAt, rest);
    }

    private static long lastDue(TargetSplit split) {
        return split.nextDue() - intervalMs(split.spec());
    }

    private static TickGrid grid(TargetSpec spec) {
        return TickGrid.of(spec.target(), intervalMs(spec));
    }

    private static long intervalMs(TargetSpec spec) {
        return spec.cluster().scrape().intervalMs();
    }
}
