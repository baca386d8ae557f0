package io.brokerscope.chaos;

import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.awaitility.Awaitility;

/**
 * Follows the committed entities on a thread of its own and knows when each became readable.
 * Thread-safe.
 */
final class CommitWatch implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int MOST = 10_000;

    private final CommittedReader reader;
    private final Thread thread;

    /** When it could be read, by when it was emitted; the first of several. */
    private final ConcurrentSkipListMap<Long, Long> arrivals = new ConcurrentSkipListMap<>();

    private final Map<String, EntityRecord> latest = new ConcurrentHashMap<>();
    private volatile Throwable failure;

    CommitWatch(OutputSettings output) {
        reader =
                CommittedReader.open(
                        output.kafka(),
                        List.of(OutputTopic.ENTITIES.nameWith(output.topicPrefix())),
                        CommittedReader.Start.beginning(),
                        DEADLINE);
        thread = new Thread(this::run, "commit-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for the first entity that was emitted later than this and is committed.
     *
     * @param emitted epoch milliseconds
     * @return when it could be read, epoch milliseconds
     */
    long awaitEmittedAfter(long emitted, Duration deadline) {
        Awaitility.await()
                .atMost(deadline)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            check();
                            return arrivals.higherKey(emitted) != null;
                        });
        return arrivals.tailMap(emitted, false).values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
    }

    /** The latest committed state of every entity. */
    List<EntityRecord> entities() {
        check();
        return List.copyOf(latest.values());
    }

    @Override
    public void close() throws InterruptedException {
        reader.stop();
        thread.join(DEADLINE.toMillis());
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("the entities cannot be followed", failure);
        }
    }

    private void run() {
        try (reader) {
            reader.follow(
                    entry -> {
                        if (entry.value() == null) {
                            latest.remove(entry.key());
                            return true;
                        }
                        EntityRecord entity = OutputJson.readEntity(entry.value());
                        latest.put(entry.key(), entity);
                        arrivals.putIfAbsent(entity.emittedAt(), System.currentTimeMillis());
                        if (arrivals.size() > MOST) {
                            arrivals.pollFirstEntry();
                        }
                        return true;
                    },
                    Duration.ofDays(1));
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
