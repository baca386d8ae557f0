package io.brokerscope.incident;

import io.brokerscope.incident.IncidentStore.Header;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Makes the incidents of clusters while these and their settings come and go. The clock ticks only
 * where something is in trouble, open or about to begin or end; what is known of a cluster is
 * forgotten some time after its last target. Pure: state and facts in, state and events out.
 */
public final class ClusterIncidents {

    /** The longest time from one tick of the clock to the next. */
    static final long MAX_TICK_MS = 5_000;

    /** How long outcomes of a retired incarnation may be on their way: after a restore. */
    static final long LATE_MS = 600_000;

    /** The id of the cluster itself where it is a target; the same for each. */
    private static final String CLUSTER = TargetId.ofCluster("").id();

    private final IncidentTracker tracker = new IncidentTracker();
    private final long startedAt;

    /**
     * Remembers nothing of any cluster.
     *
     * @param startedAt when the job was started, or restored, epoch milliseconds. Until its
     *     entities were judged anew, nothing follows from what was wrong with them before
     */
    public ClusterIncidents(long startedAt) {
        this.startedAt = startedAt;
    }

    /**
     * Takes in what is known of an entity.
     *
     * @param store state of its cluster
     * @param fact what is known
     * @param now epoch milliseconds
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(IncidentStore store, EntityFact fact, long now, LongConsumer timer) {
        tracker.accept(store, fact);
        if (fact.inTrouble()) {
            timer.accept(nextTick(watch(store), now));
        }
    }

    /**
     * Takes in what an outcome says of the cluster.
     *
     * @param store state of the cluster
     * @param said what it says
     * @param now epoch milliseconds
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(IncidentStore store, Background said, long now, LongConsumer timer) {
        Watch.Target known = store.target(said.target().id());
        switch (said.kind()) {
            case ADDED -> {
                if (known == null || said.incarnation() > known.incarnation()) {
                    store.target(said.target().id(), new Watch.Target(said.incarnation(), -1));
                    store.watch(watch(store).added(said, known == null || known.isRetired()));
                    // It may be in the midst of its maintenance.
                    timer.accept(nextTick(watch(store), now));
                }
            }
            case RETIRED -> {
                if (known == null || said.incarnation() >= known.incarnation()) {
                    store.target(said.target().id(), new Watch.Target(said.incarnation(), now));
                    boolean oneLess = known != null && !known.isRetired();
                    store.watch(watch(store).retired(said, oneLess, now + LATE_MS));
                    timer.accept(nextTick(watch(store), now));
                }
            }
            default -> {
                // Where nobody said that it was added, the savepoint was taken before anybody did.
                if (known == null
                        || said.incarnation() > known.incarnation()
                        || said.incarnation() == known.incarnation() && !known.isRetired()) {
                    store.layout(said.layout());
                }
            }
        }
    }

    /**
     * The clock ticks.
     *
     * @param store state of a cluster
     * @param cluster its name
     * @param time event time
     * @param now epoch milliseconds
     * @param out takes the events
     * @param timer takes event times at which this is to be called again
     */
    public void onTime(
            IncidentStore store,
            String cluster,
            long time,
            long now,
            Outputs out,
            LongConsumer timer) {
        // Another machine may have moved event time beyond the clock of this one.
        long at = Math.max(time, now);
        Watch watch = forgetRetired(store, at);
        if (at >= judgedAt(watch)) {
            Layout layout = store.layout();
            tracker.tick(
                    store,
                    cluster,
                    watch.inForce(),
                    layout == null
                            ? Relations.UNKNOWN
                            : layout.relations(3 * watch.longestMs(), at),
                    watch.longestMs(),
                    at,
                    out);
        }
        if (!isBusy(store.header()) && !store.hasTargets()) {
            store.clear();
        } else {
            schedule(store, at, timer);
        }
    }

    private Watch forgetRetired(IncidentStore store, long at) {
        Watch watch = watch(store);
        if (watch.forgetAt() == 0 || at < watch.forgetAt()) {
            return watch;
        }
        long next = 0;
        for (String id : store.targets()) {
            Watch.Target target = store.target(id);
            if (!target.isRetired()) {
                continue;
            }
            long forgetAt = target.retiredAt() + LATE_MS;
            if (forgetAt > at) {
                next = next == 0 ? forgetAt : Math.min(next, forgetAt);
                continue;
            }
            store.removeTarget(id);
            if (id.equals(CLUSTER)) {
                store.layout(null);
            }
        }
        store.watch(watch.forgetting(next));
        return watch.forgetting(next);
    }

    /**
     * Asks to be called when there is something to do, and that is looked at again before a cluster
     * that is gone is forgotten: no timer outlives it.
     */
    private void schedule(IncidentStore store, long after, LongConsumer timer) {
        Watch watch = watch(store);
        Header header = store.header();
        LongStream windows =
                watch.inForce().maintenance().stream()
                        .flatMapToLong(ClusterIncidents::boundaries)
                        .map(at -> Math.min(at, next(LATE_MS, after)));
        LongStream.concat(
                        windows,
                        LongStream.of(
                                isBusy(header) ? nextTick(watch, after) : 0,
                                watch.forgetAt(),
                                judgedAt(watch)))
                .filter(at -> at > after)
                .min()
                .ifPresent(timer);
    }

    private static LongStream boundaries(Maintenance window) {
        return LongStream.of(window.from(), window.until());
    }

    /** On a grid, so that those who ask for a tick ask for the same one. */
    private static long nextTick(Watch watch, long after) {
        return next(Math.min(MAX_TICK_MS, watch.intervalMs()), after);
    }

    private static long next(long distance, long after) {
        return (Math.floorDiv(after, distance) + 1) * distance;
    }

    private long judgedAt(Watch watch) {
        return startedAt + 2 * watch.longestMs();
    }

    private static boolean isBusy(Header header) {
        return header != null
                && (header.troubles() > 0
                        || !header.open().isEmpty()
                        || header.maintenance() != null);
    }

    private static Watch watch(IncidentStore store) {
        Watch watch = store.watch();
        return watch == null ? Watch.DEFAULTS : watch;
    }
}
