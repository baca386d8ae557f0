package io.brokerscope.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.sink.CommittedReader.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AuditCommandTest {

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void helpTellsEveryOptionAndExitCode() {
        assertThat(line.run("audit", "--help")).isZero();
        assertThat(line.out())
                .contains("Usage: brokerscope audit", "--config", "--bootstrap", "--property")
                .contains("--topic-prefix", "--since", "--until", "--cluster", "--target")
                .contains("--show", "--json", "Exit codes:", "${file:/path}", "OUTPUT_GAP")
                .contains("Examples:");
        assertThat(line.err()).isEmpty();
    }

    @Test
    void wantsToKnowWhereTheLedgerIs() {
        assertUsage("--config", "--bootstrap");
    }

    @Test
    void takesNoTwoPlaces() {
        assertThat(line.run("audit", "--config", "f", "--bootstrap", "h:1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines()).hasSize(1);
    }

    @Test
    void aConfigurationThatIsNotThereIsAUsageError() {
        assertThat(line.run("audit", "--config", "no-such.yaml")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("no-such.yaml");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertRefused(
                "is neither a time nor a duration", "--bootstrap", "h:1", "--since", "yesterday");
        assertRefused(
                "is not before --until", "--bootstrap", "h:1", "--since", "1h", "--until", "2h");
        assertRefused("must be CLUSTER/ID", "--bootstrap", "h:1", "--target", "3");
        assertRefused("--show: found -1", "--bootstrap", "h:1", "--show", "-1");
    }

    @Test
    void aReferenceThatLeadsNowhereIsTold() {
        assertThat(line.run("audit", "--bootstrap", "${env:NO_SUCH_BOOTSTRAP}"))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(line.err().lines())
                .singleElement()
                .asString()
                .contains("environment variable NO_SUCH_BOOTSTRAP is not set");
    }

    @Test
    void readsTimes() {
        TimeConverter times = new TimeConverter();
        assertThat(times.convert("2026-11-24T08:00:00Z"))
                .isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
        Instant before = Instant.now().minus(Duration.ofHours(2));
        assertThat(times.convert("2h")).isBetween(before, before.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-11-24", "-2h"})
    void refusesOtherTimes(String text) {
        assertThatThrownBy(() -> new TimeConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is neither a time nor a duration");
    }

    @Test
    void progressTellsHowFarAndHowLong() {
        assertThat(ReadProgress.line(new Progress(150_000, 300_000, 1_200_000), 10))
                .isEqualTo("150,000 records read, 25 %, 15,000 records/s, 30 s left");
        assertThat(ReadProgress.line(new Progress(0, 0, 0), 1))
                .isEqualTo("0 records read, 100 %, 0 records/s, 0 s left");
    }

    @Test
    void progressComesNowAndThenAndNotAfterTheEnd() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ReadProgress progress = new ReadProgress(new PrintStream(err, true), false);
        progress.show(new Progress(1, 1, 2));
        progress.end();
        progress.show(new Progress(2, 2, 2));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void filtersByClusterAndTarget() {
        LedgerFilter filter = new LedgerFilter(List.of("prod"), List.of("test/3"));
        assertThat(filter.mayPass("prod/1")).isTrue();
        assertThat(filter.mayPass("test/3")).isTrue();
        assertThat(filter.mayPass("test/33")).isFalse();
        assertThat(filter.mayPass("product/1")).isFalse();
        assertThat(filter.mayPass("output-gap")).isTrue();
        assertThat(filter.mayPass(null)).isTrue();
    }

    private void assertUsage(String... named) {
        assertThat(line.run("audit")).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines()).singleElement().asString().contains(named);
    }

    private static void assertRefused(String message, String... arguments) {
        TestCommandLine line = new TestCommandLine();
        List<String> all = new ArrayList<>(List.of("audit"));
        all.addAll(List.of(arguments));
        assertThat(line.run(all.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        assertThat(line.err().lines()).singleElement().asString().contains(message);
    }
}
