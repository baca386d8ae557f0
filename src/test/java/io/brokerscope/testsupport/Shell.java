package io.brokerscope.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands as a person types them, by Bash. A command that does not end in time is ended.
 *
 * @param environment variables beyond those of this process
 */
public record Shell(Map<String, String> environment) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * How a command ended.
     *
     * @param exitCode exit code
     * @param out what it printed, both ways
     */
    public record Result(int exitCode, String out) {}

    /**
     * Runs a command that has to succeed.
     *
     * @return what it printed
     * @throws AssertionError with what it printed if it fails or does not end
     */
    public String run(Path folder, String command) throws IOException, InterruptedException {
        Result result = tryRun(folder, command, PATIENCE);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    "%s: exit code %d%n%s".formatted(command, result.exitCode(), result.out()));
        }
        return result.out();
    }

    /** Runs a command that may fail. */
    public Result tryRun(Path folder, String command, Duration patience)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("shell", ".txt");
        try {
            Process process = start(folder, command, out);
            try {
                if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError(command + " does not end:\n" + Files.readString(out));
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Result(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    /** Starts a command that goes on; whoever starts it ends it. */
    public Process start(Path folder, String command, Path out) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", "-o", "pipefail", "-c", command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
