package io.brokerscope.health;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.settings.HealthCondition;
import io.brokerscope.model.settings.HealthSettings;
import java.util.List;

/**
 * The health score: 100 less a deduction for everything that is wrong, never below 0. What is wrong
 * counts once it has lasted as long as its rule asks for. A metric that is absent deducts nothing.
 * Of an entity of which nothing is known nothing is said either: UNKNOWN, without a score. The
 * table of deductions stands in docs/health.md.
 */
public final class HealthScore implements HealthJudge {

    private static final long serialVersionUID = 1L;

    /** Whatever needs a look by a person costs at least so much: more than DEGRADED allows. */
    private static final int NEEDS_A_LOOK = 25;

    private static final String GROUP_STATUS = "consumerGroup.status";
    private static final String SILENT_BROKERS = "silentBrokers";

    @Override
    public Verdict judge(Facts facts, HealthMemory memory) {
        if (facts.quality() == Quality.UNKNOWN) {
            return unknown("nothing is known: no answer within the age limit");
        }
        if (facts.type() == EntityType.MESSAGE_QUEUE_CONSUMER_GROUP
                && !facts.metrics().containsKey(GROUP_STATUS)) {
            return unknown(
                    facts.cause() == null ? "the status of the group is not known" : facts.cause());
        }
        Deductions deductions = new Deductions(facts, memory);
        silence(facts, deductions);
        if (facts.type() == EntityType.MESSAGE_QUEUE_CONSUMER_GROUP) {
            consumerGroup(facts, deductions);
        } else {
            Rule.of(facts.type()).forEach(deductions::judge);
        }
        double score = deductions.score();
        return Hysteresis.settle(
                memory,
                status(score, facts.rules()),
                score,
                deductions.reasons(),
                deductions.since(),
                Math.max(facts.rules().recoveryMs(), 2 * facts.intervalMs()),
                facts.now());
    }

    private static Verdict unknown(String why) {
        return new Verdict(Status.UNKNOWN, null, List.of(why), HealthMemory.NONE);
    }

    private static Status status(double score, HealthSettings rules) {
        return score < rules.unhealthyBelow()
                ? Status.UNHEALTHY
                : score < rules.degradedBelow() ? Status.DEGRADED : Status.HEALTHY;
    }

    /** Of a cluster its silent brokers say it all: that they are silent says nothing of itself. */
    private static void silence(Facts facts, Deductions deductions) {
        boolean rolledUp =
                facts.type() == EntityType.MESSAGE_QUEUE_CLUSTER && facts.coverage() != null;
        int expected = rolledUp ? facts.coverage().expected() : 0;
        int silent = rolledUp ? expected - facts.coverage().observed() : 0;
        if (deductions.lasts(SILENT_BROKERS, HealthCondition.SILENCE, silent > 0)) {
            deductions.deduct(
                    Math.max(NEEDS_A_LOOK, (int) Math.round(50.0 * silent / expected)),
                    silent + " of " + expected + " brokers do not report");
        }
        boolean stale = facts.quality() == Quality.LAST_KNOWN && silent <= 0;
        if (deductions.lasts(HealthCondition.SILENCE.key(), HealthCondition.SILENCE, stale)) {
            deductions.deduct(
                    NEEDS_A_LOOK, "values are the last known ones, the source does not answer");
        }
    }

    /** Its status says it all: a lag by itself is neither good nor bad. */
    private static void consumerGroup(Facts facts, Deductions deductions) {
        double status = facts.metrics().get(GROUP_STATUS);
        String cause = facts.cause();
        if (status >= 2) {
            deductions.deduct(60, cause == null ? "a partition is not read any more" : cause);
        } else if (status >= 1) {
            deductions.deduct(30, cause == null ? "the lag of a partition does not fall" : cause);
        }
    }
}
