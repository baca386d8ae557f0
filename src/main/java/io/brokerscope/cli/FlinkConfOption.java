package io.brokerscope.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that starts Flink. */
public final class FlinkConfOption {

    @Option(
            names = "--conf",
            paramLabel = "FOLDER",
            description =
                    "Folder with Flink's config.yaml and log4j2.properties (default: flink-conf"
                            + " beside this program).")
    private Path folder;

    /** The folder that was named, or else the one that ships with the program. */
    public Path folder(CommandContext context) {
        return folder == null ? context.installation().flinkConf() : folder;
    }
}
