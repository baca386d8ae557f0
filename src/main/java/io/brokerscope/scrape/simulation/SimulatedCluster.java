package io.brokerscope.scrape.simulation;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.simulation.Schedule.Happening;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A made-up Kafka cluster with days and nights, large and small topics, and incidents. What it
 * answers depends on its settings and on the time it is asked at and on nothing else: the same
 * settings answer the same everywhere and at any time, in any order. What is kept between two
 * questions only saves work.
 *
 * <p>Its time begins on 2026-01-01, before which nothing was sent. Broker ids begin with 1; racks
 * are {@code rack-1} to {@code rack-3}, in turn. Where no incidents are configured nothing ever
 * goes wrong, and brokers have run since that day; otherwise each is restarted once a week.
 *
 * <p>While nobody leads a partition its end stands still; when a broker is back it goes on as if
 * producers had kept what they had to send. Brokers serve to consumers what is produced: a consumer
 * group that reads nothing is seen in its commits only.
 *
 * <p>Thread-safe.
 */
public final class SimulatedCluster {

    private final Layout layout;
    private final Schedule schedule;
    private final Coordinators coordinators;
    private final ClusterSettings settings;
    private final Chance chance;
    private final Told told;
    private final ClusterColumns columns;

    /** Made when they are asked for the first time. */
    private final AtomicReferenceArray<SimulatedBroker> brokers;

    private volatile History history;

    private SimulatedCluster(ClusterSettings settings) {
        this.settings = settings;
        chance = Chance.of(settings.simulation().seed(), settings.name());
        layout = new Layout(settings, chance);
        schedule = new Schedule(settings.simulation(), chance);
        coordinators = new Coordinators(layout);
        told = new Told(layout, settings);
        columns = new ClusterColumns(layout, coordinators, told, chance);
        brokers = new AtomicReferenceArray<>(layout.brokers);
    }

    /**
     * The cluster that these settings make up.
     *
     * @param settings with {@link ClusterSettings#simulation}; name, filters and limits count too
     */
    public static SimulatedCluster of(ClusterSettings settings) {
        return new SimulatedCluster(settings);
    }

    /**
     * What a broker answers when its metrics are read.
     *
     * @param id its id, from 1 to the number of brokers
     * @param at epoch milliseconds
     */
    public BrokerAnswer broker(int id, long at) {
        if (id < 1 || id > layout.brokers) {
            return BrokerAnswer.failed(
                    FailureReason.REFUSED, "simulated: there is no broker " + id);
        }
        History now = history(at);
        int broker = id - 1;
        if (now.isDown(broker, at)) {
            return BrokerAnswer.failed(FailureReason.REFUSED, "simulated: the broker is down");
        }
        if (now.hangs(broker, at)) {
            return BrokerAnswer.silent("simulated: the metrics endpoint hangs");
        }
        return answering(broker).read(now, new Moment(at));
    }

    /**
     * What the cluster tells of itself by Kafka's own protocol.
     *
     * @param at epoch milliseconds
     * @return null where no broker is up that could tell
     */
    public ClusterReading cluster(long at) {
        return columns.read(history(at), new Moment(at));
    }

    /**
     * What goes wrong in some time: the truth that alerts can be held against.
     *
     * @param from epoch milliseconds
     * @param until epoch milliseconds, exclusive
     * @return what overlaps with that time, in the order of begin
     */
    public List<Incident> incidents(long from, long until) {
        return schedule.between(from, until).stream().map(this::described).toList();
    }

    /** How much of what the cluster tells of itself is cut off by limits. */
    int beyondLimits() {
        return told.beyondLimits();
    }

    private SimulatedBroker answering(int broker) {
        SimulatedBroker known = brokers.get(broker);
        if (known != null) {
            return known;
        }
        brokers.compareAndSet(
                broker, null, new SimulatedBroker(layout, coordinators, settings, chance, broker));
        return brokers.get(broker);
    }

    /** Histories reach a week further than what is asked, so that few have to be made. */
    private History history(long at) {
        History known = history;
        if (known == null || !known.reaches(at)) {
            synchronized (this) {
                known = history;
                if (known == null || !known.reaches(at)) {
                    known = new History(layout, schedule, at + Moment.WEEK_MS);
                    history = known;
                }
            }
        }
        return known;
    }

    private Incident described(Happening what) {
        String subject =
                switch (what.kind()) {
                    case TRAFFIC_SPIKE ->
                            layout.topics.get(layout.topicOfRank(what.subject())).name();
                    case CONSUMER_STALLED ->
                            layout.groups.get(layout.groupOfNumber(what.subject())).name();
                    default -> Integer.toString(Layout.id(what.subject()));
                };
        return new Incident(
                what.kind(), subject, what.from(), what.until(), description(what, subject));
    }

    private static String description(Happening what, String subject) {
        return switch (what.kind()) {
            case BROKER_DOWN -> "broker " + subject + " crashes; others lead its partitions";
            case BROKER_RESTART -> "broker " + subject + " is restarted, as every week";
            case BROKER_HANGS ->
                    "broker " + subject + " works, and does not answer when its metrics are read";
            case BROKER_SLOW ->
                    "broker " + subject + " is slow, and some of what is produced there fails";
            case TRAFFIC_SPIKE ->
                    String.format(
                            Locale.ROOT,
                            "topic %s gets %.1f times as many messages",
                            subject,
                            what.factor());
            case CONSUMER_STALLED ->
                    "consumer group "
                            + subject
                            + " commits nothing, and has caught up about "
                            + time(what.until() + (what.until() - what.from()) / 3);
        };
    }

    private static String time(long at) {
        return Instant.ofEpochMilli(at).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
