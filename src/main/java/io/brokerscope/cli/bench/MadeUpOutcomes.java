package io.brokerscope.cli.bench;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.scrape.prometheus.ExpositionParser;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Makes up what the scrape of a fleet would tell, an outcome of each number: first that each target
 * of a part was added, then round after round that each was observed, all at the same tick. A
 * number always gives the same outcome, so that the position of a source of numbers is all the
 * state there is.
 *
 * <p>What is observed is what the catalog makes of a {@link FarmPayload}. All counters of a target
 * but those of failures grow, from one tick to the next by a fifth more or less than before: every
 * tick is news of every entity.
 */
final class MadeUpOutcomes extends RichMapFunction<Long, ScrapeOutcome> {

    private static final long serialVersionUID = 1L;

    /** Numbers of each part: more than a job gets through. */
    static final long PART_LENGTH = 1L << 48;

    private static final long INCARNATION = 1;

    private static final int MAX_LINE = 64 << 10;

    private static final long LATENCY_MICROS = 5_000;

    private final List<ClusterSettings> clusters;
    private final int parts;
    private final int samples;
    private final int topics;
    private final long from;

    private transient List<List<TargetSpec>> targets;
    private transient Readings first;
    private transient ExpositionParser.ParseResult parsed;
    private transient int truncated;
    private transient long bytes;

    /**
     * @param clusters the fleet; its static brokers are the targets
     * @param parts number of parts that the clusters are dealt to, at most as many as there are
     * @param samples samples of each answer
     * @param topics topics of each broker
     * @param from the first tick is the next one of its cluster's grid, epoch milliseconds
     */
    MadeUpOutcomes(List<ClusterSettings> clusters, int parts, int samples, int topics, long from) {
        this.clusters = clusters;
        this.parts = parts;
        this.samples = samples;
        this.topics = topics;
        this.from = from;
    }

    @Override
    public void open(OpenContext context) {
        targets = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            targets.add(new ArrayList<>());
        }
        for (int i = 0; i < clusters.size(); i++) {
            ClusterSettings cluster = clusters.get(i);
            for (StaticBroker broker : cluster.discovery().brokers()) {
                targets.get(i % parts).add(spec(cluster, broker));
            }
        }
        readOnce(clusters.get(0));
    }

    private static TargetSpec spec(ClusterSettings cluster, StaticBroker broker) {
        return new TargetSpec(
                new TargetId(cluster.name(), broker.id()),
                cluster.scrape().endpoint().replace("{id}", broker.id()),
                broker.host(),
                broker.rack(),
                broker.labels(),
                cluster);
    }

    private void readOnce(ClusterSettings settings) {
        byte[] answer = new FarmPayload(samples, topics).at(0, 0);
        SeriesCollector collector =
                Catalog.builtIn().collector(null, settings.scrape().limits(), settings.topics());
        ExpositionParser parser = new ExpositionParser(collector, MAX_LINE, 0);
        parser.begin();
        parser.feed(answer, 0, answer.length);
        parsed = parser.end();
        SeriesCollector.Collected collected = collector.end(true);
        first = sound(collected.readings());
        truncated = collected.truncated();
        bytes = answer.length;
    }

    /** Without what makes an entity ill: every record of a fleet that is well says so. */
    private static Readings sound(Readings read) {
        double[] gauges = read.gaugeValues().clone();
        for (int row = 0; row < gauges.length; row++) {
            if (read.gauges().metricOf(row).contains(".under_")) {
                gauges[row] = 0;
            }
        }
        return new Readings(
                read.dialect(),
                read.processStartAt(),
                read.complete(),
                read.counters(),
                read.counterValues(),
                read.gauges(),
                gauges);
    }

    @Override
    public ScrapeOutcome map(Long number) {
        List<TargetSpec> part = targets.get((int) (number / PART_LENGTH));
        long inPart = number % PART_LENGTH;
        TargetSpec target = part.get((int) (inPart % part.size()));
        long round = inPart / part.size();
        long interval = target.cluster().scrape().intervalMs();
        long firstDue = (from / interval + 1) * interval;
        return round == 0
                ? added(target, firstDue)
                : observed(target, round, firstDue + (round - 1) * interval);
    }

    /** In a fleet that is well no request fails. */
    private static boolean isFailure(String metric) {
        return metric.contains(".failed_") || metric.contains("rejected");
    }

    private static ScrapeOutcome added(TargetSpec target, long firstDue) {
        return ScrapeOutcome.fact(request(ScrapeRequest.Kind.ADDED, target, firstDue));
    }

    private ScrapeOutcome observed(TargetSpec target, long round, long dueAt) {
        long[] counters = first.counterValues().clone();
        // 10, 12, 10, 12, ... in a round.
        long grown = 11 * round - round % 2;
        for (int row = 0; row < counters.length; row++) {
            if (!isFailure(first.counters().metricOf(row))) {
                counters[row] += (100 + 37 * (row % 89)) * grown;
            }
        }
        return ScrapeOutcome.observed(
                request(ScrapeRequest.Kind.READ, target, dueAt),
                "",
                stats(dueAt),
                BreakerState.CLOSED,
                new Readings(
                        first.dialect(),
                        first.processStartAt(),
                        first.complete(),
                        first.counters(),
                        counters,
                        first.gauges(),
                        first.gaugeValues()),
                null);
    }

    /** What each read cost. */
    private ReadStats stats(long at) {
        return new ReadStats(
                1,
                at,
                at,
                LATENCY_MICROS,
                bytes,
                parsed.samples(),
                parsed.known(),
                parsed.unknown(),
                truncated,
                false,
                0,
                0,
                "");
    }

    private static ScrapeRequest request(ScrapeRequest.Kind kind, TargetSpec target, long dueAt) {
        return new ScrapeRequest(
                kind, target, INCARNATION, dueAt, dueAt, null, ScrapeRequest.Origin.here());
    }
}
