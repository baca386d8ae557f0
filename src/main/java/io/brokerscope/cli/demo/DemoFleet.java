package io.brokerscope.cli.demo;

import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Interruption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** A running cluster of real brokers, one process each. Thread-safe. */
public final class DemoFleet implements AutoCloseable {

    private static final Duration START_DEADLINE = Duration.ofSeconds(180);
    private static final Duration POLL = Duration.ofMillis(100);

    private final FleetSpec spec;
    private final Map<Integer, KafkaProcess> processes = new TreeMap<>();

    private DemoFleet(FleetSpec spec) {
        this.spec = spec;
    }

    /**
     * Starts every broker and waits until the cluster is complete, at most three minutes.
     *
     * @param interruption ends the wait
     * @param progress is told each step, one line
     * @throws CommandException if a broker ends or the cluster is not complete in time; no process
     *     is left then
     * @throws IOException if a broker's files cannot be written or a process cannot be started; no
     *     process is left then
     */
    public static DemoFleet start(
            FleetSpec spec, Interruption interruption, Consumer<String> progress)
            throws IOException {
        DemoFleet fleet = new DemoFleet(spec);
        try {
            for (BrokerSpec broker : spec.brokers()) {
                interruption.check();
                KafkaProcess process = fleet.startProcess(broker);
                progress.accept(
                        "broker %d starts on port %d (process %d)"
                                .formatted(broker.nodeId(), broker.port(), process.pid()));
            }
            long deadline = System.nanoTime() + START_DEADLINE.toNanos();
            for (KafkaProcess process : fleet.processes()) {
                fleet.awaitListening(process, interruption, deadline);
                progress.accept("broker %d is up".formatted(process.spec().nodeId()));
            }
            fleet.awaitComplete(interruption, deadline);
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** Bootstrap servers. */
    public String bootstrap() {
        return spec.bootstrap();
    }

    /** What was started. */
    public FleetSpec spec() {
        return spec;
    }

    /** The brokers' processes, ended ones included, by node id. */
    public List<KafkaProcess> processes() {
        synchronized (processes) {
            return List.copyOf(processes.values());
        }
    }

    /** The process of one broker. */
    public KafkaProcess process(int nodeId) {
        synchronized (processes) {
            return processes.get(nodeId);
        }
    }

    /**
     * Starts a broker again that has ended, with the data it had; does not wait until it is up.
     *
     * @throws IllegalStateException if it still runs
     */
    public KafkaProcess restart(int nodeId) throws IOException {
        KafkaProcess ended = process(nodeId);
        if (ended.isAlive()) {
            throw new IllegalStateException("broker " + nodeId + " still runs");
        }
        return startProcess(ended.spec());
    }

    /** Ends every process like {@code kill -9}. */
    public void kill() {
        processes().forEach(KafkaProcess::kill);
    }

    /** Shuts all brokers down at once: a few seconds to do it in order, then by force. */
    @Override
    public void close() {
        KafkaProcess.closeAll(processes());
    }

    private KafkaProcess startProcess(BrokerSpec broker) throws IOException {
        synchronized (processes) {
            KafkaProcess process = KafkaProcess.start(spec, broker);
            processes.put(broker.nodeId(), process);
            return process;
        }
    }

    private void awaitListening(KafkaProcess process, Interruption interruption, long deadline) {
        while (!process.isListening()) {
            // Any of them: without a majority of controllers no other broker comes up either.
            processes().forEach(KafkaProcess::checkAlive);
            if (System.nanoTime() > deadline) {
                throw CommandException.failure(
                        "broker %d does not listen on port %d after %d s: %s"
                                .formatted(
                                        process.spec().nodeId(),
                                        process.spec().port(),
                                        START_DEADLINE.toSeconds(),
                                        process.logExcerpt()));
            }
            interruption.pause(POLL);
        }
    }

    private void awaitComplete(Interruption interruption, long deadline) {
        try (Admin admin = Admin.create(adminProperties())) {
            List<String> registered = new ArrayList<>();
            while (registered.size() < spec.brokers().size()) {
                if (System.nanoTime() > deadline) {
                    throw CommandException.failure(
                            "only brokers %s of %d have joined the cluster after %d s"
                                    .formatted(
                                            registered,
                                            spec.brokers().size(),
                                            START_DEADLINE.toSeconds()));
                }
                registered.clear();
                admin.describeCluster()
                        .nodes()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get()
                        .forEach(node -> registered.add(node.idString()));
                interruption.pause(POLL);
            }
        } catch (ExecutionException e) {
            throw CommandException.failure(
                    "the cluster does not answer: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.interrupted();
        }
    }

    private Map<String, Object> adminProperties() {
        return Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                30_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000);
    }
}
