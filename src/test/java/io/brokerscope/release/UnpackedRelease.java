package io.brokerscope.release;

import io.brokerscope.testsupport.Shell;
import io.brokerscope.testsupport.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The release archive as its users have it: checked and unpacked.
 *
 * @param home the folder that was in it
 */
record UnpackedRelease(Path home) {

    private static final Path RELEASE = Path.of("target/release");

    /** No mvn on the path: a release builds nothing. */
    private static final Shell SHELL = new Shell(Map.of("PATH", "/usr/bin:/bin"));

    /** Unpacks it into a folder; skips the test loudly where there is no archive. */
    static UnpackedRelease in(Path folder) throws IOException, InterruptedException {
        Path archive = archive();
        SHELL.run(RELEASE, "sha256sum --check SHA256SUMS");
        SHELL.run(folder, "tar xzf '%s'".formatted(archive.toAbsolutePath()));
        String name = archive.getFileName().toString().replace(".tar.gz", "");
        return new UnpackedRelease(folder.resolve(name));
    }

    /** What is in a file of it. */
    String read(String file) throws IOException {
        return Files.readString(home.resolve(file));
    }

    /** The version in its name. */
    String version() {
        return home.getFileName().toString().replace("brokerscope-", "");
    }

    /** Runs its program in a folder. */
    Shell.Result program(Path folder, String arguments) throws IOException, InterruptedException {
        return SHELL.tryRun(
                folder,
                "'%s' %s".formatted(home.resolve("brokerscope"), arguments),
                Duration.ofSeconds(60));
    }

    private static Path archive() throws IOException {
        if (Files.isDirectory(RELEASE)) {
            try (Stream<Path> files = Files.list(RELEASE)) {
                Optional<Path> found =
                        files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return Skipped.because(
                "NO RELEASE ARCHIVE: it was NOT tested. Make it by mvn -Prelease package.");
    }
}
