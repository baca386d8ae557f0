package io.brokerscope.cli.demo;

import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Ports;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of the demo: three in a row for each group, one for the web UI and one for the console.
 *
 * @param broker first port of the brokers
 * @param controller first port of the controller listeners
 * @param jmx first port of remote JMX
 * @param exporter first port of the jmx_exporter agents; its last digit is 1 to 7, because the
 *     brokers' node ids are the last digits of these ports
 * @param web port of the Flink web UI
 * @param console port of the console
 */
record DemoPorts(int broker, int controller, int jmx, int exporter, int web, int console) {

    /** Brokers in the fleet. */
    static final int BROKERS = 3;

    DemoPorts {
        if (exporter % 10 < 1 || exporter % 10 > 7) {
            throw CommandException.usage(
                    "--exporter-port: found %d, allowed are ports that end in 1 to 7: the brokers' node ids are the last digits of the three ports from there"
                            .formatted(exporter));
        }
    }

    /** The brokers; their node ids are the last digits of their exporter ports. */
    List<BrokerSpec> brokers() {
        List<BrokerSpec> brokers = new ArrayList<>();
        for (int i = 0; i < BROKERS; i++) {
            brokers.add(
                    new BrokerSpec(
                            exporter % 10 + i, broker + i, controller + i, jmx + i, exporter + i));
        }
        return brokers;
    }

    /** URL template that leads from a node id to the broker's metrics. */
    String endpointTemplate() {
        return "http://{host}:" + exporter / 10 + "{id}/metrics";
    }

    /**
     * Checks that every port is free.
     *
     * @throws CommandException with exit code 2 that names the ports in the way and their options
     */
    void check() {
        List<Ports.Use> uses = new ArrayList<>();
        for (BrokerSpec b : brokers()) {
            String name = "broker " + b.nodeId();
            uses.add(new Ports.Use(b.port(), name, "--broker-port"));
            uses.add(
                    new Ports.Use(
                            b.controllerPort(), "the controller of " + name, "--controller-port"));
            uses.add(new Ports.Use(b.jmxPort(), "JMX of " + name, "--jmx-port"));
            uses.add(new Ports.Use(b.exporterPort(), "the metrics of " + name, "--exporter-port"));
        }
        uses.add(new Ports.Use(web, "the Flink web UI", "--web-port"));
        uses.add(new Ports.Use(console, "the console", "--console-port"));
        Ports.check(uses);
    }
}
