package io.brokerscope.incident;

import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_BROKER;
import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_CLUSTER;
import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_CONSUMER_GROUP;
import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Status;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentTrackerTest {

    private static final IncidentSettings QUICK =
            new IncidentSettings(30_000, 120_000, 0, List.of());

    private static Drama threeBrokers(IncidentSettings settings) {
        return new Drama(settings)
                .hosting("1", "orders", "clicks")
                .hosting("2", "orders", "clicks")
                .hosting("3", "orders")
                .reading("billing", "orders")
                .reading("reports", "clicks");
    }

    @Test
    void aBrokerThatDiesItsTopicsAndTheGroupsBehindItAreOneIncident() {
        Drama drama = threeBrokers(QUICK).seen("3", false);
        drama.at(1).silent("3").at(5).clusterIll().at(60).topicLacksReplicas("orders");
        drama.lacksReplicas(MESSAGE_QUEUE_BROKER, "1").groupIll("billing").at(300);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 5 BROKER 3",
                        "INCIDENT_UPDATED 10 BROKER 3",
                        "INCIDENT_UPDATED 65 BROKER 3");
        EventRecord updated = drama.events(Type.INCIDENT_UPDATED).get(1);
        assertThat(updated.message())
                .isEqualTo(
                        "broker 3 of c is not well: values are the last known ones; affects the"
                                + " cluster, 1 broker, 1 topic, 1 consumer group");
        assertThat(updated.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(updated.attributes()).containsEntry("affected", "5");
        drama.well(MESSAGE_QUEUE_BROKER, "1", "3")
                .well(MESSAGE_QUEUE_CLUSTER, "c")
                .well(MESSAGE_QUEUE_TOPIC, "orders")
                .at(310)
                .well(MESSAGE_QUEUE_CONSUMER_GROUP, "billing")
                .at(1_000);
        assertThat(drama.told().subList(3, drama.told().size()))
                .containsExactly("INCIDENT_UPDATED 315 BROKER 3", "INCIDENT_CLOSED 430 BROKER 3");
        assertThat(drama.out.events)
                .extracting(event -> event.attributes().get("incident"))
                .containsOnly(updated.attributes().get("incident"));
        assertThat(drama.store.troubles()).isEmpty();
    }

    @Test
    void aGroupThatStaysBehindWhenAllElseIsWellIsAnIncidentOfItsOwn() {
        Drama drama = threeBrokers(QUICK).seen("3", false);
        drama.at(1).silent("3").at(20).groupIll("billing").at(100).seen("3", true);
        drama.well(MESSAGE_QUEUE_BROKER, "3").at(395);
        assertThat(drama.told())
                .as("it may catch up")
                .containsExactly("INCIDENT_OPENED 5 BROKER 3", "INCIDENT_UPDATED 25 BROKER 3");
        drama.at(450);
        assertThat(drama.told().subList(2, 4))
                .containsExactly(
                        "INCIDENT_CLOSED 400 BROKER 3", "INCIDENT_OPENED 400 GROUP billing");
        drama.well(MESSAGE_QUEUE_CONSUMER_GROUP, "billing").at(1_000);
        assertThat(drama.told().subList(4, 6))
                .containsExactly(
                        "INCIDENT_UPDATED 455 GROUP billing", "INCIDENT_CLOSED 570 GROUP billing");
        assertThat(drama.store.troubles()).isEmpty();
    }

    @Test
    void topicsThatStillLackReplicasKeepTheIncidentOfTheirBroker() {
        Drama drama = threeBrokers(QUICK).seen("3", false);
        drama.at(1).silent("3").at(60).topicLacksReplicas("orders").at(100).seen("3", true);
        drama.well(MESSAGE_QUEUE_BROKER, "3").at(1_000);
        assertThat(drama.events(Type.INCIDENT_CLOSED)).isEmpty();
        assertThat(drama.open()).hasSize(1);
    }

    @Test
    void whatIsOverBeforeItWasAnIncidentIsNone() {
        Drama drama = threeBrokers(QUICK);
        drama.at(3).groupIll("billing").at(20);
        drama.ill(MESSAGE_QUEUE_CONSUMER_GROUP, "billing", Status.UNHEALTHY, null).at(50);
        assertThat(drama.told()).as("its status is only held").isEmpty();
        drama.groupIll("billing").at(55);
        assertThat(drama.told()).containsExactly("INCIDENT_OPENED 55 GROUP billing");
    }

    @Test
    void whatIsToldOfAnIncidentSaysWhatAPersonNeeds() {
        Drama drama = threeBrokers(QUICK);
        drama.at(3).brokerIll("2").at(5);
        EventRecord opened = drama.events(Type.INCIDENT_OPENED).get(0);
        String guid = Drama.id(MESSAGE_QUEUE_BROKER, "2").guid();
        assertThat(opened)
                .isEqualTo(
                        new EventRecord(
                                1,
                                Type.INCIDENT_OPENED,
                                Severity.WARNING,
                                Drama.BEGIN + 5_000,
                                "c",
                                null,
                                null,
                                "broker 2 of c is not well: 1 log directories are offline",
                                Map.of(
                                        "incident",
                                        drama.open().iterator().next(),
                                        "severity",
                                        "WARNING",
                                        "cause",
                                        "BROKER",
                                        "causeGuid",
                                        guid,
                                        "causeName",
                                        "2",
                                        "openedAt",
                                        Long.toString(Drama.BEGIN + 5_000),
                                        "affected",
                                        "1",
                                        "affectedGuids",
                                        guid)));
        drama.at(10).well(MESSAGE_QUEUE_BROKER, "2").at(130);
        EventRecord closed = drama.events(Type.INCIDENT_CLOSED).get(0);
        assertThat(closed.severity()).isEqualTo(Severity.INFO);
        assertThat(closed.message())
                .isEqualTo(
                        "over after 2 min: broker 2 of c is not well: 1 log directories are"
                                + " offline");
        assertThat(closed.attributes()).containsEntry("durationMs", "125000");
    }

    @Test
    void aBrokerThatOnlyCannotBeReadIsAnIncidentOfMonitoring() {
        Drama drama = threeBrokers(QUICK).seen("3", true);
        drama.at(1).silent("3").at(5).clusterIll().topicLacksReplicas("clicks").at(100);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 35 MONITORING 3", "INCIDENT_OPENED 35 TOPIC clicks");
        assertThat(drama.events(Type.INCIDENT_OPENED))
                .extracting(EventRecord::severity)
                .containsOnly(Severity.WARNING);
        assertThat(drama.events(Type.INCIDENT_OPENED).get(0).message())
                .isEqualTo(
                        "broker 3 of c cannot be read: values are the last known ones; affects the"
                                + " cluster");
    }

    @Test
    void monitoringBecomesABrokerOnceReplicasAreMissing() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).silent("3").at(61).topicLacksReplicas("orders").at(70);
        assertThat(drama.told())
                .containsExactly("INCIDENT_OPENED 35 MONITORING 3", "INCIDENT_UPDATED 65 BROKER 3");
        assertThat(drama.open()).hasSize(1);
        assertThat(drama.events(Type.INCIDENT_UPDATED).get(0).severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void replicasThatOtherBrokersMissSayNothingOfABrokerThatIsSilent() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).silent("3").at(61).topicLacksReplicas("clicks").at(70);
        assertThat(drama.told()).containsExactly("INCIDENT_OPENED 35 MONITORING 3");
    }

    @Test
    void allThatCannotBeReadIsOneIncident() {
        Drama drama = threeBrokers(QUICK).seen("1", true).seen("2", true).seen("3", true);
        drama.at(1).silent("1").at(2).silent("2").at(19).silent("3").at(400);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 35 MONITORING 1", "INCIDENT_UPDATED 50 MONITORING 1");
    }

    @Test
    void symptomsThatComeShortlyBeforeTheirCauseJoinIt() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).groupIll("billing").topicLacksReplicas("orders").at(24).brokerIll("3").at(60);
        assertThat(drama.told()).containsExactly("INCIDENT_OPENED 25 BROKER 3");
        assertThat(drama.events(Type.INCIDENT_OPENED).get(0).attributes())
                .containsEntry("affected", "3");
    }

    @Test
    void anIncidentOfASymptomTakesTheCauseThatShowsSoonAfter() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).groupIll("billing").at(2).topicLacksReplicas("orders").at(33);
        drama.at(49).brokerIll("3").at(60);
        assertThat(drama.told())
                .containsExactly("INCIDENT_OPENED 35 TOPIC orders", "INCIDENT_UPDATED 50 BROKER 3");
        assertThat(drama.open()).hasSize(1);
    }

    @Test
    void severalSuchIncidentsBecomeOne() {
        Drama drama = threeBrokers(QUICK).hosting("1", "orders", "clicks");
        drama.at(1).topicLacksReplicas("orders").at(10).topicLacksReplicas("clicks").at(50);
        drama.brokerIll("1").at(60);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 35 TOPIC orders",
                        "INCIDENT_OPENED 40 TOPIC clicks",
                        "INCIDENT_CLOSED 55 TOPIC clicks",
                        "INCIDENT_UPDATED 55 BROKER 1");
        EventRecord part = drama.events(Type.INCIDENT_CLOSED).get(0);
        assertThat(part.attributes().get("partOf")).isEqualTo(drama.open().iterator().next());
        assertThat(drama.events(Type.INCIDENT_UPDATED).get(0).attributes())
                .containsEntry("affected", "3");
    }

    @Test
    void aTopicExplainsTheGroupsThatReadIt() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).groupIll("billing").at(40);
        drama.ill(MESSAGE_QUEUE_TOPIC, "orders", Status.DEGRADED, "requests fail").at(80);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 35 GROUP billing", "INCIDENT_UPDATED 70 TOPIC orders");
    }

    @Test
    void theClusterExplainsTopicsThatLackReplicasAndNoBrokerDoes() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).topicLacksReplicas("orders", "clicks");
        drama.ill(MESSAGE_QUEUE_CLUSTER, "c", Status.UNHEALTHY, "2 partitions are offline").at(60);
        assertThat(drama.told()).containsExactly("INCIDENT_OPENED 35 CLUSTER c");
        assertThat(drama.events(Type.INCIDENT_OPENED).get(0).severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void aConsumerThatStallsByItselfIsItsOwnIncident() {
        Drama drama = threeBrokers(QUICK).seen("3", false);
        drama.at(1).silent("3").groupIll("reports").at(4).groupIll("billing").at(100);
        assertThat(drama.told())
                .containsExactly("INCIDENT_OPENED 5 BROKER 3", "INCIDENT_OPENED 35 GROUP reports");
        assertThat(drama.open()).hasSize(2);
    }

    @Test
    void whatPassesByIsNoIncident() {
        Drama drama = threeBrokers(QUICK);
        for (int round = 0; round < 20; round++) {
            drama.at(round * 60 + 1).silent("3").clusterIll().groupIll("reports");
            drama.at(round * 60 + 29)
                    .well(MESSAGE_QUEUE_BROKER, "3")
                    .well(MESSAGE_QUEUE_CLUSTER, "c")
                    .well(MESSAGE_QUEUE_CONSUMER_GROUP, "reports");
        }
        drama.at(2_000);
        assertThat(drama.out.events).isEmpty();
        assertThat(drama.store.troubles()).isEmpty();
    }

    @Test
    void aRollingRestartIsOneIncident() {
        Drama drama = threeBrokers(IncidentSettings.DEFAULTS);
        int second = 1;
        for (String broker : List.of("1", "2", "3")) {
            drama.seen(broker, false).at(second).silent(broker);
            drama.at(second + 90).well(MESSAGE_QUEUE_BROKER, broker).seen(broker, true);
            second += 90 + 590;
        }
        drama.at(second + 2_000);
        assertThat(drama.events(Type.INCIDENT_OPENED)).hasSize(1);
        assertThat(drama.told()).endsWith("INCIDENT_CLOSED 2055 BROKER 1");
        assertThat(drama.events(Type.INCIDENT_CLOSED)).hasSize(1);
        assertThat(drama.events(Type.INCIDENT_CLOSED).get(0).attributes())
                .containsEntry("affected", "3");
    }

    @Test
    void aBrokerThatFailsMuchLaterIsAnIncidentOfItsOwn() {
        Drama drama = threeBrokers(IncidentSettings.DEFAULTS);
        drama.at(1).brokerIll("1").at(699).brokerIll("2").at(800);
        assertThat(drama.told())
                .containsExactly("INCIDENT_OPENED 5 BROKER 1", "INCIDENT_OPENED 700 BROKER 2");
    }

    @Test
    void anIncidentIsClosedOnceAllHasBeenQuiet() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).brokerIll("1").at(100).well(MESSAGE_QUEUE_BROKER, "1");
        drama.at(215).brokerIll("1").at(216).well(MESSAGE_QUEUE_BROKER, "1").at(335);
        assertThat(drama.events(Type.INCIDENT_CLOSED)).isEmpty();
        drama.at(340);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 5 BROKER 1",
                        "INCIDENT_UPDATED 105 BROKER 1",
                        "INCIDENT_CLOSED 340 BROKER 1");
    }

    @Test
    void whatIsGoneIsNoTroubleAnyMore() {
        Drama drama = threeBrokers(QUICK);
        drama.at(1).groupIll("reports").at(50).gone(MESSAGE_QUEUE_CONSUMER_GROUP, "reports");
        drama.groupIll("billing").gone(MESSAGE_QUEUE_CONSUMER_GROUP, "billing").at(200);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 35 GROUP reports",
                        "INCIDENT_UPDATED 55 GROUP reports",
                        "INCIDENT_CLOSED 170 GROUP reports");
    }

    @Test
    void whatWasSaidBeforeDoesNothing() {
        Drama drama = threeBrokers(QUICK).seen("3", false);
        drama.at(1).silent("3").groupIll("billing").at(20).well(MESSAGE_QUEUE_BROKER, "3");
        drama.at(30).replayed();
        List<Trouble> troubles = drama.store.troubles();
        IncidentStore.Header header = drama.store.header();
        drama.replayed();
        drama.tick();
        drama.tick();
        assertThat(drama.store.troubles()).isEqualTo(troubles);
        assertThat(drama.store.header()).isEqualTo(header);
        assertThat(drama.told()).containsExactly("INCIDENT_OPENED 5 BROKER 3");
        assertThat(drama.store.trouble(Drama.id(MESSAGE_QUEUE_BROKER, "3").guid()).bad())
                .as("an older word does not undo a newer one")
                .isFalse();
    }

    @Test
    void aWordThatIsOlderThanOneBeforeDoesNothing() {
        Drama drama = threeBrokers(QUICK).at(1).brokerIll("1").at(5);
        drama.well(MESSAGE_QUEUE_BROKER, "1").saidAgain(0).at(60);
        assertThat(drama.told())
                .containsExactly("INCIDENT_OPENED 5 BROKER 1", "INCIDENT_UPDATED 10 BROKER 1");
        drama.gone(MESSAGE_QUEUE_BROKER, "1").saidAgain(1).at(130);
        assertThat(drama.told()).endsWith("INCIDENT_CLOSED 125 BROKER 1");
    }

    @Test
    void maintenanceMutesAClusterAndSaysSo() {
        Maintenance window =
                new Maintenance(Drama.BEGIN + 10_000, Drama.BEGIN + 600_000, "new disks");
        Drama drama = threeBrokers(QUICK.with(List.of(window))).seen("3", false).seen("2", false);
        drama.at(11).silent("3").silent("2").groupIll("reports").at(500);
        drama.well(MESSAGE_QUEUE_BROKER, "2").at(595);
        assertThat(drama.told()).containsExactly("MAINTENANCE_BEGAN 10");
        assertThat(drama.events(Type.MAINTENANCE_BEGAN).get(0).message())
                .isEqualTo(
                        "maintenance of c (new disks) until 2025-11-24T16:10:00Z: no incident is"
                                + " opened");
        drama.at(700);
        assertThat(drama.told())
                .containsExactly(
                        "MAINTENANCE_BEGAN 10",
                        "MAINTENANCE_ENDED 600",
                        "INCIDENT_OPENED 600 BROKER 3",
                        "INCIDENT_OPENED 600 GROUP reports");
        assertThat(drama.events(Type.INCIDENT_OPENED).get(0).attributes())
                .as("what came back in the meantime is nobody's concern")
                .containsEntry("affected", "1");
    }

    @Test
    void windowsThatOverlapAreOneMaintenance() {
        Drama drama =
                new Drama(
                        QUICK.with(
                                List.of(
                                        window(10, 100, ""),
                                        window(50, 200, "more"),
                                        window(300, 310, "later"))));
        drama.at(400);
        assertThat(drama.told())
                .containsExactly(
                        "MAINTENANCE_BEGAN 10",
                        "MAINTENANCE_ENDED 200",
                        "MAINTENANCE_BEGAN 300",
                        "MAINTENANCE_ENDED 310");
    }

    @Test
    void incidentsThatAreOpenAreClosedInMaintenanceToo() {
        Drama drama = threeBrokers(QUICK.with(List.of(window(50, 900, ""))));
        drama.at(1).brokerIll("1").at(60).well(MESSAGE_QUEUE_BROKER, "1").at(1_000);
        assertThat(drama.told())
                .containsExactly(
                        "INCIDENT_OPENED 5 BROKER 1",
                        "MAINTENANCE_BEGAN 50",
                        "INCIDENT_UPDATED 65 BROKER 1",
                        "INCIDENT_CLOSED 180 BROKER 1",
                        "MAINTENANCE_ENDED 900");
    }

    @Test
    void theNumberOfTroublesAndOfIncidentsIsBoundedAndThatIsReported() {
        Drama drama = new Drama(QUICK).hosting("1", "none");
        drama.at(1);
        for (int i = 0; i < IncidentTracker.MAX_TROUBLES + 50; i++) {
            drama.groupIll("g" + i);
        }
        drama.brokerIll("1").at(60);
        assertThat(drama.store.troubles()).hasSize(IncidentTracker.MAX_TROUBLES + 1);
        assertThat(drama.store.header().troubles()).isEqualTo(IncidentTracker.MAX_TROUBLES + 1);
        assertThat(drama.open()).hasSize(IncidentTracker.MAX_OPEN);
        assertThat(drama.events(Type.STATE_BOUNDED)).hasSize(1);
        assertThat(drama.told()).contains("INCIDENT_OPENED 5 BROKER 1");
    }

    @Test
    void affectedEntitiesAreNamedUpToABound() {
        Drama drama = threeBrokers(QUICK).hosting("1", many(50)).at(1).brokerIll("1");
        drama.topicLacksReplicas(many(50)).at(10);
        Map<String, String> attributes = drama.events(Type.INCIDENT_OPENED).get(0).attributes();
        assertThat(attributes).containsEntry("affected", "51");
        assertThat(attributes.get("affectedGuids").split(","))
                .hasSize(IncidentWords.MAX_NAMED)
                .startsWith(Drama.id(MESSAGE_QUEUE_BROKER, "1").guid());
    }

    @Test
    void theIdComesFromTheClusterTheTimeAndTheCause() {
        Drama one = threeBrokers(QUICK).at(1).brokerIll("1").at(5);
        Drama same = threeBrokers(QUICK).at(2).brokerIll("1").at(5);
        Drama other = threeBrokers(QUICK).at(1).brokerIll("2").at(5);
        Drama later = threeBrokers(QUICK).at(6).brokerIll("1").at(10);
        assertThat(one.open()).isEqualTo(same.open());
        assertThat(one.open().iterator().next()).matches("[0-9a-f]{12}");
        assertThat(one.open()).isNotEqualTo(other.open()).isNotEqualTo(later.open());
    }

    @Test
    void whereNothingIsKnownOfRelationsTopicsBelongToBrokersAndGroupsToThemselves() {
        Drama drama = new Drama(QUICK);
        drama.at(1).brokerIll("1").topicLacksReplicas("orders").groupIll("billing").at(60);
        assertThat(drama.told())
                .containsExactly("INCIDENT_OPENED 5 BROKER 1", "INCIDENT_OPENED 35 GROUP billing");
        assertThat(Relations.UNKNOWN.alive("1")).isNull();
        assertThat(Relations.UNKNOWN.hosts("1", "orders")).isTrue();
        assertThat(Relations.UNKNOWN.reads("billing")).isEmpty();
    }

    private static String[] many(int topics) {
        String[] names = new String[topics];
        for (int i = 0; i < topics; i++) {
            names[i] = "t" + i;
        }
        return names;
    }

    private static Maintenance window(int from, int until, String reason) {
        return new Maintenance(Drama.BEGIN + from * 1000L, Drama.BEGIN + until * 1000L, reason);
    }
}
