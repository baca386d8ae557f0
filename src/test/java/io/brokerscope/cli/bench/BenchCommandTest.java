package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import org.junit.jupiter.api.Test;

class BenchCommandTest {

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void helpTellsEveryOption() {
        assertThat(line.run("bench", "--help")).isZero();
        assertThat(line.out())
                .contains("Usage: brokerscope bench", "--targets", "--samples", "--topics")
                .contains("--cluster-size", "--interval", "--warmup", "--duration", "--json")
                .contains("--jvm-option", "--ledger", "--entities", "--restore", "--scraper");
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertRefused("--targets: found 0, allowed are 1 to 100000", "--targets", "10,0");
        assertRefused("--samples: found 100, allowed are 415 to 1000000", "--samples", "100");
        assertRefused("--interval in ms: found 10, allowed are 1000", "--interval", "10ms");
        assertRefused("--cluster-size: found 0", "--cluster-size", "0");
        assertRefused("--entities and --restore: found both", "--entities", "--restore");
        assertRefused(
                "--entities and --scraper: found both", "--entities", "--scraper", "x {config}");
        assertRefused("--scraper: found 'x', its command must contain {config}", "--scraper", "x");
        assertRefused("Invalid value for option '--ledger'", "--ledger", "some");
    }

    @Test
    void aFolderWithoutFlinksConfigurationIsAUsageError() {
        assertRefused("nowhere holds no config.yaml", "--conf", "nowhere");
    }

    private void assertRefused(String told, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "bench";
        System.arraycopy(options, 0, arguments, 1, options.length);
        assertThat(line.run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains(told);
    }
}
