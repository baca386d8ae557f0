package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {

    @TempDir private Path folder;

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void helpNamesCommandsExitCodesAndEnvironment() {
        assertThat(line.run("--help")).isZero();
        assertThat(line.out())
                .contains(
                        "demo",
                        "check",
                        "run",
                        "audit",
                        "bench",
                        "--verbose",
                        "Exit codes:",
                        "130",
                        "BROKERSCOPE_OPTS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "check", "run", "audit", "bench"})
    void everyCommandHasHelp(String command) {
        assertThat(line.run(command, "--help")).isZero();
        assertThat(line.out()).contains("Usage: brokerscope " + command, "--conf", "--verbose");
        assertThat(line.err()).isEmpty();
    }

    @Test
    void versionNamesTheProgramAndJava() {
        assertThat(line.run("--version")).isZero();
        assertThat(line.out()).contains("brokerscope " + Version.VERSION, "Java 17");
    }

    @Test
    void aMissingCommandIsAUsageErrorInOneLine() {
        assertThat(line.run()).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines())
                .containsExactly("brokerscope: a COMMAND is missing (see brokerscope --help)");
    }

    @Test
    void anUnknownOptionIsAUsageErrorInOneLine() {
        assertThat(line.run("demo", "--colour")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines())
                .singleElement()
                .asString()
                .startsWith("brokerscope demo: Unknown option: '--colour'")
                .endsWith("(see brokerscope demo --help)");
    }

    @Test
    void runWantsAConfiguration() {
        assertThat(line.run("run")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("--config");
    }

    @Test
    void everyMistakeInTheConfigurationIsALineOfItsOwn() {
        line.job(
                config -> {
                    throw CommandException.usage(
                            config + ":1: no such key\n" + config + ":2: too long");
                });
        assertThat(line.run("run", "--config", "fleet.yaml")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines())
                .containsExactly(
                        "brokerscope run: fleet.yaml:1: no such key",
                        "brokerscope run: fleet.yaml:2: too long");
    }

    @Test
    void anUnexpectedErrorIsOneLineWithItsCauses() {
        line.job(
                config -> {
                    throw new IllegalStateException(
                            "cannot load", new IOException("the disk\n  is on fire"));
                });
        assertThat(line.run("run", "--config", "fleet.yaml")).isEqualTo(ExitCode.FAILURE);
        assertThat(line.err().lines())
                .containsExactly("brokerscope run: cannot load: the disk; is on fire");
    }

    @Test
    void verboseShowsTheStackTraceBeforeOrAfterTheCommand() {
        line.job(
                config -> {
                    throw new IllegalStateException("cannot load");
                });
        assertThat(line.run("--verbose", "run", "--config", "f")).isEqualTo(ExitCode.FAILURE);
        assertThat(line.run("run", "--verbose", "--config", "f")).isEqualTo(ExitCode.FAILURE);
        assertThat(line.err().lines().filter(l -> l.contains("IllegalStateException"))).hasSize(2);
    }

    @Test
    void aWrapperThatRepeatsItsCauseIsToldOnce() {
        assertThat(CommandLines.oneLine(new RuntimeException(new IOException("gone"))))
                .isEqualTo("java.io.IOException: gone");
    }

    @Test
    void anErrorWithoutAMessageIsNamedByItsType() {
        assertThat(CommandLines.oneLine(new NullPointerException()))
                .isEqualTo("NullPointerException");
    }

    @Test
    void runWithoutFlinksConfigurationIsAUsageError() {
        line.job(config -> new TestJob(environment -> {}));
        assertThat(line.run("run", "--config", "f", "--conf", folder.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains(folder + " holds no config.yaml");
    }

    @Test
    void runNamesThePortThatIsTaken() throws IOException {
        line.job(config -> new TestJob(environment -> {}));
        Files.writeString(folder.resolve("config.yaml"), "rest:\n  port: 8081\n");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(
                            line.run(
                                    "run",
                                    "--config",
                                    "f",
                                    "--conf",
                                    folder.toString(),
                                    "--port",
                                    Integer.toString(port)))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(line.err())
                    .contains(
                            "port %d for the Flink web UI is taken: choose another by --port"
                                    .formatted(port));
        }
    }

    @Test
    void runRefusesASavepointThatIsNone() {
        line.job(config -> new TestJob(environment -> {}));
        assertThat(line.run("run", "--config", "f", "--from-savepoint", folder.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("is no savepoint (no _metadata in it)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "169h", "soon"})
    void demoRefusesDurations(String duration) {
        assertThat(line.run("demo", "--duration", duration)).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines()).hasSize(1);
    }

    @Test
    void demoNamesThePortThatIsTakenBeforeItStartsAnything() throws IOException {
        line.job(
                config -> {
                    throw new AssertionError("nothing may be started");
                });
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(line.run("demo", "--web-port", port)).isEqualTo(ExitCode.USAGE);
            assertThat(line.err()).contains("port " + port, "--web-port");
        }
    }

    @Test
    void demoRefusesExporterPortsThatGiveNoNodeIds() {
        assertThat(line.run("demo", "--exporter-port", "19408")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("--exporter-port: found 19408", "end in 1 to 7");
    }
}
