package io.brokerscope.coverage;

import io.brokerscope.coverage.WatchedTarget.Tick;
import io.brokerscope.coverage.WatchedTarget.Written;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Holds what is expected of a cluster against what reports, by tick windows: brokers that are
 * declared, discovered or registered against those that are read, and declared topics and groups
 * against those that exist. A window is told once, at its end plus the cluster's timeout. Tells how
 * the reads of each target go, too: whenever that changes, and once a minute. Pure: state and
 * sightings in, state and records out.
 */
public final class CoverageTracker {

    /** The id of the cluster itself where it is a target; the same for each. */
    private static final String CLUSTER = TargetId.ofCluster("").id();

    /** Time after a window's end plus the timeout within which outcomes are still on their way. */
    private static final long GRACE_MS = 500;

    /** How often statistics of a target are written where nothing else of it changes. */
    private static final long STATISTICS_EVERY_MS = 60_000;

    /** A window that is told so much later than it ends passed while the job was away. */
    private static final long AWAY_MS = 30_000;

    /** Changes that one event names. */
    private static final int MAX_NAMED = 10;

    /**
     * Takes a sighting in.
     *
     * @param store state of its cluster
     * @param sighting an outcome that has a target
     * @param now epoch milliseconds
     * @param out takes the records
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(
            CoverageStore store, Sighting sighting, long now, Outputs out, LongConsumer timer) {
        ScrapeOutcome outcome = sighting.outcome();
        switch (outcome.kind()) {
            case ADDED -> added(store, outcome, timer);
            case RETIRED -> retired(store, outcome, now, out, timer);
            case OBSERVED, FAILED, SKIPPED, REJECTED, MISSED -> tick(store, sighting, now);
            case NOTICE, OUTPUT_GAP ->
                    throw new IllegalArgumentException(outcome.kind() + " has no target");
        }
    }

    /**
     * Tells of the window that ends, with the timeout, at this time. The next one is told whether
     * anybody says anything in it or not; those that passed while the job was away are not, because
     * the gap was the job's own.
     */
    public void onTime(CoverageStore store, long time, long now, Outputs out, LongConsumer timer) {
        CoverageStore.Header header = store.header();
        if (header == null) {
            return;
        }
        ClusterSettings settings = header.settings();
        long interval = settings.scrape().intervalMs();
        long start = windowOf(settings, time - waitMs(settings));
        if (now - time > Math.max(AWAY_MS, interval)) {
            store.header(header.tellFrom(now));
        } else if (start > header.closedThrough() && start >= header.tellFrom()) {
            tell(store, start, now, out);
        }
        forgetRetired(store, start, now, out);
        if (store.header() == null) {
            return;
        }
        // Always one: timers of a former interval lead onto the grid of this one, and all that lead
        // to the same window are one.
        timer.accept(
                deadline(
                        settings,
                        Math.max(start + interval, windowOf(settings, now - waitMs(settings)))));
    }

    private static void added(CoverageStore store, ScrapeOutcome added, LongConsumer timer) {
        ClusterSettings settings = added.spec().cluster();
        String id = added.target().id();
        WatchedTarget known = store.target(id);
        if (known != null && known.incarnation() >= added.incarnation()) {
            return;
        }
        CoverageStore.Header header = store.header();
        // In the window of its first tick others may have none yet.
        long tellFrom = windowOf(settings, added.dueAt()) + settings.scrape().intervalMs();
        if (header == null) {
            store.header(CoverageStore.Header.begin(settings, tellFrom));
        } else if (!added.target().isCluster() || brokers(store).isEmpty()) {
            // Windows are those of the brokers; the cluster itself has an interval of its own.
            boolean otherWindows =
                    settings.scrape().intervalMs() != header.settings().scrape().intervalMs();
            store.header(
                    otherWindows
                            ? header.with(settings).tellFrom(tellFrom)
                            : header.with(settings));
        }
        store.target(
                id,
                known == null
                        ? WatchedTarget.begin(added.spec(), added.incarnation(), added.dueAt())
                        : known.renewed(added.spec(), added.incarnation(), added.dueAt()));
        ClusterSettings own = store.header().settings();
        timer.accept(deadline(own, windowOf(own, added.dueAt())));
    }

    private void retired(
            CoverageStore store, ScrapeOutcome retired, long now, Outputs out, LongConsumer timer) {
        WatchedTarget known = store.target(retired.target().id());
        if (known == null || known.incarnation() != retired.incarnation()) {
            return;
        }
        store.target(retired.target().id(), known.retired(retired.dueAt()));
        CoverageStore.Header header = store.header();
        timer.accept(deadline(header.settings(), windowOf(header.settings(), retired.dueAt())));
        forgetRetired(store, header.closedThrough(), now, out);
    }

    private static void tick(CoverageStore store, Sighting sighting, long now) {
        ScrapeOutcome outcome = sighting.outcome();
        WatchedTarget known = store.target(outcome.target().id());
        if (known == null) {
            return;
        }
        long count = 1 + (outcome.untilDueAt() - outcome.dueAt()) / known.intervalMs();
        store.target(outcome.target().id(), known.with(sighting, count, now));
        if (sighting.topology() != null) {
            CoverageStore.Header header = store.header();
            store.header(
                    header.told(
                            CoverageStore.Told.of(
                                    sighting.topology(),
                                    header.settings(),
                                    outcome.stats().observedAt())));
        }
    }

    private void tell(CoverageStore store, long start, long now, Outputs out) {
        CoverageStore.Header header = store.header();
        ClusterSettings settings = header.settings();
        long length = settings.scrape().intervalMs();
        Map<String, WatchedTarget> brokers = new TreeMap<>(TargetIds.ORDER);
        Set<String> discovered = new HashSet<>();
        for (String id : brokers(store)) {
            WatchedTarget broker = store.target(id);
            if (broker.stays() && !(settings.hybrid() && broker.simulated())) {
                discovered.add(id);
            }
            if (broker.expectedIn(start, length)) {
                brokers.put(id, broker);
            }
        }
        WatchedTarget cluster = store.target(CLUSTER);
        Window window =
                new Window(
                        settings,
                        start,
                        now,
                        brokers,
                        discovered,
                        cluster,
                        fresh(header.told(), settings, cluster, now));
        List<Gap> gaps = Gaps.of(window);
        int listed = Math.min(gaps.size(), CoverageRecord.MAX_GAPS);
        out.coverage(
                new CoverageRecord(
                        1,
                        settings.name(),
                        null,
                        start,
                        now,
                        settings.called(window.coverage()),
                        List.copyOf(gaps.subList(0, listed)),
                        gaps.size() - listed,
                        null,
                        null,
                        null,
                        null));
        List<String> keys = gaps.stream().limit(listed).map(CoverageTracker::key).toList();
        changed(header, window, gaps, keys, now, out);
        store.header(header.closed(start, keys));
        for (String id : store.targets()) {
            statistics(store, id, window, out);
        }
    }

    /** What the cluster told counts until it is too old, and from one read to the next. */
    private static CoverageStore.Told fresh(
            CoverageStore.Told told, ClusterSettings settings, WatchedTarget cluster, long now) {
        long limit =
                cluster == null
                        ? settings.lastKnownMs()
                        : Math.max(settings.lastKnownMs(), 3 * cluster.intervalMs());
        return told != null && now - told.at() <= limit ? told : null;
    }

    private static String key(Gap gap) {
        return gap.kind() + (gap.name() == null ? "" : " " + gap.name());
    }

    private static void changed(
            CoverageStore.Header header,
            Window window,
            List<Gap> gaps,
            List<String> keys,
            long now,
            Outputs out) {
        Set<String> opened = new LinkedHashSet<>(keys);
        header.gaps().forEach(opened::remove);
        Set<String> closed = new LinkedHashSet<>(header.gaps());
        keys.forEach(closed::remove);
        if (opened.isEmpty() && closed.isEmpty()) {
            return;
        }
        Coverage coverage = window.coverage();
        out.event(
                new EventRecord(
                        1,
                        Type.COVERAGE_CHANGED,
                        opened.isEmpty() ? Severity.INFO : Severity.WARNING,
                        now,
                        window.settings().name(),
                        null,
                        null,
                        "of "
                                + coverage.expected()
                                + " expected brokers of "
                                + window.settings().name()
                                + " "
                                + coverage.observed()
                                + " are read"
                                + named("; new: ", opened)
                                + named("; over: ", closed),
                        Map.of("gaps", Integer.toString(gaps.size()))));
    }

    private static String named(String what, Set<String> keys) {
        if (keys.isEmpty()) {
            return "";
        }
        List<String> shown = new ArrayList<>(keys).subList(0, Math.min(keys.size(), MAX_NAMED));
        return what
                + String.join(", ", shown)
                + (keys.size() > MAX_NAMED ? " and " + (keys.size() - MAX_NAMED) + " more" : "");
    }

    private static void statistics(CoverageStore store, String id, Window window, Outputs out) {
        WatchedTarget target = store.target(id);
        boolean ofWindow = window.brokers().containsKey(id) || id.equals(CLUSTER);
        if (!ofWindow || target.newest() == null) {
            return;
        }
        Quality quality = window.quality(target);
        ReadHistory history = target.history();
        String as = quality + " " + history.breaker() + " " + history.dialect();
        Written written = target.written();
        if (written != null
                && written.as().equals(as)
                && window.now() - written.at() < STATISTICS_EVERY_MS - window.length() / 2) {
            return;
        }
        out.coverage(
                new CoverageRecord(
                        1,
                        window.settings().name(),
                        id,
                        window.start(),
                        window.now(),
                        null,
                        List.of(),
                        0,
                        target.endpoints().get(lastSource(target)),
                        window.settings().called(quality),
                        target.observedAt() < 0 ? null : target.observedAt(),
                        history.statistics()));
        store.target(id, target.written(new Written(window.now(), as)));
    }

    private static int lastSource(WatchedTarget target) {
        Tick newest = target.newest();
        return newest.source() < target.endpoints().size() ? newest.source() : 0;
    }

    private static void forgetRetired(CoverageStore store, long start, long now, Outputs out) {
        String cluster = store.header().settings().name();
        boolean some = false;
        for (String id : store.targets()) {
            WatchedTarget target = store.target(id);
            boolean over =
                    !target.stays()
                            && (target.lastDue() < target.firstDue()
                                    || windowOf(store.header().settings(), target.lastDue())
                                            <= start);
            if (over) {
                store.removeTarget(id);
                out.coverageGone(CoverageRecord.key(cluster, id), now);
            } else {
                some = true;
            }
        }
        if (!some) {
            out.coverageGone(CoverageRecord.key(cluster, null), now);
            store.clear();
        }
    }

    private static List<String> brokers(CoverageStore store) {
        return store.targets().stream().filter(id -> !id.equals(CLUSTER)).toList();
    }

    private static long windowOf(ClusterSettings settings, long dueAt) {
        long interval = settings.scrape().intervalMs();
        return Math.floorDiv(dueAt, interval) * interval;
    }

    private static long deadline(ClusterSettings settings, long start) {
        return start + waitMs(settings);
    }

    private static long waitMs(ClusterSettings settings) {
        return settings.scrape().intervalMs() + settings.scrape().timeoutMs() + GRACE_MS;
    }
}
