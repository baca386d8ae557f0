package io.brokerscope.cli.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The one member of a consumer group: reads as fast as it is allowed to and commits. */
final class ConsumerLoad implements Runnable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final Scenario.Group group;
    private final CountDownLatch stopped;

    ConsumerLoad(String bootstrap, Scenario.Group group, CountDownLatch stopped) {
        this.bootstrap = bootstrap;
        this.group = group;
        this.stopped = stopped;
    }

    @Override
    public void run() {
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "demo-" + group.name(),
                                ConsumerConfig.GROUP_ID_CONFIG,
                                group.name(),
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG,
                                1_000,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                200,
                                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                                16 << 10,
                                // Little at a time: a slow reader should read steadily, not in
                                // bursts of all that has piled up.
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                16 << 10),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        try {
            consumer.subscribe(group.topics());
            boolean goOn = true;
            while (goOn) {
                int read = consumer.poll(POLL).count();
                long pauseMs =
                        group.recordsPerSecond() == 0 ? 0 : read * 1000L / group.recordsPerSecond();
                goOn = !stopped.await(pauseMs, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
        }
    }
}
