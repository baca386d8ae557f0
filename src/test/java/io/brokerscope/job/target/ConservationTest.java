package io.brokerscope.job.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Rollup;
import io.brokerscope.entity.RollupColumns;
import io.brokerscope.health.HealthScore;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.MapRollupStore;
import io.brokerscope.testsupport.NoStopgap;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Law 2 on brokers with known counters, through random schedules of failures, skipped and missed
 * ticks, long outages, restarts of brokers, leadership moves, cut answers, and restarts of the job
 * that fall back to a checkpoint: increments are conserved exactly, in the ledger, in the brokers'
 * series and in the roll-ups, and every tick has exactly one outcome.
 */
class ConservationTest {

    private static final long START = 1_000_000_000_000L;
    private static final int SHARDS = 3;
    private static final SeriesKey BROKER_BYTES = new SeriesKey("broker.bytes_in", null, null);
    private static final List<String> TOPICS = List.of("orders", "payments", "clicks", "audit");

    @Property(tries = 2_000)
    void incrementsAreConservedExactly(@ForAll long seed) {
        Fleet fleet = new Fleet(new Random(seed));
        fleet.run();
        fleet.checkLedger();
        fleet.checkBrokerSeries();
        fleet.checkRollups();
    }

    /** A broker whose counters are known, because it is us who count. */
    private static final class Broker {
        final TargetSpec spec;
        final Map<SeriesKey, Long> counters =
                new TreeMap<>(Comparator.comparing(SeriesKey::toString));
        long processStart;
        long nextDue;
        TargetState state;

        Broker(TargetSpec spec, long firstDue) {
            this.spec = spec;
            this.nextDue = firstDue;
            this.processStart = START - 500_000;
            counters.put(BROKER_BYTES, 1_000L);
        }
    }

    private static final class Fleet {
        final Random random;
        final boolean strict;
        final long interval = Fixtures.INTERVAL_MS;
        final ClusterSettings cluster = Fixtures.cluster("c");
        final List<Broker> brokers = new ArrayList<>();
        final RecordedOutputs out = new RecordedOutputs();
        final TargetTracker tracker =
                new TargetTracker(
                        "acme",
                        OutputSettings.Ledger.ALL,
                        SHARDS,
                        new HealthScore(),
                        new NoStopgap());
        final Rollup topics =
                new Rollup(RollupColumns.TOPIC, "acme", new HealthScore(), new NoStopgap());
        final Rollup clusters =
                new Rollup(RollupColumns.CLUSTER, "acme", new HealthScore(), new NoStopgap());
        Map<Integer, MapRollupStore> stores = new HashMap<>();

        // The last checkpoint: state of every broker and roll-up, and where the output was.
        List<TargetState> checkpointStates;
        List<Long> checkpointDues;
        Map<Integer, MapRollupStore> checkpointStores;
        int[] checkpointMark;

        Fleet(Random random) {
            this.random = random;
            this.strict = random.nextInt(5) == 0;
            int count = 1 + random.nextInt(3);
            for (int i = 1; i <= count; i++) {
                Broker broker =
                        new Broker(
                                Fixtures.spec(cluster, Integer.toString(i)),
                                START + random.nextInt((int) interval));
                brokers.add(broker);
            }
        }

        void run() {
            for (Broker broker : brokers) {
                feed(broker, Fixtures.added(broker.spec, 1, broker.nextDue), broker.nextDue);
            }
            checkpoint();
            int rounds = 10 + random.nextInt(60);
            for (int round = 0; round < rounds; round++) {
                for (Broker broker : brokers) {
                    live(broker);
                    tick(broker);
                }
                if (random.nextInt(4) == 0) {
                    checkpoint();
                }
                if (random.nextInt(15) == 0) {
                    restartJob();
                }
            }
            // Whatever is still open is filled by one more observation of everybody.
            for (Broker broker : brokers) {
                observe(broker, true);
            }
            for (Map.Entry<Integer, MapRollupStore> store : stores.entrySet()) {
                rollup(store.getKey())
                        .onTime(store.getValue(), Long.MAX_VALUE, brokers.get(0).nextDue, out);
            }
        }

        /** The broker counts, restarts, gains and loses topics. */
        void live(Broker broker) {
            if (random.nextInt(25) == 0) {
                broker.processStart = broker.nextDue - random.nextInt(8_000) - 1;
                broker.counters.clear();
                broker.counters.put(BROKER_BYTES, 0L);
            }
            for (String topic : TOPICS) {
                SeriesKey key = new SeriesKey("topic.bytes_in", topic, null);
                int dice = random.nextInt(12);
                if (dice == 0) {
                    broker.counters.remove(key);
                } else if (dice < 4 || broker.counters.containsKey(key)) {
                    broker.counters.merge(key, (long) random.nextInt(1_000), Long::sum);
                }
            }
            broker.counters.merge(BROKER_BYTES, (long) random.nextInt(100_000), Long::sum);
        }

        void tick(Broker broker) {
            int dice = random.nextInt(20);
            if (dice < 11) {
                observe(broker, random.nextInt(10) > 0);
            } else if (dice < 19) {
                OutcomeKind kind =
                        List.of(OutcomeKind.FAILED, OutcomeKind.SKIPPED, OutcomeKind.REJECTED)
                                .get(random.nextInt(3));
                feed(
                        broker,
                        Fixtures.unobserved(
                                broker.spec,
                                1,
                                kind,
                                FailureReason.REFUSED,
                                broker.nextDue,
                                broker.nextDue),
                        broker.nextDue);
                broker.nextDue += interval;
            } else {
                miss(broker, 1 + random.nextInt(40));
            }
        }

        void observe(Broker broker, boolean complete) {
            Map<SeriesKey, Long> counters = new LinkedHashMap<>(broker.counters);
            if (!complete && counters.size() > 1) {
                counters.remove(
                        new ArrayList<>(counters.keySet()).get(random.nextInt(counters.size())));
            }
            long observedAt = broker.nextDue + random.nextInt(3_000);
            Readings readings =
                    Fixtures.readings(
                            random.nextInt(30) == 0 ? -1 : broker.processStart,
                            complete,
                            counters,
                            Map.of());
            feed(
                    broker,
                    Fixtures.observed(broker.spec, 1, broker.nextDue, observedAt, readings),
                    observedAt);
            broker.nextDue += interval;
        }

        void miss(Broker broker, int ticks) {
            long until = broker.nextDue + (ticks - 1) * interval;
            feed(
                    broker,
                    Fixtures.unobserved(
                            broker.spec,
                            1,
                            OutcomeKind.MISSED,
                            FailureReason.DOWNTIME,
                            broker.nextDue,
                            until),
                    until);
            broker.nextDue = until + interval;
        }

        void checkpoint() {
            checkpointStates = brokers.stream().map(broker -> broker.state).toList();
            checkpointDues = brokers.stream().map(broker -> broker.nextDue).toList();
            checkpointStores = new HashMap<>();
            stores.forEach((shard, store) -> checkpointStores.put(shard, store.snapshot()));
            checkpointMark = out.mark();
        }

        /** Everything since the checkpoint is undone; its ticks are missed, never read again. */
        void restartJob() {
            out.rollBackTo(checkpointMark);
            stores = new HashMap<>();
            checkpointStores.forEach((shard, store) -> stores.put(shard, store.snapshot()));
            for (int i = 0; i < brokers.size(); i++) {
                Broker broker = brokers.get(i);
                long resume = broker.nextDue;
                broker.state = checkpointStates.get(i);
                broker.nextDue = checkpointDues.get(i);
                if (broker.nextDue < resume) {
                    miss(broker, (int) ((resume - broker.nextDue) / interval));
                }
            }
            checkpoint();
        }

        void feed(Broker broker, ScrapeOutcome outcome, long now) {
            List<Contribution> contributions = new ArrayList<>();
            TargetTracker.Step step =
                    tracker.accept(broker.state, outcome, now, out, contributions::add);
            assertThat(step.verdict()).isEqualTo(TargetTracker.Verdict.TAKEN);
            broker.state = step.state();
            for (Contribution contribution : contributions) {
                MapRollupStore store =
                        stores.computeIfAbsent(
                                contribution.shard(), shard -> new MapRollupStore(strict));
                rollup(contribution.shard()).accept(store, contribution, now, out, time -> {});
                if (random.nextInt(3) == 0) {
                    rollup(contribution.shard()).onTime(store, now, now, out);
                }
            }
        }

        Rollup rollup(int shard) {
            return shard == Contribution.CLUSTER_SHARD ? clusters : topics;
        }

        void checkLedger() {
            LedgerAudit audit = new LedgerAudit();
            out.ledger.forEach(audit::add);
            Balance balance = audit.result();
            assertThat(balance.balanced()).as("%s", balance).isTrue();
            assertThat(balance.counters().unverifiable()).isZero();
            for (Broker broker : brokers) {
                LedgerRecord added = ledgerOf(broker).get(0);
                assertThat(balance.targets())
                        .filteredOn(t -> t.target().equals(broker.spec.target().id()))
                        .singleElement()
                        .extracting(t -> t.ticks().present())
                        .isEqualTo((broker.nextDue - added.dueAt()) / interval);
            }
        }

        void checkBrokerSeries() {
            for (Broker broker : brokers) {
                assertThat(out.incrementSum(broker.spec.target().id(), "broker.bytes_in"))
                        .isEqualTo(ledgerSum(List.of(broker), "broker.bytes_in", null));
            }
            for (MetricsRecord record : out.metrics) {
                if (record.quality() == Quality.LAST_KNOWN || record.quality() == Quality.UNKNOWN) {
                    assertThat(record.increments()).isEmpty();
                }
            }
        }

        void checkRollups() {
            assertThat(out.incrementSum("c", "broker.bytes_in"))
                    .isEqualTo(ledgerSum(brokers, "broker.bytes_in", null));
            for (String topic : TOPICS) {
                assertThat(out.incrementSum(topic, "topic.bytes_in"))
                        .as(topic)
                        .isEqualTo(ledgerSum(brokers, "topic.bytes_in", topic));
            }
        }

        List<LedgerRecord> ledgerOf(Broker broker) {
            return out.ledger.stream()
                    .filter(line -> line.target().equals(broker.spec.target().id()))
                    .toList();
        }

        long ledgerSum(List<Broker> of, String metric, String topic) {
            long sum = 0;
            for (Broker broker : of) {
                for (LedgerRecord line : ledgerOf(broker)) {
                    if (line.counters() != null) {
                        for (LedgerRecord.Counter counter : line.counters()) {
                            if (counter.metric().equals(metric)
                                    && Objects.equals(counter.topic(), topic)
                                    && counter.increment() != null) {
                                sum += counter.increment();
                            }
                        }
                    }
                }
            }
            return sum;
        }
    }
}
