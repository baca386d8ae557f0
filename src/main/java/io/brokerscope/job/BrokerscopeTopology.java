package io.brokerscope.job;

import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.incident.Background;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.relationship.EntityFact;
import io.brokerscope.relationship.Picture;
import io.brokerscope.source.TargetSource;
import io.brokerscope.source.TargetSourceSettings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SideOutputDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The job as a picture:
 *
 * <pre>
 *   discovery ─▶ targets ─▶ scrape ─▶ clock ─┬─▶ notices ──────────────────────┐
 *                (source)  (async I/O)       │                                 ├─▶ output
 *                                            ├─▶ ticks ─▶ target ─┬────────────┤  (Kafka)
 *                                            │         (by broker)├─▶ topics ──┤
 *                                            │                    └─▶ clusters ┤
 *                                            ├─▶ readings ─┬─▶ groups ─────────┤
 *                                            │            (by cluster)         │
 *                                            │             └─▶ relationships ──┤
 *                                            │                (by cluster)     │
 *                                            ├─▶ sightings ─▶ coverage ────────┤
 *                                            │             (by cluster)        │
 *                                            └─▶ backgrounds ─▶ incidents ─────┘
 *                                                             (by cluster)
 * </pre>
 *
 * Target, topics, clusters and groups tell besides which entities exist, to relationships, and
 * which are not well, to incidents.
 */
public final class BrokerscopeTopology {

    /** Above every budget a tick may have: 2 minutes at most. */
    private static final long LAST_RESORT_MINUTES = 5;

    /** Roll-ups of one cluster that may run in parallel. Part of the keys: never changed. */
    private static final int TOPIC_SHARDS = 8;

    /**
     * How long records of keyed operators may wait for others that go the same way. A thread that
     * wakes for one record costs more than the record; readers of committed output see no
     * difference, because a checkpoint takes along all that waits.
     */
    private static final long GATHER_MS = 1_000;

    private BrokerscopeTopology() {}

    /**
     * What the topology is made of.
     *
     * @param account account in the GUIDs
     * @param discovery who is there to be read
     * @param process bounds
     * @param ledger which counters the ledger carries
     * @param extraDialects content of the user's dialect files by name
     * @param sink where the records go
     */
    public record Parts(
            String account,
            FleetDiscovery discovery,
            ProcessSettings process,
            OutputSettings.Ledger ledger,
            Map<String, String> extraDialects,
            Sink<OutputRecord> sink) {}

    /** Defines the job in the environment; executes nothing. */
    public static void define(StreamExecutionEnvironment env, Parts parts) {
        DataStream<ScrapeRequest> requests = targets(env, parts);
        defineFrom(clock(scrape(requests, parts)), parts);
    }

    /**
     * Defines what follows the scrape, from outcomes to output; executes nothing.
     *
     * @param outcomes with timestamps and watermarks; those of a target in order
     * @param parts account, ledger and sink are used
     */
    static void defineFrom(DataStream<ScrapeOutcome> outcomes, Parts parts) {
        DataStream<OutputRecord> notices = notices(outcomes);
        SingleOutputStreamOperator<OutputRecord> brokers = target(outcomes, parts);
        SingleOutputStreamOperator<OutputRecord> topics =
                topics(brokers.getSideOutput(TargetFunction.TOPICS), parts);
        SingleOutputStreamOperator<OutputRecord> clusters =
                clusters(brokers.getSideOutput(TargetFunction.CLUSTERS), parts);
        DataStream<ScrapeOutcome> readings = readings(outcomes);
        SingleOutputStreamOperator<OutputRecord> groups = groups(readings, parts);
        DataStream<OutputRecord> relationships =
                relationships(
                        told(RelationshipFunction.ENTITIES, brokers, topics, clusters, groups),
                        readings,
                        parts);
        DataStream<OutputRecord> coverage = coverage(outcomes);
        DataStream<OutputRecord> incidents =
                incidents(
                        told(IncidentFunction.HEALTH, brokers, topics, clusters, groups), outcomes);
        output(
                brokers.union(
                        topics, clusters, groups, relationships, coverage, incidents, notices),
                parts);
    }

    private static DataStream<ScrapeRequest> targets(StreamExecutionEnvironment env, Parts parts) {
        return env.fromSource(
                        new TargetSource(
                                parts.discovery(),
                                TargetSourceSettings.withMaxTargets(parts.process().maxTargets())),
                        WatermarkStrategy.noWatermarks(),
                        "Targets")
                .uid(OperatorIds.TARGETS)
                .setDescription(
                        "Targets: discovers brokers and emits a request when a tick is due");
    }

    private static SingleOutputStreamOperator<ScrapeOutcome> scrape(
            DataStream<ScrapeRequest> requests, Parts parts) {
        // Twice the targets: a read and the facts around it, so that the queue never fills. A full
        // queue would block checkpoints.
        return AsyncDataStream.unorderedWait(
                        requests,
                        new ScrapeFunction(parts.process(), parts.extraDialects()),
                        LAST_RESORT_MINUTES,
                        TimeUnit.MINUTES,
                        2 * parts.process().maxTargets())
                .uid(OperatorIds.SCRAPE)
                .name("Scrape")
                .setDescription(
                        "Scrape: reads each broker within its budget; retry, circuit breaker, limits");
    }

    private static DataStream<ScrapeOutcome> clock(
            SingleOutputStreamOperator<ScrapeOutcome> outcomes) {
        return outcomes.assignTimestampsAndWatermarks(ClockWatermarks.strategy())
                .uid(OperatorIds.CLOCK)
                .name("Clock")
                .setDescription("Clock: event time follows the clock, not the slowest broker");
    }

    private static DataStream<OutputRecord> notices(DataStream<ScrapeOutcome> outcomes) {
        return outcomes.flatMap(new NoticeFunction())
                .uid(OperatorIds.NOTICES)
                .name("Notices")
                .setDescription("Notices: what discovery has to tell becomes events");
    }

    private static SingleOutputStreamOperator<OutputRecord> target(
            DataStream<ScrapeOutcome> outcomes, Parts parts) {
        return outcomes.filter(outcome -> outcome.kind() != OutcomeKind.NOTICE)
                .uid(OperatorIds.TICKS)
                .name("Ticks")
                .setDescription("Ticks: outcomes and facts of targets")
                .keyBy(outcome -> outcome.target().toString())
                .process(new TargetFunction(parts.account(), parts.ledger(), TOPIC_SHARDS))
                .uid(OperatorIds.TARGET)
                .setBufferTimeout(GATHER_MS)
                .name("Brokers")
                .setDescription(
                        "Brokers: counters to increments, gaps and fallback, ledger, broker entities");
    }

    private static SingleOutputStreamOperator<OutputRecord> topics(
            SideOutputDataStream<Contribution> contributions, Parts parts) {
        return contributions
                .keyBy(Contribution::key)
                .process(new RollupFunction(RollupColumns.TOPIC, parts.account()))
                .uid(OperatorIds.TOPICS)
                .setBufferTimeout(GATHER_MS)
                .name("Topics")
                .setDescription("Topics: rolls brokers up into topics by tick window");
    }

    private static SingleOutputStreamOperator<OutputRecord> clusters(
            SideOutputDataStream<Contribution> contributions, Parts parts) {
        return contributions
                .keyBy(Contribution::key)
                .process(new RollupFunction(RollupColumns.CLUSTER, parts.account()))
                .uid(OperatorIds.CLUSTERS)
                .setBufferTimeout(GATHER_MS)
                .name("Clusters")
                .setDescription("Clusters: rolls brokers up into clusters; health and coverage");
    }

    private static DataStream<ScrapeOutcome> readings(DataStream<ScrapeOutcome> outcomes) {
        return outcomes.filter(outcome -> outcome.target() != null && outcome.target().isCluster())
                .uid(OperatorIds.READINGS)
                .name("Readings")
                .setDescription("Readings: what clusters tell of themselves");
    }

    private static SingleOutputStreamOperator<OutputRecord> groups(
            DataStream<ScrapeOutcome> readings, Parts parts) {
        return readings.keyBy(outcome -> outcome.target().cluster())
                .process(new GroupFunction(parts.account()))
                .uid(OperatorIds.GROUPS)
                .setBufferTimeout(GATHER_MS)
                .name("Groups")
                .setDescription("Groups: lag of consumer groups, its trend and status");
    }

    /** What the operators that own entities tell of these besides their records. */
    private static <T> DataStream<T> told(
            OutputTag<T> tag,
            SingleOutputStreamOperator<?> first,
            SingleOutputStreamOperator<?>... others) {
        DataStream<T> told = first.getSideOutput(tag);
        for (SingleOutputStreamOperator<?> owner : others) {
            told = told.union(owner.getSideOutput(tag));
        }
        return told;
    }

    private static DataStream<OutputRecord> relationships(
            DataStream<EntityFact> entities, DataStream<ScrapeOutcome> readings, Parts parts) {
        DataStream<Picture> pictures =
                readings.flatMap(new PictureFunction())
                        .uid(OperatorIds.PICTURES)
                        .name("Pictures")
                        .setDescription("Pictures: who hosts, replicates and reads what");
        return entities.keyBy(EntityFact::cluster)
                .connect(pictures.keyBy(Picture::cluster))
                .process(new RelationshipFunction(parts.account()))
                .uid(OperatorIds.RELATIONSHIPS)
                .setBufferTimeout(GATHER_MS)
                .name("Relationships")
                .setDescription("Relationships: how entities that exist belong together");
    }

    private static DataStream<OutputRecord> coverage(DataStream<ScrapeOutcome> outcomes) {
        return outcomes.flatMap(new SightingFunction())
                .uid(OperatorIds.SIGHTINGS)
                .name("Sightings")
                .setDescription("Sightings: outcomes without the values that were read")
                .keyBy(sighting -> sighting.outcome().target().cluster())
                .process(new CoverageFunction())
                .uid(OperatorIds.COVERAGE)
                .setBufferTimeout(GATHER_MS)
                .name("Coverage")
                .setDescription(
                        "Coverage: what is expected against what reports, and how reads go");
    }

    private static DataStream<OutputRecord> incidents(
            DataStream<io.brokerscope.incident.EntityFact> health,
            DataStream<ScrapeOutcome> outcomes) {
        DataStream<Background> backgrounds =
                outcomes.flatMap(new BackgroundFunction())
                        .uid(OperatorIds.BACKGROUNDS)
                        .name("Backgrounds")
                        .setDescription(
                                "Backgrounds: rules of incidents, and who hosts and reads what");
        return health.keyBy(io.brokerscope.incident.EntityFact::cluster)
                .connect(backgrounds.keyBy(background -> background.target().cluster()))
                .process(new IncidentFunction())
                .uid(OperatorIds.INCIDENTS)
                .setBufferTimeout(GATHER_MS)
                .name("Incidents")
                .setDescription("Incidents: one for one cause, opened, updated and closed once");
    }

    /** One owner per topic and key: records of an entity stay in order. */
    private static void output(DataStream<OutputRecord> records, Parts parts) {
        records.keyBy(record -> record.topic().ordinal() + record.key())
                .sinkTo(parts.sink())
                .uid(OperatorIds.OUTPUT)
                .name("Output")
                .setDescription("Output: exactly once to the output topics");
    }
}
