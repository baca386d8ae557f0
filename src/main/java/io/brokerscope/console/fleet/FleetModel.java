package io.brokerscope.console.fleet;

import io.brokerscope.console.follow.Follower;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.output.RelationshipRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the output topics tell, held in memory: bounded by the number of entities and targets, and
 * by the limits of its parts. One thread gives it records, any thread reads.
 */
public final class FleetModel implements Follower.RecordTaker {

    private static final Duration SNAPSHOT_AGE = Duration.ofSeconds(1);

    /** Leaves room between the numbers of one process and the next: a thousand events a ms. */
    private static final long IDS_PER_MS = 1_000;

    /** What is older when it is read is no news: the console catches up. */
    private static final long NEWS_MS = 900_000;

    private final Clock clock;
    private final Entities entities;
    private final SeriesStore series;
    private final Edges edges = new Edges();
    private final ConcurrentNavigableMap<String, CoverageEntry> coverage =
            new ConcurrentSkipListMap<>();
    private final EventLog events;
    private final Incidents incidents = new Incidents();
    private final Outcomes outcomes = new Outcomes();
    private final RecentCount entityRecords = new RecentCount();
    private final Changes changes = new Changes();
    private volatile long newestEntityAt = -1;

    /**
     * @param clock tells the time
     * @param maxValues values of recent points that are kept at most, eight bytes each
     */
    public FleetModel(Clock clock, long maxValues) {
        this(clock, maxValues, SNAPSHOT_AGE);
    }

    FleetModel(Clock clock, long maxValues, Duration snapshotAge) {
        this.clock = clock;
        this.entities = new Entities(snapshotAge);
        this.series = new SeriesStore(maxValues);
        this.events = new EventLog(clock.millis() * IDS_PER_MS);
    }

    /**
     * Takes a record of a topic.
     *
     * @param key its key
     * @param value its JSON; null for a tombstone
     * @throws OutputJson.UnreadableRecordException if it is none of this version
     */
    @Override
    public void take(OutputTopic topic, String key, byte[] value) {
        switch (topic) {
            case ENTITIES -> entity(key, value);
            case METRICS -> metrics(value);
            case COVERAGE -> coverage(key, value);
            case RELATIONSHIPS -> relationship(key, value);
            case EVENTS -> event(value);
            case OUTCOMES -> outcome(value);
            case DEAD_LETTERS ->
                    throw new IllegalArgumentException("dead letters are not followed");
        }
    }

    /** What the topic told is not known any more. */
    @Override
    public void gone(OutputTopic topic) {
        switch (topic) {
            case ENTITIES -> entities.guids().forEach(guid -> entity(guid, null));
            case RELATIONSHIPS -> edges.all().forEach(edge -> edges.remove(edge.key()));
            case COVERAGE -> coverage.clear();
            default -> {
                // The others are kept for a while, whatever becomes of the topic.
            }
        }
    }

    private void entity(String guid, byte[] value) {
        if (value == null) {
            entities.remove(guid);
            series.remove(guid);
        } else {
            EntityEntry entry = entities.put(OutputJson.readEntity(value), value);
            newestEntityAt = Math.max(newestEntityAt, entry.emittedAt());
            entityRecords.add(clock.millis());
        }
        changes.entity(guid);
    }

    private void metrics(byte[] value) {
        if (value != null) {
            MetricsRecord record = OutputJson.readMetrics(value);
            series.put(record, clock.millis());
        }
    }

    private void coverage(String key, byte[] value) {
        if (value == null) {
            coverage.remove(key);
        } else {
            CoverageRecord record = OutputJson.readCoverage(value);
            coverage.put(record.key(), new CoverageEntry(record, value));
        }
        changes.coverage(key);
    }

    private void relationship(String key, byte[] value) {
        if (value == null) {
            edges.remove(key);
        } else {
            RelationshipRecord record = OutputJson.readRelationship(value);
            edges.put(
                    new Edge(
                            record.source().guid(),
                            record.type().name(),
                            record.target().guid(),
                            record.cluster(),
                            value));
        }
    }

    private void event(byte[] value) {
        if (value != null) {
            EventRecord event = OutputJson.readEvent(value);
            EventLog.Numbered numbered = events.add(event, value);
            if (event.at() >= clock.millis() - NEWS_MS) {
                changes.event(numbered);
            }
            Incident.toldBy(event).ifPresent(incidents::put);
        }
    }

    private void outcome(byte[] value) {
        if (value != null) {
            outcomes.put(OutputJson.readLedger(value), clock.millis());
        }
    }

    /** The entities. */
    public Entities entities() {
        return entities;
    }

    /** Their recent points. */
    public SeriesStore series() {
        return series;
    }

    /** Their relationships. */
    public Edges edges() {
        return edges;
    }

    /** Coverage by key: {@code cluster}, or {@code cluster/target} for the reads of a target. */
    public ConcurrentNavigableMap<String, CoverageEntry> coverage() {
        return coverage;
    }

    /** The last events. */
    public EventLog events() {
        return events;
    }

    /** The incidents. */
    public Incidents incidents() {
        return incidents;
    }

    /** How targets were read. */
    public Outcomes outcomes() {
        return outcomes;
    }

    /** When the newest record of an entity was made, epoch milliseconds; -1 where there is none. */
    public long newestEntityAt() {
        return newestEntityAt;
    }

    /** Records of entities that came over the last minute, per second. */
    public double entitiesPerSecond() {
        return entityRecords.perSecond(clock.millis());
    }

    /** What is new. */
    public Changes changes() {
        return changes;
    }
}
