package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.cli.CommandException;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.OutputSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DemoPortsTest {

    private static final DemoPorts DEFAULTS = new DemoPorts(19092, 19095, 19990, 19404, 8081, 8089);

    @Test
    void nodeIdsAreTheLastDigitsOfTheExporterPorts() {
        assertThat(DEFAULTS.brokers())
                .containsExactly(
                        new BrokerSpec(4, 19092, 19095, 19990, 19404),
                        new BrokerSpec(5, 19093, 19096, 19991, 19405),
                        new BrokerSpec(6, 19094, 19097, 19992, 19406));
    }

    @Test
    void theTemplateLeadsToEveryExporter() {
        for (DemoPorts ports :
                new DemoPorts[] {DEFAULTS, new DemoPorts(1000, 2000, 3000, 29407, 8081, 8089)}) {
            for (BrokerSpec broker : ports.brokers()) {
                assertThat(
                                ports.endpointTemplate()
                                        .replace("{host}", "127.0.0.1")
                                        .replace("{id}", Integer.toString(broker.nodeId())))
                        .isEqualTo("http://127.0.0.1:" + broker.exporterPort() + "/metrics");
            }
        }
    }

    @Test
    void exporterPortsOutsideOneRowOfTenAreRefused() {
        assertThatThrownBy(() -> new DemoPorts(1, 2, 3, 19408, 4, 5))
                .isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> new DemoPorts(1, 2, 3, 19400, 4, 5))
                .isInstanceOf(CommandException.class);
    }

    @Test
    void groupsMustNotOverlap() {
        assertThatThrownBy(() -> new DemoPorts(19092, 19094, 19990, 19404, 8081, 8089).check())
                .hasMessageContaining("port 19094 is meant for both")
                .hasMessageContaining("--broker-port")
                .hasMessageContaining("--controller-port");
    }

    @Test
    void aTakenPortIsNamedWithItsOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(
                            () -> new DemoPorts(19092, 19095, port - 1, 19404, 8081, 8089).check())
                    .hasMessageContaining(
                            "port %d for JMX of broker 5 is taken: choose another by --jmx-port"
                                    .formatted(port));
        }
    }

    @Test
    void aSimulatedClusterStandsBesideTheRealOne() {
        BrokerscopeConfig config =
                ConfigLoader.parse("fleet.yaml", DemoConfig.yaml(DEFAULTS, Scenario.SHOP, 200));
        assertThat(config.clusters())
                .extracting(ClusterSettings::name, ClusterSettings::simulated)
                .containsExactly(tuple(DemoConfig.CLUSTER, false), tuple("simulated", true));
        assertThat(config.clusters().get(1).simulation().brokers()).isEqualTo(200);
    }

    @Test
    void theFleetFileIsAValidConfiguration() {
        BrokerscopeConfig config =
                ConfigLoader.parse("fleet.yaml", DemoConfig.yaml(DEFAULTS, Scenario.SHOP, 0));
        assertThat(config.account()).isEqualTo("demo");
        assertThat(config.output().guarantee()).isEqualTo(OutputSettings.Guarantee.EXACTLY_ONCE);
        assertThat(config.output().topicPrefix()).isEqualTo(DemoConfig.TOPIC_PREFIX);
        assertThat(config.output().kafka().bootstrap().template())
                .isEqualTo("127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094");
        assertThat(config.clusters()).hasSize(1);
        ClusterSettings cluster = config.clusters().get(0);
        assertThat(cluster.name()).isEqualTo(DemoConfig.CLUSTER);
        assertThat(cluster.scrape().endpoint()).isEqualTo("http://{host}:1940{id}/metrics");
        assertThat(cluster.scrape().intervalMs()).isEqualTo(DemoConfig.INTERVAL_MS);
        assertThat(cluster.scrape().timeoutMs()).isLessThan(DemoConfig.INTERVAL_MS);
        assertThat(cluster.discovery().kind()).isEqualTo(DiscoverySettings.Kind.KAFKA);
        assertThat(cluster.expect().brokers()).isEqualTo(3);
        assertThat(cluster.expect().topics())
                .containsExactly("orders", "payments", "clicks", "audit");
        assertThat(cluster.expect().groups()).containsExactly("billing", "reporting");
    }
}
