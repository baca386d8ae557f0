package io.brokerscope.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own programs, as Debian's package {@code prometheus} has them. */
public final class PrometheusTools {

    private static final String PACKAGE = "prometheus";

    private PrometheusTools() {}

    /**
     * Where Prometheus is. Without it the test is skipped, and says so.
     *
     * @param untested what is not tested then
     */
    public static String server(String untested) {
        return Skipped.unlessThere("prometheus", PACKAGE, untested);
    }

    /**
     * Runs {@code promtool}.
     *
     * @param exitCode how it ended
     * @param output all that it said
     */
    public record Result(int exitCode, String output) {}

    /** Runs {@code promtool} in a folder; skips the test where there is none. */
    public static Result promtool(String untested, Path folder, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Skipped.unlessThere("promtool", PACKAGE, untested)));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("promtool", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("promtool does not end: " + command);
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
