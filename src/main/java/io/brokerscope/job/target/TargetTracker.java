package io.brokerscope.job.target;

import io.brokerscope.counter.CounterAdvance;
import io.brokerscope.counter.Counters;
import io.brokerscope.counter.Origin;
import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Contributions;
import io.brokerscope.entity.EntityGate;
import io.brokerscope.entity.GoldenCounters;
import io.brokerscope.entity.GoldenMetrics;
import io.brokerscope.gap.Gap;
import io.brokerscope.gap.TickBook;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.DeadLetter;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.OutputSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/**
 * Follows one target from outcome to outcome: the ledger, increments and rates, fallback to the
 * last known values, gaps and their filling, the broker's entity, and what it contributes to the
 * roll-ups. Pure: state and outcome in, state and records out.
 */
public final class TargetTracker {

    /** Counters remembered per target at most, beyond what a read itself may hold. */
    private static final int MAX_COUNTERS = 500_000;

    /** Earlier incarnations that may still wait for outcomes at the same time. */
    private static final int MAX_CLOSING = 16;

    /** Failures whose answer is worth keeping, because somebody has to look at it. */
    private static final Set<FailureReason> UNREADABLE =
            EnumSet.of(
                    FailureReason.PROTOCOL,
                    FailureReason.CONTENT_TYPE,
                    FailureReason.TRUNCATED_BODY,
                    FailureReason.CORRUPT_ENCODING,
                    FailureReason.MALFORMED,
                    FailureReason.TOO_LARGE,
                    FailureReason.EMPTY);

    private final String account;
    private final HealthJudge health;
    private final Stopgap stopgap;
    private final Contributions contributions;
    private final ClusterTicks cluster;
    private final Ledger ledger;
    private final Counters counters = new Counters(MAX_COUNTERS);

    /**
     * @param account account in the GUIDs
     * @param ledgerDetail which counters the ledger carries
     * @param topicShards number of shards that the topics of a cluster are spread over
     * @param health judges the broker
     * @param stopgap makes up what is missing of hybrid clusters
     */
    public TargetTracker(
            String account,
            OutputSettings.Ledger ledgerDetail,
            int topicShards,
            HealthJudge health,
            Stopgap stopgap) {
        this.account = account;
        this.health = health;
        this.stopgap = stopgap;
        this.contributions = new Contributions(topicShards);
        this.cluster = new ClusterTicks(contributions);
        this.ledger = new Ledger(ledgerDetail);
    }

    /**
     * Takes an outcome in.
     *
     * @param state state of its target; null where there is none
     * @param outcome the outcome; never a NOTICE
     * @param now epoch milliseconds
     * @param out takes the records
     * @param rollups takes the contributions
     * @return the state to keep, and whether the outcome was refused
     */
    public Step accept(
            TargetState state,
            ScrapeOutcome outcome,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        return switch (outcome.kind()) {
            case ADDED -> added(state, outcome, now, out, rollups);
            case RETIRED -> retired(state, outcome, now, out, rollups);
            case OBSERVED, FAILED, SKIPPED, REJECTED, MISSED ->
                    tick(state, outcome, now, out, rollups);
            case NOTICE, OUTPUT_GAP ->
                    throw new IllegalArgumentException(outcome.kind() + " has no target");
        };
    }

    /**
     * What an outcome did.
     *
     * @param state the state to keep; null where the target is gone or was never there
     * @param verdict whether the outcome was taken
     */
    public record Step(TargetState state, Verdict verdict) {}

    /** Whether an outcome was taken. */
    public enum Verdict {
        /** It was. */
        TAKEN,
        /** Its tick, or the fact it tells, has been taken before. */
        REPEATED,
        /** Its incarnation has not been added yet; after a restart it may overtake that fact. */
        EARLY
    }

    private Step added(
            TargetState state,
            ScrapeOutcome outcome,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        if (state != null && book(state, outcome.incarnation()) != null) {
            return new Step(state, Verdict.REPEATED);
        }
        TargetSpec spec = outcome.spec();
        TickBook book =
                TickBook.open(
                        outcome.incarnation(),
                        outcome.dueAt(),
                        spec.cluster().scrape().intervalMs());
        out.ledger(ledger.line(outcome, 0, book.intervalMs()));
        out.event(
                event(
                        Type.TARGET_ADDED,
                        Severity.INFO,
                        now,
                        spec.target(),
                        named(spec.target()) + " is read at " + spec.endpoint(),
                        Map.of("incarnation", Long.toString(outcome.incarnation()))));
        contributions.forEachShard(
                shard ->
                        rollups.accept(
                                Contribution.empty(
                                        spec.target().isCluster()
                                                ? Contribution.Kind.WATCHED
                                                : Contribution.Kind.JOINED,
                                        spec.target(),
                                        shard,
                                        outcome.incarnation(),
                                        outcome.dueAt(),
                                        outcome.dueAt(),
                                        Quality.UNKNOWN,
                                        contributions.settings(spec.cluster(), shard))));
        if (state == null) {
            return new Step(TargetState.begin(spec, book), Verdict.TAKEN);
        }
        List<TickBook> closing = new ArrayList<>(state.closing());
        if (!state.book().closed()) {
            closing.add(state.book());
        }
        if (closing.size() > MAX_CLOSING) {
            TickBook lost = closing.remove(0);
            out.event(
                    event(
                            Type.STATE_BOUNDED,
                            Severity.CRITICAL,
                            now,
                            spec.target(),
                            "more than "
                                    + MAX_CLOSING
                                    + " incarnations of one target wait for outcomes; gave up on "
                                    + lost.incarnation(),
                            Map.of()));
        }
        // What is made up and what is real go on from nothing of each other.
        boolean same = state.spec().simulated() == spec.simulated();
        return new Step(
                (same ? state : TargetState.begin(spec, book).withGate(state.gate()))
                        .withBooks(spec, book, closing),
                Verdict.TAKEN);
    }

    private Step retired(
            TargetState state,
            ScrapeOutcome outcome,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        TickBook book = state == null ? null : book(state, outcome.incarnation());
        if (book == null) {
            return new Step(state, unknown(state, outcome));
        }
        if (book.lastDue() != TickBook.OPEN) {
            return new Step(state, Verdict.REPEATED);
        }
        out.ledger(ledger.line(outcome, 0, book.intervalMs()));
        contributions.forEachShard(
                shard ->
                        rollups.accept(
                                Contribution.empty(
                                        outcome.target().isCluster()
                                                ? Contribution.Kind.UNWATCHED
                                                : Contribution.Kind.LEFT,
                                        outcome.target(),
                                        shard,
                                        outcome.incarnation(),
                                        outcome.dueAt(),
                                        outcome.dueAt(),
                                        Quality.UNKNOWN,
                                        null)));
        return new Step(
                settle(replace(state, book.retire(outcome.dueAt())), now, out), Verdict.TAKEN);
    }

    private Step tick(
            TargetState state,
            ScrapeOutcome outcome,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        TickBook book = state == null ? null : book(state, outcome.incarnation());
        if (book == null) {
            return new Step(state, unknown(state, outcome));
        }
        long from = outcome.dueAt();
        long until = outcome.untilDueAt();
        while (from <= until && book.contains(from)) {
            from += book.intervalMs();
        }
        while (from <= until && book.contains(until)) {
            until -= book.intervalMs();
        }
        if (from > until) {
            return new Step(state, Verdict.REPEATED);
        }
        outcome = outcome.over(from, until);
        TargetState next = replace(state, bounded(book.enter(from, until), outcome, now, out));
        next = breaker(next, outcome, now, out);
        next =
                outcome.kind() == OutcomeKind.OBSERVED
                        ? observed(next, outcome, book.intervalMs(), now, out, rollups)
                        : unobserved(next, outcome, book, now, out, rollups);
        return new Step(settle(next, now, out), Verdict.TAKEN);
    }

    /**
     * An incarnation that nobody knows: either one that is still to come, or one that has closed.
     * Only the first is possible while the target is unknown or its newest incarnation is older.
     */
    private static Verdict unknown(TargetState state, ScrapeOutcome outcome) {
        return state == null || outcome.incarnation() > state.book().incarnation()
                ? Verdict.EARLY
                : Verdict.REPEATED;
    }

    private static TickBook bounded(TickBook book, ScrapeOutcome outcome, long now, Outputs out) {
        if (!book.overflows()) {
            return book;
        }
        out.event(
                event(
                        Type.STATE_BOUNDED,
                        Severity.CRITICAL,
                        now,
                        outcome.target(),
                        "no outcome came for the tick after "
                                + book.lowWater()
                                + " of "
                                + named(outcome.target())
                                + ": not waiting for it any longer",
                        Map.of()));
        return book.giveUpFirstHole();
    }

    private TargetState observed(
            TargetState state,
            ScrapeOutcome outcome,
            long intervalMs,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        Readings readings = outcome.readings();
        Quality quality =
                fillsIn(state.spec())
                        ? Quality.SIMULATED
                        : outcome.source() == 0 ? Quality.MEASURED : Quality.SECONDARY;
        long observedAt = outcome.stats().observedAt();
        Origin origin = new Origin(outcome.source() > 0, outcome.source() != state.source());
        CounterAdvance advance = counters.advance(state.counters(), readings, observedAt, origin);
        out.ledger(ledger.line(outcome, state.spec(), intervalMs, advance));
        if (outcome.target().isCluster()) {
            return clusterObserved(state, outcome, advance, now, out, rollups);
        }

        Contributions.Values values =
                new Contributions.Values(
                        advance.table(),
                        advance.increments(),
                        advance.changes(),
                        advance.resumed(),
                        advance.vanished(),
                        readings.gauges(),
                        readings.gaugeValues());
        Filling filling =
                Filling.of(state.gap().before(outcome.dueAt()), advance, readings, observedAt);
        fill(outcome, quality, filling, values, observedAt, out, rollups);

        LongUnaryOperator ownShare = filling::closingShare;
        long ownElapsed = filling.elapsedPerPart();
        contributions.emit(
                new Contributions.Head(
                        Contribution.Kind.TICK,
                        outcome.target(),
                        outcome.incarnation(),
                        outcome.dueAt(),
                        outcome.dueAt(),
                        quality,
                        observedAt,
                        ownElapsed,
                        readings.complete()),
                values,
                ownShare,
                rollups);
        Map<String, Double> metrics =
                GoldenMetrics.broker(
                        readings.gauges(),
                        readings.gaugeValues(),
                        advance.table(),
                        withinElapsed(advance),
                        filling.elapsedMs());
        out.metrics(
                metricsRecord(
                        outcome.target(),
                        outcome.dueAt(),
                        null,
                        0,
                        state.spec().cluster().called(quality),
                        observedAt,
                        ownElapsed,
                        metrics,
                        increments(advance, ownShare)));

        observedEvents(state, outcome, advance, filling.gap(), now, out);
        ReadStats stats = outcome.stats();
        TargetState next =
                state.observed(
                        advance.after(),
                        state.gap().after(outcome.dueAt()),
                        metrics,
                        observedAt,
                        outcome.dueAt(),
                        readings.dialect(),
                        stats.truncated() > 0 || stats.bytesCut(),
                        outcome.source());
        return entity(next, outcome.dueAt(), quality, metrics, now, out);
    }

    /** A cluster is no member of its roll-ups and no entity of its own: it adds views to them. */
    private TargetState clusterObserved(
            TargetState state,
            ScrapeOutcome outcome,
            CounterAdvance advance,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        Readings readings = outcome.readings();
        ReadStats stats = outcome.stats();
        cluster.tell(state.spec(), outcome, advance, rollups);
        observedEvents(state, outcome, advance, state.gap().before(outcome.dueAt()), now, out);
        TargetState next =
                state.observed(
                        advance.after(),
                        state.gap().after(outcome.dueAt()),
                        Map.of(),
                        stats.observedAt(),
                        outcome.dueAt(),
                        readings.dialect(),
                        stats.truncated() > 0,
                        outcome.source());
        return cluster.missing(next, outcome, now, out);
    }

    /** Increments that cover the time between the two reads, no more. */
    private static long[] withinElapsed(CounterAdvance advance) {
        long[] increments = advance.increments().clone();
        for (int row = 0; row < increments.length; row++) {
            if (advance.resumed()[row]) {
                increments[row] = CounterAdvance.NONE;
            }
        }
        return increments;
    }

    /** Emits the ticks that observed nothing, now that the totals on both sides are known. */
    private void fill(
            ScrapeOutcome outcome,
            Quality quality,
            Filling filling,
            Contributions.Values values,
            long observedAt,
            Outputs out,
            Consumer<Contribution> rollups) {
        if (filling.parts() == 1) {
            return;
        }
        Quality filled = quality == Quality.SIMULATED ? quality : Quality.INTERPOLATED;
        if (filling.rangeTicks() > 0) {
            fillPart(
                    Contribution.Kind.RANGE,
                    outcome,
                    filled,
                    filling.rangeFrom(),
                    filling.gap().until(),
                    filling::rangeShare,
                    filling.elapsedPerPart() * filling.rangeTicks(),
                    values,
                    observedAt,
                    out,
                    rollups);
            return;
        }
        long[] ticks = filling.ticks();
        for (int i = 0; i < ticks.length; i++) {
            int part = i;
            fillPart(
                    Contribution.Kind.FILL,
                    outcome,
                    filled,
                    ticks[i],
                    ticks[i],
                    total -> filling.share(total, part),
                    filling.elapsedPerPart(),
                    values,
                    observedAt,
                    out,
                    rollups);
        }
    }

    private void fillPart(
            Contribution.Kind kind,
            ScrapeOutcome outcome,
            Quality quality,
            long from,
            long until,
            LongUnaryOperator share,
            long elapsedMs,
            Contributions.Values values,
            long observedAt,
            Outputs out,
            Consumer<Contribution> rollups) {
        if (quality != Quality.SIMULATED) {
            // Roll-ups take what is made up for the tick at hand alone.
            contributions.emit(
                    new Contributions.Head(
                            kind,
                            outcome.target(),
                            outcome.incarnation(),
                            from,
                            until,
                            quality,
                            observedAt,
                            elapsedMs,
                            false),
                    values,
                    share,
                    rollups);
        }
        long[] shares = new long[values.increments().length];
        for (int row = 0; row < shares.length; row++) {
            long total = values.increments()[row];
            shares[row] = total < 0 ? total : share.applyAsLong(total);
        }
        Map<String, Double> rates =
                GoldenMetrics.broker(
                        SeriesTable.EMPTY, new double[0], values.counters(), shares, elapsedMs);
        out.metrics(
                metricsRecord(
                        outcome.target(),
                        from,
                        kind == Contribution.Kind.RANGE ? until : null,
                        1,
                        quality,
                        observedAt,
                        elapsedMs,
                        rates,
                        increments(values, shares)));
    }

    private TargetState unobserved(
            TargetState state,
            ScrapeOutcome outcome,
            TickBook book,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        long from = outcome.dueAt();
        long until = outcome.untilDueAt();
        out.ledger(ledger.line(outcome, book.ticks(from, until), book.intervalMs()));
        deadLetter(outcome, out);
        if (until < state.observedDue()) {
            // Overtaken by a later observation, whose increments already cover these ticks.
            return state;
        }
        TargetState next = state.withGap(state.gap().with(from, until, book.intervalMs()));
        if (!state.gap().open()) {
            out.event(
                    event(
                            Type.GAP_OPENED,
                            Severity.WARNING,
                            now,
                            outcome.target(),
                            named(outcome.target())
                                    + " was not observed: "
                                    + outcome.kind()
                                    + reason(outcome),
                            Map.of("dueAt", Long.toString(from))));
        }
        if (outcome.target().isCluster()) {
            if (outcome.kind() != OutcomeKind.MISSED) {
                cluster.silent(outcome, rollups);
            }
            return next;
        }
        boolean fresh =
                !fillsIn(state.spec())
                        && state.observedAt() >= 0
                        && now - state.observedAt() <= state.spec().cluster().lastKnownMs();
        if (!fresh && state.spec().cluster().hybrid() && outcome.kind() != OutcomeKind.MISSED) {
            return madeUp(next, outcome, now, out, rollups);
        }
        Quality quality = fresh ? Quality.LAST_KNOWN : Quality.UNKNOWN;
        Contribution.Kind kind =
                outcome.kind() == OutcomeKind.MISSED
                        ? Contribution.Kind.MISSED
                        : Contribution.Kind.TICK;
        contributions.forEachShard(
                shard ->
                        rollups.accept(
                                Contribution.empty(
                                        kind,
                                        outcome.target(),
                                        shard,
                                        outcome.incarnation(),
                                        from,
                                        until,
                                        quality,
                                        null)));
        Map<String, Double> metrics = fresh ? state.metrics() : Map.of();
        if (outcome.kind() != OutcomeKind.MISSED) {
            out.metrics(
                    metricsRecord(
                            outcome.target(),
                            from,
                            null,
                            0,
                            quality,
                            fresh ? state.observedAt() : CounterAdvance.NONE,
                            CounterAdvance.NONE,
                            metrics,
                            Map.of()));
        }
        return entity(next, until, quality, metrics, now, out);
    }

    /** Whether the target is there only to fill a gap of its cluster. */
    private static boolean fillsIn(TargetSpec spec) {
        return spec.simulated() && spec.cluster().hybrid();
    }

    /**
     * Nothing is known of the broker, and its cluster wants that to be made up: rates and levels,
     * but no increments, because nothing was counted.
     */
    private TargetState madeUp(
            TargetState state,
            ScrapeOutcome outcome,
            long now,
            Outputs out,
            Consumer<Contribution> rollups) {
        ClusterSettings settings = state.spec().cluster();
        long intervalMs = settings.scrape().intervalMs();
        String id = outcome.target().id();
        Readings before = stopgap.broker(settings, id, outcome.dueAt() - intervalMs);
        Readings after = stopgap.broker(settings, id, outcome.dueAt());
        long[] growth = new long[after.counterValues().length];
        for (int row = 0; row < growth.length; row++) {
            growth[row] = after.counterValues()[row] - before.counterValues()[row];
        }
        contributions.emit(
                new Contributions.Head(
                        Contribution.Kind.TICK,
                        outcome.target(),
                        outcome.incarnation(),
                        outcome.dueAt(),
                        outcome.dueAt(),
                        Quality.SIMULATED,
                        CounterAdvance.NONE,
                        intervalMs,
                        false),
                new Contributions.Values(
                        after.counters(),
                        growth,
                        new Change[growth.length],
                        new boolean[growth.length],
                        List.of(),
                        after.gauges(),
                        after.gaugeValues()),
                LongUnaryOperator.identity(),
                rollups);
        Map<String, Double> metrics =
                GoldenMetrics.broker(
                        after.gauges(), after.gaugeValues(), after.counters(), growth, intervalMs);
        out.metrics(
                metricsRecord(
                        outcome.target(),
                        outcome.dueAt(),
                        null,
                        0,
                        Quality.SIMULATED,
                        CounterAdvance.NONE,
                        CounterAdvance.NONE,
                        metrics,
                        Map.of()));
        return entity(state, outcome.dueAt(), Quality.SIMULATED, metrics, now, out);
    }

    private TargetState entity(
            TargetState state,
            long dueAt,
            Quality quality,
            Map<String, Double> metrics,
            long now,
            Outputs out) {
        TargetSpec spec = state.spec();
        EntityId id = EntityId.broker(account, spec.target());
        // How a broker is whose values fill a gap, nobody knows.
        boolean known = quality != Quality.UNKNOWN && quality != Quality.SIMULATED;
        HealthJudge.Verdict verdict =
                health.judge(
                        new HealthJudge.Facts(
                                id.type(),
                                labels(spec),
                                metrics,
                                known ? quality : Quality.UNKNOWN,
                                null,
                                null,
                                spec.cluster().health(),
                                spec.cluster().scrape().intervalMs(),
                                now),
                        EntityGate.health(state.gate()));
        Long observedAt = known ? (Long) state.observedAt() : null;
        EntityRecord entity =
                new EntityRecord(
                        1,
                        id.guid(),
                        id.type(),
                        id.name(),
                        account,
                        id.cluster(),
                        spec.cluster().provider(),
                        labels(spec),
                        attributes(state),
                        verdict.status(),
                        verdict.score(),
                        verdict.reasons(),
                        spec.cluster().called(quality),
                        dueAt,
                        observedAt,
                        now,
                        observedAt == null ? null : Math.max(0, now - observedAt),
                        0,
                        metrics,
                        null,
                        null);
        return state.withGate(
                EntityGate.pass(
                        state.gate(),
                        entity,
                        verdict.memory(),
                        spec.target().id(),
                        spec.cluster().scrape().intervalMs(),
                        out));
    }

    private static Map<String, String> labels(TargetSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>(spec.cluster().labels());
        labels.putAll(spec.labels());
        return labels;
    }

    private static Map<String, String> attributes(TargetState state) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("endpoint", state.spec().endpoint(state.source()));
        attributes.put("host", state.spec().host());
        if (!state.spec().rack().isEmpty()) {
            attributes.put("rack", state.spec().rack());
        }
        if (state.dialect() != null) {
            attributes.put("dialect", state.dialect());
        }
        if (state.breaker() != null) {
            attributes.put("circuitBreaker", state.breaker().name());
        }
        return attributes;
    }

    private TargetState breaker(TargetState state, ScrapeOutcome outcome, long now, Outputs out) {
        BreakerState after = outcome.breaker();
        if (after == null || after == state.breaker()) {
            return state;
        }
        if (state.breaker() != null || after != BreakerState.CLOSED) {
            out.event(
                    event(
                            Type.BREAKER_CHANGED,
                            after == BreakerState.OPEN ? Severity.WARNING : Severity.INFO,
                            now,
                            outcome.target(),
                            "circuit of " + named(outcome.target()) + " is " + after,
                            Map.of("to", after.name())));
        }
        return state.withBreaker(after);
    }

    private static void observedEvents(
            TargetState state,
            ScrapeOutcome outcome,
            CounterAdvance advance,
            Gap filled,
            long now,
            Outputs out) {
        TargetId target = outcome.target();
        if (filled.open()) {
            out.event(
                    event(
                            Type.GAP_CLOSED,
                            Severity.INFO,
                            now,
                            target,
                            named(target)
                                    + " is observed again after "
                                    + filled.ticks()
                                    + " ticks without",
                            Map.of(
                                    "from", Long.toString(filled.from()),
                                    "until", Long.toString(filled.until()),
                                    "ticks", Long.toString(filled.ticks()))));
        }
        if (advance.processRestarted() || advance.dropped() > 0) {
            String what =
                    advance.processRestarted()
                            ? "restarted"
                            : "has " + advance.dropped() + " counters that went down";
            out.event(
                    event(
                            Type.COUNTERS_RESET,
                            Severity.WARNING,
                            now,
                            target,
                            named(target)
                                    + " "
                                    + what
                                    + ": counting starts from zero; what it counted after "
                                    + state.observedAt()
                                    + " and before the reset is unknowable",
                            Map.of("lastObservedAt", Long.toString(state.observedAt()))));
        }
        ReadStats stats = outcome.stats();
        boolean cut = stats.truncated() > 0 || stats.bytesCut();
        if (cut && !state.truncated()) {
            out.event(
                    event(
                            Type.TRUNCATED,
                            Severity.WARNING,
                            now,
                            target,
                            "answer of "
                                    + named(target)
                                    + " truncated: "
                                    + (stats.bytesCut()
                                            ? "cut off after " + stats.bytes() + " bytes"
                                            : stats.truncated()
                                                    + (target.isCluster()
                                                            ? " topics, groups or commits"
                                                            : " series")),
                            Map.of("series", Integer.toString(stats.truncated()))));
        }
        if (outcome.source() != state.source()) {
            sourceChanged(state, outcome, now, out);
        }
        String dialect = outcome.readings().dialect();
        if (outcome.source() == state.source()
                && state.dialect() != null
                && !state.dialect().equals(dialect)) {
            out.event(
                    event(
                            Type.DIALECT_CHANGED,
                            Severity.INFO,
                            now,
                            target,
                            named(target) + " speaks " + dialect + ", was " + state.dialect(),
                            Map.of("from", state.dialect(), "to", dialect)));
        }
        if (stats.malformed() > 0) {
            out.deadLetter(
                    new DeadLetter(
                            1,
                            target.cluster(),
                            target.id(),
                            outcome.dueAt(),
                            null,
                            stats.malformed(),
                            stats.malformedLine(),
                            stats.excerpt(),
                            stats.malformed() + " lines of the answer are no exposition"));
        }
        if (advance.forgotten() > 0) {
            out.event(
                    event(
                            Type.STATE_BOUNDED,
                            Severity.WARNING,
                            now,
                            target,
                            "more than "
                                    + MAX_COUNTERS
                                    + " counters of "
                                    + named(target)
                                    + ": forgot "
                                    + advance.forgotten()
                                    + " that its incomplete answers lack",
                            Map.of()));
        }
    }

    private static void sourceChanged(
            TargetState state, ScrapeOutcome outcome, long now, Outputs out) {
        String endpoint = state.spec().endpoint(outcome.source());
        boolean back = outcome.source() == 0;
        out.event(
                event(
                        Type.SOURCE_CHANGED,
                        back ? Severity.INFO : Severity.WARNING,
                        now,
                        outcome.target(),
                        named(outcome.target())
                                + " is read at "
                                + endpoint
                                + (back ? " again" : ", because " + outcome.detail()),
                        Map.of("endpoint", endpoint)));
    }

    private static void deadLetter(ScrapeOutcome outcome, Outputs out) {
        if (outcome.reason() != null
                && UNREADABLE.contains(outcome.reason())
                && outcome.stats() != null) {
            ReadStats stats = outcome.stats();
            out.deadLetter(
                    new DeadLetter(
                            1,
                            outcome.target().cluster(),
                            outcome.target().id(),
                            outcome.dueAt(),
                            outcome.reason(),
                            stats.malformed(),
                            stats.malformedLine() > 0 ? stats.malformedLine() : null,
                            stats.excerpt(),
                            outcome.detail()));
        }
    }

    /** Lets go of incarnations whose every tick is in, and of the target with its last one. */
    private TargetState settle(TargetState state, long now, Outputs out) {
        List<TickBook> closing = state.closing().stream().filter(book -> !book.closed()).toList();
        if (!state.book().closed()) {
            return state.withBooks(state.spec(), state.book(), closing);
        }
        if (!closing.isEmpty()) {
            return state.withBooks(state.spec(), state.book(), closing);
        }
        TargetId target = state.spec().target();
        out.event(
                event(
                        Type.TARGET_RETIRED,
                        Severity.INFO,
                        now,
                        target,
                        named(target) + " is read no more",
                        Map.of("incarnation", Long.toString(state.book().incarnation()))));
        if (!target.isCluster()) {
            out.tombstone(EntityId.broker(account, target), now);
        }
        return null;
    }

    private static TickBook book(TargetState state, long incarnation) {
        if (state.book().incarnation() == incarnation) {
            return state.book();
        }
        for (TickBook book : state.closing()) {
            if (book.incarnation() == incarnation) {
                return book;
            }
        }
        return null;
    }

    private static TargetState replace(TargetState state, TickBook book) {
        if (state.book().incarnation() == book.incarnation()) {
            return state.withBooks(state.spec(), book, state.closing());
        }
        List<TickBook> closing = new ArrayList<>(state.closing());
        closing.replaceAll(other -> other.incarnation() == book.incarnation() ? book : other);
        return state.withBooks(state.spec(), state.book(), closing);
    }

    private MetricsRecord metricsRecord(
            TargetId target,
            long dueAt,
            Long untilDueAt,
            int revision,
            Quality quality,
            long observedAt,
            long elapsedMs,
            Map<String, Double> metrics,
            Map<String, Long> increments) {
        EntityId id = EntityId.broker(account, target);
        return new MetricsRecord(
                1,
                id.guid(),
                id.type(),
                id.name(),
                id.cluster(),
                dueAt,
                untilDueAt,
                revision,
                quality,
                observedAt < 0 ? null : observedAt,
                elapsedMs < 0 ? null : elapsedMs,
                metrics,
                increments,
                null,
                null);
    }

    /** The broker's own increments; those of topics stand in the records of the topics. */
    private static Map<String, Long> increments(CounterAdvance advance, LongUnaryOperator share) {
        Map<String, Long> increments = new LinkedHashMap<>();
        for (int row = 0; row < advance.table().rows(); row++) {
            if (advance.increments()[row] >= 0) {
                put(increments, advance.table(), row, share.applyAsLong(advance.increments()[row]));
            }
        }
        return increments;
    }

    private static Map<String, Long> increments(Contributions.Values values, long[] shares) {
        Map<String, Long> increments = new LinkedHashMap<>();
        for (int row = 0; row < shares.length; row++) {
            if (shares[row] >= 0) {
                put(increments, values.counters(), row, shares[row]);
            }
        }
        return increments;
    }

    private static void put(
            Map<String, Long> increments, SeriesTable table, int row, long increment) {
        String metric = table.metricOf(row);
        if (table.topic()[row] < 0
                && table.qualifier()[row] < 0
                && GoldenCounters.contains(metric)) {
            increments.put(metric, increment);
        }
    }

    static String named(TargetId target) {
        return target.isCluster() ? "cluster " + target.cluster() : "broker " + target;
    }

    private static String reason(ScrapeOutcome outcome) {
        return outcome.reason() == null
                ? ""
                : " ("
                        + outcome.reason()
                        + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail())
                        + ")";
    }

    static EventRecord event(
            Type type,
            Severity severity,
            long at,
            TargetId target,
            String message,
            Map<String, String> attributes) {
        return new EventRecord(
                1, type, severity, at, target.cluster(), target.id(), null, message, attributes);
    }
}
