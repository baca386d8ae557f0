package io.brokerscope.entity;

import io.brokerscope.entity.RollupWindow.Report;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Rolls the brokers of a cluster up into topics, or into the cluster itself, by tick windows. A
 * window closes when every expected broker has reported, or at its end plus the cluster's timeout;
 * what comes later corrects it with a higher revision and is never dropped.
 *
 * <p>Rates are sums of the brokers' own rates, each over the time between its own observations. In
 * the window in which leadership moves, one broker's series ends and another's begins at an unknown
 * moment: the increments stay exact, the rate is the last steady one, marked INTERPOLATED, so that
 * a move is neither a dip nor a spike.
 *
 * <p>Where the cluster itself is asked, its latest answer completes every row, see {@link
 * LaidMetrics}, and stands for brokers that are silent: such a row is SECONDARY. As long as no
 * broker is a member, the ticks of the cluster itself are the windows.
 */
public final class Rollup {

    /** Time after a window's end plus the timeout within which outcomes are still on their way. */
    static final long GRACE_MS = 500;

    /** Windows kept for corrections: more than the ticks that are filled in one by one. */
    static final int KEPT_WINDOWS = 24;

    private final RollupColumns columns;
    private final RowWriter writer;

    /**
     * @param columns what is rolled up
     * @param account account in the GUIDs
     * @param health judges the entities
     * @param stopgap makes up what is missing of hybrid clusters
     */
    public Rollup(RollupColumns columns, String account, HealthJudge health, Stopgap stopgap) {
        this.columns = columns;
        this.writer = new RowWriter(columns, account, health, stopgap);
    }

    /**
     * Takes a contribution in.
     *
     * @param store state of the roll-up it belongs to
     * @param contribution the contribution
     * @param now epoch milliseconds
     * @param out takes the records
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(
            RollupStore store,
            Contribution contribution,
            long now,
            Outputs out,
            LongConsumer timer) {
        switch (contribution.kind()) {
            case JOINED -> join(store, contribution);
            case LEFT -> leave(store, contribution, now, out, timer);
            case TICK, FILL -> {
                if (store.header() != null) {
                    merge(store, contribution, now, out, timer);
                }
            }
            case MISSED -> missed(store, contribution, now, out);
            case RANGE -> addendum(store, contribution, contribution.untilDueAt(), out);
            case WATCHED -> watch(store, contribution);
            case UNWATCHED -> unwatch(store, contribution, now, out);
            case VIEW -> view(store, contribution, now, out);
        }
    }

    /** Closes the windows that end, with the timeout, at or before {@code time}. */
    public void onTime(RollupStore store, long time, long now, Outputs out) {
        if (store.header() == null) {
            return;
        }
        for (long start : store.windows()) {
            // Closing a window may let go of others.
            RollupWindow window = store.window(start);
            if (window != null && !window.closed() && window.deadline() <= time) {
                close(store, window, now, out);
            }
        }
        prune(store, time, now, out);
    }

    private void join(RollupStore store, Contribution joined) {
        RollupStore.Header header = store.header();
        Member known = store.member(joined.target());
        RollupStore.Header next =
                header == null
                        ? RollupStore.Header.begin(joined.settings())
                        : header.with(joined.settings());
        store.header(next.staying(next.staying() + (known == null || !known.stays() ? 1 : 0)));
        long firstDue =
                known == null || !known.stays()
                        ? joined.dueAt()
                        : Math.min(known.firstDue(), joined.dueAt());
        store.member(
                joined.target(),
                new Member(
                        joined.incarnation(),
                        firstDue,
                        Long.MAX_VALUE,
                        joined.settings().scrape().intervalMs()));
    }

    private void leave(
            RollupStore store, Contribution left, long now, Outputs out, LongConsumer timer) {
        Member known = store.member(left.target());
        if (known != null && known.incarnation() == left.incarnation() && known.stays()) {
            RollupStore.Header header = store.header();
            store.header(header.staying(header.staying() - 1));
            store.member(
                    left.target(),
                    new Member(
                            known.incarnation(),
                            known.firstDue(),
                            left.dueAt(),
                            known.intervalMs()));
            // Its last tick may have been missed, so that no window ends after it.
            timer.accept(deadline(store, windowOf(store, left.dueAt())));
            prune(store, Long.MIN_VALUE, now, out);
        }
    }

    /** While no broker is a member, the settings with which the cluster itself is asked count. */
    private static void watch(RollupStore store, Contribution watched) {
        RollupStore.Header header = store.header();
        RollupStore.Header next =
                header == null
                        ? RollupStore.Header.begin(watched.settings())
                        : store.members().isEmpty() ? header.with(watched.settings()) : header;
        store.header(next.watched(watched.incarnation(), next.viewed()));
    }

    private void unwatch(RollupStore store, Contribution unwatched, long now, Outputs out) {
        RollupStore.Header header = store.header();
        if (header == null || header.watcher() != unwatched.incarnation()) {
            return;
        }
        store.header(header.watched(0, false));
        store.views().forEach(store::removeView);
        prune(store, Long.MIN_VALUE, now, out);
    }

    /** Keeps what the cluster told; where no broker closes windows, its ticks do. */
    private void view(RollupStore store, Contribution c, long now, Outputs out) {
        RollupStore.Header header = store.header();
        if (header == null || header.watcher() != c.incarnation()) {
            return;
        }
        boolean answered = c.quality() == Quality.MEASURED;
        if (answered) {
            keepViews(store, c, now, out);
        }
        if (store.members().isEmpty()) {
            closeWithoutBrokers(store, c, answered, now, out);
        }
    }

    private void keepViews(RollupStore store, Contribution c, long now, Outputs out) {
        RollupStore.Header header = store.header();
        for (int row = 0; row < c.rows().length; row++) {
            String name = c.rows()[row];
            if (columns == RollupColumns.TOPIC
                    && header.viewed()
                    && store.view(name) == null
                    && store.row(name) == null) {
                writer.appeared(header.settings(), name, now, out);
            }
            store.view(name, c.views()[row]);
        }
        if (c.complete()) {
            Set<String> told = Set.of(c.rows());
            store.views().stream().filter(name -> !told.contains(name)).forEach(store::removeView);
            store.header(header.watched(header.watcher(), true));
        }
    }

    /** One window for each tick of the cluster itself. */
    private void closeWithoutBrokers(
            RollupStore store, Contribution tick, boolean answered, long now, Outputs out) {
        long start = windowOf(store, tick.dueAt());
        if (start <= store.header().closedThrough()) {
            return;
        }
        RollupWindow window = open(store, start).emitted();
        RowWriter.Word word = word(store, window, answered && tick.complete(), answered, now, out);
        names(store, window, true).forEach(name -> writer.write(word, name));
        store.header(store.header().closed(start, false));
    }

    private static RollupWindow open(RollupStore store, long start) {
        return RollupWindow.open(
                start, settings(store).scrape().intervalMs(), deadline(store, start));
    }

    private TreeSet<String> names(RollupStore store, RollupWindow window, boolean watched) {
        TreeSet<String> names = new TreeSet<>(store.rows());
        names.addAll(window.rows().keySet());
        if (watched) {
            names.addAll(store.views());
        }
        if (columns == RollupColumns.CLUSTER) {
            names.add(Contributions.CLUSTER_ROW);
        } else if (settings(store).hybrid()) {
            names.addAll(settings(store).expect().topics());
        }
        return names;
    }

    private void merge(
            RollupStore store, Contribution c, long now, Outputs out, LongConsumer timer) {
        long start = windowOf(store, c.dueAt());
        RollupWindow window = store.window(start);
        if (window == null) {
            if (start <= store.header().closedThrough()) {
                addendum(store, c, null, out);
                return;
            }
            window = open(store, start);
            timer.accept(window.deadline());
        }
        window.reports().merge(c.target(), Report.of(c, columns), Report::or);
        if (c.quality() != Quality.SIMULATED) {
            add(c, window);
        }
        store.window(window);
        if (!window.closed() && allReported(store, window)) {
            close(store, window, now, out);
            prune(store, Long.MIN_VALUE, now, out);
        }
    }

    private void add(Contribution c, RollupWindow window) {
        for (int row = 0; row < c.rows().length; row++) {
            RowSums sums =
                    window.rows().computeIfAbsent(c.rows()[row], name -> RowSums.empty(columns));
            sums.addCounters(c.counters(), row * columns.counters().size(), c.elapsedMs());
            sums.addGauges(c.gauges(), row * columns.gauges().size());
            sums.observed(c.observedAt());
            sums.flag(
                    c.moved()[row]
                            | switch (c.quality()) {
                                case MEASURED -> RowSums.MEASURED_BIT;
                                case SECONDARY -> RowSums.MEASURED_BIT | RowSums.SECONDARY_BIT;
                                default -> RowSums.FILLED_BIT;
                            });
            if (window.closed()) {
                window.dirty().put(c.rows()[row], true);
            }
        }
    }

    private void missed(RollupStore store, Contribution c, long now, Outputs out) {
        for (long start : store.windows()) {
            RollupWindow window = store.window(start);
            if (window != null
                    && !window.closed()
                    && start >= windowOf(store, c.dueAt())
                    && start <= windowOf(store, c.untilDueAt())) {
                window.reports().merge(c.target(), Report.of(c, columns), Report::or);
                store.window(window);
                if (allReported(store, window)) {
                    close(store, window, now, out);
                }
            }
        }
    }

    /** Increments that no kept window can take: a record of their own, which adds up. */
    private void addendum(RollupStore store, Contribution c, Long until, Outputs out) {
        if (store.header() == null) {
            return;
        }
        for (int row = 0; row < c.rows().length; row++) {
            RowSums sums = RowSums.empty(columns);
            sums.addCounters(c.counters(), row * columns.counters().size(), c.elapsedMs());
            Map<String, Long> increments = sums.named(columns);
            if (!increments.isEmpty()) {
                EntityId id = writer.id(settings(store), c.rows()[row]);
                out.metrics(
                        new MetricsRecord(
                                1,
                                id.guid(),
                                id.type(),
                                id.name(),
                                id.cluster(),
                                c.dueAt(),
                                until,
                                0,
                                c.quality(),
                                c.observedAt() < 0 ? null : c.observedAt(),
                                c.elapsedMs() < 0 ? null : c.elapsedMs(),
                                Map.of(),
                                increments,
                                null,
                                c.target()));
            }
        }
    }

    private void close(RollupStore store, RollupWindow open, long now, Outputs out) {
        boolean whole = allComplete(store, open);
        boolean last = allMeasured(store, open);
        RollupWindow window = open.emitted();
        RowWriter.Word word = word(store, window, whole, false, now, out);
        for (String name : names(store, open, word.header().watched())) {
            View view = writer.write(word, name);
            if (view != null && !last) {
                window.told().put(name, view.figures());
            }
        }
        store.header(
                store.header().closed(window.start(), whole && everybodyExpected(store, window)));
        keep(store, window, last);
        flushCorrections(store, now, out);
    }

    /** What the window says; of those who answered, the brokers are in its coverage. */
    private static RowWriter.Word word(
            RollupStore store,
            RollupWindow window,
            boolean whole,
            boolean answered,
            long now,
            Outputs out) {
        Coverage coverage = coverage(store, window);
        return new RowWriter.Word(
                store,
                store.header(),
                window,
                coverage,
                whole,
                answered || coverage.observed() > 0,
                now,
                out);
    }

    /** A window stays for as long as somebody is left who could correct it. */
    private static void keep(RollupStore store, RollupWindow window, boolean last) {
        if (last) {
            store.removeWindow(window.start());
        } else {
            store.window(window);
        }
    }

    private void flushCorrections(RollupStore store, long now, Outputs out) {
        List<Long> starts = store.windows();
        int surplus = starts.size() - KEPT_WINDOWS;
        for (long start : starts) {
            RollupWindow window = store.window(start);
            if (!window.closed()) {
                continue;
            }
            if (!window.dirty().isEmpty()) {
                RollupWindow corrected = window.emitted();
                RowWriter.Word word = word(store, corrected, false, false, now, out);
                new TreeSet<>(window.dirty().keySet()).forEach(name -> writer.write(word, name));
                keep(store, corrected, allMeasured(store, corrected));
            }
            if (surplus-- > 0) {
                store.removeWindow(start);
            }
        }
    }

    /** Forgets members whose last window is over, and the roll-up itself when none is left. */
    private void prune(RollupStore store, long time, long now, Outputs out) {
        boolean some = false;
        for (String target : store.members()) {
            Member member = store.member(target);
            if (over(store, member, time)) {
                store.removeMember(target);
            } else {
                some = true;
            }
        }
        if (some) {
            return;
        }
        for (long start : store.windows()) {
            RollupWindow window = store.window(start);
            if (window != null && !window.closed()) {
                close(store, window, now, out);
            }
        }
        flushCorrections(store, now, out);
        store.windows().forEach(store::removeWindow);
        if (store.header().watched()) {
            // From here on the ticks of the cluster itself close windows.
            return;
        }
        for (String row : store.rows()) {
            out.tombstone(writer.id(settings(store), row), now);
        }
        store.clear();
    }

    private static boolean over(RollupStore store, Member member, long time) {
        if (member.stays()) {
            return false;
        }
        // A target that never had a tick leaves nothing to wait for.
        return member.lastDue() < member.firstDue()
                || windowOf(store, member.lastDue()) <= store.header().closedThrough()
                || deadline(store, windowOf(store, member.lastDue())) <= time;
    }

    private static boolean allReported(RollupStore store, RollupWindow window) {
        if (window.reports().size() < store.header().staying()) {
            // Spares the walk over all members for every report but the last ones. Where a member
            // is not expected yet the window waits for its deadline.
            return false;
        }
        for (String target : store.members()) {
            if (expected(store, target, window) && !window.reports().containsKey(target)) {
                return false;
            }
        }
        return true;
    }

    private static boolean everybodyExpected(RollupStore store, RollupWindow window) {
        for (String target : store.members()) {
            if (!expected(store, target, window)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody is left who could correct the window. */
    private static boolean allMeasured(RollupStore store, RollupWindow window) {
        for (String target : store.members()) {
            Report report = window.reports().get(target);
            if (expected(store, target, window)
                    && (report == null || report.quality().compareTo(Quality.INTERPOLATED) > 0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean allComplete(RollupStore store, RollupWindow window) {
        for (String target : store.members()) {
            Report report = window.reports().get(target);
            if (expected(store, target, window)
                    && (report == null
                            || report.quality() != Quality.MEASURED
                            || !report.complete())) {
                return false;
            }
        }
        return true;
    }

    private static Coverage coverage(RollupStore store, RollupWindow window) {
        int expected = 0;
        int measured = 0;
        int secondary = 0;
        int lastKnown = 0;
        int simulated = 0;
        for (String target : store.members()) {
            if (!expected(store, target, window)) {
                continue;
            }
            expected++;
            Report report = window.reports().get(target);
            switch (report == null ? Quality.UNKNOWN : report.quality()) {
                case MEASURED, INTERPOLATED -> measured++;
                case SECONDARY -> secondary++;
                case LAST_KNOWN -> lastKnown++;
                case SIMULATED -> simulated++;
                case UNKNOWN -> {
                    // Counted as what is left.
                }
            }
        }
        Integer declared = settings(store).expect().brokers();
        expected = declared == null ? expected : Math.max(expected, declared);
        return new Coverage(
                expected,
                measured,
                secondary,
                lastKnown,
                simulated,
                expected - measured - secondary - lastKnown - simulated);
    }

    private static boolean expected(RollupStore store, String target, RollupWindow window) {
        return store.member(target).expectedIn(window.start(), window.intervalMs());
    }

    private static long windowOf(RollupStore store, long dueAt) {
        long interval = settings(store).scrape().intervalMs();
        return Math.floorDiv(dueAt, interval) * interval;
    }

    private static long deadline(RollupStore store, long start) {
        return start
                + settings(store).scrape().intervalMs()
                + settings(store).scrape().timeoutMs()
                + GRACE_MS;
    }

    private static ClusterSettings settings(RollupStore store) {
        return store.header().settings();
    }
}
