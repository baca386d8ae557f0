package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ConfiguredJob;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.job.BrokerscopeJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo as a person runs it, with the real job. */
class DemoIT {

    private final TestCommandLine line = new TestCommandLine();

    @BeforeEach
    void realJob() {
        line.job(new ConfiguredJob(BrokerscopeJob::define)::load);
    }

    @Test
    void measuresWhatWasProducedAndLeavesNothingBehind() throws Exception {
        int exitCode = demo("--duration", "40s", "--json");

        // The summary first: what is wrong is in it, or in the last line of the rest.
        assertThat(exitCode).as(line.out() + line.err()).isEqualTo(ExitCode.OK);
        JsonNode summary = new ObjectMapper().readTree(line.out());
        assertThat(summary.at("/ok").asBoolean()).isTrue();
        // Three brokers, and the cluster itself.
        assertThat(summary.at("/targets").asInt()).isEqualTo(4);
        assertThat(summary.at("/ticks/present").asInt()).isPositive();
        assertThat(summary.at("/ticks/lost").asInt(-1)).isZero();
        assertThat(summary.at("/ticks/doubled").asInt(-1)).isZero();
        assertThat(summary.at("/entities/MESSAGE_QUEUE_BROKER").asInt()).isEqualTo(3);
        assertThat(line.err()).contains("topic orders", "cluster demo");
        assertNothingIsLeft();
    }

    @Test
    void ctrlCWhileBrokersStartLeavesNothingBehind() throws Exception {
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> demo());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> pids().size() == 3 || exitCode.isDone());
        line.interruption().request();
        assertThat(exitCode.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(line.err()).endsWith("brokerscope demo: interrupted\n");
        assertNothingIsLeft();
    }

    private int demo(String... more) {
        List<String> arguments = new ArrayList<>(FreePorts.arguments(FreePorts.demo()));
        arguments.addAll(List.of(more));
        return line.run(arguments.toArray(String[]::new));
    }

    private void assertNothingIsLeft() {
        assertThat(pids())
                .hasSize(3)
                .noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
        Matcher folder = Pattern.compile("Everything is in (.*)").matcher(line.err());
        assertThat(folder.find()).isTrue();
        assertThat(Path.of(folder.group(1))).doesNotExist();
    }

    private List<Long> pids() {
        return Pattern.compile("\\(process (\\d+)\\)")
                .matcher(line.err())
                .results()
                .map(result -> Long.parseLong(result.group(1)))
                .toList();
    }
}
