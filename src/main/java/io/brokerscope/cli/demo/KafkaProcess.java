package io.brokerscope.cli.demo;

import io.brokerscope.cli.ChildJvm;
import io.brokerscope.cli.CommandException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * One Kafka broker in a process of its own, with this JVM's class path. It ends when it is closed,
 * and by itself when this JVM ends in any way. Thread-safe.
 */
public final class KafkaProcess implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MS = 200;
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(6);

    private final BrokerSpec spec;
    private final Path log;
    private final Process process;

    private KafkaProcess(BrokerSpec spec, Path log, Process process) {
        this.spec = spec;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts the process; does not wait until the broker is up. A broker that ran before in the
     * same folder comes back with its data.
     *
     * @throws IOException if its files cannot be written or the process cannot be started
     */
    public static KafkaProcess start(FleetSpec fleet, BrokerSpec broker) throws IOException {
        Path folder = Files.createDirectories(fleet.folderOf(broker));
        Path config = folder.resolve("server.properties");
        Properties properties = new Properties();
        properties.putAll(BrokerProperties.of(fleet, broker));
        try (OutputStream out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        Path log = folder.resolve("broker.log");
        ProcessBuilder builder = new ProcessBuilder(command(fleet, broker, config));
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("CLASSPATH", ChildJvm.classPath());
        return new KafkaProcess(broker, log, builder.start());
    }

    static List<String> command(FleetSpec fleet, BrokerSpec broker, Path config) {
        List<String> command = new ArrayList<>();
        command.add(ChildJvm.java());
        command.add("-Xmx" + fleet.heap());
        // Start-up is most of what a demo broker does: compile quickly, collect on one thread.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Djava.awt.headless=true");
        command.add("-Djava.io.tmpdir=" + config.getParent());
        command.add("-Dlog4j2.configurationFile=demo/log4j2-broker.properties");
        if (broker.jmxPort() > 0) {
            command.add("-Dcom.sun.management.jmxremote.port=" + broker.jmxPort());
            command.add("-Dcom.sun.management.jmxremote.rmi.port=" + broker.jmxPort());
            command.add("-Dcom.sun.management.jmxremote.host=127.0.0.1");
            command.add("-Djava.rmi.server.hostname=127.0.0.1");
            command.add("-Dcom.sun.management.jmxremote.authenticate=false");
            command.add("-Dcom.sun.management.jmxremote.ssl=false");
        }
        if (broker.exporterPort() > 0) {
            command.add(
                    "-javaagent:%s=127.0.0.1:%d:%s"
                            .formatted(
                                    fleet.exporterAgent(),
                                    broker.exporterPort(),
                                    fleet.exporterRules()));
        }
        command.add(BrokerMain.class.getName());
        command.add(config.toString());
        command.add(fleet.clusterId());
        return command;
    }

    /** The broker that runs here. */
    public BrokerSpec spec() {
        return spec;
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the broker logs. */
    public Path log() {
        return log;
    }

    /** Whether the broker's listener accepts connections. */
    public boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", spec.port()), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Checks that the process runs.
     *
     * @throws CommandException if it has ended; tells its exit code and why, as its log says
     */
    public void checkAlive() {
        if (!process.isAlive()) {
            throw CommandException.failure(
                    "broker %d ended with exit code %d: %s"
                            .formatted(spec.nodeId(), process.exitValue(), logExcerpt()));
        }
    }

    /** The last errors in the log, or its last lines where there are none: for an error message. */
    public String logExcerpt() {
        return ChildJvm.logExcerpt(log);
    }

    /** Asks the broker to shut down (SIGTERM) and returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Ends the process like {@code kill -9} and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Waits until the process has ended; says whether it has. */
    public boolean awaitExit(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Shuts several down at once: six seconds to do it in order, then by force. */
    public static void closeAll(List<KafkaProcess> processes) {
        processes.forEach(KafkaProcess::terminate);
        long deadline = System.nanoTime() + STOP_DEADLINE.toNanos();
        for (KafkaProcess process : processes) {
            if (!process.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                process.kill();
            }
        }
    }

    /** Shuts the broker down: ten seconds for a controlled shutdown, then by force. */
    @Override
    public void close() {
        terminate();
        if (!awaitExit(Duration.ofSeconds(10))) {
            kill();
        }
    }
}
