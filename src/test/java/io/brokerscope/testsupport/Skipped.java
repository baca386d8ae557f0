package io.brokerscope.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** Tests that this machine cannot run: they say so where everybody reads it. */
public final class Skipped {

    private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/local/bin");

    private Skipped() {}

    /**
     * Skips the test.
     *
     * @param why what is missing, in capitals, what was not tested, and how to get it
     * @return never
     */
    public static <T> T because(String why) {
        System.err.println(why);
        return Assumptions.abort(why);
    }

    /**
     * A program of the system; skips the test where it is missing.
     *
     * @param program its name
     * @param debianPackage Debian's package that has it
     * @param untested what is not tested without it, with its verb: {@code the rules were}
     */
    public static String unlessThere(String program, String debianPackage, String untested) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(
                        () ->
                                because(
                                        "NO %s: %s NOT tested. Install it, for example by apt-get install %s."
                                                .formatted(
                                                        program.toUpperCase(Locale.ROOT),
                                                        untested,
                                                        debianPackage)));
    }
}
