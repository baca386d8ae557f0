package io.brokerscope.cli.demo;

import io.brokerscope.model.output.OutputTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the committed records of all output topics from their beginning, on a thread of its own,
 * without a consumer group. Thread-safe.
 */
final class CommittedFeed implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final Map<String, OutputTopic> topics = new HashMap<>();
    private final DemoView view;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile CompletableFuture<Void> caughtUp;
    private volatile boolean closing;

    private CommittedFeed(String bootstrap, String topicPrefix, DemoView view) {
        for (OutputTopic topic : OutputTopic.values()) {
            topics.put(topic.nameWith(topicPrefix), topic);
        }
        this.view = view;
        this.thread = new Thread(() -> run(bootstrap), "demo-committed-feed");
        thread.setDaemon(true);
    }

    /** Starts to follow the topics, which must exist, and to tell them to the view. */
    static CommittedFeed start(String bootstrap, String topicPrefix, DemoView view) {
        CommittedFeed feed = new CommittedFeed(bootstrap, topicPrefix, view);
        feed.thread.start();
        return feed;
    }

    /**
     * Completes when everything that is committed by now has reached the view; fails when the feed
     * has failed.
     */
    CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> request = new CompletableFuture<>();
        ended.whenComplete(
                (nothing, error) ->
                        request.completeExceptionally(
                                error == null
                                        ? new IllegalStateException("the feed is closed")
                                        : error));
        caughtUp = request;
        return request;
    }

    /** Why the feed has ended by itself, or null. */
    Throwable failure() {
        return ended.isCompletedExceptionally() ? ended.handle((n, e) -> e).join() : null;
    }

    /** Ends the thread, within five seconds. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(String bootstrap) {
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "demo-committed-feed",
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            follow(consumer, partitions);
            ended.complete(null);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics.keySet()) {
            consumer.partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        return partitions;
    }

    private void follow(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        CompletableFuture<Void> pending = null;
        Map<TopicPartition, Long> ends = Map.of();
        while (!closing) {
            CompletableFuture<Void> request = caughtUp;
            if (request != pending) {
                pending = request;
                // Under read_committed these are the ends of what is committed.
                ends = consumer.endOffsets(partitions);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                view.add(topics.get(record.topic()), key(record), record.value());
            }
            if (pending != null && !pending.isDone() && reached(consumer, ends)) {
                pending.complete(null);
            }
        }
    }

    /** The last offset below an end may be a marker: positions count, not records. */
    private static boolean reached(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
