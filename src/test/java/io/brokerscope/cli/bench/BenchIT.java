package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ConfiguredJob;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.job.BrokerscopeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as a person runs it, with the real job under small loads. */
@Tag("alone")
class BenchIT {

    private final TestCommandLine line = new TestCommandLine();

    @TempDir private Path conf;

    /** As it ships, but for the checkpoints: the end of every measurement waits for two of them. */
    @BeforeEach
    void checkpointsInQuickSuccession() throws IOException {
        String usual = "\n    interval: 10 s\n";
        String config = Files.readString(Path.of("flink-conf", "config.yaml"));
        assertThat(config).containsOnlyOnce(usual);
        Files.writeString(
                conf.resolve("config.yaml"), config.replace(usual, "\n    interval: 3 s\n"));
        Files.copy(Path.of("flink-conf", "log4j2.properties"), conf.resolve("log4j2.properties"));
    }

    @Test
    void measuresTheJobAndAnotherScraperAndLeavesNothingBehind() throws Exception {
        line.job(new ConfiguredJob(BrokerscopeJob::define)::load);
        long children = ProcessHandle.current().children().count();

        int exitCode =
                line.run(
                        "bench",
                        "--conf=" + conf,
                        "--targets=4,12",
                        "--samples=500",
                        "--topics=5",
                        "--cluster-size=4",
                        "--interval=1s",
                        "--warmup=2s",
                        "--duration=6s",
                        "--scraper=" + PlainScraper.command(),
                        "--json");

        assertThat(exitCode).as(line.err()).isEqualTo(ExitCode.OK);
        JsonNode loads = new ObjectMapper().readTree(line.out()).path("loads");
        assertThat(loads).hasSize(2);
        for (JsonNode load : loads) {
            int targets = load.path("targets").asInt();
            int ticks = 0;
            for (JsonNode kind : load.path("ticks")) {
                ticks += kind.asInt();
            }
            assertThat(ticks).as("%s", load).isBetween(targets * 5, targets * 7);
            assertThat(load.at("/ticks/OBSERVED").asInt()).isPositive();
            assertThat(load.path("samplesRead").asInt())
                    .isEqualTo(500 * load.at("/ticks/OBSERVED").asInt());
            assertThat(load.path("cpuSeconds").asDouble()).isPositive();
            assertThat(load.at("/committedMs/p99").asDouble()).isPositive();
            assertThat(load.at("/entityAfterAnswerMs/max").asDouble()).isLessThan(10_000);
            assertThat(load.path("startSeconds").asDouble()).isPositive();
            JsonNode scraper = load.path("scraper");
            assertThat(scraper.path("answers").asLong()).as("%s", load).isGreaterThan(10);
            assertThat(scraper.path("samplesRead").asLong())
                    .isEqualTo(500 * scraper.path("answers").asLong());
            assertThat(scraper.path("cpuPerMillionSamples").asDouble()).isPositive();
            assertThat(scraper.path("seconds").asDouble()).isBetween(6.0, 12.0);
        }
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
    }

    /**
     * Every tick must be news of every entity, once: no window may be closed before its brokers
     * have told, and none twice.
     */
    @Test
    void countsTheEntitiesThatAreWrittenOfMadeUpOutcomes() throws Exception {
        line.job(new ConfiguredJob(BrokerscopeJob::define)::load);
        long children = ProcessHandle.current().children().count();

        int exitCode =
                line.run(
                        "bench",
                        "--entities",
                        "--conf=" + conf,
                        "--targets=9",
                        "--samples=500",
                        "--topics=5",
                        "--cluster-size=3",
                        "--warmup=1s",
                        "--duration=6s",
                        "--json");

        assertThat(exitCode).as(line.err()).isEqualTo(ExitCode.OK);
        JsonNode load = new ObjectMapper().readTree(line.out()).at("/loads/0");
        double entities = load.path("entitiesPerSecond").asDouble();
        assertThat(entities).as("%s", load).isGreaterThan(100);
        assertThat(load.path("entities").asDouble())
                .isCloseTo(entities * load.path("seconds").asDouble(), within(1.0));
        // Of a cluster and tick: 5 topics, 3 brokers, 1 cluster; as many metrics; 3 lines of the
        // ledger, 1 record of coverage. Of a cluster once: 8 relationships, of which little is seen
        // among many ticks. Operators hand on once a second what they have, so that up
        // to a second's records of one kind are missing at either end; something twice would be a
        // ninth or more.
        assertThat(load.path("recordsPerSecond").asDouble() / entities)
                .as("%s", load)
                .isCloseTo(22.0 / 9, within(0.1));
        assertThat(load.path("bytesPerSecond").asDouble()).isGreaterThan(500 * entities);
        assertThat(load.path("jobCpuSeconds").asDouble()).isPositive();
        assertThat(load.path("brokerCpuSeconds").asDouble()).isPositive();
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
    }

    @Test
    @Tag("long")
    void measuresHowTheJobGoesOnFromASavepoint() throws Exception {
        line.job(new ConfiguredJob(BrokerscopeJob::define)::load);
        long children = ProcessHandle.current().children().count();

        int exitCode =
                line.run(
                        "bench",
                        "--restore",
                        "--conf=" + conf,
                        "--targets=4",
                        "--samples=500",
                        "--topics=5",
                        "--interval=1s",
                        "--warmup=0s",
                        "--duration=2s",
                        "--json");

        assertThat(exitCode).as(line.err()).isEqualTo(ExitCode.OK);
        JsonNode restore = new ObjectMapper().readTree(line.out()).at("/loads/0/restore");
        assertThat(restore.path("savepointBytes").asLong()).as("%s", restore).isGreaterThan(10_000);
        assertThat(restore.path("stopSeconds").asDouble()).isPositive();
        assertThat(restore.path("launchSeconds").asDouble()).isPositive();
        assertThat(restore.path("runningSeconds").asDouble()).isBetween(0.01, 60.0);
        assertThat(restore.path("entitySeconds").asDouble()).isBetween(0.01, 60.0);
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
    }
}
