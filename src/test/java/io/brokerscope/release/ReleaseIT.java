package io.brokerscope.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.demo.FreePorts;
import io.brokerscope.testsupport.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn -Prelease package} makes, unpacked as its users do. */
class ReleaseIT {

    @TempDir private Path folder;

    private UnpackedRelease release;
    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        release = UnpackedRelease.in(folder);
        home = release.home();
    }

    @Test
    void theProgramRunsWithoutMavenAndWithoutSources() throws Exception {
        Shell.Result version = release.program(folder, "--version");
        assertThat(version.exitCode()).as(version.out()).isZero();
        assertThat(version.out().split("\\s+")[1]).isEqualTo(release.version());
        for (String command : List.of("run", "demo", "check", "console", "audit", "simulation")) {
            assertThat(release.program(folder, command + " --help").out()).contains("Usage:");
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
        Shell.Result incidents = release.program(folder, "simulation --config " + fleet);
        assertThat(incidents.exitCode()).as(incidents.out()).isZero();
        Shell.Result check = release.program(folder, "check --config " + fleet);
        assertThat(check.exitCode()).as(check.out()).isEqualTo(1);
        assertThat(check.out()).contains("127.0.0.1:1");
        assertThat(home.resolve("target")).as("nothing is built").doesNotExist();
    }

    /** As a process of its own: nothing has logged before it does. */
    @Test
    void itsDemoRunsAndKeepsALog() throws Exception {
        Path out = folder.resolve("demo.txt");
        String demo = "exec ./brokerscope %s --no-ansi --duration 20s";
        Process process =
                new Shell(Map.of())
                        .start(home, demo.formatted(String.join(" ", FreePorts.arguments())), out);
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(
                            () ->
                                    assertThat(log(out))
                                            .contains("Completed checkpoint")
                                            .contains("io.brokerscope."));
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
            assertThat(out).content().containsPattern("[1-9]\\d* present, 0 lost, 0 doubled");
        } finally {
            process.destroy();
        }
    }

    private static String log(Path out) throws IOException {
        Matcher scratch = Pattern.compile("Everything is in (.*)").matcher(Files.readString(out));
        assertThat(scratch.find()).isTrue();
        return Files.readString(Path.of(scratch.group(1), "log", "brokerscope.log"));
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
        assertThat(release.read("CHANGELOG.md")).contains("## " + release.version());
    }

    @Test
    void everythingThatIsDeliveredIsNamedWithItsLicence() throws Exception {
        JsonNode bom = new ObjectMapper().readTree(home.resolve("SBOM.json").toFile());
        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        List<String> components = new ArrayList<>();
        bom.path("components").forEach(one -> components.add(jar(one)));
        String licences = release.read("THIRD-PARTY.txt");
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
}
