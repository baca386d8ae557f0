package io.brokerscope.cli.demo;

/**
 * One broker of a demo fleet; all its ports are on the loopback address.
 *
 * @param nodeId Kafka node id
 * @param port of the clients' listener
 * @param controllerPort of the controller listener
 * @param jmxPort of remote JMX; 0 for none
 * @param exporterPort of the jmx_exporter agent; 0 for none
 */
public record BrokerSpec(int nodeId, int port, int controllerPort, int jmxPort, int exporterPort) {

    /** Address of the clients' listener. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }
}
