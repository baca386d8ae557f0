package io.brokerscope.cli.bench;

import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.CommandLines;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows what the job commits, on a thread of its own, and keeps of each line what the figures
 * need. Thread-safe.
 */
final class BenchFeed implements AutoCloseable {

    /** What the output topics' names begin with. */
    static final String TOPIC_PREFIX = "bench-";

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofDays(365);

    private final CommittedReader reader;
    private final Thread thread;
    private final List<Tick> ticks = new ArrayList<>();
    private final List<Entity> entities = new ArrayList<>();
    private final AtomicLong firstEntityAt = new AtomicLong(-1);
    private volatile RuntimeException failure;

    /** The outcome of a tick, in epoch milliseconds. */
    private record Tick(
            OutcomeKind kind,
            String target,
            long dueAt,
            long ticks,
            long startedAt,
            double latencyMs,
            int samples,
            long readableAt) {}

    /** A record of an entity, in epoch milliseconds. */
    private record Entity(
            EntityType type, String target, long dueAt, long emittedAt, long readableAt) {}

    private BenchFeed(CommittedReader reader) {
        this.reader = reader;
        this.thread = new Thread(this::run, "bench-feed");
        thread.setDaemon(true);
    }

    /** Starts to follow the topics, which must exist. */
    static BenchFeed start(String bootstrap) {
        BenchFeed feed =
                new BenchFeed(
                        CommittedReader.open(
                                new KafkaSettings(new SecretText(bootstrap), Map.of()),
                                List.of(
                                        OutputTopic.OUTCOMES.nameWith(TOPIC_PREFIX),
                                        OutputTopic.ENTITIES.nameWith(TOPIC_PREFIX)),
                                CommittedReader.Start.beginning(),
                                DEADLINE));
        feed.thread.start();
        return feed;
    }

    /**
     * When the first committed entity could be read, epoch milliseconds; -1 while there is none.
     */
    long firstEntityAt() {
        return firstEntityAt.get();
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
     * What was committed by now of the ticks that were due in a time.
     *
     * @param from inclusive, epoch milliseconds
     * @param until exclusive, epoch milliseconds
     */
    synchronized Observed observed(long from, long until) {
        Map<OutcomeKind, Long> kinds = new EnumMap<>(OutcomeKind.class);
        Distribution late = new Distribution();
        Distribution answer = new Distribution();
        Distribution committed = new Distribution();
        Map<String, Double> readAt = new HashMap<>();
        long samples = 0;
        for (Tick tick : ticks) {
            if (tick.dueAt < from || tick.dueAt >= until) {
                continue;
            }
            kinds.merge(tick.kind, tick.ticks, Long::sum);
            samples += tick.samples;
            if (tick.kind == OutcomeKind.OBSERVED) {
                late.add(tick.startedAt - tick.dueAt);
                answer.add(tick.latencyMs);
                committed.add(tick.readableAt - tick.dueAt);
                readAt.put(tick.target + "@" + tick.dueAt, tick.startedAt + tick.latencyMs);
            }
        }
        Distribution emitted = new Distribution();
        Distribution entityCommitted = new Distribution();
        long entityRecords = 0;
        for (Entity entity : entities) {
            if (entity.dueAt < from || entity.dueAt >= until) {
                continue;
            }
            entityRecords++;
            if (entity.type == EntityType.MESSAGE_QUEUE_BROKER) {
                entityCommitted.add(entity.readableAt - entity.dueAt);
                Double answered = readAt.get(entity.target + "@" + entity.dueAt);
                if (answered != null) {
                    emitted.add(entity.emittedAt - answered);
                }
            }
        }
        return new Observed(
                kinds,
                samples,
                entityRecords,
                late.quantiles(),
                answer.quantiles(),
                emitted.quantiles(),
                committed.quantiles(),
                entityCommitted.quantiles());
    }

    /**
     * What the ticks of a time came to; times in milliseconds.
     *
     * @param kinds ticks by outcome
     * @param samples sample lines read
     * @param entities records of entities
     * @param late from the tick to the begin of the read; null where nothing was observed
     * @param answer from the begin of the read to its end
     * @param emitted from the end of the read to the broker's entity
     * @param committed from the tick to its committed outcome
     * @param entityCommitted from the tick to the broker's committed entity
     */
    record Observed(
            Map<OutcomeKind, Long> kinds,
            long samples,
            long entities,
            Distribution.Quantiles late,
            Distribution.Quantiles answer,
            Distribution.Quantiles emitted,
            Distribution.Quantiles committed,
            Distribution.Quantiles entityCommitted) {}

    @Override
    public void close() {
        reader.stop();
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (reader) {
            reader.follow(
                    entry -> {
                        tell(entry, System.currentTimeMillis());
                        return true;
                    },
                    FOREVER);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void tell(CommittedReader.Entry entry, long now) {
        if (entry.value() == null) {
            return;
        }
        if (entry.topic().equals(OutputTopic.ENTITIES.nameWith(TOPIC_PREFIX))) {
            firstEntityAt.compareAndSet(-1, now);
            EntityRecord entity = OutputJson.readEntity(entry.value());
            add(
                    new Entity(
                            entity.entityType(),
                            entity.cluster() + "/" + entity.name(),
                            entity.dueAt(),
                            entity.emittedAt(),
                            now));
        } else {
            LedgerRecord line = OutputJson.readLedger(entry.value());
            if (line.kind().isTick()) {
                add(
                        new Tick(
                                line.kind(),
                                line.key(),
                                line.dueAt(),
                                line.ticks(),
                                line.startedAt() == null ? -1 : line.startedAt(),
                                line.latencyMs() == null ? -1 : line.latencyMs(),
                                line.samples() == null ? 0 : line.samples(),
                                now));
            }
        }
    }

    private synchronized void add(Tick tick) {
        ticks.add(tick);
    }

    private synchronized void add(Entity entity) {
        entities.add(entity);
    }
}
