package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lag in time against the truth: a producer that is busy, slow and idle in turn, a consumer that is
 * a known time behind, and a job that is stopped and started in between. Takes three minutes.
 */
@Tag("long")
class TimeLagIT {

    private static final TopicPartition PARTITION = new TopicPartition("events", 0);
    private static final String GROUP = "reader";
    private static final long DELAY_MS = 8_000;
    private static final long STEP_MS = 20;

    /** How long after it was told, or before, something may have happened. */
    private static final long BLUR_MS = 60;

    /** Records a second, and for how many seconds. */
    private static final int[][] PATTERN = {
        {0, 10}, {50, 15}, {0, 12}, {1, 12}, {400, 2}, {0, 3}, {10, 16}
    };

    private static final int ROUNDS = 2;

    /** Distance between two readings; what is told between them is no better than that. */
    private static final long INTERVAL_MS = Long.getLong("lag.interval.ms", 1_000);

    @TempDir private Path folder;

    private final List<Long> produced = new CopyOnWriteArrayList<>();
    private final List<Commit> commits = new CopyOnWriteArrayList<>();

    private record Commit(long begun, long ended, long offset) {}

    @Test
    void lagInTimeIsTheTruth() throws Exception {
        try (TestBroker output = TestBroker.start();
                TestBroker watched = TestBroker.start()) {
            watched.createTopics(new NewTopic("events", 1, (short) 1));
            String yaml = yaml(output, watched);
            ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
            List<MetricsRecord> told;
            try (KafkaProducer<byte[], byte[]> producer = producer(watched);
                    KafkaConsumer<byte[], byte[]> consumer = consumer(watched)) {
                long begun = System.currentTimeMillis();
                threads.scheduleAtFixedRate(
                        () -> produce(producer, begun), 0, STEP_MS, TimeUnit.MILLISECONDS);
                threads.scheduleAtFixedRate(() -> commit(consumer), 0, 500, TimeUnit.MILLISECONDS);
                long half = begun + length() * ROUNDS / 2;
                String savepoint;
                try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
                    awaitTime(half);
                    savepoint = job.job().stopWithSavepoint(Duration.ofSeconds(60));
                }
                try (RunningJob job = RunningJob.start(yaml, 1, folder, savepoint)) {
                    awaitTime(begun + length() * ROUNDS);
                    told = told(job);
                }
            } finally {
                threads.shutdownNow();
            }
            compare(told);
        }
    }

    private void compare(List<MetricsRecord> told) {
        List<Double> errors = new ArrayList<>();
        List<String> off = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        // A group that is behind when it is first read is so by more than was ever seen.
        long seen = told.get(0).observedAt() + DELAY_MS + INTERVAL_MS;
        for (MetricsRecord record : told) {
            Double seconds = record.metrics().get("consumerGroup.lag.seconds");
            if (seconds == null) {
                if (record.observedAt() > seen) {
                    unknown.add(record.observedAt() + ": " + record.metrics());
                }
                continue;
            }
            double[] nearest = nearest(record.observedAt(), 1_000 * seconds);
            errors.add(nearest[0]);
            double allowed = Math.max(Math.max(1_000, INTERVAL_MS), 0.05 * nearest[1]);
            if (nearest[0] > allowed) {
                off.add(
                        "at %d told %.3f s, off by %.0f ms"
                                .formatted(record.observedAt(), seconds, nearest[0]));
            }
        }
        double[] sorted = errors.stream().mapToDouble(e -> e).sorted().toArray();
        System.out.printf(
                "%d lags told every %d ms, %d unknown later than at first: off by %.0f ms"
                        + " (median), %.0f ms (p95), %.0f ms (most)%n",
                sorted.length,
                INTERVAL_MS,
                unknown.size(),
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.95)],
                sorted[sorted.length - 1]);
        assertThat(off).as("of %d", sorted.length).isEmpty();
        assertThat((long) sorted.length).isGreaterThan(length() * ROUNDS / INTERVAL_MS / 2);
        assertThat(unknown).hasSizeLessThanOrEqualTo(sorted.length / 20);
    }

    /** The error of a lag told at a time against the truth nearest to it, and that truth; ms. */
    private double[] nearest(long at, double toldMs) {
        double best = Double.POSITIVE_INFINITY;
        double truth = 0;
        long latest = 0;
        List<Long> candidates = new ArrayList<>();
        for (Commit commit : commits) {
            if (commit.ended() <= at - BLUR_MS) {
                latest = commit.offset();
            } else if (commit.begun() <= at + BLUR_MS) {
                candidates.add(commit.offset());
            }
        }
        candidates.add(latest);
        for (long offset : candidates) {
            for (long time : new long[] {at - BLUR_MS, at, at + BLUR_MS}) {
                boolean behind = offset < produced.size() && produced.get((int) offset) <= time;
                double lag = behind ? time - produced.get((int) offset) : 0;
                if (Math.abs(lag - toldMs) < best) {
                    best = Math.abs(lag - toldMs);
                    truth = lag;
                }
            }
        }
        return new double[] {best, truth};
    }

    private static List<MetricsRecord> told(RunningJob job) {
        return job.committed(OutputTopic.METRICS, OutputJson::readMetrics).stream()
                .filter(record -> record.entityType() == EntityType.MESSAGE_QUEUE_CONSUMER_GROUP)
                .filter(record -> record.quality() == Quality.MEASURED)
                .toList();
    }

    private static long length() {
        return 1_000L * Arrays.stream(PATTERN).mapToInt(part -> part[1]).sum();
    }

    /** Sends what is due by now. */
    private void produce(KafkaProducer<byte[], byte[]> producer, long begun) {
        long due = due(System.currentTimeMillis() - begun);
        while (produced.size() < due) {
            long now = System.currentTimeMillis();
            producer.send(new ProducerRecord<>("events", 0, now, null, new byte[10]));
            produced.add(now);
        }
    }

    private static long due(long elapsedMs) {
        double records = 0;
        long left = elapsedMs;
        for (int part = 0; left > 0; part = (part + 1) % PATTERN.length) {
            long lasts = Math.min(left, 1_000L * PATTERN[part][1]);
            records += PATTERN[part][0] * lasts / 1_000.0;
            left -= lasts;
        }
        return (long) records;
    }

    /** Commits what is older than the delay. */
    private void commit(KafkaConsumer<byte[], byte[]> consumer) {
        long begun = System.currentTimeMillis();
        long offset = 0;
        while (offset < produced.size() && produced.get((int) offset) <= begun - DELAY_MS) {
            offset++;
        }
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        commits.add(new Commit(begun, System.currentTimeMillis(), offset));
    }

    private static void awaitTime(long time) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> System.currentTimeMillis() >= time);
    }

    private static Properties properties(TestBroker broker) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrap());
        return properties;
    }

    private static KafkaProducer<byte[], byte[]> producer(TestBroker broker) {
        return new KafkaProducer<>(
                properties(broker), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(TestBroker broker) {
        Properties properties = properties(broker);
        properties.put("group.id", GROUP);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        return consumer;
    }

    private static String yaml(TestBroker output, TestBroker watched) {
        return RunningJob.outputYaml(output.bootstrap(), "lag-")
                + """
                clusters:
                - name: prod
                  kafka: { bootstrap: "%s" }
                  scrape: { endpoint: "http://{host}:1/metrics", interval: 10s, timeout: 2s, attemptTimeout: 1s }
                  admin: { interval: %dms, timeout: %dms, attemptTimeout: %dms }
                """
                        .formatted(
                                watched.bootstrap(),
                                INTERVAL_MS,
                                INTERVAL_MS * 9 / 10,
                                INTERVAL_MS * 8 / 10);
    }
}
