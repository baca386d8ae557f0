package io.brokerscope.cli.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The {@code server.properties} of a demo broker: a small machine, fast start, bounded disk. */
final class BrokerProperties {

    private BrokerProperties() {}

    /** Every property of one broker, by name. */
    static Map<String, String> of(FleetSpec fleet, BrokerSpec broker) {
        int brokers = fleet.brokers().size();
        String replicas = Integer.toString(Math.min(3, brokers));
        String inSync = Integer.toString(Math.min(2, brokers));
        Map<String, String> properties = new TreeMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(broker.nodeId()));
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(broker.port(), broker.controllerPort()));
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + broker.port());
        properties.put(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put(
                "controller.quorum.voters",
                fleet.brokers().stream()
                        .map(b -> b.nodeId() + "@127.0.0.1:" + b.controllerPort())
                        .collect(Collectors.joining(",")));
        properties.put("log.dirs", fleet.folderOf(broker).resolve("data").toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("default.replication.factor", replicas);
        properties.put("min.insync.replicas", inSync);
        properties.put("offsets.topic.replication.factor", replicas);
        properties.put("offsets.topic.num.partitions", "6");
        properties.put("transaction.state.log.replication.factor", replicas);
        properties.put("transaction.state.log.min.isr", inSync);
        properties.put("transaction.state.log.num.partitions", "6");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.retention.bytes", Integer.toString(256 << 20));
        properties.put("log.segment.bytes", Integer.toString(64 << 20));
        // The default of 128 MB is half of a demo broker's heap.
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.putAll(fleet.overrides());
        return properties;
    }
}
