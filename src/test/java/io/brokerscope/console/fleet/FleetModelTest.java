package io.brokerscope.console.fleet;

import static io.brokerscope.console.ConsoleRecords.NOW;
import static io.brokerscope.console.ConsoleRecords.broker;
import static io.brokerscope.console.ConsoleRecords.entity;
import static io.brokerscope.console.ConsoleRecords.event;
import static io.brokerscope.console.ConsoleRecords.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.console.ConsoleRecords;
import io.brokerscope.console.ConsoleRecords.Feed;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.output.RelationshipRecord;
import io.brokerscope.testsupport.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetModelTest {

    private final SettableClock clock = new SettableClock(NOW);
    private final FleetModel model = new FleetModel(clock, 1_000_000, Duration.ZERO);
    private final Feed feed = new Feed(model);

    @Test
    void anEntityIsTheBytesOfItsTopicUntilATombstoneRemovesIt() {
        byte[] json = OutputJson.write(entity(broker("prod", 1), Status.HEALTHY, 99.0, Map.of()));
        String guid = broker("prod", 1).guid();
        model.take(OutputTopic.ENTITIES, guid, json);
        assertThat(model.entities().get(guid).json()).isSameAs(json);
        assertThat(model.newestEntityAt()).isEqualTo(NOW + 20);
        model.take(OutputTopic.ENTITIES, guid, null);
        assertThat(model.entities().get(guid)).isNull();
        assertThat(model.entities().count()).isZero();
        assertThat(model.changes().take().entities()).containsExactly(guid);
        assertThat(model.changes().take().entities()).isEmpty();
    }

    @Test
    void whatIsNoRecordChangesNothing() {
        byte[] garbage = "{\"schemaVersion\":7}".getBytes(StandardCharsets.UTF_8);
        for (OutputTopic topic :
                new OutputTopic[] {
                    OutputTopic.ENTITIES,
                    OutputTopic.METRICS,
                    OutputTopic.COVERAGE,
                    OutputTopic.EVENTS,
                    OutputTopic.OUTCOMES
                }) {
            assertThatThrownBy(() -> model.take(topic, "k", garbage))
                    .isInstanceOf(OutputJson.UnreadableRecordException.class);
        }
        assertThat(model.entities().count()).isZero();
        assertThat(model.events().count()).isZero();
    }

    @Test
    void theWorstComeFirstAndUnknownBeforeHealthy() {
        feed.smallFleet();
        assertThat(model.entities().snapshot().find(all(Order.WORST)))
                .extracting(EntityEntry::status)
                .containsExactly(
                        Status.UNHEALTHY,
                        Status.DEGRADED,
                        Status.UNKNOWN,
                        Status.HEALTHY,
                        Status.HEALTHY,
                        Status.HEALTHY);
        assertThat(model.entities().snapshot().find(all(Order.SIZE)))
                .extracting(EntityEntry::name)
                .startsWith("<script>\"x\"\\", "orders");
    }

    @Test
    void filtersGoTogether() {
        feed.smallFleet();
        assertThat(
                        find(
                                new EntityQuery(
                                        EntityType.MESSAGE_QUEUE_TOPIC,
                                        "prod",
                                        Status.DEGRADED,
                                        "ORD",
                                        Order.NAME)))
                .containsExactly("orders");
        assertThat(find(new EntityQuery(null, "test", null, null, Order.NAME)))
                .containsExactly("test");
        assertThat(find(new EntityQuery(null, "prod", null, "nothing", Order.NAME))).isEmpty();
    }

    @Test
    void aSnapshotIsRenewedOnceItIsOldAndSomethingChanged() {
        FleetModel slow = new FleetModel(clock, 1_000, Duration.ofDays(1));
        assertThat(slow.entities().snapshot()).isSameAs(slow.entities().snapshot());
        new Feed(slow).smallFleet();
        FleetSnapshot first = slow.entities().snapshot();
        assertThat(first.entities()).hasSize(6);
        new Feed(slow).entity(entity(topic("prod", "new"), Status.HEALTHY, 1.0, Map.of()));
        assertThat(slow.entities().snapshot()).isSameAs(first);
        assertThat(slow.entities().count()).isEqualTo(7);
    }

    @Test
    void eventsAreBoundedAndTheirNumbersGrow() {
        for (int i = 0; i < EventLog.MAX_EVENTS + 5; i++) {
            feed.event(event(i % 2 == 0 ? "even" : "odd", "event " + i));
        }
        assertThat(model.events().count()).isEqualTo(EventLog.MAX_EVENTS);
        List<EventLog.Numbered> last = model.events().last(null, 3);
        assertThat(last).extracting(e -> e.event().message()).endsWith("event 5004").hasSize(3);
        assertThat(model.events().after(last.get(0).id(), null, 10))
                .containsExactlyElementsOf(last.subList(1, 3));
        assertThat(model.events().last("even", 1).get(0).event().message()).isEqualTo("event 5004");
        clock.advance(60_000);
        FleetModel later = new FleetModel(clock, 1_000, Duration.ZERO);
        new Feed(later).event(event("prod", "after a restart"));
        assertThat(later.events().after(last.get(2).id(), null, 10)).hasSize(1);
    }

    @Test
    void theLastEventsAreThoseThatHappenedLastInWhateverOrderTheyCome() {
        for (int i = 0; i < EventLog.MAX_EVENTS; i++) {
            feed.event(event("c" + i % 3, "it happened", NOW - i));
        }
        model.changes().take();
        feed.event(event("old", "it happened", NOW - 1_000_000));
        feed.event(event("newest", "it happened", NOW + 1));
        assertThat(model.events().count()).isEqualTo(EventLog.MAX_EVENTS);
        assertThat(model.events().last("old", 10)).isEmpty();
        assertThat(model.events().last(null, 3))
                .extracting(numbered -> numbered.event().at())
                .containsExactly(NOW - 1, NOW, NOW + 1);
        assertThat(model.changes().take().events())
                .as("what is a quarter of an hour old is no news")
                .extracting(numbered -> numbered.event().cluster())
                .doesNotContain("old")
                .contains("newest");
    }

    @Test
    void whatATopicToldIsForgottenWithIt() {
        feed.entity(entity(broker("prod", 1), Status.HEALTHY, 99.0, Map.of()));
        feed.coverage(ConsoleRecords.coverage("prod", null));
        model.edges().put(new Edge("a", "HOSTS", "b", "prod", new byte[0]));
        model.gone(OutputTopic.ENTITIES);
        model.gone(OutputTopic.COVERAGE);
        model.gone(OutputTopic.RELATIONSHIPS);
        assertThat(model.entities().count()).isZero();
        assertThat(model.coverage()).isEmpty();
        assertThat(model.edges().all()).isEmpty();
    }

    @Test
    void edgesAreFoundFromBothEndsUntilTheyAreRemoved() {
        Edge edge = new Edge("a", "HOSTS", "b", "prod", new byte[0]);
        model.edges().put(edge);
        model.edges().put(new Edge("a", "HOSTS", "c", "prod", new byte[0]));
        assertThat(model.edges().of("b")).containsExactly(edge);
        assertThat(model.edges().of("a")).hasSize(2);
        model.edges().remove(edge.key());
        assertThat(model.edges().of("b")).isEmpty();
        assertThat(model.edges().of("a")).hasSize(1);
        assertThat(model.edges().all()).hasSize(1);
        assertThat(model.edges().ends()).as("nothing is left of b").isEqualTo(2);
    }

    @Test
    void relationshipsComeAndGoWithTheirRecords() {
        RelationshipRecord record =
                new RelationshipRecord(
                        1,
                        RelationshipType.HOSTS,
                        RelationshipRecord.End.of(ConsoleRecords.broker("prod", 1)),
                        RelationshipRecord.End.of(ConsoleRecords.topic("prod", "orders")),
                        "prod",
                        Map.of("replica.count", 4L),
                        NOW,
                        NOW,
                        NOW);
        byte[] json = OutputJson.write(record);
        model.take(OutputTopic.RELATIONSHIPS, record.key(), json);
        assertThat(model.edges().of(record.target().guid()))
                .containsExactly(
                        new Edge(
                                record.source().guid(),
                                "HOSTS",
                                record.target().guid(),
                                "prod",
                                json));
        model.take(OutputTopic.RELATIONSHIPS, record.key(), null);
        assertThat(model.edges().all()).isEmpty();
    }

    @Test
    void anIncidentIsWhatItsLastEventSays() {
        feed.event(incidentEvent(EventRecord.Type.INCIDENT_OPENED, NOW, "WARNING", "opened"));
        feed.event(incidentEvent(EventRecord.Type.INCIDENT_UPDATED, NOW + 5, "CRITICAL", "worse"));
        assertThat(model.incidents().all())
                .singleElement()
                .satisfies(
                        incident -> {
                            assertThat(incident.isOpen()).isTrue();
                            assertThat(incident.severity()).isEqualTo("CRITICAL");
                            assertThat(incident.message()).isEqualTo("worse");
                            assertThat(incident.guid()).isEqualTo("guid-1");
                            assertThat(incident.openedAt()).isEqualTo(NOW - 1);
                            assertThat(incident.updatedAt()).isEqualTo(NOW + 5);
                        });
        feed.event(incidentEvent(EventRecord.Type.INCIDENT_CLOSED, NOW + 9, "CRITICAL", "over"));
        assertThat(model.incidents().all())
                .singleElement()
                .extracting(Incident::closedAt)
                .isEqualTo(NOW + 9);
        assertThat(model.events().count()).isEqualTo(3);
    }

    private static EventRecord incidentEvent(
            EventRecord.Type type, long at, String severity, String message) {
        return new EventRecord(
                1,
                type,
                EventRecord.Severity.INFO,
                at,
                "prod",
                null,
                null,
                message,
                Map.of(
                        "incident",
                        "id-1",
                        "severity",
                        severity,
                        "causeGuid",
                        "guid-1",
                        "openedAt",
                        Long.toString(NOW - 1)));
    }

    @Test
    void ofManyIncidentsTheClosedGoFirst() {
        Incidents incidents = model.incidents();
        incidents.put(incident("open", NOW, null));
        for (int i = 0; i < Incidents.MAX_INCIDENTS; i++) {
            incidents.put(incident("closed-" + i, NOW + i, NOW + i));
        }
        assertThat(incidents.all())
                .hasSize(Incidents.MAX_INCIDENTS)
                .extracting(Incident::id)
                .startsWith("open", "closed-" + (Incidents.MAX_INCIDENTS - 1))
                .doesNotContain("closed-0");
        incidents.put(incident("open", NOW + 1, NOW + 1));
        assertThat(incidents.all().get(0).isOpen()).isFalse();
    }

    @Test
    void throughputIsThatOfTheLastMinute() {
        for (int i = 0; i < 30; i++) {
            feed.entity(entity(ConsoleRecords.broker("prod", i), Status.HEALTHY, 1.0, Map.of()));
        }
        clock.advance(10_000);
        assertThat(model.entitiesPerSecond()).isEqualTo(3.0);
        clock.advance(120_000);
        assertThat(model.entitiesPerSecond()).isZero();
    }

    private static Incident incident(String id, long updatedAt, Long closedAt) {
        return new Incident(
                id, "prod", null, "CRITICAL", "broken", NOW, updatedAt, closedAt, Map.of());
    }

    private static EntityQuery all(Order order) {
        return new EntityQuery(null, null, null, null, order);
    }

    private List<String> find(EntityQuery query) {
        return model.entities().snapshot().find(query).stream().map(EntityEntry::name).toList();
    }
}
