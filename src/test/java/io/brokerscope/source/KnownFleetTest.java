package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.DiscoveryNotice.Type;
import io.brokerscope.model.FleetDiscovery.Fleet;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownFleetTest {

    private static final TargetSourceSettings SETTINGS = new TargetSourceSettings(4, 3, 5_000);

    private KnownFleet fleet = new KnownFleet(SETTINGS, FleetCheckpoint.empty());
    private final List<DiscoveryNotice> told = new ArrayList<>();
    private long now = 1_000;

    @BeforeEach
    void configureTwoClusters() {
        configured("a", "1", "b", "1");
        assertThat(types()).containsExactly(Type.CLUSTER_ADDED, Type.CLUSTER_ADDED);
        told.clear();
    }

    @Test
    void aNewTargetBeginsAnIncarnationOfItsOwn() {
        found("a", spec("a", 2), spec("a", 1));

        assertThat(fleet.wanted())
                .containsExactly(
                        new KnownTarget(spec("a", 1), 1_000, 0),
                        new KnownTarget(spec("a", 2), 1_001, 0));
        assertThat(told).isEmpty();
    }

    @Test
    void incarnationsGrowEvenWhenTheClockGoesBack() {
        found("a", spec("a", 1));
        now = 10;
        found("a", spec("a", 1), spec("a", 2));

        assertThat(fleet.wanted())
                .extracting(KnownTarget::incarnation)
                .containsExactly(1_000L, 1_001L);
    }

    @Test
    void aTargetGoesAfterThreeAbsencesInARow() {
        found("a", spec("a", 1), spec("a", 2));
        found("a", spec("a", 2));
        found("a", spec("a", 2));
        found("a", spec("a", 1), spec("a", 2));
        found("a", spec("a", 2));
        found("a", spec("a", 2));
        assertThat(fleet.size()).isEqualTo(2);

        found("a", spec("a", 2));
        assertThat(fleet.wanted()).extracting(KnownTarget::spec).containsExactly(spec("a", 2));
    }

    @Test
    void aTargetThatComesBackIsAnotherIncarnation() {
        found("a", spec("a", 1));
        found("a");
        found("a");
        found("a");
        now = 9_000;
        found("a", spec("a", 1));

        assertThat(fleet.wanted()).extracting(KnownTarget::incarnation).containsExactly(9_000L);
    }

    @Test
    void nothingIsMadeUpInPlaceOfWhoIsAbsentForAMoment() {
        found("a", spec("a", 1), spec("a", 2));
        found("a", spec("a", 1), madeUp(2));
        found("a", spec("a", 1), madeUp(2));
        assertThat(fleet.wanted())
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), spec("a", 2));

        found("a", spec("a", 1), madeUp(2));
        assertThat(fleet.wanted())
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), madeUp(2));

        found("a", spec("a", 1), spec("a", 2));
        assertThat(fleet.wanted())
                .as("the real one takes its place at once")
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), spec("a", 2));
    }

    @Test
    void whoIsAbsentForAMomentIsNotMadeUpUnderAnotherIdEither() {
        found("a", spec("a", 1), spec("a", 5));
        found("a", spec("a", 1), madeUp(2));
        found("a", spec("a", 1), madeUp(2));
        assertThat(fleet.wanted())
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), spec("a", 5));
        found("a", spec("a", 1), madeUp(2));
        assertThat(fleet.wanted())
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), madeUp(2));
        found("a", spec("a", 1), spec("a", 5));
        assertThat(fleet.wanted())
                .as("what was made up goes at once")
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), spec("a", 5));
    }

    @Test
    void whatIsMadeUpStaysWhileAnotherIsAbsentForAMoment() {
        found("a", spec("a", 1), spec("a", 5), madeUp(2));
        found("a", spec("a", 1), madeUp(2), madeUp(3));
        assertThat(fleet.wanted())
                .extracting(KnownTarget::spec)
                .containsExactly(spec("a", 1), madeUp(2), spec("a", 5));
    }

    @Test
    void aFailedRoundKeepsWhatIsKnownAndIsToldOnce() {
        found("a", spec("a", 1));
        for (int i = 0; i < 5; i++) {
            told.addAll(fleet.failed("a", "no answer", now));
        }

        assertThat(fleet.size()).isEqualTo(1);
        assertThat(told)
                .containsExactly(new DiscoveryNotice("a", Type.DISCOVERY_FAILED, "no answer", now));
        told.clear();

        found("a", spec("a", 1));
        found("a", spec("a", 1));
        assertThat(types()).containsExactly(Type.DISCOVERY_RECOVERED);
    }

    @Test
    void aRoundThatHangsIsToldOnceUntilItEnds() {
        told.addAll(fleet.hanging("a", 95_000, now));
        told.addAll(fleet.hanging("a", 125_000, now));
        assertThat(told)
                .singleElement()
                .satisfies(n -> assertThat(n.message()).contains("running for 95 s"));

        found("a");
        told.addAll(fleet.hanging("a", 95_000, now));
        assertThat(types())
                .containsExactly(
                        Type.DISCOVERY_FAILED, Type.DISCOVERY_RECOVERED, Type.DISCOVERY_FAILED);
    }

    @Test
    void theConfigurationItselfCanFailAndRecover() {
        told.addAll(fleet.failed(KnownFleet.WHOLE_FLEET, "disk", now));
        configured("a", "1", "b", "1");

        assertThat(told)
                .extracting(DiscoveryNotice::cluster, DiscoveryNotice::type)
                .containsExactly(
                        tuple("", Type.DISCOVERY_FAILED), tuple("", Type.DISCOVERY_RECOVERED));
    }

    @Test
    void aClusterThatIsGoneTakesItsTargetsAtOnce() {
        found("a", spec("a", 1), spec("a", 2));
        found("b", spec("b", 1));
        configured("b", "1");

        assertThat(fleet.wanted()).extracting(KnownTarget::spec).containsExactly(spec("b", 1));
        assertThat(told)
                .singleElement()
                .satisfies(
                        n -> {
                            assertThat(n.type()).isEqualTo(Type.CLUSTER_REMOVED);
                            assertThat(n.message()).contains("2 targets");
                        });
    }

    @Test
    void resultsOfAClusterThatIsGoneAreIgnored() {
        configured("b", "1");
        told.clear();
        found("a", spec("a", 1));
        told.addAll(fleet.failed("a", "late", now));
        told.addAll(fleet.hanging("a", 99_000, now));

        assertThat(fleet.size()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void changedSettingsAreTold() {
        configured("a", "2", "b", "1");

        assertThat(told)
                .extracting(DiscoveryNotice::cluster, DiscoveryNotice::type)
                .containsExactly(tuple("a", Type.CLUSTER_CHANGED));
    }

    @Test
    void aChangedSpecificationBeginsAnotherIncarnation() {
        found("a", spec("a", 1));
        now = 2_000;
        TargetSpec moved = Specs.spec("a", 1, 15_000, "elsewhere");
        found("a", moved);

        assertThat(fleet.wanted()).containsExactly(new KnownTarget(moved, 2_000, 0));
    }

    @Test
    void noMoreThanMaxTargetsAreTakenAndTheRestIsToldOncePerChange() {
        found("a", spec("a", 1), spec("a", 2), spec("a", 3), spec("a", 4));
        found("b", spec("b", 1), spec("b", 2));
        found("b", spec("b", 1), spec("b", 2));
        assertThat(fleet.size()).isEqualTo(4);
        assertThat(fleet.overLimit()).isEqualTo(2);
        assertThat(told)
                .singleElement()
                .satisfies(
                        n -> {
                            assertThat(n.type()).isEqualTo(Type.TARGET_REFUSED);
                            assertThat(n.cluster()).isEqualTo("b");
                            assertThat(n.message()).contains("2 targets", "maxTargets = 4");
                        });
        told.clear();

        found("b", spec("b", 1));
        assertThat(told).hasSize(1);
        configured("b", "1");
        told.clear();
        found("b", spec("b", 1));
        assertThat(fleet.overLimit()).isZero();
        assertThat(fleet.size()).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void aRefusedEntryIsToldOnceWhileItLasts() {
        refused("a", "bad port", "no id");
        refused("a", "bad port", "no id");
        refused("a", "no id");
        refused("a", "bad port", "no id");

        assertThat(told)
                .extracting(DiscoveryNotice::message)
                .containsExactly("bad port", "no id", "bad port");
    }

    @Test
    void manyRefusedEntriesAreCounted() {
        String[] sentences = new String[250];
        for (int i = 0; i < sentences.length; i++) {
            sentences[i] = String.format("entry %03d", i);
        }
        refused("a", sentences);

        assertThat(told).hasSize(KnownFleet.MAX_REFUSALS_TOLD + 1);
        assertThat(told)
                .extracting(DiscoveryNotice::message)
                .contains("150 more entries were refused.", "entry 099")
                .doesNotContain("entry 100");
    }

    @Test
    void aLongMessageIsCut() {
        told.addAll(fleet.failed("a", "x".repeat(5_000), now));

        assertThat(told.get(0).message()).hasSize(KnownFleet.MAX_MESSAGE).endsWith("…");
    }

    @Test
    void targetsThatCannotBeUsedAreRefused() {
        found(
                "a",
                spec("b", 1),
                Specs.spec("a", 2, 0),
                spec("a", 3),
                spec("a", 3),
                Specs.spec("a", 3, 15_000, "other"));

        assertThat(fleet.wanted()).extracting(KnownTarget::spec).containsExactly(spec("a", 3));
        assertThat(told)
                .extracting(DiscoveryNotice::message)
                .anyMatch(m -> m.contains("b/1") && m.contains("its own cluster"))
                .anyMatch(m -> m.contains("a/2") && m.contains("must be positive"))
                .anyMatch(m -> m.contains("more than once") && m.contains("other is not"))
                .hasSize(3);
    }

    @Test
    void whatStillHoldsIsToldAgainAfterAReaderWasLost() {
        refused("a", "bad port");
        told.addAll(fleet.failed("b", "no answer", now));
        told.clear();

        fleet.tellAgain();
        refused("a", "bad port");
        told.addAll(fleet.failed("b", "no answer", now));

        assertThat(types()).containsExactly(Type.TARGET_REFUSED, Type.DISCOVERY_FAILED);
    }

    @Test
    void aRecoveryIsToldEvenAfterARestart() {
        told.addAll(fleet.failed("a", "no answer", now));
        told.clear();

        fleet = new KnownFleet(SETTINGS, fleet.checkpoint());
        found("a");

        assertThat(types()).containsExactly(Type.DISCOVERY_RECOVERED);
    }

    @Test
    void noticesOfTheConfigurationArePassedOn() {
        DiscoveryNotice invalid =
                new DiscoveryNotice("", Type.CONFIG_INVALID, "clusters[0]: unknown key", 5);
        told.addAll(
                fleet.configured(
                        new Fleet(
                                Map.of("a", 1L, "b", 1L),
                                Map.of("a", "1", "b", "1"),
                                List.of(invalid)),
                        now));

        assertThat(told).containsExactly(invalid);
    }

    @Test
    void aCheckpointRestoresEverything() {
        found("a", spec("a", 1), spec("a", 2));
        found("a", spec("a", 1));
        FleetCheckpoint checkpoint = fleet.checkpoint();

        fleet = new KnownFleet(SETTINGS, checkpoint);
        configured("a", "1", "b", "1");
        assertThat(told).isEmpty();
        assertThat(fleet.checkpoint()).isEqualTo(checkpoint);
        assertThat(checkpoint.targets()).extracting(KnownTarget::absences).containsExactly(0, 1);

        now = 1;
        found("a", spec("a", 1), spec("a", 2), spec("a", 3));
        assertThat(fleet.wanted())
                .extracting(KnownTarget::incarnation)
                .containsExactly(1_000L, 1_001L, 1_002L);
    }

    @Test
    void aReaderThatKnowsALaterIncarnationMakesTheTargetBeginAnew() {
        found("a", spec("a", 1), spec("a", 2));
        fleet.reported(
                Set.of(
                        new Holding("a", "1", 7_000),
                        new Holding("a", "2", 1_001),
                        new Holding("gone", "1", 5)),
                now);

        assertThat(fleet.wanted())
                .extracting(KnownTarget::incarnation)
                .containsExactly(7_001L, 1_001L);
    }

    @Test
    void aTargetOfTheConfigurationIsThereBeforeAndWithoutDiscovery() {
        configuredWith(clusterTarget(30_000));
        assertThat(fleet.wanted())
                .containsExactly(new KnownTarget(clusterTarget(30_000), 1_000, 0));
        told.addAll(fleet.failed("a", "no answer", now));
        for (int round = 0; round < 5; round++) {
            found("a", spec("a", 1));
        }
        assertThat(fleet.wanted())
                .extracting(KnownTarget::incarnation, KnownTarget::absences)
                .containsExactly(tuple(1_001L, 0), tuple(1_000L, 0));
    }

    @Test
    void aTargetOfTheConfigurationChangesAndGoesWithIt() {
        configuredWith(clusterTarget(30_000));
        configuredWith(clusterTarget(60_000));
        assertThat(fleet.wanted())
                .containsExactly(new KnownTarget(clusterTarget(60_000), 1_001, 0));
        configuredWith(clusterTarget(60_000));
        assertThat(fleet.wanted()).extracting(KnownTarget::incarnation).containsExactly(1_001L);
        fleet = new KnownFleet(SETTINGS, fleet.checkpoint());
        configuredWith(clusterTarget(60_000));
        assertThat(fleet.wanted()).extracting(KnownTarget::incarnation).containsExactly(1_001L);
        configured("a", "1", "b", "1");
        assertThat(fleet.size()).isZero();
        assertThat(fleet.wanted()).isEmpty();
        configuredWith(clusterTarget(60_000));
        configured("b", "1");
        assertThat(fleet.size()).isZero();
    }

    @Test
    void aTargetOfTheConfigurationCountsAgainstTheLimit() {
        found("b", spec("b", 1), spec("b", 2), spec("b", 3), spec("b", 4));
        told.clear();
        configuredWith(clusterTarget(30_000));
        assertThat(fleet.size()).isEqualTo(4);
        found("a", spec("a", 1));
        assertThat(told)
                .singleElement()
                .satisfies(n -> assertThat(n.message()).startsWith("2 targets of the cluster"));
        found("b");
        found("b");
        found("b");
        found("a", spec("a", 1));
        assertThat(fleet.size()).isEqualTo(2);
    }

    private void configuredWith(TargetSpec target) {
        told.addAll(
                fleet.configured(
                        new Fleet(
                                Map.of("a", 30_000L, "b", 30_000L),
                                Map.of("a", "1", "b", "1"),
                                List.of(),
                                List.of(target)),
                        now));
    }

    private static TargetSpec clusterTarget(long intervalMs) {
        return new TargetSpec(
                TargetId.ofCluster("a"),
                "kafka://a",
                "",
                "",
                Map.of(),
                Specs.cluster("a", intervalMs));
    }

    private void configured(String... clustersAndFingerprints) {
        Map<String, String> fingerprints = new TreeMap<>();
        Map<String, Long> intervals = new TreeMap<>();
        for (int i = 0; i < clustersAndFingerprints.length; i += 2) {
            fingerprints.put(clustersAndFingerprints[i], clustersAndFingerprints[i + 1]);
            intervals.put(clustersAndFingerprints[i], 30_000L);
        }
        told.addAll(fleet.configured(new Fleet(intervals, fingerprints, List.of()), now));
    }

    private void found(String cluster, TargetSpec... specs) {
        told.addAll(fleet.found(cluster, new Round(List.of(specs), List.of()), now));
    }

    private void refused(String cluster, String... sentences) {
        told.addAll(fleet.found(cluster, new Round(List.of(), List.of(sentences)), now));
    }

    private List<Type> types() {
        return told.stream().map(DiscoveryNotice::type).toList();
    }

    private static TargetSpec spec(String cluster, int id) {
        return Specs.spec(cluster, id, 15_000);
    }

    private static TargetSpec madeUp(int id) {
        return TargetSpec.simulated(Integer.toString(id), "", Specs.cluster("a", 15_000));
    }
}
