package io.brokerscope.testsupport;

import io.brokerscope.testsupport.MisbehavingServer.Script;
import io.brokerscope.testsupport.proxy.TcpFaultProxy;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Exporters of many brokers behind one real socket server, a path each, in the dialect of the
 * jmx_exporter's Kafka rules. Their counters are known: they grow by the clock.
 */
public final class ExporterFleet implements AutoCloseable {

    /** Bytes a second that every broker and its one topic count. */
    public static final long BYTES_PER_SECOND = 1_000;

    private final MisbehavingServer server;
    private final long started;
    private final ConcurrentHashMap<String, Long> restarts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, UnaryOperator<Script>> manners =
            new ConcurrentHashMap<>();

    /** Brokers that start now. */
    public ExporterFleet() {
        this(System.currentTimeMillis(), 0);
    }

    /**
     * Brokers that have been counting for a while.
     *
     * @param started since when, epoch milliseconds; their processes say so too
     * @param port port of their endpoints; 0 for one that is free
     */
    public ExporterFleet(long started, int port) {
        this.started = started;
        this.server = MisbehavingServer.start(port);
    }

    /** Adds a broker that answers as it should. */
    public ExporterFleet broker(String id) {
        Script good = exchange -> MisbehavingServer.ok(payload(id)).serve(exchange);
        server.on(
                "/" + id + "/metrics",
                exchange ->
                        manners.getOrDefault(id, UnaryOperator.identity())
                                .apply(good)
                                .serve(exchange));
        return this;
    }

    /**
     * A cluster {@code fleet} of brokers that are there already, for a fleet file.
     *
     * @param ids which of them
     * @param scrape its settings {@code scrape} without the endpoint, as YAML between braces
     */
    public String cluster(List<String> ids, String scrape) {
        return """
                clusters:
                - name: fleet
                  scrape: { endpoint: "%s", %s }
                  discovery:
                    static:
                """
                        .formatted(endpoint(), scrape)
                + ids.stream()
                        .map("      - { id: %s, host: 127.0.0.1 }\n"::formatted)
                        .collect(Collectors.joining());
    }

    /**
     * Adds brokers that are reached over a link each.
     *
     * @return them as lines of a cluster's static discovery; the endpoint is {@code
     *     http://{host}:{port}/{id}/metrics}
     */
    public String brokersBehind(TcpFaultProxy network, List<String> ids) {
        StringBuilder lines = new StringBuilder();
        for (String id : ids) {
            broker(id);
            int port = network.link(URI.create(endpoint().replace("{id}", id)).getPort()).port();
            lines.append("      - { id: %s, host: 127.0.0.1, port: %d }%n".formatted(id, port));
        }
        return lines.toString();
    }

    /** A cluster {@code fleet} of such brokers, read every two seconds, for a fleet file. */
    public String clusterBehind(TcpFaultProxy network, List<String> ids) {
        return """
                clusters:
                - name: fleet
                  scrape: { endpoint: "http://{host}:{port}/{id}/metrics", interval: 2s, timeout: 1500ms, attemptTimeout: 600ms }
                  discovery:
                    static:
                """
                + brokersBehind(network, ids);
    }

    /** From now on the broker answers in this manner, which is given the good answer. */
    public ExporterFleet manner(String id, UnaryOperator<Script> manner) {
        manners.put(id, manner);
        return this;
    }

    /** From now on the broker answers as it should. */
    public ExporterFleet mend(String id) {
        manners.remove(id);
        return this;
    }

    /** Restarts the broker: it counts from zero again. */
    public ExporterFleet restart(String id) {
        restarts.put(id, System.currentTimeMillis());
        return this;
    }

    /** Resets the connection instead of answering, in this share of requests. */
    public static UnaryOperator<Script> resetting(double share) {
        return good ->
                exchange -> {
                    if (ThreadLocalRandom.current().nextDouble() < share) {
                        exchange.reset();
                    } else {
                        good.serve(exchange);
                    }
                };
    }

    /** Template of the brokers' endpoints. */
    public String endpoint() {
        return server.url("/{id}/metrics");
    }

    /** Requests that came for a broker. */
    public int requests(String id) {
        return server.requests("/" + id + "/metrics");
    }

    @Override
    public void close() {
        server.close();
    }

    private String payload(String id) {
        long start = restarts.getOrDefault(id, started);
        long bytes = (System.currentTimeMillis() - start) * BYTES_PER_SECOND / 1_000;
        return """
                # TYPE process_start_time_seconds gauge
                process_start_time_seconds %s
                # TYPE kafka_server_brokertopicmetrics_bytesin_total counter
                kafka_server_brokertopicmetrics_bytesin_total %s
                kafka_server_brokertopicmetrics_bytesin_total{topic="orders"} %s
                # TYPE kafka_server_brokertopicmetrics_messagesin_total counter
                kafka_server_brokertopicmetrics_messagesin_total %s
                kafka_server_brokertopicmetrics_messagesin_total{topic="orders"} %s
                # TYPE kafka_server_replicamanager_partitioncount gauge
                kafka_server_replicamanager_partitioncount 12
                kafka_server_replicamanager_leadercount 4
                kafka_server_replicamanager_underreplicatedpartitions 0
                kafka_server_kafkaserver_brokerstate 3
                kafka_controller_kafkacontroller_activecontrollercount %s
                """
                .formatted(
                        start / 1_000.0,
                        bytes,
                        bytes,
                        bytes / 10,
                        bytes / 10,
                        id.equals("1") ? 1 : 0);
    }
}
