package io.brokerscope.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What it takes to start another JVM with this one's code, and to tell why it ended. */
public final class ChildJvm {

    private static final int EXCERPT_LINES = 3;
    private static final int EXCERPT_WIDTH = 300;

    private ChildJvm() {}

    /** The program of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * This JVM's class path, as it is seen from any folder: for the environment variable {@code
     * CLASSPATH}. It is long, and a list of processes should stay readable.
     */
    public static String classPath() {
        return absolute(System.getProperty("java.class.path"));
    }

    static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The last errors in a log, or its last lines where there are none: for an error message. */
    public static String logExcerpt(Path log) {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                            .toList();
            List<String> errors = lines.stream().filter(ChildJvm::isError).toList();
            List<String> told = errors.isEmpty() ? lines : errors;
            return told.subList(Math.max(0, told.size() - EXCERPT_LINES), told.size()).stream()
                    .map(l -> l.substring(0, Math.min(l.length(), EXCERPT_WIDTH)))
                    .collect(Collectors.joining(" | "));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    private static boolean isError(String line) {
        return line.contains(" ERROR ")
                || line.contains(" FATAL ")
                || line.contains("Exception")
                || line.contains("OutOfMemoryError");
    }
}
