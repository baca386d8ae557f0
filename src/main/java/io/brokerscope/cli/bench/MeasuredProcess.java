package io.brokerscope.cli.bench;

import io.brokerscope.cli.ChildJvm;
import io.brokerscope.cli.CommandException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process whose use of the machine can be read. It ends when it is closed; a Java process of ours
 * also ends with this JVM.
 */
final class MeasuredProcess implements AutoCloseable {

    private static final List<String> FROM_LAUNCHER =
            List.of("--add-opens", "--add-exports", "-XX:-UsePerfData", "-Dpekko.");

    private static final Duration END_DEADLINE = Duration.ofSeconds(10);

    private final String name;
    private final Path log;
    private final Process process;

    private MeasuredProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * What a process has used so far.
     *
     * @param cpu user and system time
     * @param peakMemoryBytes the most memory that was resident at a time; -1 where the system does
     *     not tell
     */
    record Usage(Duration cpu, long peakMemoryBytes) {}

    /**
     * Starts a Java process with this one's class path.
     *
     * @param name what errors call it
     * @param folder where it runs; takes what it prints as {@code name.log}
     * @param jvmOptions options of the JVM
     * @param main class
     * @param arguments arguments of the class
     */
    static MeasuredProcess start(
            String name,
            Path folder,
            List<String> jvmOptions,
            Class<?> main,
            List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ChildJvm.java());
        command.addAll(launcherOptions());
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(arguments);
        return start(name, folder, command);
    }

    /**
     * Starts a process.
     *
     * @param name what errors call it
     * @param folder where it runs; takes what it prints as {@code name.log}
     * @param command the program and its arguments
     * @throws IOException if the program cannot be started
     */
    static MeasuredProcess start(String name, Path folder, List<String> command)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CLASSPATH", ChildJvm.classPath());
        return new MeasuredProcess(name, log, builder.start());
    }

    /** What the launcher gave this JVM, but for its memory: it would give another one the same. */
    static List<String> launcherOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> FROM_LAUNCHER.stream().anyMatch(option::startsWith))
                .toList();
    }

    /** What errors call it. */
    String name() {
        return name;
    }

    /**
     * Checks that it runs.
     *
     * @throws CommandException if it has ended; tells why, as its log says
     */
    void checkAlive() {
        if (!process.isAlive()) {
            throw ended();
        }
    }

    /** The last errors it printed, or its last lines where there are none: for an error message. */
    String logExcerpt() {
        return ChildJvm.logExcerpt(log);
    }

    /** What it has used so far. */
    Usage usage() throws IOException {
        Duration cpu = process.toHandle().info().totalCpuDuration().orElseThrow(this::ended);
        return new Usage(cpu, peakMemory().orElse(-1L));
    }

    /**
     * Asks it to stop (SIGTERM) and waits until it has.
     *
     * @param deadline how long that may take
     * @return what it printed, from the first start in its folder on
     * @throws CommandException if it has not stopped by then
     */
    List<String> stop(Duration deadline) throws IOException, InterruptedException {
        // By its handle: Process.destroy closes the standard input as well, which says that the
        // parent is gone.
        process.toHandle().destroy();
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw CommandException.failure(
                    "the process of the %s has not stopped within %d s: %s"
                            .formatted(name, deadline.toSeconds(), logExcerpt()));
        }
        return Files.readAllLines(log);
    }

    /** Ends it like {@code kill -9}: nothing that it holds outlasts the measurement. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CommandException ended() {
        return CommandException.failure(
                "the process of the %s has ended%s: %s"
                        .formatted(
                                name,
                                process.isAlive() ? "" : " with exit code " + process.exitValue(),
                                logExcerpt()));
    }

    /** Linux tells the peak of the resident set of a process; others do not. */
    private Optional<Long> peakMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        }
    }
}
