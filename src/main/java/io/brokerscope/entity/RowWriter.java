package io.brokerscope.entity;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what a window says of each of its rows: out of what the brokers told, completed by what
 * the cluster told; where nobody told anything, out of what is remembered.
 */
final class RowWriter {

    /** Complete windows in a row without a topic until it is gone for good. */
    static final int ABSENCES = 3;

    /** Time without a value until a topic is gone for good, where silent brokers leave it open. */
    static final long FORGET_AFTER_MS = 3_600_000;

    private final RollupColumns columns;
    private final String account;
    private final HealthJudge health;
    private final Stopgap stopgap;

    /**
     * @param columns what is rolled up
     * @param account account in the GUIDs
     * @param health judges the entities
     * @param stopgap makes up what is missing of hybrid clusters
     */
    RowWriter(RollupColumns columns, String account, HealthJudge health, Stopgap stopgap) {
        this.columns = columns;
        this.account = account;
        this.health = health;
        this.stopgap = stopgap;
    }

    /**
     * What a window says at one time: its first word, or a correction.
     *
     * @param store state of the roll-up
     * @param header what belongs to the roll-up as a whole
     * @param window the window, with the revision of this word
     * @param coverage how many brokers it covers
     * @param whole whether a row that nobody told of is not there
     * @param heard whether anybody answered at all
     * @param now epoch milliseconds
     * @param out takes the records
     */
    record Word(
            RollupStore store,
            RollupStore.Header header,
            RollupWindow window,
            Coverage coverage,
            boolean whole,
            boolean heard,
            long now,
            Outputs out) {

        private ClusterSettings settings() {
            return header.settings();
        }

        /** Whether a topic is made up as long as nothing is known of it. */
        private boolean fillsIn(String topic) {
            return settings().hybrid() && settings().expect().topics().contains(topic);
        }
    }

    /**
     * Writes a row.
     *
     * @return what the cluster told that is in the record; null where nothing
     */
    View write(Word word, String name) {
        RowSums sums = word.window.rows().get(name);
        RowState before = word.store.row(name);
        View told = word.header.watched() ? word.store.view(name) : null;
        View view = fitting(word, name, before, told);
        if (sums != null
                && (sums.flagged(RowSums.MEASURED_BIT) || sums.flagged(RowSums.FILLED_BIT))) {
            values(word, name, sums, before, view);
        } else if (view != null) {
            view(word, name, before, view);
        } else if (columns == RollupColumns.CLUSTER) {
            fallback(word, name, before);
        } else if (word.fillsIn(name) && (before == null || before.window() < 0)) {
            madeUp(word, name, before);
        } else if (before == null) {
            // An answer of the cluster that is not of this time, and no other word on the topic.
            forgetView(word, name, told);
        } else if (missing(before, told, word.whole)) {
            absent(word, name, before);
        } else if (forgottenByTheRest(word, before, told)) {
            gone(word, name, "was not told of for an hour");
        } else {
            fallback(word, name, before);
        }
        return view;
    }

    /**
     * What the cluster told, if it still counts and does not tell of a later time. A correction of
     * an older window repeats what the window said.
     */
    private static View fitting(Word word, String name, RowState before, View told) {
        if (told != null
                && told.fresh(word.now, word.settings().lastKnownMs())
                && told.observedAt() <= word.window.deadline() + word.window.intervalMs()) {
            return told;
        }
        return before != null && word.window.start() < before.window()
                ? word.window.told().get(name)
                : null;
    }

    /**
     * Whether nobody who could know of a topic does: not the cluster itself, and not the brokers,
     * all of whom were read; or who never told of it.
     */
    private static boolean missing(RowState before, View told, boolean whole) {
        return told == null && (whole || before.window() < 0);
    }

    /**
     * Somebody answers, but nobody has told of the topic for long: it is not waited for for ever.
     */
    private static boolean forgottenByTheRest(Word word, RowState before, View told) {
        long last =
                told == null
                        ? before.observedAt()
                        : Math.max(before.observedAt(), told.observedAt());
        return word.heard
                && word.now - last > FORGET_AFTER_MS
                && (told == null || !told.current(word.now));
    }

    private static void forgetView(Word word, String name, View told) {
        if (told != null && word.now - told.observedAt() > FORGET_AFTER_MS) {
            word.store.removeView(name);
        }
    }

    private void values(Word word, String name, RowSums sums, RowState before, View view) {
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
        Map<String, Double> metrics = golden(word, sums, rates);
        RowSums madeUp = word.window.madeUp(columns);
        Map<String, Double> shown = metrics;
        if (madeUp != null) {
            RowSums all = sums.withRates(rates).plus(madeUp);
            shown = golden(word, all, all.rates());
        }
        // A window that was only filled in has increments and nothing else: it says nothing of how
        // things are now.
        boolean newest =
                sums.flagged(RowSums.MEASURED_BIT)
                        && (before == null || word.window.start() >= before.window());
        if (before == null
                && columns == RollupColumns.TOPIC
                && word.header.settled()
                && (view == null || !word.header.viewed())) {
            appeared(word.settings(), name, word.now, word.out);
        }
        emit(
                word,
                name,
                newest ? after(before, word, sums, rates, metrics) : before,
                view == null
                        ? LaidMetrics.ofBrokers(shown)
                        : LaidMetrics.of(
                                shown,
                                view,
                                word.coverage.observed() >= word.coverage.expected(),
                                newest ? word.now : view.observedAt()),
                sums.named(columns),
                madeUp != null
                        ? Quality.SIMULATED
                        : estimated
                                ? Quality.INTERPOLATED
                                : sums.flagged(RowSums.SECONDARY_BIT)
                                        ? Quality.SECONDARY
                                        : Quality.MEASURED,
                sums.observedAt()[0],
                newest);
    }

    private Map<String, Double> golden(Word word, RowSums sums, double[] rates) {
        return columns == RollupColumns.TOPIC
                ? GoldenMetrics.topic(sums, rates)
                : GoldenMetrics.cluster(sums, rates, word.coverage);
    }

    /**
     * What is remembered of a row. While brokers are silent, sums are partial: the steady rates
     * stay, and of the metrics those that only a silent broker knew.
     */
    private static RowState after(
            RowState before, Word word, RowSums sums, double[] rates, Map<String, Double> metrics) {
        boolean partial = before != null && word.coverage.observed() < word.coverage.expected();
        Map<String, Double> known = metrics;
        if (partial) {
            known = new HashMap<>(before.metrics());
            known.putAll(metrics);
        }
        // A fallback may tell less: what comes back with the endpoint has grown for long.
        boolean steady = !partial && (before == null || !sums.flagged(RowSums.SECONDARY_BIT));
        return new RowState(
                word.window.start(),
                sums.observedAt()[0],
                steady ? rates : before.rates(),
                known,
                0,
                before == null ? null : before.gate());
    }

    /** The cluster itself tells of the row, and no broker does. */
    private void view(Word word, String name, RowState before, View view) {
        Map<String, Double> known = new HashMap<>(madeUpSums(word));
        known.keySet().removeAll(view.metrics().keySet());
        Quality quality = known.isEmpty() ? Quality.SECONDARY : Quality.SIMULATED;
        if (columns == RollupColumns.CLUSTER) {
            known.putAll(presence(word.coverage));
        }
        emit(
                word,
                name,
                before == null ? unseen() : before.absent(0),
                LaidMetrics.ofView(view, known),
                Map.of(),
                quality,
                view.observedAt(),
                before == null || word.window.start() >= before.window());
    }

    /** What of a cluster is made up where none of its brokers told anything. */
    private Map<String, Double> madeUpSums(Word word) {
        RowSums madeUp = word.window.madeUp(columns);
        return madeUp == null ? Map.of() : golden(word, madeUp, madeUp.rates());
    }

    /** A topic of which nothing is known, and that is to be made up. */
    private void madeUp(Word word, String name, RowState before) {
        emit(
                word,
                name,
                before == null ? unseen() : before,
                LaidMetrics.ofBrokers(stopgap.topic(word.settings(), name, word.window.start())),
                Map.of(),
                Quality.SIMULATED,
                -1,
                true);
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

    /** Nobody told of the row: what is remembered, while it is not too old. */
    private void fallback(Word word, String name, RowState before) {
        boolean fresh =
                before != null
                        && before.observedAt() >= 0
                        && word.now - before.observedAt() <= word.settings().lastKnownMs();
        if (!fresh && word.fillsIn(name)) {
            madeUp(word, name, before);
            return;
        }
        Map<String, Double> metrics = new HashMap<>(fresh ? before.metrics() : madeUpSums(word));
        boolean simulated = !fresh && !metrics.isEmpty();
        if (columns == RollupColumns.CLUSTER) {
            metrics.putAll(presence(word.coverage));
        }
        emit(
                word,
                name,
                before != null ? before : unseen(),
                LaidMetrics.ofBrokers(metrics),
                Map.of(),
                fresh ? Quality.LAST_KNOWN : simulated ? Quality.SIMULATED : Quality.UNKNOWN,
                fresh ? before.observedAt() : -1,
                before == null || word.window.start() >= before.window());
    }

    /** A topic comes back within a window or two where its leadership moves. */
    private void absent(Word word, String name, RowState before) {
        if (before.absentWindows() + 1 < ABSENCES) {
            word.store.row(name, before.absent(before.absentWindows() + 1));
            return;
        }
        gone(
                word,
                name,
                word.header.watched() ? "is not there any more" : "is led by no broker any more");
    }

    private void gone(Word word, String name, String what) {
        EntityId id = id(word.settings(), name);
        word.out.event(event(id, EventRecord.Type.TOPIC_DISAPPEARED, what, word.now));
        word.out.tombstone(id, word.now);
        word.store.removeRow(name);
        word.store.removeView(name);
    }

    /** A topic is there that was not. */
    void appeared(ClusterSettings cluster, String topic, long now, Outputs out) {
        out.event(event(id(cluster, topic), EventRecord.Type.TOPIC_APPEARED, "appeared", now));
    }

    private static EventRecord event(EntityId topic, EventRecord.Type type, String what, long now) {
        return new EventRecord(
                1,
                type,
                EventRecord.Severity.INFO,
                now,
                topic.cluster(),
                null,
                topic.guid(),
                "topic " + topic.name() + " of " + topic.cluster() + " " + what,
                Map.of());
    }

    /** What a row is. */
    EntityId id(ClusterSettings cluster, String row) {
        return columns == RollupColumns.CLUSTER
                ? EntityId.cluster(account, cluster.name())
                : EntityId.topic(account, cluster.name(), row);
    }

    private void emit(
            Word word,
            String name,
            RowState row,
            LaidMetrics laid,
            Map<String, Long> increments,
            Quality quality,
            long observedAt,
            boolean newest) {
        ClusterSettings settings = word.settings();
        EntityId id = id(settings, name);
        Map<String, Double> metrics = laid.metrics();
        View view = laid.view();
        // Where the one broker that knew of something fell silent, things are not better for it.
        Map<String, Double> facts = metrics;
        if (row != null
                && row.metrics() != metrics
                && quality != Quality.UNKNOWN
                && !laid.ofView()) {
            facts = new HashMap<>(row.metrics());
            facts.putAll(metrics);
        }
        // Where all of it fills a gap, nobody knows how things are.
        boolean known = quality != Quality.SIMULATED || observedAt >= 0;
        HealthJudge.Verdict verdict =
                health.judge(
                        new HealthJudge.Facts(
                                id.type(),
                                settings.labels(),
                                facts,
                                known ? quality : Quality.UNKNOWN,
                                word.coverage,
                                null,
                                settings.health(),
                                settings.scrape().intervalMs(),
                                word.now),
                        EntityGate.health(row == null ? null : row.gate()));
        Map<String, Double> scored = metrics;
        if (columns == RollupColumns.CLUSTER && verdict.score() != null) {
            scored = new LinkedHashMap<>(metrics);
            scored.put("cluster.health.score", verdict.score());
        }
        Long observed = observedAt < 0 ? null : observedAt;
        word.out.metrics(
                new MetricsRecord(
                        1,
                        id.guid(),
                        id.type(),
                        id.name(),
                        id.cluster(),
                        word.window.start(),
                        null,
                        word.window.revision(),
                        settings.called(quality),
                        observed,
                        increments.isEmpty() ? null : settings.scrape().intervalMs(),
                        scored,
                        increments,
                        settings.called(word.coverage),
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
                        settings.provider(),
                        settings.labels(),
                        view == null ? Map.of() : view.attributes(),
                        verdict.status(),
                        verdict.score(),
                        verdict.reasons(),
                        settings.called(quality),
                        word.window.start(),
                        observed,
                        word.now,
                        observed == null ? null : Math.max(0, word.now - observed),
                        word.window.revision(),
                        scored,
                        settings.called(word.coverage),
                        laid.sources(),
                        laid.sources() == null ? null : view.observedAt(),
                        view == null || view.partitions().isEmpty() ? null : view.partitions(),
                        view == null || view.partitions().isEmpty()
                                ? null
                                : view.partitionsNotListed(),
                        null);
        word.store.row(
                name,
                row.gate(
                        EntityGate.pass(
                                row.gate(),
                                entity,
                                verdict.memory(),
                                null,
                                settings.scrape().intervalMs(),
                                word.out)));
    }
}
