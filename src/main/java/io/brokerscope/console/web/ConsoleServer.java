package io.brokerscope.console.web;

import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.health.PlatformHealth;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what the console knows over HTTP. There is nothing that can be changed through it.
 * Requests are bounded in size, in time and in how many are answered at once; every answer tells
 * browsers to trust nothing but the console itself.
 */
public final class ConsoleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

    /** Answers that are made at once; a request waits a moment for its turn. */
    private static final int AT_ONCE = 32;

    private static final long TURN_MS = 1_000;

    /** Room for connections that ask now and then, beside those that follow events. */
    private static final int CONNECTIONS = 256;

    /** Threads of the server's own, beside those that answer. */
    private static final int OWN_THREADS = 8;

    private static final int MAX_HEAD_BYTES = 8_192;
    private static final long IDLE_MS = 30_000;
    private static final long HEARTBEAT_MS = 15_000;
    private static final int RING_EVENTS = 2_000;
    private static final long RING_BYTES = 16 << 20;

    /** As in the log of events: numbers of a later process are higher. */
    private static final long IDS_PER_MS = 1_000;

    private final ServerSettings settings;
    private final HostNames hosts;
    private final List<Route> routes = new ArrayList<>();
    private final StaticPages pages = new StaticPages();
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final EventRing ring;
    private final EventStream stream;
    private final Broadcaster broadcaster;
    private Javalin app;

    /**
     * @param model what the topics tell
     * @param health how the platform is
     * @param settings how it is served
     * @param clock tells the time
     */
    public ConsoleServer(
            FleetModel model,
            Supplier<PlatformHealth> health,
            ServerSettings settings,
            Clock clock) {
        this.settings = settings;
        hosts = new HostNames(settings.isLoopback(), settings.host(), settings.allowedHosts());
        ring = new EventRing(clock.millis() * IDS_PER_MS, RING_EVENTS, RING_BYTES);
        stream = new EventStream(ring, settings.eventClients(), HEARTBEAT_MS);
        broadcaster = new Broadcaster(model, health, ring);
        routes.addAll(new HealthEndpoints(health).routes());
        routes.addAll(new EntityEndpoints(model).routes());
        routes.addAll(new ClusterEndpoints(model).routes());
        routes.addAll(new TopologyEndpoints(model).routes());
        routes.addAll(new EventEndpoints(model).routes());
        routes.addAll(new CoverageEndpoints(model, clock).routes());
        routes.addAll(
                new MetricsEndpoints(
                                model, health, stream::clients, settings.metricsEntities(), clock)
                        .routes());
        routes.addAll(OpenApi.routes());
    }

    /** Paths that are served, beside {@code /events} and the pages, as OpenAPI writes them. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /**
     * Begins to serve.
     *
     * @throws IOException if the port is taken or the files of the certificate cannot be used
     */
    public void start() throws IOException {
        SSLContext tls = tls();
        app = Javalin.create(config -> configure(config, tls));
        Set<String> open =
                routes.stream().filter(Route::open).map(Route::path).collect(Collectors.toSet());
        app.before(context -> guard(context, open));
        for (Route route : routes) {
            serve(route.path(), context -> answer(context, route));
        }
        serve("/events", this::follow);
        serve("/", this::page);
        serve("/*", this::page);
        app.exception(Problem.class, (problem, context) -> write(context, problem.reply()));
        app.exception(
                HttpResponseException.class,
                (refused, context) ->
                        write(
                                context,
                                Problem.of(refused.getStatus(), refused.getMessage()).reply()));
        app.exception(Exception.class, ConsoleServer::failed);
        try {
            app.start();
        } catch (JavalinBindException e) {
            // What the server says of it, twice, is no more than this.
            throw new BindException(
                    "port %d of %s is taken or not allowed"
                            .formatted(settings.port(), settings.host()));
        }
        broadcaster.start();
    }

    /** The port that it listens on. */
    public int port() {
        return app.port();
    }

    /** Ends at once; those who follow events are sent away first. */
    @Override
    public void close() {
        broadcaster.close();
        ring.close();
        if (app != null) {
            app.stop();
        }
    }

    private SSLContext tls() throws IOException {
        if (settings.tls() == null) {
            return null;
        }
        try {
            return settings.tls().context();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private void configure(JavalinConfig config, SSLContext tls) {
        config.showJavalinBanner = false;
        config.startupWatcherEnabled = false;
        config.http.maxRequestSize = 0;
        QueuedThreadPool threads =
                // A thread for each connection that there may be: one that reads nothing blocks its
                // own, and no other waits for it.
                new QueuedThreadPool(settings.eventClients() + CONNECTIONS + OWN_THREADS);
        threads.setName("console-http");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(this::limit);
        config.jetty.modifyHttpConfiguration(ConsoleServer::limit);
        config.jetty.addConnector((server, http) -> connector(server, http, tls));
    }

    private void limit(Server server) {
        server.setErrorHandler(new ProblemPages());
        // Nothing is lost with an answer that is cut off, and connections that are kept alive would
        // be waited for.
        server.setStopTimeout(0);
        server.addBean(new ConnectionLimit(settings.eventClients() + CONNECTIONS, server));
    }

    private static void limit(HttpConfiguration http) {
        http.setRequestHeaderSize(MAX_HEAD_BYTES);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
    }

    private Connector connector(Server server, HttpConfiguration http, SSLContext tls) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, 1, 1, plain);
        } else {
            // Certificates are checked by clients; a name in the request is checked above.
            http.addCustomizer(new SecureRequestCustomizer(false));
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setSslContext(tls);
            connector =
                    new ServerConnector(
                            server,
                            1,
                            1,
                            new SslConnectionFactory(context, plain.getProtocol()),
                            plain);
        }
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MS);
        return connector;
    }

    private void serve(String path, Handler handler) {
        app.addHttpHandler(HandlerType.GET, path, handler);
        app.addHttpHandler(HandlerType.HEAD, path, handler);
    }

    private void guard(Context context, Set<String> open) {
        SecurityHeaders.ALL.forEach(context::header);
        if (context.method() != HandlerType.GET && context.method() != HandlerType.HEAD) {
            throw Problem.methodNotAllowed();
        }
        hosts.check(context.header("Host"));
        if (!open.contains(context.path())) {
            settings.access().check(context.header("Authorization"));
        }
    }

    private void answer(Context context, Route route) throws InterruptedException {
        inTurn(
                context,
                () -> {
                    Query query = new Query(context.queryParamMap(), route.parameters());
                    String item = context.pathParamMap().values().stream().findFirst().orElse(null);
                    Reply reply = route.endpoint().answer(item, query);
                    context.header("Cache-Control", "no-store");
                    return reply;
                });
    }

    private void page(Context context) throws InterruptedException {
        inTurn(context, () -> pages.get(context.path(), context.header("If-None-Match")));
    }

    private void inTurn(Context context, Supplier<Reply> answer) throws InterruptedException {
        if (!turns.tryAcquire(TURN_MS, TimeUnit.MILLISECONDS)) {
            throw Problem.busy(AT_ONCE + " requests are being answered already.");
        }
        try {
            write(context, answer.get());
        } finally {
            turns.release();
        }
    }

    private void follow(Context context) {
        new Query(context.queryParamMap(), List.of());
        HttpServletResponse response = context.res();
        if (context.method() == HandlerType.HEAD) {
            eventHeaders(context);
            return;
        }
        stream.enter();
        try {
            eventHeaders(context);
            stream.send(context.header("Last-Event-ID"), response.getOutputStream());
        } catch (IOException e) {
            LOG.debug("a client that followed events is gone", e);
        } catch (InterruptedException e) {
            // The server ends.
            Thread.currentThread().interrupt();
        } finally {
            stream.leave();
        }
    }

    private static void eventHeaders(Context context) {
        context.contentType("text/event-stream").header("Cache-Control", "no-store");
        // Proxies that gather answers would hold events back.
        context.header("X-Accel-Buffering", "no");
    }

    private static void failed(Exception failure, Context context) {
        LOG.error("{} {} failed", context.method(), context.path(), failure);
        write(context, Problem.internal().reply());
    }

    private static void write(Context context, Reply reply) {
        context.status(reply.status());
        reply.headers().forEach(context::header);
        context.contentType(reply.contentType()).result(reply.body());
    }
}
