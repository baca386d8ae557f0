package io.brokerscope.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes records of one topic at a steady rate and counts what the brokers acknowledge. */
final class ProducerLoad implements Runnable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final long PACE_MS = 10;
    private static final long SAMPLE_MS = 200;
    private static final int KEYS = 1_000;

    /** An hour of samples: as long as a comparison of rates can reach back. */
    private static final int SAMPLES = 18_000;

    private final String bootstrap;
    private final Scenario.Topic topic;
    private final CountDownLatch stopped;
    private final RateTimeline timeline = new RateTimeline(SAMPLES);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>();

    ProducerLoad(String bootstrap, Scenario.Topic topic, CountDownLatch stopped) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.stopped = stopped;
    }

    /** Acknowledged records, and the bytes of the batches they went in, over time. */
    RateTimeline timeline() {
        return timeline;
    }

    /** Records the brokers have acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Why the first record that was lost was lost. */
    Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public void run() {
        // A delivery may take Kafka's two minutes: on a busy machine a slow replica holds records
        // up for half a minute, until it counts as out of sync, and none of them is lost.
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ProducerConfig.CLIENT_ID_CONFIG,
                                "demo-" + topic.name(),
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.LINGER_MS_CONFIG,
                                100,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                10_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        try {
            produce(producer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // What is on its way is waited for: cut off, it would be counted as lost.
            producer.close(CLOSE_TIMEOUT);
        }
    }

    private void produce(Producer<byte[], byte[]> producer) throws InterruptedException {
        long start = System.nanoTime();
        long sent = 0;
        long nextSample = 0;
        do {
            long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            long due = elapsedMs * topic.recordsPerSecond() / 1000;
            while (sent < due && stopped.getCount() > 0) {
                producer.send(record(sent++), (metadata, error) -> count(error));
            }
            if (elapsedMs >= nextSample) {
                timeline.add(System.currentTimeMillis(), acknowledged.get(), batchBytes(producer));
                nextSample = elapsedMs + SAMPLE_MS;
            }
        } while (!stopped.await(PACE_MS, TimeUnit.MILLISECONDS));
    }

    /** Record number {@code i}: always the same. */
    private ProducerRecord<byte[], byte[]> record(long i) {
        byte[] value = new byte[topic.recordBytes()];
        for (int b = 0; b < value.length; b++) {
            value[b] = (byte) ('a' + (i + b) % 26);
        }
        byte[] key = ("k" + i % KEYS).getBytes(StandardCharsets.US_ASCII);
        return new ProducerRecord<>(topic.name(), key, value);
    }

    private void count(Exception error) {
        if (error == null) {
            acknowledged.incrementAndGet();
        } else {
            failure.compareAndSet(
                    null, "a record of " + topic.name() + " was lost: " + error.getMessage());
        }
    }

    /** Bytes of the batches sent so far: what the brokers count as bytes in. */
    private double batchBytes(Producer<byte[], byte[]> producer) {
        for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
            MetricName name = metric.getKey();
            if (name.name().equals("byte-total") && name.group().equals("producer-topic-metrics")) {
                return ((Number) metric.getValue().metricValue()).doubleValue();
            }
        }
        return 0;
    }
}
