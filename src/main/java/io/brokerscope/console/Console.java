package io.brokerscope.console;

import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.flink.FlinkWatch;
import io.brokerscope.console.follow.Follower;
import io.brokerscope.console.health.HealthMonitor;
import io.brokerscope.console.web.ConsoleServer;
import io.brokerscope.console.web.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;

/**
 * A console: follows the output topics and Flink, and serves what they tell. It is there from the
 * start, whether the output cluster or the job are or not, and says what it lacks.
 */
public final class Console implements AutoCloseable {

    private final ServerSettings settings;
    private final FlinkWatch flink;
    private final Follower follower;
    private final ConsoleServer server;

    private Console(
            ServerSettings settings, FlinkWatch flink, Follower follower, ConsoleServer server) {
        this.settings = settings;
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
        Follower follower = new Follower(settings.kafka(), settings.topicPrefix(), model, clock);
        FlinkWatch flink =
                settings.flink() == null
                        ? null
                        : new FlinkWatch(settings.flink(), settings.flinkJob(), clock);
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
        return new Console(settings.server(), flink, follower, server);
    }

    /** Where a browser finds it, if it listens on an address that a browser can name. */
    public URI url() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        String scheme = settings.tls() == null ? "http" : "https";
        return URI.create(scheme + "://" + host + ":" + server.port() + "/");
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
