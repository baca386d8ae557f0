package io.brokerscope.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn -Prelease package} makes, unpacked as its users do. */
class ReleaseIT {

    private static final Path RELEASE = Path.of("target/release");

    @TempDir private Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        Path archive = archive();
        assertThat(run(RELEASE, "sha256sum", "--check", "SHA256SUMS").out()).contains(": OK");
        assertThat(run(folder, "tar", "xzf", archive.toAbsolutePath().toString()).exitCode())
                .isZero();
        String name = archive.getFileName().toString().replace(".tar.gz", "");
        home = folder.resolve(name);
    }

    @Test
    void theProgramRunsWithoutMavenAndWithoutSources() throws Exception {
        Result version = run(folder, program(), "--version");
        assertThat(version.exitCode()).as(version.out()).isZero();
        assertThat(home.getFileName().toString()).contains(version.out().split("\\s+")[1]);
        for (String command : List.of("run", "demo", "check", "console", "audit", "simulation")) {
            assertThat(run(folder, program(), command, "--help").out()).contains("Usage:");
        }
        Path fleet =
                Files.writeString(
                        folder.resolve("fleet.yaml"),
                        """
                        output: { bootstrap: "127.0.0.1:1" }
                        clusters:
                        - name: made-up
                          mode: simulation
                          simulation: { brokers: 3 }
                        """);
        Result incidents = run(folder, program(), "simulation", "--config", fleet.toString());
        assertThat(incidents.exitCode()).as(incidents.out()).isZero();
        Result check = run(folder, program(), "check", "--config", fleet.toString());
        assertThat(check.exitCode()).as(check.out()).isEqualTo(1);
        assertThat(check.out()).contains("127.0.0.1:1");
        assertThat(home.resolve("target")).as("nothing is built").doesNotExist();
    }

    @Test
    void whatItNeedsBesideTheProgramIsThere() throws Exception {
        for (String file :
                List.of(
                        "LICENSE",
                        "README.md",
                        "CHANGELOG.md",
                        "docs/upgrades.md",
                        "flink-conf/config.yaml",
                        "flink-conf/production.yaml",
                        "job/brokerscope.jar",
                        "job/agent/jmx_prometheus_javaagent.jar")) {
            assertThat(home.resolve(file)).isRegularFile();
        }
        assertThat(home.resolve("k8s-operator")).isNotEmptyDirectory();
        String version = home.getFileName().toString().replace("brokerscope-", "");
        assertThat(home.resolve("CHANGELOG.md")).content().contains("## " + version);
    }

    @Test
    void everythingThatIsDeliveredIsNamedWithItsLicence() throws Exception {
        JsonNode bom = new ObjectMapper().readTree(home.resolve("SBOM.json").toFile());
        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        List<String> components = new ArrayList<>();
        bom.path("components").forEach(one -> components.add(jar(one)));
        String licences = Files.readString(home.resolve("THIRD-PARTY.txt"));
        assertThat(licences).doesNotContain("Unknown license");
        try (Stream<Path> jars = Files.list(home.resolve("job/lib"))) {
            assertThat(components)
                    .containsAll(jars.map(jar -> jar.getFileName().toString()).toList());
        }
        for (JsonNode component : bom.path("components")) {
            assertThat(licences).contains(":" + component.path("name").asText() + ":");
        }
        assertThat(licences).contains(":kafka-clients:", ":flink-connector-kafka:", ":picocli:");
    }

    private static String jar(JsonNode component) {
        return component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
    }

    private record Result(int exitCode, String out) {}

    private String program() {
        return home.resolve("brokerscope").toString();
    }

    private Result run(Path directory, String... command) throws IOException, InterruptedException {
        File out = folder.resolve("out.txt").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out);
        // No mvn on the path: a release builds nothing.
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0]).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out.toPath()));
    }

    /** Says loudly that nothing was tested where there is no archive. */
    private static Path archive() throws IOException {
        Optional<Path> found = Optional.empty();
        if (Files.isDirectory(RELEASE)) {
            try (Stream<Path> files = Files.list(RELEASE)) {
                found = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst();
            }
        }
        if (found.isEmpty()) {
            String missing =
                    "NO RELEASE ARCHIVE: it was NOT tested. Make it by mvn -Prelease package.";
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        return found.orElseThrow();
    }
}
