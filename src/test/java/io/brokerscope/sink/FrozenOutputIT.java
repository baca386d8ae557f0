package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.cluster.FrozenProcess;
import io.brokerscope.testsupport.cluster.ProxiedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker of the output stands still in the middle of a transaction, for longer than the
 * producer waits for anything.
 */
@Timeout(240)
class FrozenOutputIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** What takes minutes with the defaults takes seconds here. */
    private static final String IMPATIENT =
            """
              properties:
                request.timeout.ms: "1000"
                delivery.timeout.ms: "2000"
                linger.ms: "50"
                max.block.ms: "2000"
            clusters:
              - name: unread
                kafka: { bootstrap: "127.0.0.1:1" }
                discovery: { kafka: {} }
                scrape: { endpoint: "http://{host}:1/metrics" }
            """;

    @TempDir private Path folder;

    @Test
    void theTaskFailsAndItsTaskManagerStays() throws Exception {
        try (ProxiedKafka kafka = ProxiedKafka.start(folder.resolve("kafka"), 1);
                RunningJob running =
                        RunningJob.start(
                                RunningJob.outputYaml(kafka.directBootstrap(), "frozen.")
                                        + IMPATIENT,
                                1,
                                128,
                                folder,
                                null,
                                FrozenOutputIT::numbers)) {
            Awaitility.await().atMost(DEADLINE).until(() -> !numbers(running).isEmpty());
            List<String> before = taskManagers(running);
            assertThat(before).hasSize(1);

            try (FrozenProcess frozen = FrozenProcess.freeze(kafka.process(1).pid())) {
                Awaitility.await().atMost(DEADLINE).until(() -> failures(running) > 0);
            }

            int committed = numbers(running).size();
            Awaitility.await().atMost(DEADLINE).until(() -> numbers(running).size() > committed);
            assertThat(taskManagers(running)).isEqualTo(before);
        }
    }

    private static void numbers(StreamExecutionEnvironment env, BrokerscopeConfig config) {
        env.fromSource(
                        new DataGeneratorSource<>(
                                number -> number,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(100),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "numbers")
                .map(
                        number ->
                                new OutputRecord(
                                        OutputTopic.METRICS,
                                        "key",
                                        number.toString().getBytes(UTF_8),
                                        System.currentTimeMillis()))
                .returns(TypeInformation.of(OutputRecord.class))
                .sinkTo(BrokerscopeSink.create(config.output()));
    }

    private static List<String> numbers(RunningJob running) {
        return running.committed(OutputTopic.METRICS, value -> new String(value, UTF_8));
    }

    private static List<String> taskManagers(RunningJob running) throws Exception {
        return all("\"id\":\"([^\"]+)\"", get(running, "/taskmanagers"));
    }

    private static int failures(RunningJob running) throws Exception {
        return all(
                        "\"(exceptionName)\"",
                        get(running, "/jobs/" + running.job().id() + "/exceptions"))
                .size();
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(FrozenOutputIT::first).toList();
    }

    private static String first(MatchResult match) {
        return match.group(1);
    }

    private static String get(RunningJob running, String path) throws Exception {
        URI uri = URI.create(running.flink().webUi() + path);
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }
}
