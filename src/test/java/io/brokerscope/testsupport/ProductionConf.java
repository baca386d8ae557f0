package io.brokerscope.testsupport;

import io.brokerscope.testsupport.cluster.FlinkSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code flink-conf} with what production adds, as one file: how Flink wants it. */
public final class ProductionConf {

    /** The password of the key of {@link #setup}. */
    public static final String PASSWORD = "changeit";

    private static final Path OURS = Path.of("flink-conf");
    private static final String INTERNAL = "security.ssl.internal.";

    /** Where a process of a small cluster that wants a port for its reporter finds a free one. */
    private static final int REPORTERS = 20;

    private ProductionConf() {}

    /** Writes it into a folder as {@code config.yaml}; gives the folder. */
    public static Path in(Path folder) throws IOException {
        return in(OURS, folder);
    }

    private static Path in(Path conf, Path folder) throws IOException {
        Files.writeString(
                Files.createDirectories(folder).resolve("config.yaml"),
                Files.readString(conf.resolve("config.yaml"))
                        + Files.readString(conf.resolve("production.yaml")));
        return folder;
    }

    /** {@link #setup(Path, Path, int)} of this project's configuration. */
    public static FlinkSetup setup(Path folder, int reporterPort) throws Exception {
        return setup(OURS, folder, reporterPort);
    }

    /**
     * A cluster that has what stands in the files. Storage, ZooKeeper, the files of TLS and ports
     * are its own; {@code internal.p12} in the folder is its key.
     *
     * @param conf a folder {@code flink-conf}
     * @param folder where everything is written
     * @param reporterPort the first port of Prometheus' reporters: each process takes the first
     *     that is free
     */
    public static FlinkSetup setup(Path conf, Path folder, int reporterPort) throws Exception {
        Path joined = in(conf, folder.resolve("conf"));
        TestCertificates.selfSigned(folder, "internal", "ip:127.0.0.1");
        String store = folder.resolve("internal.p12").toString();
        return new FlinkSetup(joined, folder.resolve("flink"), 1, 1, 2, Map.of())
                .with(INTERNAL + "keystore", store)
                .with(INTERNAL + "truststore", store)
                .with(INTERNAL + "keystore-password", PASSWORD)
                .with(INTERNAL + "key-password", PASSWORD)
                .with(INTERNAL + "truststore-password", PASSWORD)
                .with(
                        "metrics.reporter.prom.port",
                        reporterPort + "-" + (reporterPort + REPORTERS));
    }
}
