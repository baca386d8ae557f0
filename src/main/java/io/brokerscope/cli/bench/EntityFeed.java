package io.brokerscope.cli.bench;

import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.sink.CommittedReader;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Counts committed records. Thread-safe. */
final class EntityFeed implements Follower.Handler {

    /** What it is to be told of: all there is. */
    static final List<OutputTopic> TOPICS = List.of(OutputTopic.values());

    private static final long SECOND_MS = 1_000;

    /** Records of entities by the second in which they were emitted. */
    private final NavigableMap<Long, Long> entities = new TreeMap<>();

    private long allEntities;
    private long records;
    private long bytes;

    /**
     * What was committed.
     *
     * @param entities records of entities that were emitted in the time
     * @param recordsPerEntity records of all topics for each record of an entity
     * @param bytesPerEntity keys and values of all topics, uncompressed, for each record of an
     *     entity
     */
    record Counted(long entities, double recordsPerEntity, double bytesPerEntity) {}

    @Override
    public synchronized void tell(OutputTopic topic, CommittedReader.Entry entry, long now) {
        records++;
        bytes += entry.value().length + (entry.key() == null ? 0 : entry.key().length());
        if (topic == OutputTopic.ENTITIES) {
            allEntities++;
            entities.merge(entry.timestamp() / SECOND_MS, 1L, Long::sum);
        }
    }

    /**
     * What was committed by now. Records of other topics bear the time of their tick, which is made
     * up: they are told by their share in all that was committed.
     *
     * @param from inclusive, a whole second in epoch milliseconds
     * @param until exclusive, a whole second in epoch milliseconds
     */
    synchronized Counted counted(long from, long until) {
        Map<Long, Long> within = entities.subMap(from / SECOND_MS, true, until / SECOND_MS, false);
        return new Counted(
                within.values().stream().mapToLong(Long::longValue).sum(),
                (double) records / allEntities,
                (double) bytes / allEntities);
    }
}
