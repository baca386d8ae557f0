package io.brokerscope.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files beside the code are.
 *
 * @param built the folder of the job jar and what belongs to it: {@code target} or {@code job}
 */
public record Installation(Path built) {

    /** The agent that makes a broker's metrics readable over HTTP. */
    private static final String AGENT = "agent/jmx_prometheus_javaagent.jar";

    /** The installation this very code runs from, by its jar or its classes. */
    public static Installation current() {
        try {
            Path code =
                    Path.of(
                            Installation.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return new Installation(code.toAbsolutePath().getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a code location is always a URI", e);
        }
    }

    /** The root of a checkout or an unpacked release: the folder with {@code flink-conf}. */
    public Path home() {
        return built.getParent();
    }

    /** Folder with Flink's {@code config.yaml} and the logging configuration. */
    public Path flinkConf() {
        return home().resolve("flink-conf");
    }

    /**
     * The jar of the jmx_exporter agent.
     *
     * @throws CommandException if it is not there
     */
    public Path jmxExporterAgent() {
        Path agent = built.resolve(AGENT);
        if (!Files.isRegularFile(agent)) {
            throw CommandException.failure(
                    agent + " is missing: build it by 'mvn -DskipTests package'");
        }
        return agent;
    }
}
