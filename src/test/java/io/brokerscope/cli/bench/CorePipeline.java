package io.brokerscope.cli.bench;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Rollup;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.health.HealthScore;
import io.brokerscope.job.EncodedOutputs;
import io.brokerscope.job.target.TargetState;
import io.brokerscope.job.target.TargetTracker;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.scrape.prometheus.ExpositionParser;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapRollupStore;
import io.brokerscope.testsupport.NoStopgap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.Collector;

/**
 * What the job computes, without Flink, Kafka and the network: answers are parsed, outcomes and
 * contributions cross operators by their serializers, records become JSON. The CPU time of each
 * stage is kept. Not thread-safe.
 */
final class CorePipeline {

    private static final String ACCOUNT = "bench";
    private static final int SHARDS = 8;
    private static final int MAX_LINE = 64 << 10;
    private static final long MAX_CACHE = 64L << 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final FarmPayload payload;
    private final long intervalMs;
    private final List<Source> sources = new ArrayList<>();
    private final Map<String, MapRollupStore> stores = new HashMap<>();
    private final TargetTracker tracker =
            new TargetTracker(
                    ACCOUNT,
                    OutputSettings.Ledger.GOLDEN,
                    SHARDS,
                    new HealthScore(),
                    new NoStopgap());
    private final Rollup topics =
            new Rollup(RollupColumns.TOPIC, ACCOUNT, new HealthScore(), new NoStopgap());
    private final Rollup clusters =
            new Rollup(RollupColumns.CLUSTER, ACCOUNT, new HealthScore(), new NoStopgap());
    private final Wire<ScrapeOutcome> outcomes = new Wire<>(ScrapeOutcome.class);
    private final Wire<Contribution> contributions = new Wire<>(Contribution.class);
    private final Written written = new Written();
    private final Outputs json = new EncodedOutputs(written);
    private final EnumMap<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private long samples;
    private long now;

    /** Where time goes. */
    enum Stage {
        /** From bytes to readings. */
        PARSE,
        /** The outcome from the scraper to the broker's operator. */
        OUTCOME_WIRE,
        /** The broker's operator: counters, ledger, broker entity, JSON. */
        TRACK,
        /** Contributions from the broker's operator to the roll-ups. */
        CONTRIBUTION_WIRE,
        /** Topics and clusters, JSON. */
        ROLL_UP
    }

    /** One target. */
    private static final class Source {
        final TargetSpec spec;
        final SeriesCollector collector;
        final ExpositionParser parser;
        TargetState state;

        Source(TargetSpec spec) {
            this.spec = spec;
            this.collector =
                    Catalog.builtIn()
                            .collector(
                                    null,
                                    new LimitSettings(64 << 20, 200_000, 10_000),
                                    new FilterSettings(".*", ""));
            this.parser = new ExpositionParser(collector, MAX_LINE, MAX_CACHE);
        }
    }

    CorePipeline(Load load) {
        this.payload = new FarmPayload(load.samples(), load.topics());
        this.intervalMs = load.interval().toMillis();
        ClusterSettings cluster = null;
        for (int i = 0; i < load.targets(); i++) {
            if (i % load.brokersPerCluster() == 0) {
                cluster = Fixtures.cluster("c" + i / load.brokersPerCluster(), intervalMs, 4_000);
            }
            Source source = new Source(Fixtures.spec(cluster, Integer.toString(i)));
            sources.add(source);
            track(source, Fixtures.added(source.spec, 1, intervalMs));
        }
        nanos.clear();
    }

    /** Every target is read once more. */
    void tick() {
        now += intervalMs;
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            byte[] answer = payload.at(i, now);
            long begun = THREADS.getCurrentThreadCpuTime();
            source.parser.begin();
            source.parser.feed(answer, 0, answer.length);
            ExpositionParser.ParseResult parsed = source.parser.end();
            SeriesCollector.Collected collected = source.collector.end(true);
            samples += parsed.samples();
            begun = spent(Stage.PARSE, begun);
            ScrapeOutcome outcome =
                    outcomes.pass(
                            new ScrapeOutcome(
                                    OutcomeKind.OBSERVED,
                                    source.spec.target(),
                                    1,
                                    now,
                                    now,
                                    null,
                                    "",
                                    new ReadStats(
                                            1,
                                            now,
                                            now,
                                            1_000,
                                            answer.length,
                                            parsed.samples(),
                                            parsed.known(),
                                            parsed.unknown(),
                                            0,
                                            false,
                                            0,
                                            0,
                                            ""),
                                    null,
                                    collected.readings(),
                                    null,
                                    null,
                                    null,
                                    0));
            spent(Stage.OUTCOME_WIRE, begun);
            track(source, outcome);
        }
    }

    private void track(Source source, ScrapeOutcome outcome) {
        long begun = THREADS.getCurrentThreadCpuTime();
        List<Contribution> made = new ArrayList<>();
        source.state = tracker.accept(source.state, outcome, now, json, made::add).state();
        begun = spent(Stage.TRACK, begun);
        List<Contribution> passed = new ArrayList<>();
        for (Contribution contribution : made) {
            passed.add(contributions.pass(contribution));
        }
        begun = spent(Stage.CONTRIBUTION_WIRE, begun);
        for (Contribution contribution : passed) {
            Rollup rollup = contribution.shard() == Contribution.CLUSTER_SHARD ? clusters : topics;
            rollup.accept(
                    stores.computeIfAbsent(contribution.key(), key -> new MapRollupStore(false)),
                    contribution,
                    now,
                    json,
                    time -> {});
        }
        spent(Stage.ROLL_UP, begun);
    }

    private long spent(Stage stage, long begun) {
        long end = THREADS.getCurrentThreadCpuTime();
        nanos.merge(stage, end - begun, Long::sum);
        return end;
    }

    /** Forgets what was measured so far. */
    void reset() {
        nanos.clear();
        samples = 0;
        written.bytes = 0;
        written.records = 0;
        outcomes.bytes = 0;
        contributions.bytes = 0;
    }

    /** CPU-seconds for a million samples, of one stage. */
    double cost(Stage stage) {
        return nanos.getOrDefault(stage, 0L) / 1e3 / samples;
    }

    /** CPU-seconds for a million samples, altogether. */
    double cost() {
        return nanos.values().stream().mapToLong(Long::longValue).sum() / 1e3 / samples;
    }

    /** In words: every stage, and what was written. */
    String report() {
        StringBuilder text = new StringBuilder();
        for (Stage stage : Stage.values()) {
            text.append(String.format("%s %.3f, ", stage, cost(stage)));
        }
        return text.append(
                        String.format(
                                "all %.3f CPU-s a million samples; %.2f records, %.0f bytes of JSON,"
                                        + " %.0f + %.0f bytes between operators for 2,000 samples",
                                cost(),
                                written.records * 2_000.0 / samples,
                                written.bytes * 2_000.0 / samples,
                                outcomes.bytes * 2_000.0 / samples,
                                contributions.bytes * 2_000.0 / samples))
                .toString();
    }

    /** From one operator to another. */
    private static final class Wire<T> {

        private final TypeSerializer<T> serializer;
        private final DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        private final DataInputDeserializer in = new DataInputDeserializer();
        private long bytes;

        Wire(Class<T> type) {
            serializer = TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
        }

        T pass(T value) {
            try {
                out.clear();
                serializer.serialize(value, out);
                bytes += out.length();
                in.setBuffer(out.getSharedBuffer(), 0, out.length());
                return serializer.deserialize(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Takes what would go to the sink, and counts it. */
    private static final class Written implements Collector<OutputRecord> {

        private long bytes;
        private long records;

        @Override
        public void collect(OutputRecord record) {
            bytes += record.value() == null ? 0 : record.value().length;
            records++;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
