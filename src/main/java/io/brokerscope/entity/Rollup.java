package io.brokerscope.entity;

import io.brokerscope.entity.RollupWindow.Report;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /** Complete windows in a row without a topic until it is gone for good. */
    static final int ABSENCES = 3;

    /** Time without a value until a topic is gone for good, where silent brokers leave it open. */
    static final long FORGET_AFTER_MS = 3_600_000;

    private final RollupColumns columns;
    private final String account;
    private final HealthJudge health;

    /**
     * @param columns what is rolled up
     * @param account account in the GUIDs
     * @param health judges the entities
     */
    public Rollup(RollupColumns columns, String account, HealthJudge health) {
        this.columns = columns;
        this.account = account;
        this.health = health;
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
            closeWithoutBrokers(store, c.dueAt(), answered && c.complete(), now, out);
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
                out.event(
                        topicEvent(store, EventRecord.Type.TOPIC_APPEARED, name, "appeared", now));
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
            RollupStore store, long dueAt, boolean whole, long now, Outputs out) {
        long start = windowOf(store, dueAt);
        if (start <= store.header().closedThrough()) {
            return;
        }
        RollupWindow window =
                new RollupWindow(
                        start,
                        settings(store).scrape().intervalMs(),
                        deadline(store, start),
                        true,
                        0,
                        Map.of(),
                        Map.of(),
                        Map.of());
        Coverage coverage = coverage(store, window);
        for (String name : names(store, window, true)) {
            emitRow(store, window, name, coverage, whole, true, now, out);
        }
        store.header(store.header().closed(start, false));
    }

    private TreeSet<String> names(RollupStore store, RollupWindow window, boolean watched) {
        TreeSet<String> names = new TreeSet<>(store.rows());
        names.addAll(window.rows().keySet());
        if (watched) {
            names.addAll(store.views());
        }
        if (columns == RollupColumns.CLUSTER) {
            names.add(Contributions.CLUSTER_ROW);
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
            window =
                    new RollupWindow(
                            start,
                            settings(store).scrape().intervalMs(),
                            deadline(store, start),
                            false,
                            -1,
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>());
            timer.accept(window.deadline());
        }
        window.reports().merge(c.target(), new Report(c.quality(), c.complete()), Report::or);
        for (int row = 0; row < c.rows().length; row++) {
            RowSums sums =
                    window.rows().computeIfAbsent(c.rows()[row], name -> RowSums.empty(columns));
            sums.addCounters(c.counters(), row * columns.counters().size(), c.elapsedMs());
            sums.addGauges(c.gauges(), row * columns.gauges().size());
            sums.observed(c.observedAt());
            sums.flag(
                    c.moved()[row]
                            | (c.quality() == Quality.MEASURED
                                    ? RowSums.MEASURED_BIT
                                    : RowSums.FILLED_BIT));
            if (window.closed()) {
                window.dirty().put(c.rows()[row], true);
            }
        }
        store.window(window);
        if (!window.closed() && allReported(store, window)) {
            close(store, window, now, out);
            prune(store, Long.MIN_VALUE, now, out);
        }
    }

    private void missed(RollupStore store, Contribution c, long now, Outputs out) {
        for (long start : store.windows()) {
            RollupWindow window = store.window(start);
            if (window != null
                    && !window.closed()
                    && start >= windowOf(store, c.dueAt())
                    && start <= windowOf(store, c.untilDueAt())) {
                window.reports().merge(c.target(), new Report(c.quality(), false), Report::or);
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
            Map<String, Long> increments = increments(sums);
            if (!increments.isEmpty()) {
                EntityId id = id(store, c.rows()[row]);
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
        Coverage coverage = coverage(store, open);
        boolean whole = allComplete(store, open);
        boolean watched = store.header().watched();
        RollupWindow window = open.emitted();
        for (String name : names(store, open, watched)) {
            emitRow(store, window, name, coverage, whole, watched, now, out);
        }
        store.header(
                store.header().closed(window.start(), whole && everybodyExpected(store, window)));
        if (allMeasured(store, window)) {
            store.removeWindow(window.start());
        } else {
            store.window(window);
        }
        flushCorrections(store, now, out);
    }

    private void flushCorrections(RollupStore store, long now, Outputs out) {
        boolean watched = store.header().watched();
        List<Long> starts = store.windows();
        int surplus = starts.size() - KEPT_WINDOWS;
        for (long start : starts) {
            RollupWindow window = store.window(start);
            if (!window.closed()) {
                continue;
            }
            if (!window.dirty().isEmpty()) {
                Coverage coverage = coverage(store, window);
                RollupWindow corrected = window.emitted();
                for (String name : new TreeSet<>(window.dirty().keySet())) {
                    emitRow(store, corrected, name, coverage, false, watched, now, out);
                }
                if (allMeasured(store, corrected)) {
                    store.removeWindow(start);
                } else {
                    store.window(corrected);
                }
            }
            if (surplus-- > 0) {
                store.removeWindow(start);
            }
        }
    }

    private void emitRow(
            RollupStore store,
            RollupWindow window,
            String name,
            Coverage coverage,
            boolean whole,
            boolean watched,
            long now,
            Outputs out) {
        RowSums sums = window.rows().get(name);
        RowState before = store.row(name);
        View told = watched ? store.view(name) : null;
        View view = told != null && tells(store, told, window, now) ? told : null;
        if (sums != null
                && (sums.flagged(RowSums.MEASURED_BIT) || sums.flagged(RowSums.FILLED_BIT))) {
            emitValues(store, window, name, sums, before, view, coverage, now, out);
        } else if (view != null) {
            emitView(store, window, name, before, view, coverage, now, out);
        } else if (columns == RollupColumns.TOPIC && before == null) {
            // An answer of the cluster that is out of date, and no other word on the topic ever.
            return;
        } else if (columns == RollupColumns.TOPIC && missing(before, told, whole)) {
            absent(store, name, before, ABSENCES, now, out);
        } else if (columns == RollupColumns.TOPIC
                && forgottenByTheRest(before, told, coverage, now)) {
            absent(store, name, before, 1, now, out);
        } else {
            emitFallback(store, window, name, before, coverage, now, out);
        }
    }

    /** Whether an answer of the cluster still counts, and does not tell of a later time. */
    private static boolean tells(RollupStore store, View view, RollupWindow window, long now) {
        return view.fresh(now, settings(store).lastKnownMs())
                && view.observedAt() <= window.deadline() + window.intervalMs();
    }

    /**
     * Whether nobody who could know of a topic does: not the cluster itself, and not the brokers,
     * all of whom were read; or who never told of it.
     */
    private static boolean missing(RowState before, View told, boolean whole) {
        return told == null && (whole || before.window() < 0);
    }

    private void emitValues(
            RollupStore store,
            RollupWindow window,
            String name,
            RowSums sums,
            RowState before,
            View view,
            Coverage coverage,
            long now,
            Outputs out) {
        double[] rates = sums.rates().clone();
        boolean estimated = sums.flagged(RowSums.FILLED_BIT);
        for (int c = 0; c < rates.length; c++) {
            if (columns.isFlow(c)
                    && sums.flagged(1 << c)
                    && before != null
                    && !Double.isNaN(before.rates()[c])) {
                rates[c] = before.rates()[c];
                estimated = true;
            }
        }
        Map<String, Double> metrics =
                columns == RollupColumns.TOPIC
                        ? GoldenMetrics.topic(sums, rates)
                        : GoldenMetrics.cluster(sums, rates, coverage);
        Quality quality = estimated ? Quality.INTERPOLATED : Quality.MEASURED;
        long observedAt = sums.observedAt()[0];
        // A window that was only filled in has increments and nothing else: it says nothing of how
        // things are now.
        boolean newest =
                sums.flagged(RowSums.MEASURED_BIT)
                        && (before == null || window.start() >= before.window());
        RowState after = newest ? after(before, window, sums, rates, metrics, coverage) : before;
        if (before == null
                && columns == RollupColumns.TOPIC
                && store.header().settled()
                && (view == null || !store.header().viewed())) {
            out.event(topicEvent(store, EventRecord.Type.TOPIC_APPEARED, name, "appeared", now));
        }
        emit(
                store,
                window,
                name,
                after,
                view == null
                        ? LaidMetrics.ofBrokers(metrics)
                        : LaidMetrics.of(
                                metrics, view, coverage.measured() >= coverage.expected(), now),
                increments(sums),
                quality,
                observedAt,
                coverage,
                newest,
                now,
                out);
    }

    /**
     * What is remembered of a row. While brokers are silent, sums are partial: the steady rates
     * stay, and of the metrics those that only a silent broker knew.
     */
    private static RowState after(
            RowState before,
            RollupWindow window,
            RowSums sums,
            double[] rates,
            Map<String, Double> metrics,
            Coverage coverage) {
        boolean partial = before != null && coverage.measured() < coverage.expected();
        Map<String, Double> known = metrics;
        if (partial) {
            known = new HashMap<>(before.metrics());
            known.putAll(metrics);
        }
        return new RowState(
                window.start(),
                sums.observedAt()[0],
                partial ? before.rates() : rates,
                known,
                0,
                before == null ? null : before.gate());
    }

    /** The cluster itself tells of the row, and no broker does. */
    private void emitView(
            RollupStore store,
            RollupWindow window,
            String name,
            RowState before,
            View view,
            Coverage coverage,
            long now,
            Outputs out) {
        RowState after =
                before == null
                        ? unseen()
                        : new RowState(
                                before.window(),
                                before.observedAt(),
                                before.rates(),
                                before.metrics(),
                                0,
                                before.gate());
        emit(
                store,
                window,
                name,
                after,
                LaidMetrics.ofView(
                        view, columns == RollupColumns.CLUSTER ? presence(coverage) : Map.of()),
                Map.of(),
                Quality.SECONDARY,
                view.observedAt(),
                coverage,
                before == null || window.start() >= before.window(),
                now,
                out);
    }

    /** A row that no broker has told of. */
    private RowState unseen() {
        return new RowState(-1, -1, RowSums.empty(columns).rates(), Map.of(), 0, null);
    }

    /** How many brokers report is known even when none does. */
    private Map<String, Double> presence(Coverage coverage) {
        RowSums nothing = RowSums.empty(columns);
        return GoldenMetrics.cluster(nothing, nothing.rates(), coverage);
    }

    private void emitFallback(
            RollupStore store,
            RollupWindow window,
            String name,
            RowState before,
            Coverage coverage,
            long now,
            Outputs out) {
        boolean fresh =
                before != null
                        && before.observedAt() >= 0
                        && now - before.observedAt() <= settings(store).lastKnownMs();
        Map<String, Double> metrics = new HashMap<>();
        if (fresh) {
            metrics.putAll(before.metrics());
        }
        if (columns == RollupColumns.CLUSTER) {
            metrics.putAll(presence(coverage));
        }
        RowState after = before != null ? before : unseen();
        emit(
                store,
                window,
                name,
                after,
                LaidMetrics.ofBrokers(metrics),
                Map.of(),
                fresh ? Quality.LAST_KNOWN : Quality.UNKNOWN,
                fresh ? before.observedAt() : -1,
                coverage,
                before == null || window.start() >= before.window(),
                now,
                out);
    }

    /**
     * Somebody reports, but nobody has told of the topic for long: it is not waited for for ever.
     */
    private static boolean forgottenByTheRest(
            RowState before, View told, Coverage coverage, long now) {
        long last =
                told == null
                        ? before.observedAt()
                        : Math.max(before.observedAt(), told.observedAt());
        return coverage.measured() > 0
                && now - last > FORGET_AFTER_MS
                && (told == null || !told.current(now));
    }

    private void absent(
            RollupStore store, String name, RowState before, int absences, long now, Outputs out) {
        if (before.absentWindows() + 1 < absences) {
            store.row(
                    name,
                    new RowState(
                            before.window(),
                            before.observedAt(),
                            before.rates(),
                            before.metrics(),
                            before.absentWindows() + 1,
                            before.gate()));
            return;
        }
        out.event(
                topicEvent(
                        store,
                        EventRecord.Type.TOPIC_DISAPPEARED,
                        name,
                        store.header().watched()
                                ? "is not there any more"
                                : "is led by no broker any more",
                        now));
        out.tombstone(id(store, name), now);
        store.removeRow(name);
        if (store.header().watched()) {
            store.removeView(name);
        }
    }

    private void emit(
            RollupStore store,
            RollupWindow window,
            String name,
            RowState row,
            LaidMetrics laid,
            Map<String, Long> increments,
            Quality quality,
            long observedAt,
            Coverage coverage,
            boolean newest,
            long now,
            Outputs out) {
        EntityId id = id(store, name);
        Map<String, Double> metrics = laid.metrics();
        View view = laid.view();
        // Where the one broker that knew of something fell silent, things are not better for it.
        Map<String, Double> facts = metrics;
        if (row != null
                && row.metrics() != metrics
                && quality != Quality.UNKNOWN
                && quality != Quality.SECONDARY) {
            facts = new HashMap<>(row.metrics());
            facts.putAll(metrics);
        }
        HealthJudge.Verdict verdict = health.judge(id.type(), facts, quality, coverage);
        Map<String, Double> scored = metrics;
        if (columns == RollupColumns.CLUSTER && verdict.score() != null) {
            scored = new LinkedHashMap<>(metrics);
            scored.put("cluster.health.score", verdict.score());
        }
        Long observed = observedAt < 0 ? null : observedAt;
        out.metrics(
                new MetricsRecord(
                        1,
                        id.guid(),
                        id.type(),
                        id.name(),
                        id.cluster(),
                        window.start(),
                        null,
                        window.revision(),
                        quality,
                        observed,
                        increments.isEmpty() ? null : settings(store).scrape().intervalMs(),
                        scored,
                        increments,
                        coverage,
                        null,
                        laid.sources(),
                        laid.sources() == null ? null : view.observedAt()));
        if (!newest) {
            return;
        }
        EntityRecord entity =
                new EntityRecord(
                        1,
                        id.guid(),
                        id.type(),
                        id.name(),
                        account,
                        id.cluster(),
                        settings(store).provider(),
                        settings(store).labels(),
                        view == null ? Map.of() : view.attributes(),
                        verdict.status(),
                        verdict.score(),
                        verdict.reasons(),
                        quality,
                        window.start(),
                        observed,
                        now,
                        observed == null ? null : Math.max(0, now - observed),
                        window.revision(),
                        scored,
                        coverage,
                        laid.sources(),
                        laid.sources() == null ? null : view.observedAt(),
                        view == null || view.partitions().isEmpty() ? null : view.partitions(),
                        view == null || view.partitions().isEmpty()
                                ? null
                                : view.partitionsNotListed(),
                        null);
        EntityGate gate = row.gate();
        StatusChange.event(gate, entity, null, now).ifPresent(out::event);
        if (EntityGate.opens(gate, entity, settings(store).scrape().intervalMs())) {
            out.entity(entity);
            gate = EntityGate.of(entity);
        }
        store.row(
                name,
                new RowState(
                        row.window(),
                        row.observedAt(),
                        row.rates(),
                        row.metrics(),
                        row.absentWindows(),
                        gate));
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
        if (store.header().watched()) {
            // From here on the ticks of the cluster itself close windows.
            return;
        }
        for (String row : store.rows()) {
            out.tombstone(id(store, row), now);
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
            // is
            // not expected yet the window waits for its deadline.
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
        int lastKnown = 0;
        for (String target : store.members()) {
            if (!expected(store, target, window)) {
                continue;
            }
            expected++;
            Report report = window.reports().get(target);
            if (report != null && report.quality().compareTo(Quality.INTERPOLATED) <= 0) {
                measured++;
            } else if (report != null && report.quality() == Quality.LAST_KNOWN) {
                lastKnown++;
            }
        }
        Integer declared = settings(store).expect().brokers();
        expected = declared == null ? expected : Math.max(expected, declared);
        return new Coverage(expected, measured, lastKnown, expected - measured - lastKnown);
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

    private Map<String, Long> increments(RowSums sums) {
        Map<String, Long> increments = new LinkedHashMap<>();
        for (int c = 0; c < sums.increments().length; c++) {
            if (sums.increments()[c] >= 0) {
                increments.put(columns.counters().get(c), sums.increments()[c]);
            }
        }
        return increments;
    }

    private EventRecord topicEvent(
            RollupStore store, EventRecord.Type type, String topic, String what, long now) {
        EntityId id = id(store, topic);
        return new EventRecord(
                1,
                type,
                EventRecord.Severity.INFO,
                now,
                id.cluster(),
                null,
                id.guid(),
                "topic " + topic + " of " + id.cluster() + " " + what,
                Map.of());
    }

    private EntityId id(RollupStore store, String row) {
        String cluster = settings(store).name();
        return columns == RollupColumns.CLUSTER
                ? EntityId.cluster(account, cluster)
                : EntityId.topic(account, cluster, row);
    }

    private static ClusterSettings settings(RollupStore store) {
        return store.header().settings();
    }
}
