package io.brokerscope.sink;

import io.brokerscope.kafka.CommittedReads;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what is committed in output topics: nothing of a transaction that is still open or was
 * aborted. Without a consumer group, without committed offsets, without creating a topic: it leaves
 * no trace on the cluster. Records of one partition come in order, those of several partitions
 * mixed.
 *
 * <p>Belongs to one thread, {@link #stop} aside. Positions are kept from call to call, so that
 * {@link #follow} goes on where {@link #readToEnd} ended. Where records were deleted by age before
 * they were read, reading goes on at the earliest that is left.
 */
public final class CommittedReader implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST_POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final SecretMask mask;
    private final boolean startsAtTheVeryFirst;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Fetched, but not handled yet. */
    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

    private CommittedReader(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            SecretMask mask,
            boolean startsAtTheVeryFirst) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.mask = mask;
        this.startsAtTheVeryFirst = startsAtTheVeryFirst;
    }

    /**
     * Opens a reader at its start. Resolves references to secrets in this process.
     *
     * @param kafka the output cluster; properties of producers are ignored
     * @param topics full names of the topics
     * @param start where to begin
     * @param deadline how long to wait for the cluster
     * @throws OutputReadException if a topic is missing or cannot be read
     */
    public static CommittedReader open(
            KafkaSettings kafka, Collection<String> topics, Start start, Duration deadline) {
        SecretMask mask = new SecretMask(kafka);
        Clock clock = new Clock(deadline);
        KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, mask, deadline);
        try {
            List<TopicPartition> partitions = partitions(consumer, topics, clock);
            consumer.assign(partitions);
            boolean veryFirst = seek(consumer, partitions, start, clock);
            return new CommittedReader(consumer, partitions, mask, veryFirst);
        } catch (KafkaException e) {
            close(consumer);
            throw failure(e, mask, deadline);
        } catch (RuntimeException e) {
            close(consumer);
            throw e;
        }
    }

    /**
     * Whether nothing is left out: the reader began at the first records that were ever written,
     * and none of them had been deleted by age.
     */
    public boolean startsAtTheVeryFirst() {
        return startsAtTheVeryFirst;
    }

    /**
     * Reads up to where the committed records end now. Records that are committed later are left
     * for the next call; so are those behind a transaction that is open now.
     *
     * @param handler gets every record
     * @param deadline how long this may take altogether
     * @return number of records
     * @throws OutputReadException if the end is not reached within the deadline
     */
    public long readToEnd(Consumer<Entry> handler, Duration deadline) {
        return readToEnd(handler, new Clock(deadline), clock -> {}, progress -> {});
    }

    /**
     * Reads up to where the committed records end now, as long as that takes; see {@link
     * #readToEnd(Consumer, Duration)}.
     *
     * @param handler gets every record
     * @param progress is told after every few records how far the reading is
     * @param patience how long to wait for the next records
     * @return number of records
     * @throws OutputReadException if no further records come within the patience
     */
    public long readToEnd(Consumer<Entry> handler, Consumer<Progress> progress, Duration patience) {
        return readToEnd(handler, new Clock(patience), Clock::restart, progress);
    }

    private long readToEnd(
            Consumer<Entry> handler,
            Clock clock,
            Consumer<Clock> advanced,
            Consumer<Progress> progress) {
        long count = 0;
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, clock.remaining());
            long total = behind(ends, clock);
            long behind = total;
            while (true) {
                for (Iterator<ConsumerRecord<byte[], byte[]>> records = fetched.iterator();
                        records.hasNext() && !stopped.get(); ) {
                    ConsumerRecord<byte[], byte[]> record = records.next();
                    if (record.offset() < ends.get(partitionOf(record))) {
                        records.remove();
                        handler.accept(Entry.of(record));
                        count++;
                    }
                }
                progress.accept(new Progress(count, total - behind, total));
                if (stopped.get() || behind == 0) {
                    return count;
                }
                if (clock.over()) {
                    throw notReached(ends, clock);
                }
                consumer.poll(clock.poll()).forEach(fetched::add);
                long left = behind(ends, clock);
                if (left < behind) {
                    advanced.accept(clock);
                }
                behind = left;
            }
        } catch (WakeupException e) {
            // Only stop() wakes a consumer up.
            return count;
        } catch (KafkaException e) {
            throw failure(e, mask, clock.total());
        } finally {
            consumer.resume(consumer.paused());
        }
    }

    /**
     * Offsets that are still to be fetched. Positions decide, not offsets of records: the last
     * offset may hold the marker of a transaction, which no record shows. Partitions that are at
     * their end are paused: what is written to them meanwhile would have to be kept until the
     * slowest is at its end, too.
     */
    private long behind(Map<TopicPartition, Long> ends, Clock clock) {
        long behind = 0;
        List<TopicPartition> done = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long left = ends.get(partition) - consumer.position(partition, clock.remaining());
            if (left > 0) {
                behind += left;
            } else {
                done.add(partition);
            }
        }
        consumer.pause(done);
        return behind;
    }

    private OutputReadException notReached(Map<TopicPartition, Long> ends, Clock clock) {
        for (TopicPartition partition : partitions) {
            long position = consumer.position(partition, clock.remaining());
            if (position < ends.get(partition)) {
                return new OutputReadException(
                        OutputReadException.Reason.DEADLINE,
                        "Reading "
                                + partition
                                + " got to offset "
                                + position
                                + " of "
                                + ends.get(partition)
                                + " within "
                                + clock.total().toMillis()
                                + " ms.");
            }
        }
        throw new IllegalStateException("the end is reached");
    }

    /**
     * Reads on, waiting for records to be committed, until the handler has had enough, the time is
     * over or {@link #stop} was called.
     *
     * @param handler gets every record; false ends the reading after this record
     * @param atMost how long to read
     * @return whether the handler ended it
     * @throws OutputReadException if the topics cannot be read any longer
     */
    public boolean follow(Predicate<Entry> handler, Duration atMost) {
        Clock clock = new Clock(atMost);
        try {
            while (true) {
                while (!fetched.isEmpty() && !stopped.get()) {
                    if (!handler.test(Entry.of(fetched.remove()))) {
                        return true;
                    }
                }
                if (stopped.get() || clock.over()) {
                    return false;
                }
                consumer.poll(clock.poll()).forEach(fetched::add);
            }
        } catch (WakeupException e) {
            // Only stop() wakes a consumer up.
            return false;
        } catch (KafkaException e) {
            throw failure(e, mask, atMost);
        }
    }

    /** Ends a running {@link #follow} or {@link #readToEnd} and all later ones. Any thread. */
    public void stop() {
        stopped.set(true);
        consumer.wakeup();
    }

    /** Closes the connections within a few seconds. */
    @Override
    public void close() {
        close(consumer);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(
            KafkaSettings kafka, SecretMask mask, Duration deadline) {
        try {
            return new KafkaConsumer<>(
                    CommittedReads.properties(kafka),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw failure(e, mask, deadline);
        } catch (Secrets.UnresolvedSecretException e) {
            throw new OutputReadException(
                    OutputReadException.Reason.FAILED,
                    "The settings of the output cluster cannot be used: " + e.getMessage() + ".");
        }
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics, Clock clock) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : new TreeSet<>(topics)) {
            List<PartitionInfo> found = consumer.partitionsFor(topic, clock.remaining());
            if (found == null || found.isEmpty()) {
                throw new OutputReadException(
                        OutputReadException.Reason.MISSING_TOPIC,
                        "Topic " + topic + " does not exist on the output cluster.");
            }
            found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        return List.copyOf(partitions);
    }

    /** Goes to the start; says whether that is offset 0 everywhere. */
    private static boolean seek(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Start start,
            Clock clock) {
        Map<TopicPartition, Long> offsets =
                switch (start.kind()) {
                    case BEGINNING -> consumer.beginningOffsets(partitions, clock.remaining());
                    case END -> consumer.endOffsets(partitions, clock.remaining());
                    case TIME -> offsetsAt(consumer, partitions, start.at(), clock);
                    case OFFSETS -> start.offsets();
                };
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, offsets.getOrDefault(partition, 0L));
        }
        return start.kind() == Start.Kind.BEGINNING
                && offsets.values().stream().allMatch(offset -> offset == 0);
    }

    private static Map<TopicPartition, Long> offsetsAt(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            long at,
            Clock clock) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, at));
        Map<TopicPartition, OffsetAndTimestamp> found =
                consumer.offsetsForTimes(times, clock.remaining());
        Map<TopicPartition, Long> offsets =
                new HashMap<>(consumer.endOffsets(partitions, clock.remaining()));
        found.forEach(
                (partition, first) -> {
                    if (first != null) {
                        offsets.put(partition, first.offset());
                    }
                });
        return offsets;
    }

    private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private static void close(KafkaConsumer<?, ?> consumer) {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }

    private static OutputReadException failure(
            KafkaException e, SecretMask mask, Duration deadline) {
        Throwable cause =
                e.getClass() == KafkaException.class && e.getCause() != null ? e.getCause() : e;
        String message = mask.mask(cause.getMessage());
        if (cause instanceof AuthorizationException) {
            return new OutputReadException(
                    OutputReadException.Reason.NOT_ALLOWED,
                    "Not allowed to read from the output cluster: "
                            + message
                            + ". Allow the principal READ and DESCRIBE on the TOPIC.");
        }
        if (cause instanceof AuthenticationException) {
            return new OutputReadException(
                    OutputReadException.Reason.NOT_ALLOWED,
                    "The output cluster refused the credentials: " + message + ".");
        }
        if (cause instanceof TimeoutException) {
            return new OutputReadException(
                    OutputReadException.Reason.DEADLINE,
                    "The output cluster did not answer within "
                            + deadline.toMillis()
                            + " ms: "
                            + message
                            + ".");
        }
        return new OutputReadException(
                OutputReadException.Reason.FAILED,
                "Reading from the output cluster failed: "
                        + cause.getClass().getSimpleName()
                        + ": "
                        + message
                        + ".");
    }

    /**
     * A committed record.
     *
     * @param topic full name of the topic
     * @param partition partition
     * @param offset offset in the partition
     * @param timestamp epoch milliseconds
     * @param key key; null where it has none
     * @param value JSON in UTF-8, see {@link io.brokerscope.model.output.OutputJson}; null for a
     *     tombstone
     */
    public record Entry(
            String topic, int partition, long offset, long timestamp, String key, byte[] value) {

        private static Entry of(ConsumerRecord<byte[], byte[]> record) {
            return new Entry(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                    record.value());
        }
    }

    /**
     * How far the reading to the end is.
     *
     * @param records records so far
     * @param done offsets that are behind it, the markers of transactions included
     * @param total offsets there are
     */
    public record Progress(long records, long done, long total) {}

    /** Where a reader begins. */
    public static final class Start {

        private final Kind kind;
        private final long at;
        private final Map<TopicPartition, Long> offsets;

        private Start(Kind kind, long at, Map<TopicPartition, Long> offsets) {
            this.kind = kind;
            this.at = at;
            this.offsets = offsets;
        }

        /** At the first record that is left. */
        public static Start beginning() {
            return new Start(Kind.BEGINNING, 0, Map.of());
        }

        /** Behind the last record that is committed when the reader is opened. */
        public static Start end() {
            return new Start(Kind.END, 0, Map.of());
        }

        /** At the first record of each partition with this timestamp, epoch ms, or a later one. */
        public static Start at(long epochMs) {
            return new Start(Kind.TIME, epochMs, Map.of());
        }

        /** At these offsets; a partition that is not named is read from its beginning. */
        public static Start offsets(Map<TopicPartition, Long> offsets) {
            return new Start(Kind.OFFSETS, 0, Map.copyOf(offsets));
        }

        private Kind kind() {
            return kind;
        }

        private long at() {
            return at;
        }

        private Map<TopicPartition, Long> offsets() {
            return offsets;
        }

        private enum Kind {
            BEGINNING,
            END,
            TIME,
            OFFSETS
        }
    }

    /** Counts a deadline down. */
    private static final class Clock {

        private final Duration total;
        private long endNanos;

        Clock(Duration total) {
            this.total = total;
            restart();
        }

        /** Begins to count anew. */
        void restart() {
            endNanos = System.nanoTime() + total.toNanos();
        }

        Duration total() {
            return total;
        }

        boolean over() {
            return endNanos - System.nanoTime() <= 0;
        }

        /** What is left, at least a moment: Kafka takes zero for an immediate failure. */
        Duration remaining() {
            return Duration.ofNanos(Math.max(1_000_000, endNanos - System.nanoTime()));
        }

        Duration poll() {
            Duration remaining = remaining();
            return remaining.compareTo(LONGEST_POLL) < 0 ? remaining : LONGEST_POLL;
        }
    }
}
