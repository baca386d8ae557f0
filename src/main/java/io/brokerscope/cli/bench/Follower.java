package io.brokerscope.cli.bench;

import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.CommandLines;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Follows what the job commits, on a thread of its own, from the beginning. Thread-safe. */
final class Follower implements AutoCloseable {

    /** What the output topics' names begin with. */
    static final String TOPIC_PREFIX = "bench-";

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(1);

    /** A checkpoint makes hundreds of thousands of records readable: no poll for a few of them. */
    private static final SecretText RECORDS_A_POLL = new SecretText("10000");

    private final CommittedReader reader;
    private final Map<String, OutputTopic> topics;
    private final Handler handler;
    private final Thread thread;
    private volatile Awaited awaited = new Awaited(0);
    private volatile boolean ending;
    private volatile RuntimeException failure;

    /** The first entity that was emitted at or after a time, and when it could be read. */
    private record Awaited(long emittedFrom, AtomicLong readableAt) {

        Awaited(long emittedFrom) {
            this(emittedFrom, new AtomicLong(-1));
        }
    }

    /** Is told what was committed; always on the same thread. */
    interface Handler {

        /**
         * Takes a record.
         *
         * @param entry the record; never a tombstone
         * @param now when it could be read, epoch milliseconds
         */
        void tell(OutputTopic topic, CommittedReader.Entry entry, long now);
    }

    private Follower(CommittedReader reader, Map<String, OutputTopic> topics, Handler handler) {
        this.reader = reader;
        this.topics = topics;
        this.handler = handler;
        this.thread = new Thread(this::run, "bench-follower");
        thread.setDaemon(true);
    }

    /** Starts to follow the topics, which must exist. */
    static Follower start(String bootstrap, Collection<OutputTopic> topics, Handler handler) {
        Map<String, OutputTopic> byName = new HashMap<>();
        topics.forEach(topic -> byName.put(topic.nameWith(TOPIC_PREFIX), topic));
        Follower follower =
                new Follower(
                        CommittedReader.open(
                                new KafkaSettings(
                                        new SecretText(bootstrap),
                                        Map.of(
                                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                                RECORDS_A_POLL)),
                                byName.keySet(),
                                CommittedReader.Start.beginning(),
                                DEADLINE),
                        byName,
                        handler);
        follower.thread.start();
        return follower;
    }

    /** From now on looks for the first committed entity that was emitted at or after a time. */
    void await(long emittedFrom) {
        awaited = new Awaited(emittedFrom);
    }

    /** When that entity could be read, epoch milliseconds; -1 while there is none. */
    long firstEntityAt() {
        return awaited.readableAt.get();
    }

    /**
     * Checks that it still follows.
     *
     * @throws CommandException if not; tells why
     */
    void checkFollowing() {
        if (failure != null) {
            throw CommandException.failure(
                    "the output topics cannot be read: " + CommandLines.oneLine(failure), failure);
        }
    }

    /**
     * Reads on to the end of what is committed by now, and ends: a commit that is told in part
     * would not tell how many records of one topic there are for those of another.
     *
     * @throws CommandException if that fails; tells why
     */
    void finish() throws InterruptedException {
        ending = true;
        thread.join();
        checkFollowing();
    }

    /** Ends following; what was told until then stays told. */
    @Override
    public void close() {
        ending = true;
        reader.stop();
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (reader) {
            while (!ending) {
                reader.follow(
                        entry -> {
                            tell(entry);
                            return !ending;
                        },
                        READ);
            }
            reader.readToEnd(this::tell, DEADLINE);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void tell(CommittedReader.Entry entry) {
        if (entry.value() != null) {
            tell(topics.get(entry.topic()), entry, System.currentTimeMillis());
        }
    }

    private void tell(OutputTopic topic, CommittedReader.Entry entry, long now) {
        Awaited entity = awaited;
        if (topic == OutputTopic.ENTITIES && entry.timestamp() >= entity.emittedFrom) {
            entity.readableAt.compareAndSet(-1, now);
        }
        handler.tell(topic, entry, now);
    }
}
