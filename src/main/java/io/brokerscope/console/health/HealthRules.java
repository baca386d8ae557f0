package io.brokerscope.console.health;

import io.brokerscope.console.fleet.Ticks;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;
import io.brokerscope.console.health.PlatformHealth.Collector;
import io.brokerscope.console.health.PlatformHealth.Components;
import io.brokerscope.console.health.PlatformHealth.ConsoleState;
import io.brokerscope.console.health.PlatformHealth.Metrics;
import io.brokerscope.console.health.PlatformHealth.Streamer;
import io.brokerscope.console.health.PlatformHealth.Transformer;
import io.brokerscope.model.BreakerState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Judges how the platform is. Pure: the same facts at the same time give the same verdict. What is
 * stale is not good: a dead job cannot report its own death.
 */
public final class HealthRules {

    /** The cluster was asked a second ago, with four seconds to answer. */
    static final long CONTACT_MS = 8_000;

    /** Flink is asked every two seconds, and one answer may be late. */
    static final long FLINK_MS = 8_000;

    /** Longer than what is committed every ten seconds takes to come. */
    static final long SILENCE_MS = 12_000;

    /** How much later than it should something may come before it is stale. */
    static final long SLACK_MS = 10_000;

    static final long USUAL_INTERVAL_MS = 15_000;
    static final long USUAL_CHECKPOINT_MS = 10_000;
    static final long LONG_RESTART_MS = 60_000;
    static final long WATERMARK_DEGRADED_MS = 60_000;
    static final long WATERMARK_UNHEALTHY_MS = 300_000;
    static final long CHECKPOINT_DEGRADED_MS = 60_000;
    static final long CHECKPOINT_UNHEALTHY_MS = 300_000;
    static final int MANY_RESTARTS = 3;
    static final double ANSWERING_HEALTHY = 0.9;
    static final double ANSWERING_DEGRADED = 0.5;
    static final double OPEN_DEGRADED = 0.1;

    private static final List<String> STARTING =
            List.of("INITIALIZING", "CREATED", "RESTARTING", "RECONCILING", "FAILING");

    private final HealthFacts facts;
    private final FollowerState follower;
    private final FlinkFacts flink;
    private final long now;

    private HealthRules(HealthFacts facts, long now) {
        this.facts = facts;
        this.follower = facts.follower();
        this.flink = facts.flink();
        this.now = now;
    }

    /**
     * The verdict.
     *
     * @param now epoch milliseconds
     */
    public static PlatformHealth judge(HealthFacts facts, long now) {
        return new HealthRules(facts, now).judge();
    }

    private PlatformHealth judge() {
        Components components = new Components(collector(), transformer(), streamer());
        return new PlatformHealth(components.worst(), components, metrics(), console());
    }

    private Collector collector() {
        double answering = facts.targets() == 0 ? 1 : (double) facts.answering() / facts.targets();
        double open = facts.targets() == 0 ? 0 : (double) facts.openCircuits() / facts.targets();
        String answer =
                "%d of %d targets answered their last tick"
                        .formatted(facts.answering(), facts.targets());
        Finding finding =
                input().when(
                                facts.newestDueAt() < 0,
                                Level.UNHEALTHY,
                                "no outcome of a tick has been read")
                        .when(
                                facts.newestDueAt() >= 0 && age(facts.newestDueAt()) > staleMs(),
                                Level.UNHEALTHY,
                                stale("tick", facts.newestDueAt()))
                        .when(answering < ANSWERING_DEGRADED, Level.UNHEALTHY, answer)
                        .when(
                                answering >= ANSWERING_DEGRADED && answering < ANSWERING_HEALTHY,
                                Level.DEGRADED,
                                answer)
                        .when(
                                facts.openCircuits() > 0 && open >= OPEN_DEGRADED,
                                Level.DEGRADED,
                                "the circuits of %d of %d targets are open"
                                        .formatted(facts.openCircuits(), facts.targets()));
        return new Collector(
                finding.level(),
                time(follower.contactAt()),
                facts.targets(),
                facts.openCircuits(),
                facts.activeRecoveries(),
                finding.reasons());
    }

    private Transformer transformer() {
        long lag = flink.watermark() < 0 ? 0 : age(flink.watermark());
        String behind = "event time is " + seconds(lag) + " behind";
        Finding finding =
                job(input())
                        .when(
                                facts.newestEntityAt() < 0,
                                Level.UNHEALTHY,
                                "no entity has been read")
                        .when(
                                facts.newestEntityAt() >= 0
                                        && age(facts.newestEntityAt()) > staleMs(),
                                Level.UNHEALTHY,
                                stale("entity", facts.newestEntityAt()))
                        .when(
                                lag > WATERMARK_DEGRADED_MS && lag <= WATERMARK_UNHEALTHY_MS,
                                Level.DEGRADED,
                                behind)
                        .when(lag > WATERMARK_UNHEALTHY_MS, Level.UNHEALTHY, behind);
        return new Transformer(
                finding.level(),
                time(flink.answeredAt()),
                circuit(),
                flink.watermark() < 0 ? null : lag,
                finding.reasons());
    }

    private Streamer streamer() {
        Long checkpointAge = flink.checkpointAt() < 0 ? null : age(flink.checkpointAt());
        long sinceCheckpoint =
                checkpointAge != null
                        ? checkpointAge
                        : running() && flink.stateSince() >= 0 ? age(flink.stateSince()) : 0;
        long interval = Math.max(0, flink.checkpointIntervalMs());
        boolean late = sinceCheckpoint > Math.max(CHECKPOINT_DEGRADED_MS, 3 * interval);
        boolean veryLate = sinceCheckpoint > Math.max(CHECKPOINT_UNHEALTHY_MS, 10 * interval);
        String checkpoint =
                "no checkpoint was completed for "
                        + seconds(sinceCheckpoint)
                        + ": nothing is"
                        + " committed without";
        Finding finding =
                job(input())
                        .when(
                                facts.newestDueAt() >= 0 && age(facts.newestDueAt()) > staleMs(),
                                Level.UNHEALTHY,
                                stale("committed tick", facts.newestDueAt()))
                        .when(
                                facts.newestDueAt() < 0,
                                Level.UNHEALTHY,
                                "nothing committed has been read")
                        .when(running() && late && !veryLate, Level.DEGRADED, checkpoint)
                        .when(running() && veryLate, Level.UNHEALTHY, checkpoint)
                        .when(
                                flink.restartsLastHour() >= MANY_RESTARTS,
                                Level.DEGRADED,
                                "the job restarted %d times within an hour"
                                        .formatted(flink.restartsLastHour()));
        return new Streamer(
                finding.level(),
                time(follower.contactAt()),
                flink.jobState() != null && STARTING.contains(flink.jobState()) ? 1 : 0,
                checkpointAge,
                flink.answeredAt() < 0 ? null : flink.restartsLastHour(),
                finding.reasons());
    }

    /** What every part depends on: that the console sees what is committed. */
    private Finding input() {
        return new Finding()
                .when(
                        follower.contactAt() < 0,
                        Level.UNHEALTHY,
                        follower.error() == null
                                ? "the output cluster has not been reached yet"
                                : follower.error())
                .when(
                        follower.contactAt() >= 0 && ownAge(follower.contactAt()) > CONTACT_MS,
                        Level.UNHEALTHY,
                        "the output cluster has not answered for "
                                + seconds(ownAge(follower.contactAt())))
                .when(
                        follower.contactAt() >= 0 && !follower.everCaughtUp(),
                        Level.UNHEALTHY,
                        "the console has not read everything yet: about "
                                + follower.behind()
                                + " records are left");
    }

    /** That the job runs, as far as Flink tells. */
    private Finding job(Finding finding) {
        if (!flink.watched()) {
            return finding;
        }
        boolean reached = flink.answeredAt() >= 0;
        boolean lost = !reached || ownAge(flink.answeredAt()) > FLINK_MS;
        boolean silent = follower.arrivedAt() < 0 || ownAge(follower.arrivedAt()) > SILENCE_MS;
        String unheard = flink.error() == null ? "Flink has not been asked yet" : flink.error();
        if (lost) {
            return finding.when(reached && silent, Level.UNHEALTHY, unheard + ", and nothing comes")
                    .when(!(reached && silent), Level.DEGRADED, unheard);
        }
        if (flink.jobState() == null) {
            return finding.when(true, Level.UNHEALTHY, "Flink knows of no job");
        }
        boolean starting = STARTING.contains(flink.jobState());
        boolean longSince = flink.stateSince() >= 0 && age(flink.stateSince()) > LONG_RESTART_MS;
        String state = "the job is " + flink.jobState();
        return finding.when(!running() && !starting, Level.UNHEALTHY, state)
                .when(starting && !longSince, Level.DEGRADED, state)
                .when(
                        starting && longSince,
                        Level.UNHEALTHY,
                        state + " for " + seconds(age(flink.stateSince())));
    }

    private BreakerState circuit() {
        if (flink.jobState() == null) {
            return flink.answeredAt() < 0 ? null : BreakerState.OPEN;
        }
        if (ownAge(flink.answeredAt()) > FLINK_MS) {
            return BreakerState.OPEN;
        }
        if (running()) {
            return BreakerState.CLOSED;
        }
        return STARTING.contains(flink.jobState()) ? BreakerState.HALF_OPEN : BreakerState.OPEN;
    }

    private boolean running() {
        return "RUNNING".equals(flink.jobState());
    }

    private Metrics metrics() {
        Ticks reads = facts.reads();
        Double uptime = facts.day().share();
        Double answered = reads.share();
        return new Metrics(
                uptime == null ? null : percent(floor(uptime)),
                String.format(Locale.ROOT, "%.0f entities/sec", facts.entitiesPerSecond()),
                answered == null ? null : percent(100 - floor(answered)));
    }

    private ConsoleState console() {
        return new ConsoleState(
                follower.everCaughtUp() && ownAge(follower.contactAt()) <= CONTACT_MS,
                follower.caughtUp(),
                follower.behind(),
                facts.newestDueAt() < 0 ? null : age(facts.newestDueAt()),
                follower.badRecords(),
                follower.lastBadRecord(),
                follower.missingTopics(),
                follower.error(),
                flink.error(),
                facts.flinkUi());
    }

    private long staleMs() {
        return staleMs(facts.shortestIntervalMs(), flink.checkpointIntervalMs());
    }

    /** Two intervals in which nothing is due, two checkpoints that commit it, and some slack. */
    static long staleMs(long intervalMs, long checkpointMs) {
        long interval = intervalMs > 0 ? intervalMs : USUAL_INTERVAL_MS;
        long checkpoint = checkpointMs > 0 ? checkpointMs : USUAL_CHECKPOINT_MS;
        return 2 * interval + 2 * checkpoint + SLACK_MS;
    }

    private String stale(String what, long at) {
        return "the last " + what + " is " + seconds(age(at)) + " old";
    }

    private long age(long at) {
        return Math.max(0, now - at);
    }

    /** The same of what this process saw: after now only where its clock was set back since. */
    private long ownAge(long at) {
        return at > now + SLACK_MS ? at - now : age(at);
    }

    private static String seconds(long ms) {
        return ms / 1_000 + " s";
    }

    /** Per cent with two decimals; one missed tick in a million is not 100 %. */
    private static double floor(double share) {
        return Math.floor(10_000 * share) / 100;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    private static String time(long at) {
        return at < 0 ? null : Instant.ofEpochMilli(at).toString();
    }
}
