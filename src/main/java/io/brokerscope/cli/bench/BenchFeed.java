package io.brokerscope.cli.bench;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.sink.CommittedReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps of each committed line what the figures of a watched fleet need. Thread-safe. */
final class BenchFeed implements Follower.Handler {

    /** What it is to be told of. */
    static final List<OutputTopic> TOPICS = List.of(OutputTopic.OUTCOMES, OutputTopic.ENTITIES);

    private final List<Tick> ticks = new ArrayList<>();
    private final List<Entity> entities = new ArrayList<>();

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
    public void tell(OutputTopic topic, CommittedReader.Entry entry, long now) {
        if (topic == OutputTopic.ENTITIES) {
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
