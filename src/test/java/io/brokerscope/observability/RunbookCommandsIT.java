package io.brokerscope.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.testsupport.Shell;
import io.brokerscope.testsupport.Skipped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the runbooks that only look, against a job that runs: the program's own, and
 * what is asked by HTTP. A metric that a command greps for must be there.
 */
class RunbookCommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private static Path folder;

    private static ObservedJob job;

    @BeforeAll
    static void start() throws Exception {
        job = new ObservedJob(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        job.close();
    }

    @Test
    void whatTheProgramIsAskedItAnswers() throws Exception {
        List<String> commands =
                RunbooksTest.commandsOfBrokerscope()
                        .filter(
                                command ->
                                        command.matches("./brokerscope (audit|check|targets) .*"))
                        .toList();
        assertThat(commands).hasSizeGreaterThan(5);
        commands.forEach(command -> await(() -> assertProgramSucceeds(command)));
    }

    @Test
    void whatIsAskedByHttpIsAnswered() throws Exception {
        Skipped.unlessThere("curl", "curl", "the HTTP commands of the runbooks were");
        List<String> commands =
                RunbooksTest.commands().filter(command -> command.startsWith("curl ")).toList();
        assertThat(commands).hasSizeGreaterThan(10);
        commands.forEach(command -> await(() -> assertShellSucceeds(command)));
    }

    private static void assertProgramSucceeds(String command) {
        TestCommandLine line = new TestCommandLine();
        String[] words = here(command).split(" +");
        int exitCode = line.run(Arrays.copyOfRange(words, 1, words.length));
        assertThat(exitCode).as("%s: %s %s", command, line.out(), line.err()).isZero();
    }

    private static void assertShellSucceeds(String command) throws Exception {
        String told = new Shell(Map.of()).run(folder, here(command));
        assertThat(told).as(command).isNotBlank().doesNotContain("Not found");
    }

    /** What was started a moment ago does not tell everything yet. */
    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(condition);
    }

    /** What stands for something of the reader's is that of the job that runs here. */
    private static String here(String command) {
        try {
            return command.replace("fleet.yaml", job.fleet().toString())
                    .replace("JOB_ID", job.jobId())
                    .replace("http://127.0.0.1:8089", "http://127.0.0.1:" + job.consolePort())
                    .replace("http://127.0.0.1:8081", job.webUi().toString())
                    .replace("http://127.0.0.1:9249", "http://127.0.0.1:" + job.reporterPort());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
