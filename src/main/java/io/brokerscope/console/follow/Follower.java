package io.brokerscope.console.follow;

import io.brokerscope.kafka.CommittedReads;
import io.brokerscope.kafka.KafkaFailures;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is committed in the output topics and goes on reading, whatever happens, until it is
 * closed. Without a consumer group: it leaves no trace on the cluster. Compacted topics are read
 * from their beginning, the others from some time ago; after a failure it goes on where it was.
 *
 * <p>It has read everything when its positions are where the committed records end: the last offset
 * may hold the marker of a transaction, which no record shows.
 */
public final class Follower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    /**
     * The topics that are followed, and how far back each is read: of metrics what charts show, of
     * outcomes the day of the uptime, of events long enough to know the incidents that go on.
     */
    private static final Map<OutputTopic, Duration> TOPICS =
            Map.of(
                    OutputTopic.ENTITIES,
                    Duration.ZERO,
                    OutputTopic.COVERAGE,
                    Duration.ZERO,
                    OutputTopic.RELATIONSHIPS,
                    Duration.ZERO,
                    OutputTopic.METRICS,
                    Duration.ofHours(1),
                    OutputTopic.EVENTS,
                    Duration.ofDays(7),
                    OutputTopic.OUTCOMES,
                    Duration.ofDays(1));

    /** What a person may set otherwise. */
    private static final Map<String, Object> OWN_PROPERTIES =
            Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG,
                    "brokerscope-console",
                    // A broker that went away is tried again within this time.
                    ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    "2000",
                    // New partitions are seen within this time.
                    ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                    "10000");

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(4);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(4);
    private static final long CHECK_MS = 1_000;
    private static final long LOCATE_MS = 10_000;
    private static final long LOCATE_MISSING_MS = 2_000;
    private static final long PAUSE_MS = 1_000;

    private final KafkaSettings kafka;
    private final Map<String, OutputTopic> topics = new HashMap<>();
    private final RecordTaker taker;
    private final Clock clock;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Where to go on; what was read is in it. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile FollowerState state = FollowerState.NEW;
    private long records;
    private long badRecords;
    private String lastBadRecord;
    private long arrivedAt = -1;
    private List<String> missing = List.of();

    /** Takes what was read. */
    public interface RecordTaker {

        /**
         * Takes a record.
         *
         * @param key its key; never null
         * @param value its JSON; null for a tombstone
         * @throws OutputJson.UnreadableRecordException if it is none of this version
         */
        void take(OutputTopic topic, String key, byte[] value);

        /** The topic was deleted. */
        void gone(OutputTopic topic);
    }

    /**
     * @param kafka the output cluster; references to secrets are resolved in this process
     * @param topicPrefix what the names of the topics begin with
     * @param taker takes what is read, on the follower's thread
     * @param clock tells the time
     */
    public Follower(KafkaSettings kafka, String topicPrefix, RecordTaker taker, Clock clock) {
        this.kafka = kafka;
        this.taker = taker;
        this.clock = clock;
        TOPICS.keySet().forEach(topic -> topics.put(topic.nameWith(topicPrefix), topic));
        thread = new Thread(this::run, "console-follower");
        thread.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** How it goes. */
    public FollowerState state() {
        return state;
    }

    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(STOP_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosed()) {
            try {
                follow();
            } catch (WakeupException e) {
                LOG.debug("woken up to be closed");
            } catch (Throwable e) {
                // Nobody would start it again: whatever it is, it goes on, and says so.
                failed(sentence(e), e);
                pause();
            }
        }
    }

    private void follow() {
        Map<String, Object> properties = new HashMap<>(OWN_PROPERTIES);
        properties.putAll(CommittedReads.properties(kafka));
        KafkaConsumer<byte[], byte[]> open =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = open;
        try {
            boolean located = false;
            long locateAt = elapsedMs();
            long checkAt = locateAt;
            while (!isClosed()) {
                long now = elapsedMs();
                if (now >= locateAt) {
                    located = attempt(() -> locate(open));
                    locateAt = located ? now + untilLocated() : now;
                }
                if (!open.assignment().isEmpty()) {
                    open.poll(POLL).forEach(this::handle);
                    open.assignment().forEach(p -> positions.put(p, open.position(p)));
                } else {
                    pause();
                }
                // Without partitions nobody is asked: then only the search says who answers.
                if (now >= checkAt && (located || !open.assignment().isEmpty())) {
                    attempt(() -> check(open));
                    checkAt = elapsedMs() + CHECK_MS;
                }
            }
        } finally {
            consumer = null;
            open.close(CloseOptions.timeout(CLOSE_DEADLINE));
        }
    }

    /** A cluster that does not answer may do so later; the client itself connects to it again. */
    private boolean attempt(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RetriableException e) {
            failed(sentence(e), e);
            return false;
        }
    }

    private long untilLocated() {
        return missing.isEmpty() ? LOCATE_MS : LOCATE_MISSING_MS;
    }

    /** Finds the partitions that there are; goes to the start of those that are new. */
    private void locate(KafkaConsumer<byte[], byte[]> open) {
        List<TopicPartition> found = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (String topic : topics.keySet()) {
            List<PartitionInfo> partitions = open.partitionsFor(topic, CALL_DEADLINE);
            if (partitions == null || partitions.isEmpty()) {
                absent.add(topic);
            } else {
                partitions.forEach(p -> found.add(new TopicPartition(topic, p.partition())));
            }
        }
        absent.sort(null);
        missing = List.copyOf(absent);
        List<TopicPartition> fresh =
                found.stream().filter(p -> !open.assignment().contains(p)).toList();
        forget(found);
        if (fresh.isEmpty() && found.size() == open.assignment().size()) {
            return;
        }
        Map<TopicPartition, Long> starts = starts(open, fresh);
        open.assign(found);
        starts.forEach(open::seek);
    }

    /** What was read of topics that are not there any longer counts no more. */
    private void forget(List<TopicPartition> found) {
        for (TopicPartition known : List.copyOf(positions.keySet())) {
            if (!found.contains(known)) {
                positions.remove(known);
                if (missing.contains(known.topic())) {
                    taker.gone(topics.get(known.topic()));
                }
            }
        }
    }

    private Map<TopicPartition, Long> starts(
            KafkaConsumer<byte[], byte[]> open, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> starts =
                new HashMap<>(open.beginningOffsets(partitions, CALL_DEADLINE));
        Map<TopicPartition, Long> times = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Duration back = TOPICS.get(topics.get(partition.topic()));
            if (!back.isZero()) {
                times.put(partition, clock.millis() - back.toMillis());
            }
        }
        Map<TopicPartition, OffsetAndTimestamp> found = open.offsetsForTimes(times, CALL_DEADLINE);
        Map<TopicPartition, Long> ends = open.endOffsets(times.keySet(), CALL_DEADLINE);
        times.keySet()
                .forEach(
                        p ->
                                starts.put(
                                        p,
                                        found.get(p) == null
                                                ? ends.get(p)
                                                : found.get(p).offset()));
        starts.replaceAll((partition, start) -> positions.getOrDefault(partition, start));
        return starts;
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        records++;
        arrivedAt = clock.millis();
        try {
            if (record.key() == null) {
                throw new OutputJson.UnreadableRecordException("it has no key");
            }
            taker.take(
                    topics.get(record.topic()),
                    new String(record.key(), StandardCharsets.UTF_8),
                    record.value());
        } catch (RuntimeException e) {
            badRecords++;
            lastBadRecord =
                    record.topic()
                            + "-"
                            + record.partition()
                            + " at offset "
                            + record.offset()
                            + ": "
                            + e.getMessage();
            // A topic may be full of them: the count goes on, the log has seen enough.
            if (Long.bitCount(badRecords) == 1) {
                LOG.warn("left out {} records; the last: {}", badRecords, lastBadRecord);
            }
        }
    }

    private void check(KafkaConsumer<byte[], byte[]> open) {
        long behind = 0;
        Map<TopicPartition, Long> ends = open.endOffsets(open.assignment(), CALL_DEADLINE);
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            behind += Math.max(0, end.getValue() - open.position(end.getKey(), CALL_DEADLINE));
        }
        boolean caughtUp = behind == 0 && !ends.isEmpty();
        if (state.error() != null) {
            LOG.info("the output cluster answers again");
        }
        if (caughtUp && !state.everCaughtUp()) {
            LOG.info("everything committed is read: {} records", records);
        }
        state =
                new FollowerState(
                        clock.millis(),
                        caughtUp,
                        state.everCaughtUp() || caughtUp,
                        behind,
                        arrivedAt,
                        missing,
                        badRecords,
                        lastBadRecord,
                        null);
    }

    private void failed(String error, Throwable cause) {
        if (!error.equals(state.error())) {
            LOG.error("cannot follow the output topics, trying on: {}", error);
            LOG.debug("because of", cause);
        }
        state =
                new FollowerState(
                        state.contactAt(),
                        false,
                        state.everCaughtUp(),
                        state.behind(),
                        arrivedAt,
                        missing,
                        badRecords,
                        lastBadRecord,
                        error);
    }

    /** Without what the client says itself, which may quote configured values. */
    private String sentence(Throwable failure) {
        String bootstrap = kafka.bootstrap().template();
        if (failure instanceof Secrets.UnresolvedSecretException) {
            return failure.getMessage();
        }
        if (failure instanceof ConfigException || failure.getClass() == KafkaException.class) {
            return KafkaFailures.creation(failure, bootstrap);
        }
        if (failure instanceof KafkaException) {
            return KafkaFailures.sentence(failure, bootstrap, CALL_DEADLINE.toMillis());
        }
        return "a defect in the console: " + failure;
    }

    /** Goes on whatever the clock is set to. */
    private static long elapsedMs() {
        return System.nanoTime() / 1_000_000;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            closed.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }
}
