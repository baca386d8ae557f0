package io.brokerscope.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.MapIncidentStore;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The clock goes second by second; event time is two seconds behind it. */
class ClusterIncidentsTest {

    private static final long BEGIN = 1_764_000_000_000L;
    private static final long INTERVAL = 10_000;
    private static final long LAG = 2_000;
    private static final TargetId ONE = new TargetId("c", "1");
    private static final TargetId TWO = new TargetId("c", "2");
    private static final TargetId CLUSTER = TargetId.ofCluster("c");
    private static final IncidentSettings SETTINGS =
            new IncidentSettings(0, 30_000, 60_000, List.of());

    private final MapIncidentStore store = new MapIncidentStore();
    private final RecordedOutputs out = new RecordedOutputs();
    private final TreeSet<Long> timers = new TreeSet<>();
    private final List<Long> fired = new ArrayList<>();
    private ClusterIncidents incidents = new ClusterIncidents(BEGIN - 600_000);
    private long now = BEGIN;

    @Test
    void aClusterThatIsWellCostsNoTimer() {
        added(ONE, 1, SETTINGS);
        at(60);
        fired.clear();
        well("1");
        observed(1);
        at(600);
        assertThat(timers).isEmpty();
        assertThat(fired).isEmpty();
        assertThat(store.troubles()).isEmpty();
    }

    @Test
    void opensAndClosesByItsOwnClock() {
        added(ONE, 1, SETTINGS);
        ill("1");
        at(8);
        assertThat(types()).containsExactly(Type.INCIDENT_OPENED);
        at(20);
        well("1");
        at(120);
        assertThat(types())
                .containsExactly(Type.INCIDENT_OPENED, Type.INCIDENT_UPDATED, Type.INCIDENT_CLOSED);
        assertThat(out.events.get(2).at()).isBetween(BEGIN + 50_000, BEGIN + 60_000);
        assertThat(timers).isEmpty();
    }

    @Test
    void aRecordOnceAMinuteEndsWhatAnOvertakenOneDidNot() {
        added(ONE, 1, SETTINGS);
        ill("1");
        at(10);
        ill("1");
        now -= 8_000;
        well("1");
        now += 8_000;
        at(70);
        assertThat(types()).containsExactly(Type.INCIDENT_OPENED);
        well("1");
        at(150);
        assertThat(types()).endsWith(Type.INCIDENT_CLOSED);
    }

    @Test
    void whatTheClusterSeesSaysWhetherASilentBrokerIsDead() {
        added(ONE, 1, SETTINGS);
        added(CLUSTER, 2, SETTINGS);
        at(10);
        observed(2);
        silent("2");
        at(17);
        assertThat(out.events)
                .singleElement()
                .satisfies(e -> assertThat(e.attributes()).containsEntry("cause", "BROKER"));
    }

    @Test
    void whatARetiredClusterToldComesToNothing() {
        added(ONE, 1, SETTINGS);
        added(CLUSTER, 2, SETTINGS);
        retired(CLUSTER, 2);
        observed(2);
        assertThat(store.layout()).isNull();
        observed(3);
        assertThat(store.layout()).isNotNull();
    }

    @Test
    void aClusterWhoseSavepointKnewNoIncidentsIsWatchedByTheDefaults() {
        observed(7);
        silent("2");
        at(10);
        assertThat(types()).containsExactly(Type.INCIDENT_OPENED);
        assertThat(out.events.get(0).attributes()).containsEntry("cause", "BROKER");
    }

    @Test
    void settingsAreThoseThatWereAddedLast() {
        added(ONE, 1, SETTINGS);
        added(ONE, 2, new IncidentSettings(0, 300_000, 300_000, List.of()));
        added(ONE, 1, SETTINGS);
        ill("1");
        at(10);
        well("1");
        at(290);
        assertThat(types()).doesNotContain(Type.INCIDENT_CLOSED);
        at(330);
        assertThat(types()).endsWith(Type.INCIDENT_CLOSED);
    }

    @Test
    void aMaintenanceBeginsAndEndsAtItsTimeThoughAllIsWell() {
        added(ONE, 1, maintained(1_000, 2_000));
        at(999);
        assertThat(types()).isEmpty();
        at(1_006);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN);
        at(2_006);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN, Type.MAINTENANCE_ENDED);
        assertThat(timers).isEmpty();
    }

    @Test
    void aMaintenanceMayHaveBegunBeforeAnybodyKnew() {
        added(ONE, 1, maintained(-100, 2_000));
        at(8);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN);
        added(ONE, 2, SETTINGS);
        at(16);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN, Type.MAINTENANCE_ENDED);
    }

    @Test
    void nothingIsLeftOfAClusterThatIsGone() {
        added(ONE, 1, maintained(-100, 90_000));
        added(TWO, 2, maintained(-100, 90_000));
        added(CLUSTER, 3, maintained(-100, 90_000));
        observed(3);
        ill("1");
        at(30);
        retired(ONE, 1);
        retired(TWO, 2);
        retired(CLUSTER, 3);
        gone("1");
        at(60);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN, Type.MAINTENANCE_ENDED);
        assertThat(store.isEmpty()).isFalse();
        at(700);
        assertThat(store.isEmpty()).isTrue();
        assertThat(timers).isEmpty();
    }

    @Test
    void anIncidentOutlivesItsClusterUntilItIsClosed() {
        IncidentSettings patient = new IncidentSettings(0, 900_000, 0, List.of());
        added(ONE, 1, patient);
        ill("1");
        at(10);
        retired(ONE, 1);
        gone("1");
        at(900);
        assertThat(types()).doesNotContain(Type.INCIDENT_CLOSED);
        at(930);
        assertThat(types()).endsWith(Type.INCIDENT_CLOSED);
        assertThat(store.isEmpty()).isTrue();
        assertThat(timers).isEmpty();
    }

    @Test
    void anEndThatOvertookItsBeginCounts() {
        retired(ONE, 1);
        added(ONE, 1, maintained(100, 200));
        at(300);
        assertThat(types()).isEmpty();
        at(700);
        assertThat(store.isEmpty()).isTrue();
        assertThat(timers).isEmpty();
    }

    @Test
    void theEndOfANewerIncarnationCountsAndThatOfAnOlderOneDoesNot() {
        added(ONE, 1, maintained(100, 200));
        added(ONE, 2, maintained(100, 200));
        retired(ONE, 1);
        at(110);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN);
        retired(ONE, 3);
        added(ONE, 3, maintained(100, 200));
        at(120);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN, Type.MAINTENANCE_ENDED);
        at(800);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void afterARestoreNothingFollowsUntilEntitiesWereJudgedAnew() {
        added(ONE, 1, new IncidentSettings(30_000, 30_000, 60_000, List.of()));
        groupIll("billing");
        at(10);
        now += 3_600_000;
        incidents = new ClusterIncidents(now);
        at(3_620);
        assertThat(types()).isEmpty();
        groupWell("billing");
        at(3_700);
        assertThat(types()).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void aMaintenanceThatBeganWhileTheJobWasAwayIsTold() {
        added(ONE, 1, maintained(1_000, 9_000));
        at(10);
        now += 3_600_000;
        incidents = new ClusterIncidents(now);
        at(3_640);
        assertThat(types()).containsExactly(Type.MAINTENANCE_BEGAN);
    }

    private static IncidentSettings maintained(long from, long until) {
        return SETTINGS.with(
                List.of(new Maintenance(BEGIN + from * 1_000, BEGIN + until * 1_000, "disks")));
    }

    private void at(long second) {
        while (now < BEGIN + second * 1_000) {
            now += 1_000;
            while (!timers.isEmpty() && timers.first() <= now - LAG) {
                long time = timers.pollFirst();
                fired.add(time);
                incidents.onTime(store, "c", time, now, out, timers::add);
            }
        }
    }

    private void added(TargetId target, long incarnation, IncidentSettings settings) {
        say(new Background(target, OutcomeKind.ADDED, incarnation, settings, INTERVAL, null));
    }

    private void retired(TargetId target, long incarnation) {
        say(new Background(target, OutcomeKind.RETIRED, incarnation, null, 0, null));
    }

    /** The cluster sees broker 1, and that broker 2 is fenced. */
    private void observed(long incarnation) {
        Layout layout = Layout.of(new ClusterReadings().topic("orders", 1).build(), now);
        say(new Background(CLUSTER, OutcomeKind.OBSERVED, incarnation, null, 0, layout));
    }

    private void say(Background background) {
        incidents.accept(store, background, now, timers::add);
    }

    private void ill(String broker) {
        say(EntityId.broker("a", new TargetId("c", broker)), Status.UNHEALTHY, false);
    }

    private void silent(String broker) {
        say(EntityId.broker("a", new TargetId("c", broker)), Status.DEGRADED, true);
    }

    private void well(String broker) {
        say(EntityId.broker("a", new TargetId("c", broker)), Status.HEALTHY, false);
    }

    private void groupIll(String group) {
        say(EntityId.consumerGroup("a", "c", group), Status.DEGRADED, false);
    }

    private void groupWell(String group) {
        say(EntityId.consumerGroup("a", "c", group), Status.HEALTHY, false);
    }

    private void gone(String broker) {
        EntityId id = EntityId.broker("a", new TargetId("c", broker));
        incidents.accept(store, EntityFact.gone(id, now), now, timers::add);
    }

    private void say(EntityId id, Status status, boolean silent) {
        incidents.accept(
                store,
                new EntityFact(
                        id.guid(),
                        id.type(),
                        id.name(),
                        "c",
                        status,
                        null,
                        status == Status.HEALTHY ? null : "broken",
                        silent,
                        false,
                        now),
                now,
                timers::add);
    }

    private List<Type> types() {
        return out.events.stream().map(event -> event.type()).toList();
    }
}
