package io.brokerscope.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleCommandTest {

    private final TestCommandLine line = new TestCommandLine();

    @Test
    void itIsThereWithoutAClusterAndEndsWithinFiveSeconds() throws Exception {
        CompletableFuture<Integer> run =
                CompletableFuture.supplyAsync(
                        () ->
                                line.run(
                                        "console",
                                        "--bootstrap",
                                        "127.0.0.1:1",
                                        "--flink-rest",
                                        "none",
                                        "--port",
                                        "0"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> line.out().endsWith("/" + System.lineSeparator()) || run.isDone());
        assertThat(line.out()).matches("http://127.0.0.1:\\d+/\\R");
        HttpResponse<String> health =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(line.out().strip() + "health"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("the output cluster has not been reached yet");
        line.interruption().request();
        assertThat(run.get(5, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void aPortThatIsTakenIsToldWithItsOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("--port", port)).isEqualTo(ExitCode.FAILURE);
            assertThat(line.err())
                    .contains("port " + port + " of 127.0.0.1 is taken or not allowed")
                    .contains("--port");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port|70000|--port: '70000' is not valid (allowed: 0 to 65535)",
                "--flink-rest|nowhere|--flink-rest: 'nowhere' is not valid",
                "--flink-rest|http://me:secret@flink:8081|--flink-rest: credentials do not belong",
                "--flink-rest|http://a b|--flink-rest: 'http://a b' is not valid",
                "--listen|not..a..name|--listen: 'not..a..name' is not valid",
                "--tls-cert|c.pem|--tls-cert and --tls-key belong together",
                "--auth-basic-user|ann|--auth-basic-user and --auth-basic-password-file belong",
                "--auth-bearer-file|/none|--auth-bearer-file: /none cannot be read",
                "--event-clients|-1|--event-clients: '-1' is not valid (allowed: 0 to 10000)"
            })
    void whatIsWrongIsToldBeforeAnythingIsStarted(String option, String value, String error) {
        assertThat(run(option, value)).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains(error);
        assertThat(line.out()).isEmpty();
    }

    @Test
    void anEmptyTokenProtectsNothing(@TempDir Path folder) throws Exception {
        Path empty = Files.writeString(folder.resolve("token"), " \n");
        assertThat(run("--auth-bearer-file", empty.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(line.err()).contains("--auth-bearer-file: " + empty + " is empty");
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("console", "--bootstrap", "127.0.0.1:1"));
        arguments.addAll(List.of(options));
        return line.run(arguments.toArray(String[]::new));
    }
}
