package io.brokerscope.testsupport.cluster;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.brokerscope.cli.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A JVM of its own that ends when it is closed, and by itself when this JVM ends in any way, also
 * while it is frozen. It can be looked into from outside: {@link #vitalSigns}, {@link #jmx}, or by
 * its {@link #pid} with {@code jcmd}. Thread-safe.
 */
public final class JavaProcess implements AutoCloseable {

    private static final Duration GONE = Duration.ofSeconds(10);
    private static final int EXCERPT_LINES = 30;

    private final Command command;
    private final Process process;
    private FrozenProcess frozen;

    /**
     * How a process is started.
     *
     * @param name tells it from others; its files are called so
     * @param classPath where {@link WatchedMain} and the main class are
     * @param options options of the JVM
     * @param mainClass main class
     * @param arguments arguments of the main class
     * @param folder its working directory: everything it writes is below
     * @param environment environment variables beyond those of this process
     */
    public record Command(
            String name,
            String classPath,
            List<String> options,
            String mainClass,
            List<String> arguments,
            Path folder,
            Map<String, String> environment) {

        public Command {
            options = List.copyOf(options);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        /** What the process logs, where its logging honours the property {@code log.file}. */
        public Path log() {
            return folder.resolve(name + ".log");
        }

        /** What the process prints. */
        public Path out() {
            return folder.resolve(name + ".out");
        }

        private List<String> line() {
            List<String> line = new ArrayList<>();
            line.add(ChildJvm.java());
            // Start-up is most of what these do: compile quickly, collect on one thread.
            line.add("-XX:TieredStopAtLevel=1");
            line.add("-XX:+UseSerialGC");
            // A process that is killed leaves no file behind in the system's folder.
            line.add("-XX:-UsePerfData");
            line.add("-Djava.awt.headless=true");
            line.add("-Djava.io.tmpdir=" + folder);
            line.add("-Dlog.file=" + log());
            line.addAll(options);
            line.add(WatchedMain.class.getName());
            line.add(mainClass);
            line.addAll(arguments);
            return line;
        }
    }

    private JavaProcess(Command command, Process process) {
        this.command = command;
        this.process = process;
    }

    /**
     * Starts a process; does not wait for anything it does.
     *
     * @throws IOException if its folder cannot be made or the process cannot be started
     */
    public static JavaProcess start(Command command) throws IOException {
        Files.createDirectories(command.folder());
        ProcessBuilder builder = new ProcessBuilder(command.line());
        builder.directory(command.folder().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(command.out().toFile()));
        builder.environment().putAll(command.environment());
        // Not on the command line: it is long, and a list of processes should stay readable.
        builder.environment().put("CLASSPATH", command.classPath());
        return new JavaProcess(command, builder.start());
    }

    /** Its name, for example {@code taskmanager-2}. */
    public String name() {
        return command.name();
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process runs, frozen or not. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code of a process that has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** What the process logs. */
    public Path log() {
        return command.log();
    }

    /** Everything the process has printed so far. */
    public String output() {
        try {
            return Files.readString(command.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines it printed and logged: for the message of a failed test. */
    public String excerpt() {
        StringBuilder excerpt = new StringBuilder();
        for (Path file : List.of(command.out(), command.log())) {
            if (Files.isRegularFile(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    List<String> all = lines.toList();
                    excerpt.append(file).append(":\n");
                    all.subList(Math.max(0, all.size() - EXCERPT_LINES), all.size())
                            .forEach(line -> excerpt.append(line).append('\n'));
                } catch (IOException | UncheckedIOException e) {
                    excerpt.append(file).append(" cannot be read: ").append(e).append('\n');
                }
            }
        }
        return excerpt.toString();
    }

    /**
     * Stops the process where it is, like {@code kill -STOP}: its connections stay open and nothing
     * is answered.
     *
     * @throws IllegalStateException if it is frozen already
     */
    public synchronized void freeze() {
        if (frozen != null) {
            throw new IllegalStateException(name() + " is frozen already");
        }
        frozen = FrozenProcess.freeze(pid());
    }

    /** Lets a frozen process go on; does nothing to one that is not frozen. */
    public synchronized void thaw() {
        if (frozen != null) {
            frozen.close();
            frozen = null;
        }
    }

    /** Ends the process like {@code kill -9}, frozen or not, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!awaitExit(GONE)) {
            throw new IllegalStateException(name() + " (" + pid() + ") does not end");
        }
        thaw();
        try {
            // The door that jmx() opens; a process that ends in order closes it itself.
            Files.deleteIfExists(Path.of("/tmp", ".java_pid" + pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the process to end (SIGTERM) and returns at once. */
    public void terminate() {
        thaw();
        process.destroy();
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

    /**
     * A JMX connection to the process, which needs no port that is known before.
     *
     * @throws IOException if the process cannot be reached
     */
    public JMXConnector jmx() throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid()));
            try {
                return JMXConnectorFactory.connect(
                        new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(name() + " cannot be looked into", e);
        }
    }

    /**
     * What the process holds now.
     *
     * @param collect whether it collects its garbage first
     * @throws IOException if the process cannot be reached
     */
    public VitalSigns vitalSigns(boolean collect) throws IOException {
        try (JMXConnector connector = jmx()) {
            return VitalSigns.read(connector.getMBeanServerConnection(), collect);
        }
    }

    /** Ends the process: in order within ten seconds, then by force. */
    @Override
    public void close() {
        terminate();
        if (!awaitExit(GONE)) {
            kill();
        }
    }
}
