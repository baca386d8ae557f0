package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.ScrapeRequest.Kind;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.TickGrid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TargetReaderTest {

    private static final long INTERVAL = 15_000;
    private static final TargetSpec SPEC = Specs.spec("c", 1, INTERVAL);
    private static final TickGrid GRID = TickGrid.of(SPEC.target(), INTERVAL);
    private static final ScrapeRequest.Origin ORIGIN = new ScrapeRequest.Origin("here", 7);

    private final List<SourceEvent> sent = new ArrayList<>();
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private final List<ScrapeRequest> emitted = new ArrayList<>();
    private volatile long now = GRID.currentDue(1_764_000_000_000L) + 100;
    private final InstantSource instants = () -> Instant.ofEpochMilli(now);
    private final Clock clock = instants.withZone(ZoneOffset.UTC);
    private final TargetReader reader = new TargetReader(new Context(), clock, () -> ORIGIN);

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void aStartingReaderReportsWhatItWasRestoredWithExceptWhatHasEnded() {
        TargetSplit running =
                new TargetSplit(SPEC, 5, GRID.currentDue(now), 0, true, false, List.of());
        TargetSplit ended =
                new TargetSplit(Specs.spec("c", 2, INTERVAL), 6, 30_000, 0, true, true, List.of());
        reader.addSplits(List.of(running, ended));
        reader.start();

        assertThat(sent)
                .containsExactly(
                        new HoldingsReport(new ArrayList<>(List.of(new Holding("c", "1", 5)))));
    }

    @Test
    void oneRecordComesWithEachPoll() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(emitted).hasSize(1);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(emitted).extracting(ScrapeRequest::kind).containsExactly(Kind.ADDED, Kind.READ);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(emitted).hasSize(2);
        assertThat(emitted.get(1))
                .isEqualTo(
                        new ScrapeRequest(
                                Kind.READ,
                                SPEC,
                                5,
                                GRID.currentDue(now),
                                GRID.currentDue(now),
                                null,
                                ORIGIN));
    }

    @Test
    void aSnapshotHoldsExactlyWhatWasEmittedBeforeIt() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        assertThat(reader.snapshotState(1)).containsExactly(TargetSplit.fresh(SPEC, 5));
        reader.pollNext(output);
        assertThat(reader.snapshotState(2))
                .singleElement()
                .satisfies(
                        s -> {
                            assertThat(s.added()).isTrue();
                            assertThat(s.nextDue()).isEqualTo(GRID.currentDue(now));
                        });
        reader.pollNext(output);
        assertThat(reader.snapshotState(3).get(0).nextDue()).isEqualTo(GRID.nextDue(now));
        retire(5);
        pollAll();
        assertThat(reader.snapshotState(4)).isEmpty();
        assertThat(emitted.get(2).kind()).isEqualTo(Kind.RETIRED);
    }

    @Test
    void afterAnOutageThereIsOneRangeOfMissedTicks() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        now += 10 * INTERVAL;
        pollAll();

        assertThat(emitted)
                .extracting(ScrapeRequest::kind)
                .containsExactly(Kind.ADDED, Kind.READ, Kind.MISSED, Kind.READ);
        assertThat(counters.get("readsEmitted").getCount()).isEqualTo(2);
        assertThat(counters.get("ticksMissed").getCount()).isEqualTo(9);
        assertThat(gauges.get("targets").getValue()).isEqualTo(1);
        assertThat(gauges.get("readLatenessMs").getValue()).isEqualTo(100L);
    }

    @Test
    void theFutureWaitsForTheNextTickAndNotLonger() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        now = GRID.nextDue(now) - 300;
        CompletableFuture<Void> next = reader.isAvailable();
        assertThat(next).isNotDone();
        assertThat(reader.isAvailable()).isSameAs(next);

        long begun = System.nanoTime();
        await().until(next::isDone);
        assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
        now += 300;
        assertThat(reader.isAvailable()).isDone();
        pollAll();
        assertThat(emitted).hasSize(3);
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void aClockThatWasSetForwardIsSeenWithinASecond() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        CompletableFuture<Void> next = reader.isAvailable();
        now += 3_600_000;

        await().until(next::isDone);
        pollAll();
        assertThat(emitted).hasSize(4);
    }

    @Test
    void aClockThatWasSetBackRepeatsNothing() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        now -= 3_600_000;
        for (int i = 0; i < 100; i++) {
            reader.pollNext(output);
        }
        now += 3_600_000 + INTERVAL;
        pollAll();

        assertThat(emitted)
                .extracting(ScrapeRequest::kind)
                .containsExactly(Kind.ADDED, Kind.READ, Kind.READ);
    }

    @Test
    void aReaderWithoutTargetsWaitsUntilSomethingComes() {
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> idle = reader.isAvailable();
        assertThat(idle).isNotDone();

        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        assertThat(idle).isDone();
        pollAll();
        CompletableFuture<Void> waiting = reader.isAvailable();
        assertThat(waiting).isNotDone();
        retire(5);
        assertThat(waiting).isDone();
    }

    @Test
    void aReplacementIsAddedBeforeTheOldOneIsRetired() throws IOException {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        emitted.clear();
        TargetSpec moved = Specs.spec("c", 1, INTERVAL, "elsewhere");
        change(TargetChanges.Kind.REPLACE, 5, TargetSplit.fresh(moved, 6));
        pollAll();

        assertThat(emitted)
                .extracting(ScrapeRequest::kind)
                .containsExactly(Kind.ADDED, Kind.RETIRED);
        assertThat(emitted).extracting(ScrapeRequest::incarnation).containsExactly(6L, 5L);
        assertThat(emitted.get(0).dueAt()).isEqualTo(GRID.nextDue(now));
        assertThat(emitted.get(1).dueAt()).isEqualTo(GRID.currentDue(now));
        reader.start();
        assertThat(((HoldingsReport) sent.get(0)).holdings())
                .containsExactly(new Holding("c", "1", 6));
    }

    @Test
    void aReplacementOfWhatIsNotHeldBeginsByItself() throws IOException {
        change(TargetChanges.Kind.REPLACE, 5, TargetSplit.fresh(SPEC, 6));
        pollAll();

        assertThat(emitted).extracting(ScrapeRequest::kind).containsExactly(Kind.ADDED, Kind.READ);
    }

    @Test
    void changesOfWhatIsNotHeldChangeNothing() throws IOException {
        retire(5);
        change(TargetChanges.Kind.FORGET, 5, null);
        pollAll();

        assertThat(emitted).isEmpty();
    }

    @Test
    void whatIsForgottenEndsWithoutAWord() throws IOException {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        emitted.clear();
        change(TargetChanges.Kind.FORGET, 5, null);
        now += INTERVAL;
        pollAll();

        assertThat(emitted).isEmpty();
        assertThat(reader.snapshotState(1)).isEmpty();
    }

    @Test
    void aSplitThatIsHeldAlreadyStaysAsItIs() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();

        assertThat(emitted).hasSize(2);
    }

    @Test
    void noticesAreEmittedFirst() {
        DiscoveryNotice notice =
                new DiscoveryNotice("c", DiscoveryNotice.Type.DISCOVERY_FAILED, "no answer", 9);
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        reader.handleSourceEvents(Notices.of(List.of(notice)));
        pollAll();

        assertThat(emitted.get(0))
                .isEqualTo(new ScrapeRequest(Kind.NOTICE, null, 0, 9, 9, notice, ORIGIN));
        assertThat(emitted).hasSize(3);
    }

    @Test
    void manyTargetsAreToldInTheOrderOfTheirTicks() {
        List<TargetSplit> splits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            splits.add(TargetSplit.fresh(Specs.spec("c", i, INTERVAL), i));
        }
        reader.addSplits(splits);
        pollAll();
        emitted.clear();
        long until = now + INTERVAL;
        while (now < until) {
            now += 100;
            pollAll();
        }

        assertThat(emitted)
                .hasSize(200)
                .isSortedAccordingTo(Comparator.comparingLong(ScrapeRequest::dueAt));
    }

    @Test
    void strangersAndDamageAreRefused() {
        assertThatThrownBy(() -> reader.handleSourceEvents(new SourceEvent() {}))
                .isInstanceOf(IllegalArgumentException.class);
        TargetChanges damaged =
                new TargetChanges(
                        new ArrayList<>(
                                List.of(
                                        new TargetChanges.Change(
                                                TargetChanges.Kind.REPLACE,
                                                new Holding("c", "1", 5),
                                                new byte[] {1, 2}))));
        assertThatThrownBy(() -> reader.handleSourceEvents(damaged))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("c/1#5");
        reader.notifyNoMoreSplits();
    }

    @Test
    void closingEndsTheThread() {
        reader.addSplits(List.of(TargetSplit.fresh(SPEC, 5)));
        pollAll();
        reader.isAvailable();
        assertThat(alarms()).isPositive();
        reader.close();

        await().until(() -> alarms() == 0);
    }

    private static long alarms() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("brokerscope-ticks-4711"))
                .count();
    }

    private void pollAll() {
        while (reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {
            assertThat(emitted.size()).isLessThan(10_000);
        }
    }

    private void retire(long incarnation) {
        reader.handleSourceEvents(
                new TargetChanges(
                        new ArrayList<>(
                                List.of(
                                        new TargetChanges.Change(
                                                TargetChanges.Kind.RETIRE,
                                                new Holding("c", "1", incarnation),
                                                null)))));
    }

    private void change(TargetChanges.Kind kind, long incarnation, TargetSplit successor)
            throws IOException {
        byte[] bytes = successor == null ? null : new TargetSplitSerializer().serialize(successor);
        reader.handleSourceEvents(
                new TargetChanges(
                        new ArrayList<>(
                                List.of(
                                        new TargetChanges.Change(
                                                kind,
                                                new Holding("c", "1", incarnation),
                                                bytes)))));
    }

    private final ReaderOutput<ScrapeRequest> output =
            new ReaderOutput<>() {
                @Override
                public void collect(ScrapeRequest request) {
                    emitted.add(request);
                }

                @Override
                public void collect(ScrapeRequest request, long timestamp) {
                    throw new UnsupportedOperationException("records carry no timestamp");
                }

                @Override
                public void emitWatermark(Watermark watermark) {
                    throw new UnsupportedOperationException("no watermarks here");
                }

                @Override
                public void markIdle() {
                    throw new UnsupportedOperationException("never idle");
                }

                @Override
                public void markActive() {
                    throw new UnsupportedOperationException("never idle");
                }

                @Override
                public SourceOutput<ScrapeRequest> createOutputForSplit(String splitId) {
                    throw new UnsupportedOperationException("one output for all");
                }

                @Override
                public void releaseOutputForSplit(String splitId) {
                    throw new UnsupportedOperationException("one output for all");
                }
            };

    private final class Context implements SourceReaderContext {

        @Override
        public SourceReaderMetricGroup metricGroup() {
            return InternalSourceReaderMetricGroup.mock(
                    new UnregisteredMetricsGroup() {
                        @Override
                        public Counter counter(String name) {
                            return counters.computeIfAbsent(name, n -> new SimpleCounter());
                        }

                        @Override
                        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
                            gauges.put(name, gauge);
                            return gauge;
                        }
                    });
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            return "localhost";
        }

        @Override
        public int getIndexOfSubtask() {
            return 4711;
        }

        @Override
        public void sendSplitRequest() {
            throw new UnsupportedOperationException("targets are given, not asked for");
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            sent.add(event);
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new UnsupportedOperationException("not used");
        }
    }
}
