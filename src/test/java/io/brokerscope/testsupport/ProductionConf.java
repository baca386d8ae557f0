package io.brokerscope.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code flink-conf} with what production adds, as one file: how Flink wants it. */
public final class ProductionConf {

    private ProductionConf() {}

    /** Writes it into a folder as {@code config.yaml}; gives the folder. */
    public static Path in(Path folder) throws IOException {
        Path conf = Path.of("flink-conf");
        Files.writeString(
                folder.resolve("config.yaml"),
                Files.readString(conf.resolve("config.yaml"))
                        + Files.readString(conf.resolve("production.yaml")));
        return folder;
    }
}
