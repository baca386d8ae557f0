package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.ProgressLine;
import io.brokerscope.cli.TestCommandLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {

    @TempDir private Path folder;

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void helpTellsEveryOptionAndExitCode() {
        assertThat(line.run("check", "--help")).isZero();
        assertThat(line.out())
                .contains("Usage: brokerscope check", "--config", "--cluster", "--timeout")
                .contains("--json", "--verbose", "Exit codes:", "Examples:", "10s");
        assertThat(line.err()).isEmpty();
    }

    @Test
    void wantsAConfiguration() {
        assertThat(line.run("check")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("--config");
    }

    @Test
    void everyMistakeInTheConfigurationIsALine() throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("fleet.yaml"),
                        "output: { bootstrap: \"h:1\", colour: red }\nclusters: [ { nmae: x } ]\n");
        assertThat(line.run("check", "--config", config.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines()).hasSizeGreaterThan(1).allMatch(l -> l.contains(":"));
        assertThat(line.out()).isEmpty();
    }

    @Test
    void aDialectOfTheUserThatIsWrongIsAUsageError() throws IOException {
        Path dialect = Files.writeString(folder.resolve("rules.yaml"), "dialect: 7\n");
        Path config =
                Files.writeString(
                        folder.resolve("fleet.yaml"),
                        """
                        output: { bootstrap: "h:1" }
                        catalog: [ "%s" ]
                        clusters:
                          - name: x
                            discovery: { static: [ { id: 1, host: h } ] }
                        """
                                .formatted(dialect));
        assertThat(line.run("check", "--config", config.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("rules.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "121s", "soon"})
    void refusesTimesThatMakeNoSense(String timeout) {
        assertThat(line.run("check", "--config", "f", "--timeout", timeout))
                .isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines()).singleElement().asString().contains("--timeout");
    }

    @Test
    void progressTellsHowFarAndHowManyFail() {
        CheckProgress progress =
                new CheckProgress(
                        new ProgressLine(new PrintStream(new ByteArrayOutputStream()), false));
        progress.clusters(2);
        progress.targets(3);
        assertThat(progress.line()).isEqualTo("0 of 2 clusters discovered, 0 of 3 targets checked");
        progress.discovered();
        progress.checked(List.of());
        progress.checked(
                List.of(Finding.fail(new Subject("c", "1"), Check.TCP, "refused", "Start it.")));
        assertThat(progress.line())
                .isEqualTo("1 of 2 clusters discovered, 2 of 3 targets checked, 1 of them fail");
    }
}
