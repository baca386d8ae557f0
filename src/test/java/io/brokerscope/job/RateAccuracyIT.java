package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rates of counters that grow evenly, behind endpoints that take 0 to 3 s to answer, with values of
 * the moment in which they answer. Takes two and a half minutes.
 */
@Tag("long")
class RateAccuracyIT {

    private static final int BROKERS = 40;
    private static final int SLOWEST_MS = 3_000;
    private static final int READS = 9;
    private static final String RATE = "broker.throughput.in.bytesPerSec";

    @TempDir private Path folder;

    @Test
    void answersThatTakeUpToThreeSecondsDoNotBlurRates() throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet()) {
            StringBuilder yaml = new StringBuilder(RunningJob.outputYaml(broker.bootstrap(), "r-"));
            yaml.append(
                    """
                    clusters:
                    - name: fleet
                      scrape: { endpoint: "%s", interval: 15s, timeout: 10s, attemptTimeout: 8s }
                      discovery:
                        static:
                    """
                            .formatted(fleet.endpoint()));
            IntStream.range(0, BROKERS)
                    .mapToObj(Integer::toString)
                    .forEach(
                            id -> {
                                fleet.broker(id).manner(id, RateAccuracyIT::slow);
                                yaml.append("    - { id: %s, host: localhost }%n".formatted(id));
                            });
            try (RunningJob job = RunningJob.start(yaml.toString(), 1, folder, null)) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(4))
                        .pollInterval(Duration.ofSeconds(5))
                        .until(() -> errors(job).length >= BROKERS * (READS - 1));
                double[] errors = errors(job);
                double median = errors[errors.length / 2];
                double p95 = errors[(int) (errors.length * 0.95)];
                System.out.printf(
                        "%d rates: off by %.3f %% (median), %.3f %% (p95), %.3f %% (most)%n",
                        errors.length, median, p95, errors[errors.length - 1]);
                assertThat(p95).isLessThanOrEqualTo(1);
            }
        }
    }

    private static MisbehavingServer.Script slow(MisbehavingServer.Script good) {
        return exchange ->
                MisbehavingServer.slow(ThreadLocalRandom.current().nextInt(SLOWEST_MS), good)
                        .serve(exchange);
    }

    /** By how many percent the measured rates are off, sorted. */
    private static double[] errors(RunningJob job) {
        List<MetricsRecord> metrics = job.committed(OutputTopic.METRICS, OutputJson::readMetrics);
        return metrics.stream()
                .filter(record -> record.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                .filter(record -> record.quality() == Quality.MEASURED)
                .filter(record -> record.metrics().containsKey(RATE))
                .mapToDouble(record -> record.metrics().get(RATE))
                .map(rate -> 100 * Math.abs(rate / ExporterFleet.BYTES_PER_SECOND - 1))
                .sorted()
                .toArray();
    }
}
