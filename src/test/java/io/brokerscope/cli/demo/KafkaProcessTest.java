package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaProcessTest {

    private static final BrokerSpec FIRST = new BrokerSpec(4, 19092, 19095, 19990, 19404);
    private static final BrokerSpec SECOND = new BrokerSpec(5, 19093, 19096, 0, 0);

    @Test
    void theCommandBindsEverythingToTheLoopbackAddress() {
        List<String> command =
                KafkaProcess.command(fleet(Map.of()), FIRST, Path.of("/x/server.properties"));
        assertThat(command)
                .contains(
                        "-Xmx200m",
                        "-Dcom.sun.management.jmxremote.port=19990",
                        "-Dcom.sun.management.jmxremote.rmi.port=19990",
                        "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-javaagent:/agent.jar=127.0.0.1:19404:/rules.yaml")
                .endsWith(BrokerMain.class.getName(), "/x/server.properties", "cluster-id");
    }

    @Test
    void jmxAndExporterAreOptional() {
        assertThat(KafkaProcess.command(fleet(Map.of()), SECOND, Path.of("/x/p")))
                .noneMatch(argument -> argument.contains("jmxremote"))
                .noneMatch(argument -> argument.contains("javaagent"));
    }

    @Test
    void everyBrokerVotesAndIsOnTheLoopbackAddress() {
        Map<String, String> properties = BrokerProperties.of(fleet(Map.of()), FIRST);
        assertThat(properties)
                .containsEntry("node.id", "4")
                .containsEntry("controller.quorum.voters", "4@127.0.0.1:19095,5@127.0.0.1:19096")
                .containsEntry(
                        "listeners", "PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19095")
                .containsEntry("log.dirs", "/fleet/broker-4/data")
                .containsEntry("transaction.state.log.replication.factor", "2");
    }

    @Test
    void theBrokersRunInFoldersOfTheirOwnSoPathsAreAbsolute() {
        String here = Path.of("").toAbsolutePath().toString();
        assertThat(
                        new FleetSpec(
                                        "id",
                                        List.of(),
                                        Path.of("fleet"),
                                        Path.of("agent.jar"),
                                        null,
                                        "1m",
                                        Map.of())
                                .exporterAgent())
                .isEqualTo(Path.of(here, "agent.jar"));
    }

    @Test
    void propertiesCanBeOverridden() {
        assertThat(BrokerProperties.of(fleet(Map.of("num.io.threads", "9", "new.one", "x")), FIRST))
                .containsEntry("num.io.threads", "9")
                .containsEntry("new.one", "x");
    }

    private static FleetSpec fleet(Map<String, String> overrides) {
        return new FleetSpec(
                "cluster-id",
                List.of(FIRST, SECOND),
                Path.of("/fleet"),
                Path.of("/agent.jar"),
                Path.of("/rules.yaml"),
                "200m",
                overrides);
    }
}
