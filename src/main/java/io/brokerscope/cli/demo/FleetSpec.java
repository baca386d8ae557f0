package io.brokerscope.cli.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cluster of real brokers, one process each, every one of them broker and controller.
 *
 * @param clusterId Kafka's cluster id: a UUID in URL-safe base64, 22 characters
 * @param brokers the brokers
 * @param folder holds a folder per broker: configuration, data and log
 * @param exporterAgent jar of the jmx_exporter agent; null where no broker has an exporter port
 * @param exporterRules rules file of the agent; null where no broker has an exporter port
 * @param heap heap of each broker as {@code -Xmx} takes it, for example {@code 256m}
 * @param overrides broker properties that replace or add to the demo's; never null
 */
public record FleetSpec(
        String clusterId,
        List<BrokerSpec> brokers,
        Path folder,
        Path exporterAgent,
        Path exporterRules,
        String heap,
        Map<String, String> overrides) {

    public FleetSpec {
        // The brokers run in folders of their own.
        folder = folder.toAbsolutePath();
        exporterAgent = exporterAgent == null ? null : exporterAgent.toAbsolutePath();
        exporterRules = exporterRules == null ? null : exporterRules.toAbsolutePath();
        overrides = Map.copyOf(overrides);
        brokers = List.copyOf(brokers);
    }

    /** Bootstrap servers of the cluster. */
    public String bootstrap() {
        return brokers.stream().map(BrokerSpec::bootstrap).collect(Collectors.joining(","));
    }

    /** Folder of one broker. */
    public Path folderOf(BrokerSpec broker) {
        return folder.resolve("broker-" + broker.nodeId());
    }
}
