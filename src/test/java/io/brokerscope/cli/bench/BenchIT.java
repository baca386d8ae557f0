package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ConfiguredJob;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.job.BrokerscopeJob;
import org.junit.jupiter.api.Test;

/** The benchmark as a person runs it, with the real job under small loads. */
class BenchIT {

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void measuresTheJobAndLeavesNothingBehind() throws Exception {
        line.job(new ConfiguredJob(BrokerscopeJob::define)::load);
        long children = ProcessHandle.current().children().count();

        int exitCode =
                line.run(
                        "bench",
                        "--conf=flink-conf",
                        "--targets=4,12",
                        "--samples=500",
                        "--topics=5",
                        "--cluster-size=4",
                        "--interval=1s",
                        "--warmup=2s",
                        "--duration=6s",
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
        }
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
    }
}
