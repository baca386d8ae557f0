package io.brokerscope.console.web;

import static io.brokerscope.console.ConsoleRecords.metrics;

import io.brokerscope.console.ConsoleRecords;
import io.brokerscope.console.ConsoleRecords.Feed;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;
import io.brokerscope.console.health.HealthMonitor;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures a console with a made-up fleet: the heap it takes, and how long requests take while
 * others follow the events and records come in. Clients run in the same process.
 *
 * <p>Arguments: entities, ticks of each, records per second, clients that follow, requests per
 * second, seconds. For the bound of memory run it with {@code -Xmx1g}.
 */
public final class ConsoleLoad {

    private static final int TICK_MS = 15_000;
    private static final int METRICS = 8;
    private static final int TARGETS = 1_000;

    private final int entities;
    private final FleetModel model =
            new FleetModel(Clock.systemUTC(), Runtime.getRuntime().maxMemory() / 4 / Double.BYTES);
    private final Feed feed = new Feed(model);
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong eventBytes = new AtomicLong();

    private ConsoleLoad(int entities) {
        this.entities = entities;
    }

    public static void main(String[] args) throws Exception {
        int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        ConsoleLoad load = new ConsoleLoad(numbers[0]);
        load.fill(numbers[1]);
        load.run(numbers[2], numbers[3], numbers[4], numbers[5]);
        System.exit(0);
    }

    private void fill(int ticks) {
        long now = System.currentTimeMillis();
        long begin = System.nanoTime();
        for (int tick = ticks; tick > 0; tick--) {
            for (int i = 0; i < entities; i++) {
                feed.metrics(
                        metrics(
                                id(i),
                                now - (long) tick * TICK_MS,
                                0,
                                Quality.MEASURED,
                                values(i)));
            }
        }
        for (int i = 0; i < entities; i++) {
            entity(i);
        }
        for (int target = 0; target < TARGETS; target++) {
            for (int minute = 0; minute < 1_440; minute += 60) {
                feed.outcome(
                        ConsoleRecords.outcome(
                                "cluster-" + target % 20,
                                "" + target,
                                OutcomeKind.OBSERVED,
                                now - minute * 60_000L,
                                null));
            }
        }
        System.out.printf("filled in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "%d entities, %d with points%s: %d MB of heap after a collection, of %d MB%n",
                model.entities().count(),
                model.series().count(),
                model.series().boundedBefore() > 0
                        ? " of the last "
                                + (now - model.series().boundedBefore()) / 1_000
                                + " s, bounded"
                        : "",
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                runtime.maxMemory() >> 20);
    }

    private void run(int recordsPerSecond, int followers, int requestsPerSecond, int seconds)
            throws Exception {
        ServerSettings settings =
                new ServerSettings("127.0.0.1", 0, List.of(), Access.open(), null, 200, 2_000);
        Clock clock = Clock.systemUTC();
        HealthMonitor health =
                new HealthMonitor(
                        model,
                        () ->
                                new FollowerState(
                                        clock.millis(),
                                        true,
                                        true,
                                        0,
                                        clock.millis(),
                                        List.of(),
                                        0,
                                        null,
                                        null),
                        () -> FlinkFacts.NOT_WATCHED,
                        clock);
        try (ConsoleServer server = new ConsoleServer(model, health, settings, clock)) {
            server.start();
            String base = "http://127.0.0.1:" + server.port();
            // A console has read for longer than this before anybody looks at so large a fleet.
            TimeUnit.SECONDS.sleep(3);
            HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            ExecutorService threads = Executors.newCachedThreadPool(ConsoleLoad::daemon);
            for (int i = 0; i < followers; i++) {
                threads.submit(() -> follow(http, base));
            }
            if (recordsPerSecond > 0) {
                threads.submit(() -> change(recordsPerSecond));
            }
            List<String> paths =
                    List.of(
                            "/health",
                            "/api/v1/clusters",
                            "/api/v1/entities?limit=50",
                            "/api/v1/entities?type=broker&cluster=cluster-3",
                            "/api/v1/entities?q=topic-1",
                            "/api/v1/entities/"
                                    + URLEncoder.encode(id(7).guid(), StandardCharsets.UTF_8),
                            "/api/v1/topology?cluster=cluster-1",
                            "/api/v1/events");
            for (String path : paths) {
                System.out.printf(
                        "first %s: %d ms%n",
                        path.replaceFirst("%.*", "..."), once(http, base + path));
            }
            request(http, base, paths, threads, requestsPerSecond, 5);
            nanos.clear();
            request(http, base, paths, threads, requestsPerSecond, seconds);
            Thread.sleep(1_000);
            long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    "%d requests at %d a second, %d followers (%d MB sent to them), %d records a"
                            + " second: p50 %.1f ms, p99 %.1f ms, max %.1f ms, %d failed%n",
                    sorted.length,
                    requestsPerSecond,
                    followers,
                    eventBytes.get() >> 20,
                    recordsPerSecond,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6,
                    sorted[sorted.length - 1] / 1e6,
                    failures.get());
        }
    }

    /** Starts requests when they are due, whether those before are answered or not. */
    private void request(
            HttpClient http,
            String base,
            List<String> paths,
            ExecutorService threads,
            int perSecond,
            int seconds)
            throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            long due = begin + i * 1_000_000_000L / perSecond;
            while (due > System.nanoTime()) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            }
            String path = paths.get(i % paths.size());
            threads.submit(
                    () -> {
                        try {
                            once(http, base + path);
                            nanos.add(System.nanoTime() - due);
                        } catch (Exception e) {
                            failures.incrementAndGet();
                        }
                    });
        }
    }

    private static long once(HttpClient http, String url) throws Exception {
        long begin = System.nanoTime();
        HttpResponse<byte[]> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        // No job writes the records made up here, so the platform is not healthy.
        if (answer.statusCode() != 200 && !url.endsWith("/health")) {
            throw new IllegalStateException(url + " has status " + answer.statusCode());
        }
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private void follow(HttpClient http, String base) {
        try (InputStream events =
                http.send(
                                HttpRequest.newBuilder(URI.create(base + "/events")).build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .body()) {
            byte[] buffer = new byte[65_536];
            for (int read = 0; read >= 0; read = events.read(buffer)) {
                eventBytes.addAndGet(read);
            }
        } catch (Exception e) {
            failures.incrementAndGet();
        }
    }

    private void change(int perSecond) {
        int i = 0;
        try {
            while (true) {
                for (int n = 0; n < Math.max(1, perSecond / 100); n++) {
                    i = (i + 1) % entities;
                    entity(i);
                    feed.metrics(
                            metrics(
                                    id(i),
                                    System.currentTimeMillis(),
                                    0,
                                    Quality.MEASURED,
                                    values(i)));
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void entity(int i) {
        Status status = i % 97 == 0 ? Status.DEGRADED : Status.HEALTHY;
        feed.entity(ConsoleRecords.entity(id(i), status, i % 97 == 0 ? 60.0 : 100.0, values(i)));
    }

    private static EntityId id(int i) {
        String cluster = "cluster-" + i % 20;
        return i % 100 == 3
                ? ConsoleRecords.broker(cluster, i)
                : ConsoleRecords.topic(cluster, "topic-" + i);
    }

    private static Map<String, Double> values(int i) {
        Map<String, Double> values = new TreeMap<>();
        for (int m = 0; m < METRICS - 1; m++) {
            values.put("topic.some.metric.number" + m, i * 1.25 + m);
        }
        values.put("topic.bytes.in.rate", i * 1.5);
        return values;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}
