package io.brokerscope.lag;

import io.brokerscope.model.settings.LagSettings;

/**
 * Status of a group in one partition. The rules are Burrow's, in its order, fitted to commits that
 * are sampled; docs/lag.md tells them with their reasons.
 *
 * <p>What a sampled offset that stands still means is decided so: at the end of the partition it is
 * OK, for ever. With something to read, the group is silent once it stood still for longer than it
 * needed for all commits of the window together. A silent group that has no member there, or whose
 * source tells that it does not commit, is STOP; otherwise STALL, also where nobody knows of
 * members: that the offset stands still is all that was seen.
 *
 * @param status the status; never ERR
 * @param unknown why it is UNKNOWN; null where it is not
 * @param complete share of the window of commits that is filled, 0 to 1
 * @param lag current lag in offsets; {@link OffsetLag#UNKNOWN} where it is not known
 * @param silentMs for how long the group has had something to read and not committed, milliseconds
 */
public record PartitionStatus(
        LagStatus status, UnknownReason unknown, double complete, long lag, long silentMs) {

    /**
     * Judges the group in the partition.
     *
     * @param history its commits
     * @param ownership whether a member of the group owns the partition
     * @param now epoch milliseconds; not before the last reading
     */
    public static PartitionStatus judge(
            CommitHistory history, Ownership ownership, long now, LagSettings settings) {
        return new Judgement(history, ownership, now, settings).status();
    }

    /** Whether the partition no longer counts for its group, which may forget it. */
    public boolean expired() {
        return unknown == UnknownReason.EXPIRED;
    }

    private static final class Judgement {

        private final CommitHistory history;
        private final Ownership ownership;
        private final long now;
        private final LagSettings settings;
        private final LagSettings.Commits limits;
        private final OffsetLag lag;

        Judgement(CommitHistory history, Ownership ownership, long now, LagSettings settings) {
            this.history = history;
            this.ownership = ownership;
            this.now = now;
            this.settings = settings;
            this.limits = settings.commits();
            this.lag = history.lag();
        }

        PartitionStatus status() {
            if (!lag.known()) {
                return unknown(lag.unknown());
            }
            if (isStale(history.readAt())) {
                return unknown(UnknownReason.STALE);
            }
            if (lag.offsets() <= limits.allowedLag()) {
                // The end may have moved on unseen; a lag that was there cannot have gone.
                return isStale(history.endAt())
                        ? unknown(UnknownReason.STALE)
                        : known(LagStatus.OK);
            }
            if (ownership != Ownership.OWNED && now - history.lastCommitAt() > limits.expireMs()) {
                return unknown(UnknownReason.EXPIRED);
            }
            return known(judgeLagging());
        }

        private LagStatus judgeLagging() {
            boolean enough = isEnough(history.size());
            if (isSilent(enough)) {
                boolean nobody = ownership == Ownership.UNOWNED || history.toldAt() >= 0;
                return nobody ? LagStatus.STOP : LagStatus.STALL;
            }
            if (!enough) {
                return LagStatus.OK;
            }
            if (wentBack()) {
                return LagStatus.REWIND;
            }
            if (caughtUp()) {
                return LagStatus.OK;
            }
            if (standsStill()) {
                return LagStatus.STALL;
            }
            return lag.offsets() >= limits.warnFloor() && neverFell()
                    ? LagStatus.WARN
                    : LagStatus.OK;
        }

        private boolean isStale(long readAt) {
            return now - readAt > settings.maxGapMs();
        }

        private boolean isEnough(int commits) {
            return commits >= limits.minimumComplete() * limits.window();
        }

        private boolean isSilent(boolean enough) {
            long patience = enough ? limits.minSilenceMs() : limits.patienceMs();
            long waited = 0;
            // What came before the first commit of the window is no part of it.
            for (int i = 1; i < history.size(); i++) {
                waited += history.waits()[i];
            }
            return history.silentMs() > Math.max(patience, waited);
        }

        private boolean wentBack() {
            long[] offsets = history.offsets();
            long highestLater = offsets[offsets.length - 1];
            for (int i = offsets.length - 2; i >= 0; i--) {
                if (offsets[i] > highestLater) {
                    return true;
                }
                highestLater = Math.max(highestLater, offsets[i]);
            }
            return false;
        }

        private boolean caughtUp() {
            for (long each : history.lags()) {
                if (each != OffsetLag.UNKNOWN && each <= limits.allowedLag()) {
                    return true;
                }
            }
            return false;
        }

        private boolean standsStill() {
            for (long offset : history.offsets()) {
                if (offset != history.offsets()[0]) {
                    return false;
                }
            }
            return true;
        }

        private boolean neverFell() {
            int known = 0;
            long before = 0;
            for (long each : history.lags()) {
                if (each == OffsetLag.UNKNOWN) {
                    continue;
                }
                if (known++ > 0 && each < before) {
                    return false;
                }
                before = each;
            }
            return isEnough(known);
        }

        private PartitionStatus known(LagStatus status) {
            return new PartitionStatus(status, null, complete(), lag.offsets(), history.silentMs());
        }

        private PartitionStatus unknown(UnknownReason reason) {
            return new PartitionStatus(
                    LagStatus.UNKNOWN, reason, complete(), lag.offsets(), history.silentMs());
        }

        private double complete() {
            return Math.min(1, (double) history.size() / limits.window());
        }
    }
}
