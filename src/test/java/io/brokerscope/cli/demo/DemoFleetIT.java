package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.cli.ChildJvm;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Installation;
import io.brokerscope.cli.Interruption;
import io.brokerscope.cli.Ports;
import io.brokerscope.cli.ScratchFolder;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real brokers in processes of their own. */
class DemoFleetIT {

    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";

    @TempDir private Path temporary;

    @Test
    void threeBrokersServeAWorkloadAndLeaveNothingBehind() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("a fleet"));
        Path rules = Files.writeString(temporary.resolve("rules.yaml"), "rules:\n- pattern: .*\n");
        List<BrokerSpec> brokers = FreePorts.demo().brokers();
        FleetSpec spec =
                new FleetSpec(
                        CLUSTER_ID,
                        brokers,
                        folder,
                        Installation.current().jmxExporterAgent(),
                        rules,
                        "256m",
                        Map.of());
        List<String> progress = new ArrayList<>();
        List<KafkaProcess> processes;
        try (DemoFleet fleet = DemoFleet.start(spec, new Interruption(), progress::add)) {
            processes = fleet.processes();
            assertThat(progress).hasSize(6).last().asString().endsWith("is up");
            assertThat(processes).hasSize(3).allMatch(KafkaProcess::isAlive);
            assertWorkloadFlows(fleet.bootstrap());
            for (BrokerSpec broker : brokers) {
                assertThat(get("http://127.0.0.1:" + broker.exporterPort() + "/metrics"))
                        .contains("kafka_server_BrokerTopicMetrics_Count");
                assertThat(countMBeans(broker.jmxPort())).isPositive();
            }
            assertABrokerComesBackAfterKill(fleet, brokers.get(0));
            processes = fleet.processes();
        }
        assertThat(processes).noneMatch(KafkaProcess::isAlive);
        assertThat(brokers).allMatch(broker -> Ports.isFree(broker.port()));
        new ScratchFolder(folder).close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aBrokerThatCannotStartIsToldWithTheEndOfItsLogAndLeavesNoOtherBehind() throws Exception {
        int taken = FreePorts.row();
        try (ServerSocket socket = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            List<BrokerSpec> brokers =
                    List.of(
                            new BrokerSpec(1, FreePorts.row(), FreePorts.row(), 0, 0),
                            new BrokerSpec(2, FreePorts.row(), socket.getLocalPort(), 0, 0));
            FleetSpec spec =
                    new FleetSpec(CLUSTER_ID, brokers, temporary, null, null, "200m", Map.of());
            List<String> progress = new ArrayList<>();
            assertThatThrownBy(() -> DemoFleet.start(spec, new Interruption(), progress::add))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("broker 2 ended with exit code 1")
                    .hasMessageContaining("in use");
            for (String line : progress) {
                long pid = Long.parseLong(line.replaceAll(".*process (\\d+).*", "$1"));
                assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            }
        }
    }

    @Test
    void aBrokerEndsWhenTheProcessThatStartedItIsKilled() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        ChildJvm.java(),
                        "-Xmx64m",
                        OrphanMaker.class.getName(),
                        temporary.toString(),
                        Integer.toString(FreePorts.row()),
                        Integer.toString(FreePorts.row()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process parent = builder.start();
        try (BufferedReader out = parent.inputReader()) {
            ProcessHandle broker = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(broker.isAlive()).isTrue();
            parent.destroyForcibly();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !broker.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    private static void assertWorkloadFlows(String bootstrap) throws Exception {
        Scenario scenario =
                new Scenario(
                        List.of(
                                new Scenario.Topic("orders", 3, 100, 100),
                                new Scenario.Topic("audit", 1, 0, 0)),
                        List.of(
                                new Scenario.Group("billing", List.of("orders"), 0),
                                new Scenario.Group("reporting", List.of("orders"), 20)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(
                            scenario.topics().stream()
                                    .map(t -> new NewTopic(t.name(), t.partitions(), (short) 3))
                                    .toList())
                    .all()
                    .get(30, TimeUnit.SECONDS);
            long start = System.currentTimeMillis();
            Workload workload = Workload.start(bootstrap, scenario);
            try (workload) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> committed(admin, "billing") > 100);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> committed(admin, "reporting") > 0);
                assertThat(committed(admin, "reporting")).isLessThan(committed(admin, "billing"));
            }
            assertThat(workload.failure()).isEmpty();
            assertThat(workload.acknowledged("audit")).isZero();
            long written = workload.acknowledged("orders");
            assertThat(written).isGreaterThan(100);
            // Exactly what was acknowledged is there.
            assertThat(endOffsets(admin)).isEqualTo(written);
            long now = System.currentTimeMillis();
            assertThat(workload.rate("orders", start - 1_000, now)).isEmpty();
            assertThat(workload.rate("audit", start, now)).isEmpty();
        }
    }

    private static void assertABrokerComesBackAfterKill(DemoFleet fleet, BrokerSpec broker)
            throws Exception {
        assertThatThrownBy(() -> fleet.restart(broker.nodeId()))
                .isInstanceOf(IllegalStateException.class);
        fleet.process(broker.nodeId()).kill();
        assertThat(fleet.process(broker.nodeId()).isAlive()).isFalse();
        KafkaProcess again = fleet.restart(broker.nodeId());
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(again::isListening);
        assertThat(again.log()).content().contains("already formatted");
    }

    private static long committed(Admin admin, String group) throws Exception {
        return admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(20, TimeUnit.SECONDS)
                .values()
                .stream()
                .filter(offset -> offset != null)
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private static long endOffsets(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < 3; partition++) {
            wanted.put(new TopicPartition("orders", partition), OffsetSpec.latest());
        }
        return admin.listOffsets(wanted).all().get(20, TimeUnit.SECONDS).values().stream()
                .mapToLong(result -> result.offset())
                .sum();
    }

    private static int countMBeans(int jmxPort) throws Exception {
        JMXServiceURL url =
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmxPort + "/jmxrmi");
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            return server.queryNames(new ObjectName("kafka.server:*"), null).size();
        }
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
