package io.brokerscope.audit;

import io.brokerscope.model.OutcomeKind;
import java.util.List;
import java.util.Map;

/**
 * What an audit came to.
 *
 * @param targets the targets, by cluster and name
 * @param incarnations number of incarnations
 * @param ticks the first law, over all targets
 * @param counters the second law, over all targets
 * @param outcomes ticks by kind of outcome, doubled ones included
 * @param gaps losses of output that the ledger declares
 * @param gapTicks ticks that were lost with them
 * @param unreadable records that are no line of the ledger
 * @param beyondBounds lines that were not followed, because there are more incarnations or gaps
 *     than the audit keeps
 * @param offences the first of what does not balance, ticks before counters, by target and time
 */
public record Balance(
        List<Target> targets,
        int incarnations,
        Ticks ticks,
        Counters counters,
        Map<OutcomeKind, Long> outcomes,
        int gaps,
        long gapTicks,
        long unreadable,
        long beyondBounds,
        List<Offence> offences) {

    /** What the audit proves. */
    public enum Verdict {
        /** Both laws hold. */
        BALANCED,
        /** Both laws hold but for output whose loss the ledger declares. */
        DECLARED,
        /** A law is broken, or the ledger is more than the audit can follow. */
        UNBALANCED
    }

    /** What the audit proves. */
    public Verdict verdict() {
        if (ticks.broken() || counters.broken() || unreadable > 0 || beyondBounds > 0) {
            return Verdict.UNBALANCED;
        }
        return gaps > 0 ? Verdict.DECLARED : Verdict.BALANCED;
    }

    /** Whether both laws hold, with nothing excused. */
    public boolean balanced() {
        return verdict() == Verdict.BALANCED;
    }

    /**
     * One target.
     *
     * @param cluster cluster name
     * @param target node id
     * @param incarnations number of incarnations
     * @param ticks its first law
     * @param counters its second law
     * @param outcomes its ticks by kind of outcome, doubled ones included
     */
    public record Target(
            String cluster,
            String target,
            int incarnations,
            Ticks ticks,
            Counters counters,
            Map<OutcomeKind, Long> outcomes) {}

    /**
     * The first law: every tick has exactly one outcome.
     *
     * @param expected ticks on the grid from {@code ADDED} to {@code RETIRED}, or to the last
     *     outcome where the incarnation goes on
     * @param present how many of them have an outcome
     * @param missing how many have none, and no gap declares them
     * @param declared how many have none, because a gap declares them
     * @param inFlight ticks whose read still runs, or ran when the job was stopped: neither
     *     expected nor missing. At most one per incarnation, and only where every later tick was
     *     skipped because of it
     * @param doubled outcomes beyond the first of a tick, and repeated ADDED and RETIRED
     * @param astray outcomes off the grid, before {@code ADDED} or after {@code RETIRED}
     * @param unannounced incarnations without {@code ADDED} although the ledger is whole
     * @param begunBefore incarnations without {@code ADDED} that may have begun before what was
     *     read, or whose {@code ADDED} may be lost in a declared gap: they are taken to begin with
     *     their first outcome
     * @param miscounted lines whose number of ticks or interval is not that of their range
     */
    public record Ticks(
            long expected,
            long present,
            long missing,
            long declared,
            long inFlight,
            long doubled,
            long astray,
            long unannounced,
            long begunBefore,
            long miscounted) {

        static final Ticks NONE = new Ticks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** Whether the law does not hold. */
        public boolean broken() {
            return missing + doubled + astray + unannounced + miscounted > 0;
        }

        Ticks plus(Ticks other) {
            return new Ticks(
                    expected + other.expected,
                    present + other.present,
                    missing + other.missing,
                    declared + other.declared,
                    inFlight + other.inFlight,
                    doubled + other.doubled,
                    astray + other.astray,
                    unannounced + other.unannounced,
                    begunBefore + other.begunBefore,
                    miscounted + other.miscounted);
        }
    }

    /**
     * The second law: increments sum to the difference of the raw values.
     *
     * @param series the most counters of a target known at the same time, added up over targets
     * @param steps increments held against the raw values on both sides, or against zero where a
     *     counter appeared or was reset
     * @param baselines first values, before which nothing is known and no increment is told
     * @param appeared counters that appeared
     * @param vanished counters that vanished
     * @param resets resets of single counters
     * @param unverifiable increments that nothing could be held against, because the value before
     *     was not told: at the begin of what was read, after a line without counters, where lines
     *     came too late, and beyond the bounds
     * @param untold observations whose line carries no counters
     * @param late observations that came after their place in the order was given up
     * @param declared discontinuities across a tick that is missing in a declared gap
     * @param discontinuities increments that do not fit the raw values
     */
    public record Counters(
            long series,
            long steps,
            long baselines,
            long appeared,
            long vanished,
            long resets,
            long unverifiable,
            long untold,
            long late,
            long declared,
            long discontinuities) {

        static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** Whether the law does not hold. */
        public boolean broken() {
            return discontinuities > 0;
        }

        Counters plus(Counters other) {
            return new Counters(
                    series + other.series,
                    steps + other.steps,
                    baselines + other.baselines,
                    appeared + other.appeared,
                    vanished + other.vanished,
                    resets + other.resets,
                    unverifiable + other.unverifiable,
                    untold + other.untold,
                    late + other.late,
                    declared + other.declared,
                    discontinuities + other.discontinuities);
        }
    }
}
