package io.brokerscope.testsupport.cluster;

import io.brokerscope.cli.Ports;
import io.brokerscope.cli.demo.BrokerSpec;
import io.brokerscope.cli.demo.FleetSpec;
import io.brokerscope.cli.demo.KafkaProcess;
import io.brokerscope.testsupport.proxy.FaultLink;
import io.brokerscope.testsupport.proxy.TcpFaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/**
 * A cluster of real Kafka brokers, one process each, that is reached in two ways. Through {@link
 * #bootstrap}, as the job does it, every connection goes over a {@link #link} per broker, also
 * those to the addresses that brokers tell. Through {@link #directBootstrap}, as a test looks at
 * what was committed, nothing is in between; the brokers talk to each other like this too. Broker
 * ids begin with 1.
 *
 * <p>Every process ends with {@link #close}, with a failed start, and with this JVM, however that
 * ends. Not thread-safe.
 */
public final class ProxiedKafka implements AutoCloseable {

    private static final String CLUSTER_ID = "Ro0mF0rManyBrokersHere";
    private static final Duration START_DEADLINE = Duration.ofSeconds(180);

    private final Path folder;
    private final Path exporterAgent;
    private final Map<String, String> more;
    private final TcpFaultProxy network = new TcpFaultProxy();
    private final Map<Integer, Broker> brokers = new TreeMap<>();
    private final Map<Integer, KafkaProcess> processes = new TreeMap<>();

    private record Broker(BrokerSpec spec, int directPort, FaultLink link) {}

    private ProxiedKafka(Path folder, int number, Path exporterAgent, Map<String, String> more) {
        this.folder = folder;
        this.exporterAgent = exporterAgent;
        this.more = more;
        for (int id = 1; id <= number; id++) {
            BrokerSpec spec =
                    new BrokerSpec(
                            id,
                            Ports.free(),
                            Ports.free(),
                            0,
                            exporterAgent == null ? 0 : Ports.free());
            brokers.put(id, new Broker(spec, Ports.free(), network.link(spec.port())));
        }
    }

    /**
     * Starts brokers and waits until all of them have joined.
     *
     * @param folder holds their data and logs
     * @param number of brokers
     */
    public static ProxiedKafka start(Path folder, int number) throws IOException {
        return start(folder, number, null, Map.of());
    }

    /**
     * The same, with brokers that serve their metrics.
     *
     * @param exporterAgent jar of the jmx_exporter agent; null for brokers without it
     * @param more broker properties
     */
    public static ProxiedKafka start(
            Path folder, int number, Path exporterAgent, Map<String, String> more)
            throws IOException {
        ProxiedKafka kafka = new ProxiedKafka(folder, number, exporterAgent, more);
        try {
            if (exporterAgent != null) {
                kafka.writeExporterRules();
            }
            for (int id : kafka.brokers.keySet()) {
                kafka.startBroker(id);
            }
            kafka.awaitComplete();
            return kafka;
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    /** Bootstrap servers for the job: over the links. */
    public String bootstrap() {
        return brokers.values().stream()
                .map(broker -> "127.0.0.1:" + broker.link().port())
                .collect(Collectors.joining(","));
    }

    /** Bootstrap servers for the test: nothing in between. */
    public String directBootstrap() {
        return brokers.values().stream()
                .map(broker -> "127.0.0.1:" + broker.directPort())
                .collect(Collectors.joining(","));
    }

    /** The link to one broker. */
    public FaultLink link(int id) {
        return brokers.get(id).link();
    }

    /** The links to all of them. */
    public TcpFaultProxy network() {
        return network;
    }

    /** Port at which a broker serves its metrics, of the loopback address; nothing in between. */
    public int exporterPort(int id) {
        return brokers.get(id).spec().exporterPort();
    }

    /** The process of one broker, which may have ended. */
    public KafkaProcess process(int id) {
        return processes.get(id);
    }

    /** Every broker's process, those that have ended too. */
    public List<KafkaProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** Starts a broker, with the data it had if it has run before; does not wait until it is up. */
    public KafkaProcess startBroker(int id) throws IOException {
        KafkaProcess before = processes.get(id);
        if (before != null && before.isAlive()) {
            throw new IllegalStateException("broker " + id + " still runs");
        }
        KafkaProcess process = KafkaProcess.start(fleet(id), brokers.get(id).spec());
        processes.put(id, process);
        return process;
    }

    /** Waits until every broker has joined the cluster. */
    public void awaitComplete() {
        Awaitility.await()
                .atMost(START_DEADLINE)
                .until(
                        () -> {
                            processes.values().forEach(KafkaProcess::checkAlive);
                            return processes.values().stream().allMatch(KafkaProcess::isListening);
                        });
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", directBootstrap()))) {
            Awaitility.await()
                    .atMost(START_DEADLINE)
                    .until(() -> admin.describeCluster().nodes().get().size() == brokers.size());
        }
    }

    /** Shuts all brokers down at once: a few seconds to do it in order, then by force. */
    @Override
    public void close() {
        KafkaProcess.closeAll(processes());
        network.close();
    }

    /** The rules of the demo's brokers. */
    private void writeExporterRules() throws IOException {
        Files.createDirectories(folder);
        try (InputStream rules =
                ProxiedKafka.class.getResourceAsStream("/demo/jmx-exporter.yaml")) {
            Files.copy(rules, folder.resolve("jmx-exporter.yaml"));
        }
    }

    /** All brokers as one of them sees them: the addresses are its own. */
    private FleetSpec fleet(int id) {
        Broker broker = brokers.get(id);
        String direct = "DIRECT://127.0.0.1:" + broker.directPort();
        List<BrokerSpec> specs = new ArrayList<>();
        brokers.values().forEach(b -> specs.add(b.spec()));
        return new FleetSpec(
                CLUSTER_ID,
                specs,
                folder,
                exporterAgent,
                exporterAgent == null ? null : folder.resolve("jmx-exporter.yaml"),
                "320m",
                withMore(
                        Map.of(
                                "listeners",
                                "CLIENTS://127.0.0.1:%d,%s,CONTROLLER://127.0.0.1:%d"
                                        .formatted(
                                                broker.spec().port(),
                                                direct,
                                                broker.spec().controllerPort()),
                                "advertised.listeners",
                                "CLIENTS://127.0.0.1:%d,%s".formatted(broker.link().port(), direct),
                                "listener.security.protocol.map",
                                "CLIENTS:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                                "inter.broker.listener.name",
                                "DIRECT")));
    }

    private Map<String, String> withMore(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(more);
        return all;
    }
}
