package io.brokerscope.console;

import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.flink.FlinkWatch;
import io.brokerscope.console.follow.Follower;
import io.brokerscope.console.health.HealthMonitor;
import io.brokerscope.console.web.ConsoleServer;
import java.io.IOException;
import java.time.Clock;

/**
 * A console: follows the output topics and Flink, and serves what they tell. It is there from the
 * start, whether the output cluster or the job are or not, and says what it lacks.
 */
public final class Console implements AutoCloseable {

    private final FlinkWatch flink;
    private final Follower follower;
    private final ConsoleServer server;

    private Console(FlinkWatch flink, Follower follower, ConsoleServer server) {
        this.flink = flink;
        this.follower = follower;
        this.server = server;
    }

    /**
     * Starts a console.
     *
     * @throws IOException if it cannot be served: the port is taken, a file cannot be used
     */
    public static Console start(ConsoleSettings settings, Clock clock) throws IOException {
        FleetModel model = new FleetModel(clock, settings.maxValues());
        Follower follower =
                new Follower(settings.kafka(), settings.topicPrefix(), model::take, clock);
        FlinkWatch flink =
                settings.flink() == null ? null : new FlinkWatch(settings.flink(), clock);
        HealthMonitor health =
                new HealthMonitor(
                        model,
                        follower::state,
                        () -> flink == null ? FlinkFacts.NOT_WATCHED : flink.facts(),
                        settings.flink(),
                        clock);
        ConsoleServer server = new ConsoleServer(model, health, settings.server(), clock);
        server.start();
        follower.start();
        if (flink != null) {
            flink.start();
        }
        return new Console(flink, follower, server);
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Ends within five seconds. */
    @Override
    public void close() {
        server.close();
        if (flink != null) {
            flink.close();
        }
        follower.close();
    }
}
