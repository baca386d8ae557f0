package io.brokerscope.console.fleet;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the targets of the fleet were read over a sliding day, as the ledger tells it: counts by
 * minute and the last tick of each, no records. One thread writes, any thread reads.
 */
public final class Outcomes {

    private static final long MINUTE_MS = 60_000;
    private static final int DAY_MINUTES = 1_440;
    private static final int READS_MINUTES = 60;

    /** A tick that is due much later than now comes from a clock that is wrong. */
    private static final long MAX_AHEAD_MINUTES = 5;

    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private volatile long newestDueAt = -1;

    private static final class Target {
        private final MinuteCounts counts = new MinuteCounts(DAY_MINUTES);
        private final MinuteCounts reads = new MinuteCounts(READS_MINUTES);
        private volatile TargetWindow last;
    }

    /**
     * Takes a line of the ledger.
     *
     * @param now epoch milliseconds
     */
    void put(LedgerRecord line, long now) {
        if (line.kind() == OutcomeKind.RETIRED) {
            targets.remove(line.key());
        }
        if (!line.kind().isTick() || minute(line.dueAt()) > minute(now) + MAX_AHEAD_MINUTES) {
            return;
        }
        Target target = targets.computeIfAbsent(line.key(), key -> new Target());
        count(target, line, now);
        long until = line.untilDueAt() == null ? line.dueAt() : line.untilDueAt();
        if (target.last == null || until >= target.last.dueAt()) {
            target.last =
                    new TargetWindow(
                            until,
                            line.kind(),
                            line.reason(),
                            line.attempts() == null ? 0 : line.attempts(),
                            line.breaker(),
                            line.intervalMs());
        }
        newestDueAt = Math.max(newestDueAt, until);
    }

    private static void count(Target target, LedgerRecord line, long now) {
        boolean observed = line.kind() == OutcomeKind.OBSERVED;
        if (observed || line.kind() == OutcomeKind.FAILED) {
            target.reads.add(minute(line.dueAt()), line.ticks(), observed);
        }
        if (line.ticks() == 1 || line.intervalMs() <= 0) {
            target.counts.add(minute(line.dueAt()), line.ticks(), observed);
            return;
        }
        long dayAgo = now - DAY_MINUTES * MINUTE_MS;
        long skipped = Math.max(0, (dayAgo - line.dueAt()) / line.intervalMs());
        for (long i = skipped; i < line.ticks(); i++) {
            target.counts.add(minute(line.dueAt() + i * line.intervalMs()), 1, observed);
        }
    }

    /** The last ticks of the targets that there are. */
    public Collection<TargetWindow> last() {
        // One that has just come has none yet.
        return targets.values().stream()
                .map(target -> target.last)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Forgets targets of which nothing was told for a day: a job that began anew, without its
     * state, does not tell that they are gone.
     */
    public void forget(long now) {
        targets.values()
                .removeIf(
                        target ->
                                target.last != null
                                        && target.last.dueAt() < now - DAY_MINUTES * MINUTE_MS);
    }

    /** The last tick of a target, named {@code cluster/id}; null where it is not known. */
    public TargetWindow last(String key) {
        Target target = targets.get(key);
        return target == null ? null : target.last;
    }

    /** Names of the targets that there are, {@code cluster/id} each. */
    public Collection<String> targets() {
        return targets.keySet();
    }

    /** The last tick that anything is told of, epoch milliseconds; -1 where there is none. */
    public long newestDueAt() {
        return newestDueAt;
    }

    /** The ticks of all targets over the day until now. */
    public Ticks day(long now) {
        return targets.values().stream()
                .map(target -> day(target, now))
                .reduce(new Ticks(0, 0), Ticks::plus);
    }

    /** The ticks of a target over the day until now. */
    public Ticks day(String key, long now) {
        Target target = targets.get(key);
        return target == null ? new Ticks(0, 0) : day(target, now);
    }

    /**
     * The reads of all targets, answered or failed, over the minutes until now, an hour at most.
     */
    public Ticks reads(int minutes, long now) {
        long to = minute(now);
        return targets.values().stream()
                .map(target -> target.reads.sum(to - minutes + 1, to))
                .reduce(new Ticks(0, 0), Ticks::plus);
    }

    private static Ticks day(Target target, long now) {
        long to = minute(now);
        return target.counts.sum(to - DAY_MINUTES + 1, to);
    }

    private static long minute(long at) {
        return Math.floorDiv(at, MINUTE_MS);
    }
}
