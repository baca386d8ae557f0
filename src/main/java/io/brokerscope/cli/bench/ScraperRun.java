package io.brokerscope.cli.bench;

import io.brokerscope.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Measures another scraper on the same exporters: what it uses, by what it was given.
 *
 * @param setup what every measurement has in common
 * @param command its command, see {@link #CONFIG} and {@link #FOLDER}
 */
record ScraperRun(BenchSetup setup, String command) {

    /** Stands in the command for a configuration file of Prometheus with all targets. */
    static final String CONFIG = "{config}";

    /** Stands in the command for an empty folder that is removed afterwards. */
    static final String FOLDER = "{folder}";

    /**
     * Runs it.
     *
     * @param scratch takes its files
     * @param exporters the targets
     * @throws CommandException if it cannot be started, ends, or reads nothing
     */
    ScraperResult measure(Load load, Path scratch, ExporterFarm exporters) throws Exception {
        Path folder = Files.createDirectory(scratch.resolve("scraper"));
        Path config =
                Files.writeString(
                        scratch.resolve("prometheus.yml"), load.prometheus(exporters.port()));
        long none = exporters.answers();
        setup.context().err().println("  " + command);
        try (MeasuredProcess scraper = start(folder, config)) {
            setup.await(
                    scraper,
                    scraper::checkAlive,
                    () -> exporters.answers() > none,
                    "the scraper read nothing");
            setup.pass(setup.warmup(), scraper::checkAlive);
            long from = System.nanoTime();
            long answersBefore = exporters.answers();
            Duration before = scraper.usage().cpu();
            setup.pass(setup.duration(), scraper::checkAlive);
            long answers = exporters.answers() - answersBefore;
            MeasuredProcess.Usage after = scraper.usage();
            return new ScraperResult(
                    command,
                    (System.nanoTime() - from) / 1e9,
                    after.cpu().minus(before).toNanos() / 1e9,
                    after.peakMemoryBytes(),
                    answers,
                    answers * load.samples());
        }
    }

    private MeasuredProcess start(Path folder, Path config) {
        List<String> words =
                Arrays.stream(command.trim().split("\\s+"))
                        .map(word -> word.replace(CONFIG, config.toString()))
                        .map(word -> word.replace(FOLDER, folder.toString()))
                        .toList();
        try {
            return MeasuredProcess.start("scraper", folder, words);
        } catch (IOException e) {
            throw CommandException.failure(
                    "--scraper: cannot start %s: %s".formatted(words.get(0), e.getMessage()), e);
        }
    }
}
