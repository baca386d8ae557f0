package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.DiscoveryNotice.Type;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.SourceEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TargetEnumeratorTest {

    private static final TargetSourceSettings SETTINGS = new TargetSourceSettings(1_000, 3, 5_000);
    private static final long NOW = 1_764_000_000_000L;
    private static final long OFTEN = 10;

    private final TestingEnumeratorContext context = new TestingEnumeratorContext(2);
    private final ScriptedDiscovery discovery =
            new ScriptedDiscovery(getClass().getName() + System.nanoTime());
    private final ScriptedDiscovery.Script script = discovery.script();
    private final TargetEnumerator enumerator = enumerator(FleetCheckpoint.empty());

    @AfterEach
    void close() {
        enumerator.close();
    }

    @Test
    void targetsAreAssignedOnceEveryReaderHasReported() {
        script.cluster("c", OFTEN, "1").found("c", spec(1), spec(2), spec(3));
        enumerator.start();
        until(() -> enumerator.snapshotState(1).targets().size() == 3);
        register(0);
        report(0);
        assertThat(context.assigned).isEmpty();

        register(1);
        assertThat(context.assigned).isEmpty();
        report(1);

        assertThat(context.assigned.get(0))
                .containsExactly(
                        TargetSplit.fresh(spec(1), NOW), TargetSplit.fresh(spec(3), NOW + 2));
        assertThat(context.assigned.get(1)).containsExactly(TargetSplit.fresh(spec(2), NOW + 1));
        assertThat(context.gauges.get("targetsKnown").getValue()).isEqualTo(3);
        assertThat(context.gauges.get("targetsRefused").getValue()).isEqualTo(0);
    }

    @Test
    void anAbsentTargetIsRetiredAndAChangedOneReplacedWhereItIsHeld() throws IOException {
        script.cluster("c", OFTEN, "1").found("c", spec(1), spec(2));
        startWithReaders();
        until(() -> context.assigned.size() == 2);
        TargetSpec moved = Specs.spec("c", 2, 15_000, "elsewhere");
        script.found("c", moved);

        until(() -> changes().size() == 2);

        List<TargetChanges.Change> changes = changes();
        assertThat(changes)
                .extracting(TargetChanges.Change::kind)
                .containsExactly(TargetChanges.Kind.RETIRE, TargetChanges.Kind.REPLACE);
        assertThat(changes.get(0).holding()).isEqualTo(new Holding("c", "1", NOW));
        assertThat(changes.get(1).holding()).isEqualTo(new Holding("c", "2", NOW + 1));
        assertThat(new TargetSplitSerializer().deserialize(1, changes.get(1).successor()))
                .isEqualTo(TargetSplit.fresh(moved, NOW + 2));
    }

    @Test
    void aHeldTargetThatIsHeldTwiceIsForgottenOnce() {
        FleetCheckpoint before =
                new FleetCheckpoint(
                        10, Map.of("c", "1"), Set.of(), List.of(new KnownTarget(spec(1), 10, 0)));
        TargetEnumerator restored = enumerator(before);
        restored.start();
        context.register(0);
        context.register(1);
        ArrayList<Holding> same = new ArrayList<>(List.of(new Holding("c", "1", 10)));
        restored.handleSourceEvent(0, new HoldingsReport(same));
        restored.handleSourceEvent(1, new HoldingsReport(same));
        restored.close();

        assertThat(changes())
                .singleElement()
                .satisfies(c -> assertThat(c.kind()).isEqualTo(TargetChanges.Kind.FORGET));
    }

    @Test
    void manyTargetsGoInMessagesOfBoundedSize() {
        script.cluster("c", 3_600_000, "1")
                .found("c", IntStream.range(0, 700).mapToObj(i -> spec(i)).toList());
        startWithReaders();
        until(() -> context.assigned.size() == 2);

        assertThat(context.assigned.get(0)).hasSize(350);
        assertThat(context.assigned.get(1)).hasSize(350);
        assertThat(context.assignments).isEqualTo(4);
    }

    @Test
    void aFailedReaderIsUnknownUntilItReportsAnew() {
        script.cluster("c", OFTEN, "1").found("c", spec(1), spec(2));
        startWithReaders();
        until(() -> context.assigned.size() == 2);
        context.unregister(1);
        enumerator.addSplitsBack(context.assigned.get(1), 1);
        script.found("c", spec(1), spec(2), spec(3));
        until(() -> enumerator.snapshotState(2).targets().size() == 3);
        context.assigned.clear();
        register(1);
        assertThat(context.assigned).isEmpty();

        report(1);

        assertThat(context.assigned.get(1))
                .contains(TargetSplit.fresh(spec(2), NOW + 1))
                .hasSize(1);
        assertThat(context.assigned.get(0)).hasSize(1);
    }

    @Test
    void splitsGivenBackThatAreNotWantedAnyMoreAreDropped() {
        script.cluster("c", OFTEN, "1").found("c", spec(1), spec(2));
        startWithReaders();
        until(() -> context.assigned.size() == 2);
        List<TargetSplit> given = List.copyOf(context.assigned.get(1));
        context.unregister(1);
        enumerator.addSplitsBack(given, 1);
        script.remove("c");
        context.callPeriodic();
        context.assigned.clear();
        register(1);
        report(1);

        assertThat(context.assigned).isEmpty();
        assertThat(changes())
                .extracting(TargetChanges.Change::holding)
                .containsExactly(new Holding("c", "1", NOW));
    }

    @Test
    void noticesGoToOneReaderOfTheirCluster() {
        script.cluster("c", OFTEN, "1").answers.put("c", failing("no answer"));
        startWithReaders();
        until(() -> notices().stream().anyMatch(n -> n.type() == Type.DISCOVERY_FAILED));
        script.found("c", spec(1));
        until(() -> notices().stream().anyMatch(n -> n.type() == Type.DISCOVERY_RECOVERED));

        assertThat(notices())
                .extracting(DiscoveryNotice::type, DiscoveryNotice::message)
                .containsExactly(
                        tuple(Type.CLUSTER_ADDED, "The cluster was added to the configuration."),
                        tuple(Type.DISCOVERY_FAILED, "no answer"),
                        tuple(Type.DISCOVERY_RECOVERED, "Discovery works again."));
        assertThat(
                        context.sent.values().stream()
                                .filter(l -> l.stream().anyMatch(Notices.class::isInstance)))
                .hasSize(1);
    }

    @Test
    void aFailureWithoutAMessageIsNamedByItsKind() {
        script.cluster("c", OFTEN, "1").answers.put("c", failing(null));
        startWithReaders();
        until(() -> notices().stream().anyMatch(n -> n.message().equals("IOException")));
    }

    @Test
    void aConfigurationThatCannotBeReadKeepsWhatIsKnown() {
        script.cluster("c", OFTEN, "1").found("c", spec(1));
        startWithReaders();
        until(() -> context.assigned.size() == 1);
        script.fleetFailure = new IllegalStateException("the disk is gone");
        context.callPeriodic();
        context.callPeriodic();
        script.fleetFailure = null;
        context.callPeriodic();
        until(() -> notices().size() >= 3);

        assertThat(changes()).isEmpty();
        assertThat(notices())
                .extracting(DiscoveryNotice::message)
                .containsExactlyInAnyOrder(
                        "The cluster was added to the configuration.",
                        "the disk is gone",
                        "Discovery works again.");
    }

    @Test
    void changedSettingsBringARoundAtOnce() {
        script.cluster("c", 3_600_000, "1").found("c", spec(1));
        startWithReaders();
        until(() -> context.assigned.size() == 1);
        script.found("c", Specs.spec("c", 1, 30_000));
        script.cluster("c", 3_600_000, "2");
        context.callPeriodic();

        until(() -> changes().size() == 1);
    }

    @Test
    void aRoundThatHangsIsToldAndHoldsBackNobody() {
        CountDownLatch never = new CountDownLatch(1);
        script.cluster("hangs", OFTEN, "1")
                .answers
                .put(
                        "hangs",
                        () -> {
                            never.await();
                            return new Round(List.of(), List.of());
                        });
        script.cluster("c", OFTEN, "1").found("c", spec(1));
        startWithReaders();

        until(() -> context.assigned.size() == 1);
        until(() -> notices().stream().anyMatch(n -> n.message().contains("has been running")));
        never.countDown();
    }

    @Test
    void aCheckpointHoldsWhatIsKnownAndARestoredEnumeratorGoesOnWithIt() {
        script.cluster("c", OFTEN, "1").found("c", spec(1));
        startWithReaders();
        until(() -> context.assigned.size() == 1);
        FleetCheckpoint checkpoint = enumerator.snapshotState(1);
        assertThat(checkpoint.targets()).containsExactly(new KnownTarget(spec(1), NOW, 0));
        enumerator.close();
        context.assigned.clear();
        TargetEnumerator restored = enumerator(checkpoint);
        restored.start();
        restored.handleSourceEvent(
                0, new HoldingsReport(new ArrayList<>(List.of(new Holding("c", "1", NOW)))));
        restored.handleSourceEvent(1, new HoldingsReport(new ArrayList<>()));
        restored.close();

        assertThat(context.assigned).isEmpty();
        assertThat(changes()).isEmpty();
    }

    @Test
    void nothingHappensAfterTheEnd() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        script.cluster("c", OFTEN, "1")
                .answers
                .put(
                        "c",
                        () -> {
                            begun.countDown();
                            boolean done = false;
                            while (!done) {
                                try {
                                    go.await();
                                    done = true;
                                } catch (InterruptedException e) {
                                    // A client that ignores interrupts.
                                    Thread.interrupted();
                                }
                            }
                            ended.countDown();
                            return new Round(List.of(spec(1)), List.of());
                        });
        startWithReaders();
        await().until(() -> begun.getCount() == 0);
        enumerator.close();
        context.over = true;
        go.countDown();
        await().until(() -> ended.getCount() == 0);
        context.callPeriodic();

        assertThat(enumerator.snapshotState(1).targets()).isEmpty();
        assertThat(script.closed).hasValue(1);
    }

    @Test
    void strangersAreRefusedAndRequestsAreNotNeeded() {
        enumerator.handleSplitRequest(0, "host");
        assertThatThrownBy(() -> enumerator.handleSourceEvent(0, new SourceEvent() {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private TargetEnumerator enumerator(FleetCheckpoint checkpoint) {
        return new TargetEnumerator(
                context,
                discovery,
                SETTINGS,
                Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC),
                checkpoint);
    }

    private void startWithReaders() {
        enumerator.start();
        register(0);
        register(1);
        report(0);
        report(1);
        context.runWhatWaits();
    }

    private void register(int subtask) {
        context.register(subtask);
        enumerator.addReader(subtask);
    }

    private void report(int subtask, Holding... holdings) {
        enumerator.handleSourceEvent(
                subtask, new HoldingsReport(new ArrayList<>(List.of(holdings))));
    }

    private void until(Callable<Boolean> condition) {
        await().pollInSameThread()
                .until(
                        () -> {
                            context.runWhatWaits();
                            return condition.call();
                        });
    }

    private List<TargetChanges.Change> changes() {
        return context.sent.values().stream()
                .flatMap(List::stream)
                .filter(TargetChanges.class::isInstance)
                .flatMap(e -> ((TargetChanges) e).changes().stream())
                .sorted(Comparator.comparing(c -> c.holding().id()))
                .toList();
    }

    private List<DiscoveryNotice> notices() {
        return context.sent.values().stream()
                .flatMap(List::stream)
                .filter(Notices.class::isInstance)
                .flatMap(e -> ((Notices) e).notices().stream())
                .toList();
    }

    private static Callable<Round> failing(String message) {
        return () -> {
            throw new IOException(message);
        };
    }

    private static TargetSpec spec(int id) {
        return Specs.spec("c", id, 15_000);
    }
}
