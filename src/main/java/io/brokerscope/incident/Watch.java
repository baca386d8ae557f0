package io.brokerscope.incident;

import io.brokerscope.model.settings.IncidentSettings;
import java.util.List;

/**
 * How a cluster is watched. Keyed state.
 *
 * @param settings how incidents are opened and closed, as the target says that was added last
 * @param intervalMs distance between two ticks of a broker
 * @param askedMs distance between two ticks of the cluster itself; 0 where it is not asked
 * @param targets how many targets there are
 * @param forgetAt when the first retired target can be forgotten, epoch milliseconds; 0 where none
 *     was retired
 */
public record Watch(
        IncidentSettings settings, long intervalMs, long askedMs, int targets, long forgetAt) {

    /** Nothing was said, as in a job whose savepoint was taken before it knew incidents. */
    static final Watch DEFAULTS = new Watch(IncidentSettings.DEFAULTS, 15_000, 0, 0, 0);

    /** Settings that hold now: a cluster that is gone is not maintained. */
    IncidentSettings inForce() {
        return targets == 0 ? settings.with(List.of()) : settings;
    }

    /** The longest time from one record of an entity to the next. */
    long longestMs() {
        return Math.max(intervalMs, askedMs);
    }

    Watch added(Background added, boolean another) {
        boolean cluster = added.target().isCluster();
        return new Watch(
                added.settings(),
                cluster ? intervalMs : added.intervalMs(),
                cluster ? added.intervalMs() : askedMs,
                targets + (another ? 1 : 0),
                forgetAt);
    }

    Watch retired(Background retired, boolean oneLess, long laterAt) {
        return new Watch(
                settings,
                intervalMs,
                retired.target().isCluster() ? 0 : askedMs,
                targets - (oneLess ? 1 : 0),
                forgetAt == 0 ? laterAt : forgetAt);
    }

    Watch forgetting(long at) {
        return new Watch(settings, intervalMs, askedMs, targets, at);
    }

    /**
     * A target of a cluster. Keyed state.
     *
     * @param incarnation its newest incarnation
     * @param retiredAt when that was retired, epoch milliseconds; -1 while it is not
     */
    public record Target(long incarnation, long retiredAt) {

        boolean isRetired() {
            return retiredAt >= 0;
        }
    }
}
