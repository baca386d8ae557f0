package io.brokerscope.cli.demo;

import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Follows the committed records of all output topics from their beginning, on a thread of its own,
 * and tells them to a view. Thread-safe.
 */
final class CommittedFeed implements AutoCloseable {

    private static final Duration READ = Duration.ofMillis(300);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final Map<String, OutputTopic> topics = new HashMap<>();
    private final KafkaSettings kafka;
    private final DemoView view;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<CompletableFuture<Void>> catchUp = new AtomicReference<>();
    private volatile boolean closing;

    private CommittedFeed(String bootstrap, String topicPrefix, DemoView view) {
        for (OutputTopic topic : OutputTopic.values()) {
            topics.put(topic.nameWith(topicPrefix), topic);
        }
        this.kafka = new KafkaSettings(new SecretText(bootstrap), Map.of());
        this.view = view;
        this.thread = new Thread(this::run, "demo-committed-feed");
        thread.setDaemon(true);
    }

    /** Starts to follow the topics, which must exist. */
    static CommittedFeed start(String bootstrap, String topicPrefix, DemoView view) {
        CommittedFeed feed = new CommittedFeed(bootstrap, topicPrefix, view);
        feed.thread.start();
        return feed;
    }

    /**
     * Completes when everything that is committed by now has reached the view; fails when the feed
     * fails or is closed.
     */
    CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> request = new CompletableFuture<>();
        ended.whenComplete(
                (nothing, error) ->
                        request.completeExceptionally(
                                error == null
                                        ? new IllegalStateException("the feed is closed")
                                        : error));
        catchUp.set(request);
        return request;
    }

    /** Why the feed has ended by itself; null while it has not. */
    Throwable failure() {
        return ended.isCompletedExceptionally()
                ? ended.handle((nothing, error) -> error).join()
                : null;
    }

    /** Ends the thread, within a few seconds. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (CommittedReader reader =
                CommittedReader.open(
                        kafka, topics.keySet(), CommittedReader.Start.beginning(), DEADLINE)) {
            while (!closing) {
                reader.follow(
                        entry -> {
                            tell(entry);
                            return !closing;
                        },
                        READ);
                CompletableFuture<Void> request = catchUp.getAndSet(null);
                if (request != null) {
                    reader.readToEnd(this::tell, DEADLINE);
                    request.complete(null);
                }
            }
            ended.complete(null);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private void tell(CommittedReader.Entry entry) {
        view.add(topics.get(entry.topic()), entry.key(), entry.value());
    }
}
