package io.brokerscope.job.target;

import io.brokerscope.counter.CounterAdvance;
import io.brokerscope.entity.ClusterViews;
import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Contributions;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.Outputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the ticks of a cluster that is a target itself add to its roll-ups: views, never members.
 */
final class ClusterTicks {

    private final Contributions contributions;
    private final ClusterViews views;

    ClusterTicks(Contributions contributions) {
        this.contributions = contributions;
        this.views = new ClusterViews(contributions);
    }

    /** The cluster was observed: every roll-up hears what it told. */
    void tell(
            TargetSpec spec,
            ScrapeOutcome outcome,
            CounterAdvance advance,
            Consumer<Contribution> rollups) {
        long observedAt = outcome.stats().observedAt();
        views.emit(
                new ClusterViews.Head(
                        outcome.target(),
                        outcome.incarnation(),
                        outcome.dueAt(),
                        observedAt,
                        observedAt + spec.cluster().scrape().notOverdueMs()),
                outcome.view(),
                steadyRates(advance),
                rollups);
    }

    /** Where no broker is a member, roll-ups wait for the ticks of the cluster itself. */
    void silent(ScrapeOutcome outcome, Consumer<Contribution> rollups) {
        contributions.forEachShard(
                shard ->
                        rollups.accept(
                                Contribution.empty(
                                        Contribution.Kind.VIEW,
                                        outcome.target(),
                                        shard,
                                        outcome.incarnation(),
                                        outcome.dueAt(),
                                        outcome.dueAt(),
                                        Quality.UNKNOWN,
                                        null)));
    }

    /** Says what a cluster does not tell, once for as long as it stays the same. */
    TargetState missing(TargetState state, ScrapeOutcome outcome, long now, Outputs out) {
        ClusterReading.Missing missing = outcome.view().missing();
        TreeSet<String> lines = new TreeSet<>();
        for (int row = 0; row < missing.part().length; row++) {
            lines.add(missing.part()[row] + ": " + missing.why()[row]);
        }
        String told = lines.isEmpty() ? null : String.join("; ", lines);
        if (Objects.equals(told, state.missing())) {
            return state;
        }
        out.event(
                TargetTracker.event(
                        Type.READ_INCOMPLETE,
                        told == null ? Severity.INFO : Severity.WARNING,
                        now,
                        outcome.target(),
                        told == null
                                ? TargetTracker.named(outcome.target()) + " tells all that is asked"
                                : TargetTracker.named(outcome.target())
                                        + " does not tell all: "
                                        + outcome.detail(),
                        Map.of(
                                "parts",
                                String.join(", ", new TreeSet<>(List.of(missing.part()))))));
        return state.withMissing(told);
    }

    /** Rates of the topics whose counters tell one: nothing happened to them but growth. */
    private static Map<String, Double> steadyRates(CounterAdvance advance) {
        Map<String, Double> rates = new HashMap<>();
        for (int row = 0; row < advance.table().rows(); row++) {
            if (advance.elapsedMs() > 0
                    && advance.increments()[row] >= 0
                    && advance.changes()[row] == null
                    && !advance.resumed()[row]) {
                rates.put(
                        advance.table().topicOf(row),
                        advance.increments()[row] * 1000.0 / advance.elapsedMs());
            }
        }
        return rates;
    }
}
