package io.brokerscope.console.web;

import io.brokerscope.console.health.Level;
import io.brokerscope.console.health.PlatformHealth;
import java.util.List;
import java.util.function.Supplier;

/** How the platform is, and whether this process lives and knows enough to answer. */
final class HealthEndpoints {

    private static final int UNAVAILABLE = 503;

    private final Supplier<PlatformHealth> health;

    HealthEndpoints(Supplier<PlatformHealth> health) {
        this.health = health;
    }

    List<Route> routes() {
        return List.of(
                Route.of("/health", (item, query) -> health()),
                Route.of(
                        "/api/v1/platform",
                        (item, query) -> Reply.json(200, Json.of(health.get()))),
                Route.open("/health/live", (item, query) -> state(200, "LIVE")),
                Route.open("/health/ready", (item, query) -> ready()));
    }

    private Reply health() {
        PlatformHealth now = health.get();
        return Reply.json(now.status() == Level.UNHEALTHY ? UNAVAILABLE : 200, Json.of(now));
    }

    private Reply ready() {
        boolean ready = health.get().console().ready();
        return ready ? state(200, "READY") : state(UNAVAILABLE, "NOT_READY");
    }

    private static Reply state(int status, String state) {
        return Reply.json(status, Json.object(json -> json.writeStringField("status", state)));
    }
}
