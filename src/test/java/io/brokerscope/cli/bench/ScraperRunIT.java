package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.cli.ChildJvm;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.Installation;
import io.brokerscope.cli.Interruption;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another scraper, as a process, on exporters in this one. */
class ScraperRunIT {

    private static final Load LOAD = new Load(3, 500, 5, 2, Duration.ofSeconds(1), Ledger.GOLDEN);

    @TempDir private Path folder;

    @Test
    void tellsWhatItUsedAndWhatItWasGiven() throws Exception {
        ScraperResult result = measure(PlainScraper.command());
        assertThat(result.answers()).isGreaterThan(10);
        assertThat(result.samples()).isEqualTo(500 * result.answers());
        assertThat(result.cpuSeconds()).isPositive();
        assertThat(result.seconds()).isGreaterThanOrEqualTo(1);
        assertThat(folder.resolve("scraper/written")).exists();
    }

    @Test
    void oneThatCannotBeStartedIsAnError() {
        assertThatThrownBy(() -> measure("no-such-scraper {config}"))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("--scraper: cannot start no-such-scraper: ");
    }

    @Test
    void oneThatEndsIsAnError() {
        assertThatThrownBy(() -> measure(ChildJvm.java() + " NoSuchClass {config}"))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("the process of the scraper has ended with exit code 1: ")
                .hasMessageContaining("NoSuchClass");
    }

    private ScraperResult measure(String command) throws Exception {
        CommandContext context =
                new CommandContext(
                        config -> {
                            throw new AssertionError("no job is wanted");
                        },
                        Installation.current(),
                        new Interruption(),
                        System.out,
                        System.err);
        BenchSetup setup =
                new BenchSetup(
                        context,
                        folder,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        List.of());
        try (ExporterFarm exporters =
                ExporterFarm.start(new FarmPayload(LOAD.samples(), LOAD.topics()))) {
            return new ScraperRun(setup, command).measure(LOAD, folder, exporters);
        }
    }
}
