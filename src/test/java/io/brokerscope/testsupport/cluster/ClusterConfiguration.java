package io.brokerscope.testsupport.cluster;

import io.brokerscope.cli.FlinkConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;

/** What the processes of a cluster are configured with. */
final class ClusterConfiguration {

    /** One file for each process, where Flink's web UI looks for it. */
    private static final String LOGGING =
            """
            # Warnings of the logging itself: Flink gives some messages one argument too many.
            status = error
            rootLogger.level = INFO
            rootLogger.appenderRef.file.ref = file
            appender.file.type = File
            appender.file.name = file
            appender.file.fileName = ${sys:log.file}
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %d %-5p [%t] %c - %m%n
            logger.producer.name = org.apache.kafka.clients.producer.ProducerConfig
            logger.producer.level = WARN
            logger.consumer.name = org.apache.kafka.clients.consumer.ConsumerConfig
            logger.consumer.level = WARN
            logger.admin.name = org.apache.kafka.clients.admin.AdminClientConfig
            logger.admin.level = WARN
            """;

    /** As much as a job of a test takes, where the configuration does not say. */
    private static final Map<String, String> MEMORY =
            Map.of(
                    "taskmanager.memory.task.heap.size", "320m",
                    "taskmanager.memory.managed.size", "32m",
                    "taskmanager.memory.network.min", "64m",
                    "taskmanager.memory.network.max", "64m");

    private static final String REPORTER = "metrics.reporter";

    private ClusterConfiguration() {}

    /** The repository's configuration, what several processes on one machine need, the setup's. */
    static Configuration of(FlinkSetup setup, int zooKeeperPort) {
        Configuration configuration = FlinkConfiguration.load(setup.conf());
        if (!setup.configuration().containsKey(REPORTER + ".prom.port")) {
            // Prometheus' reporter listens on every address of the machine.
            configuration.keySet().stream()
                    .filter(key -> key.startsWith(REPORTER))
                    .toList()
                    .forEach(configuration::removeKey);
        }
        if (!configuration.containsKey("taskmanager.memory.process.size")) {
            MEMORY.forEach(configuration::setString);
        }
        onThisMachine(setup).forEach(configuration::setString);
        highAvailability(setup.folder(), zooKeeperPort).forEach(configuration::setString);
        setup.configuration().forEach(configuration::setString);
        return configuration;
    }

    private static Map<String, String> onThisMachine(FlinkSetup setup) {
        Path folder = setup.folder();
        return Map.ofEntries(
                Map.entry("jobmanager.rpc.address", "127.0.0.1"),
                Map.entry("jobmanager.bind-host", "127.0.0.1"),
                Map.entry("taskmanager.host", "127.0.0.1"),
                Map.entry("taskmanager.bind-host", "127.0.0.1"),
                Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(setup.slots())),
                Map.entry("taskmanager.cpu.cores", "1"),
                // Answers of the REST interface are this old: what is asked for is how it is now.
                Map.entry("web.refresh-interval", "100 ms"),
                Map.entry(
                        "execution.checkpointing.dir",
                        folder.resolve("checkpoints").toUri().toString()),
                Map.entry(
                        "execution.checkpointing.savepoint-dir",
                        folder.resolve("savepoints").toUri().toString()));
    }

    private static Map<String, String> highAvailability(Path folder, int zooKeeperPort) {
        String prefix = "high-availability.";
        return Map.of(
                prefix + "type",
                "zookeeper",
                prefix + "zookeeper.quorum",
                "127.0.0.1:" + zooKeeperPort,
                prefix + "storageDir",
                folder.resolve("high-availability").toUri().toString(),
                "zookeeper.sasl.disable",
                "true");
    }

    /** Configuration file of ZooKeeper. */
    static Path writeZooKeeper(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(
                folder.resolve("zoo.cfg"),
                """
                tickTime=1000
                initLimit=10
                syncLimit=5
                dataDir=%s
                clientPortAddress=127.0.0.1
                clientPort=%d
                admin.enableServer=false
                """
                        .formatted(folder.resolve("data"), port));
    }

    /** Writes what Flink reads in {@code FLINK_CONF_DIR}; gives the logging configuration. */
    static Path write(Path conf, Configuration configuration) throws IOException {
        Files.createDirectories(conf);
        Files.write(
                conf.resolve("config.yaml"),
                ConfigurationUtils.convertConfigToWritableLines(configuration, false));
        return Files.writeString(conf.resolve("log4j2.properties"), LOGGING);
    }
}
