package io.brokerscope.lag;

import static io.brokerscope.lag.CommitReading.NONE;

import io.brokerscope.model.settings.LagSettings;
import java.util.Objects;

/**
 * The last commits of a group in one partition: what its status is judged by. Keyed state; bounded
 * by {@link LagSettings.Commits#window()}.
 *
 * <p>Commits are sampled. An offset that is another one than at the reading before was committed in
 * between, and its commit counts from when it was first seen. An offset that is the same was either
 * committed again or not: nobody can tell, unless the source tells commit times, and then every
 * commit counts.
 *
 * <p>Instead of the time between commits the history keeps for how long the group was seen to have
 * something to read before each of them. A consumer of a quiet topic commits once an hour and is
 * quick all the same. Time in which nothing was read does not count either: an outage of the
 * cluster or of the job is no silence of the consumer.
 *
 * @param topicId id of the topic; null where the brokers tell none
 * @param offsets committed offsets, oldest first
 * @param times when they were committed, epoch milliseconds, ascending
 * @param lags lag in offsets when the commit was first seen; {@link OffsetLag#UNKNOWN} where the
 *     end offset was not known
 * @param waits for how long the group had something to read before it committed, milliseconds: at
 *     most that long, since what happened between two readings is not known
 * @param toldAt the latest commit time that the source told, epoch milliseconds; {@link
 *     CommitReading#NONE} where it tells none
 * @param readAt last reading of the commit, epoch milliseconds; {@link CommitReading#NONE} before
 *     the first
 * @param endOffset last known end offset; {@link CommitReading#NONE} before the first
 * @param endAt when it was read, epoch milliseconds
 * @param behind whether the lag was above the allowed one when it was last known
 * @param silentMs for how long the group has had something to read and not committed, milliseconds:
 *     at least that long
 */
public record CommitHistory(
        String topicId,
        long[] offsets,
        long[] times,
        long[] lags,
        long[] waits,
        long toldAt,
        long readAt,
        long endOffset,
        long endAt,
        boolean behind,
        long silentMs) {

    private static final long[] EMPTY = new long[0];

    /** A history without commits. */
    public static CommitHistory empty(String topicId) {
        return new CommitHistory(
                topicId, EMPTY, EMPTY, EMPTY, EMPTY, NONE, NONE, NONE, NONE, false, 0);
    }

    /** Number of commits. */
    public int size() {
        return offsets.length;
    }

    /**
     * The history with one more reading. It begins anew with another topic, where there is no
     * commit any more, and where the clock went back by more than {@link LagSettings#maxGapMs()}. A
     * commit that is older than the last one, or whose reading comes late by less, is put in its
     * place, its lag unknown.
     *
     * @param commit the group's committed offset; a commit that could not be read is no reading
     * @param end the partition's end, read after the commit; null where it could not be read
     */
    public CommitHistory observe(CommitReading commit, EndReading end, LagSettings settings) {
        if (commit.readAt() <= readAt) {
            return readAt - commit.readAt() > settings.maxGapMs()
                    ? empty(commit.topicId()).observe(commit, end, settings)
                    : late(commit, settings);
        }
        if (!commit.present()) {
            return empty(commit.topicId());
        }
        if (!Objects.equals(topicId, commit.topicId())) {
            return empty(commit.topicId()).observe(commit, end, settings);
        }
        return new Step(this, commit, end, settings).next();
    }

    /**
     * The lag by the last reading of the commit and the last known end, however old they are; no
     * lag without a commit.
     */
    public OffsetLag lag() {
        return OffsetLag.between(lastCommit(), end());
    }

    /** When the last commit was made, epoch milliseconds; {@link CommitReading#NONE} if never. */
    public long lastCommitAt() {
        return size() == 0 ? NONE : times[size() - 1];
    }

    private CommitReading lastCommit() {
        return new CommitReading(topicId, size() == 0 ? NONE : offsets[size() - 1], NONE, readAt);
    }

    private EndReading end() {
        return endOffset < 0 ? null : new EndReading(topicId, endOffset, 0, endAt);
    }

    private CommitHistory late(CommitReading commit, LagSettings settings) {
        boolean tells =
                commit.present()
                        && Objects.equals(topicId, commit.topicId())
                        && commit.offset() != offsets[size() - 1];
        return tells ? insert(commit, timeOf(commit), settings) : this;
    }

    private static long timeOf(CommitReading commit) {
        return commit.committedAt() < 0
                ? commit.readAt()
                : Math.min(commit.committedAt(), commit.readAt());
    }

    /** Puts a commit that comes late where it belongs. */
    private CommitHistory insert(CommitReading commit, long time, LagSettings settings) {
        int at = size();
        while (at > 0 && times[at - 1] > time) {
            at--;
        }
        boolean tooClose =
                at > 0
                        && (times[at - 1] == time
                                || time - times[at - 1] < settings.commits().minDistanceMs());
        // What was read last is the latest, whatever a late reading says.
        if (at == size() || tooClose) {
            return this;
        }
        return with(
                        Longs.with(offsets, at, commit.offset()),
                        Longs.with(times, at, time),
                        Longs.with(lags, at, OffsetLag.UNKNOWN),
                        Longs.with(waits, at, 0))
                .from(size() + 1 - settings.commits().window());
    }

    private CommitHistory append(long offset, long time, long lag, long wait, int window) {
        return with(
                        Longs.with(offsets, size(), offset),
                        Longs.with(times, size(), time),
                        Longs.with(lags, size(), lag),
                        Longs.with(waits, size(), wait))
                .from(size() + 1 - window);
    }

    private CommitHistory replaceLast(long offset, long lag, long wait) {
        int last = size() - 1;
        return with(
                Longs.replaced(offsets, last, offset),
                times,
                Longs.replaced(lags, last, lag),
                Longs.replaced(waits, last, waits[last] + wait));
    }

    private CommitHistory from(int first) {
        return first <= 0
                ? this
                : with(
                        Longs.from(offsets, first),
                        Longs.from(times, first),
                        Longs.from(lags, first),
                        Longs.from(waits, first));
    }

    private CommitHistory with(
            long[] newOffsets, long[] newTimes, long[] newLags, long[] newWaits) {
        return new CommitHistory(
                topicId,
                newOffsets,
                newTimes,
                newLags,
                newWaits,
                toldAt,
                readAt,
                endOffset,
                endAt,
                behind,
                silentMs);
    }

    /** One reading after another. */
    private static final class Step {

        private final CommitHistory before;
        private final CommitReading commit;
        private final EndReading end;
        private final LagSettings settings;
        private final OffsetLag lag;
        private final long gapMs;

        Step(CommitHistory before, CommitReading commit, EndReading end, LagSettings settings) {
            this.before = before;
            this.commit = commit;
            this.end = end;
            this.settings = settings;
            this.lag = OffsetLag.between(commit, end);
            this.gapMs = before.readAt < 0 ? 0 : commit.readAt() - before.readAt;
        }

        CommitHistory next() {
            boolean committed = committed();
            CommitHistory after = committed ? enter() : before;
            boolean known = end != null && Objects.equals(end.topicId(), commit.topicId());
            boolean behind = behind(committed);
            boolean silent = behind && before.behind && !committed;
            return new CommitHistory(
                    before.topicId,
                    after.offsets,
                    after.times,
                    after.lags,
                    after.waits,
                    commit.committedAt() < 0 ? NONE : Math.max(before.toldAt, commit.committedAt()),
                    commit.readAt(),
                    known ? end.offset() : before.endOffset,
                    known ? end.readAt() : before.endAt,
                    behind,
                    silent ? before.silentMs + silentSince() : 0);
        }

        /** Of a gap that is too long nobody knows whether the group could have read at all. */
        private long silentSince() {
            return gapMs <= settings.maxGapMs() ? gapMs : 0;
        }

        private boolean committed() {
            if (before.size() == 0 || commit.offset() != before.offsets[before.size() - 1]) {
                return true;
            }
            // With commit times the same offset may be committed again; without, nobody can tell.
            return before.toldAt >= 0 && commit.committedAt() > before.toldAt;
        }

        /** The end only moves on: an offset that was behind stays so until it moves itself. */
        private boolean behind(boolean committed) {
            if (lag.known()) {
                return lag.offsets() > settings.commits().allowedLag();
            }
            return before.behind && !committed;
        }

        private CommitHistory enter() {
            LagSettings.Commits limits = settings.commits();
            CommitHistory kept = before.from(expired());
            long time = timeOf(commit);
            if (kept.size() > 0 && time < kept.lastCommitAt()) {
                return kept.insert(commit, time, settings);
            }
            // What the group had to read may have come right after the reading before.
            long wait = before.silentMs + Math.min(gapMs, settings.maxGapMs());
            boolean close =
                    kept.size() > 0
                            && (time == kept.lastCommitAt()
                                    || time - kept.lastCommitAt() < limits.minDistanceMs());
            return close
                    ? kept.replaceLast(commit.offset(), lag.offsets(), wait)
                    : kept.append(commit.offset(), time, lag.offsets(), wait, limits.window());
        }

        private int expired() {
            int first = 0;
            while (first < before.size()
                    && commit.readAt() - before.times[first] > settings.commits().expireMs()) {
                first++;
            }
            return first;
        }
    }
}
