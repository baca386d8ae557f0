package io.brokerscope.console.health;

import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.TargetWindow;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.OutcomeKind;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.function.Supplier;

/** Gathers the facts and judges them, at most twice a second. Thread-safe. */
public final class HealthMonitor implements Supplier<PlatformHealth> {

    private static final long FRESH_MS = 500;
    private static final int READS_MINUTES = 5;

    private final FleetModel model;
    private final Supplier<FollowerState> follower;
    private final Supplier<FlinkFacts> flink;
    private final String flinkUi;
    private final Clock clock;
    private PlatformHealth last;
    private long lastAt;

    /** A monitor of these, of a job whose web UI nobody knows. */
    public HealthMonitor(
            FleetModel model,
            Supplier<FollowerState> follower,
            Supplier<FlinkFacts> flink,
            Clock clock) {
        this(model, follower, flink, null, clock);
    }

    /**
     * A monitor of these.
     *
     * @param flinkUi where Flink's web UI is; null where that is not known
     */
    public HealthMonitor(
            FleetModel model,
            Supplier<FollowerState> follower,
            Supplier<FlinkFacts> flink,
            URI flinkUi,
            Clock clock) {
        this.model = model;
        this.follower = follower;
        this.flink = flink;
        this.flinkUi = flinkUi == null ? null : withoutCredentials(flinkUi);
        this.clock = clock;
    }

    /** How the platform is now, or was half a second ago. */
    @Override
    public synchronized PlatformHealth get() {
        long now = clock.millis();
        // The clock may be set back.
        if (last == null || now - lastAt >= FRESH_MS || now < lastAt) {
            last = HealthRules.judge(facts(now), now);
            lastAt = now;
        }
        return last;
    }

    private HealthFacts facts(long now) {
        model.outcomes().forget(now);
        Collection<TargetWindow> targets = model.outcomes().last();
        FlinkFacts told = flink.get();
        return new HealthFacts(
                targets.size(),
                (int) targets.stream().filter(t -> answers(t, told, now)).count(),
                (int) targets.stream().filter(t -> t.breaker() == BreakerState.OPEN).count(),
                (int) targets.stream().filter(TargetWindow::recovering).count(),
                targets.stream().mapToLong(TargetWindow::intervalMs).min().orElse(-1),
                model.outcomes().newestDueAt(),
                model.newestEntityAt(),
                model.outcomes().day(now),
                model.outcomes().reads(READS_MINUTES, now),
                model.entitiesPerSecond(),
                follower.get(),
                told,
                flinkUi);
    }

    /** What was read long ago is no answer. */
    private static boolean answers(TargetWindow target, FlinkFacts flink, long now) {
        return target.kind() == OutcomeKind.OBSERVED
                && now - target.dueAt()
                        <= HealthRules.staleMs(target.intervalMs(), flink.checkpointIntervalMs());
    }

    private static String withoutCredentials(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + path + "/";
    }
}
