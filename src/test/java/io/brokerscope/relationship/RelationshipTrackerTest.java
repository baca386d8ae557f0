package io.brokerscope.relationship;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.output.RelationshipRecord;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import io.brokerscope.testsupport.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RelationshipTrackerTest {

    private static final long START = 1_764_000_000_000L;
    private static final long INTERVAL_MS = 15_000;

    private final TargetSpec spec = Fixtures.clusterSpec(Fixtures.cluster("c"));
    private final MapRelationshipStore store = new MapRelationshipStore();
    private final ReadTopic topic = new ReadTopic();
    private final TreeSet<Long> timers = new TreeSet<>();
    private RelationshipTracker tracker = new RelationshipTracker("acme");
    private long now = START;

    @Test
    void aClusterHasItsBrokersAndTopicsOnceBothExist() {
        exists(EntityType.MESSAGE_QUEUE_BROKER, "1");
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        assertThat(topic.edges()).isEmpty();

        exists(EntityType.MESSAGE_QUEUE_CLUSTER, "c");
        assertThat(topic.edges()).containsExactly("c CONTAINS orders", "c MANAGES 1");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "2");
        assertThat(topic.edges()).contains("c MANAGES 2");

        RelationshipRecord contains = topic.edge("c CONTAINS orders");
        assertThat(contains)
                .isEqualTo(
                        new RelationshipRecord(
                                1,
                                contains.type(),
                                RelationshipRecord.End.of(EntityId.cluster("acme", "c")),
                                RelationshipRecord.End.of(EntityId.topic("acme", "c", "orders")),
                                "c",
                                Map.of(),
                                START,
                                null,
                                START));
        assertThat(topic.edge("c MANAGES 1").target())
                .isEqualTo(
                        RelationshipRecord.End.of(EntityId.broker("acme", new TargetId("c", "1"))));
    }

    @Test
    void whatTheClusterTellsBearsItsNumbers() {
        whole();
        told(reading().build());

        assertThat(topic.edges())
                .containsExactly(
                        "1 HOSTS orders",
                        "1 REPLICATES_TO 2",
                        "2 HOSTS orders",
                        "2 REPLICATES_TO 1",
                        "billing SUBSCRIBES_TO orders",
                        "c CONTAINS orders",
                        "c MANAGES 1",
                        "c MANAGES 2");
        assertThat(topic.edge("1 HOSTS orders").attributes())
                .isEqualTo(Map.of("leader.count", 2L, "replica.count", 3L));
        assertThat(topic.edge("2 HOSTS orders").attributes())
                .isEqualTo(Map.of("leader.count", 1L, "replica.count", 3L));
        assertThat(topic.edge("1 REPLICATES_TO 2").attributes())
                .isEqualTo(Map.of("partition.count", 2L));
        assertThat(topic.edge("2 REPLICATES_TO 1").attributes())
                .isEqualTo(Map.of("partition.count", 1L));
        // Of partition 2 no offset was committed; in partition 1 it is past the end.
        assertThat(topic.edge("billing SUBSCRIBES_TO orders").attributes())
                .isEqualTo(
                        Map.of(
                                "partition.count", 3L,
                                "lag.partition.count", 2L,
                                "members.count", 1L,
                                "lag.sum", 100L,
                                "lag.max", 100L));
        assertThat(topic.edge("billing SUBSCRIBES_TO orders").observedAt()).isEqualTo(now);
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        whole();
        told(
                ClusterReadings.at(now)
                        .topic("orders", -1)
                        .group("billing")
                        .members(-1)
                        .commit("orders", 0, 5)
                        .build());
        assertThat(topic.edge("billing SUBSCRIBES_TO orders").attributes())
                .isEqualTo(Map.of("partition.count", 1L, "lag.partition.count", 0L));
    }

    @Test
    void whatComesFirstWaitsForTheOther() {
        told(reading().build());
        assertThat(topic.edges()).isEmpty();
        exists(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "billing");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "2");
        assertThat(topic.edges()).isEmpty();
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        assertThat(topic.edges()).containsExactly("2 HOSTS orders", "billing SUBSCRIBES_TO orders");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "1");
        assertThat(topic.edges())
                .contains("1 HOSTS orders", "1 REPLICATES_TO 2", "2 REPLICATES_TO 1");
    }

    @Test
    void nothingLeadsToOrFromAnEntityThatIsGone() {
        whole();
        told(reading().build());
        gone(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "billing");
        assertThat(topic.edges()).noneMatch(edge -> edge.contains("billing"));
        gone(EntityType.MESSAGE_QUEUE_BROKER, "2");
        assertThat(topic.edges())
                .containsExactly("1 HOSTS orders", "c CONTAINS orders", "c MANAGES 1");
        gone(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        assertThat(topic.edges()).containsExactly("c MANAGES 1");

        // What was told of them is gone with them, until it is told again.
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        assertThat(topic.edges()).containsExactly("c CONTAINS orders", "c MANAGES 1");
        told(reading().build());
        assertThat(topic.edges()).contains("1 HOSTS orders").hasSize(3);
    }

    @Test
    void whatIsNotToldAnyMoreIsOver() {
        whole();
        told(reading().build());
        told(ClusterReadings.at(now).topic("orders", Partition.sound(5)).group("billing").build());
        assertThat(topic.edges())
                .contains("1 REPLICATES_TO 2")
                .doesNotContain("2 REPLICATES_TO 1", "billing SUBSCRIBES_TO orders");
        told(ClusterReadings.at(now).build());
        assertThat(topic.edges())
                .containsExactly("c CONTAINS orders", "c MANAGES 1", "c MANAGES 2");
    }

    @Test
    void whatWasNotAskedForStays() {
        whole();
        told(reading().build());
        var all = topic.edges();
        for (String missing : List.of(Missing.TOPICS, Missing.TOPIC_LIMIT)) {
            told(ClusterReadings.at(now).missing(missing).group("billing").build());
            assertThat(topic.edges()).as(missing).isEqualTo(all);
        }
        for (String missing : List.of(Missing.GROUP_LIST, Missing.GROUP_LIMIT)) {
            told(sound().missing(missing).build());
            assertThat(topic.edges()).as(missing).isEqualTo(all);
        }
        told(sound().group("billing").unread().missing(Missing.COMMITS).build());
        assertThat(topic.edges()).isEqualTo(all);
        told(sound().group("billing").members(-1).build());
        assertThat(topic.edges()).isEqualTo(all);
        silent();
        assertThat(topic.edges()).isEqualTo(all);
    }

    @Test
    void aPartOfTheTopicsDoesNotSayInHowManyPartitions() {
        whole();
        told(reading().build());
        told(
                ClusterReadings.at(now)
                        .topic("other", Partition.sound(1))
                        .missing(Missing.TOPICS)
                        .build());
        assertThat(topic.edge("1 REPLICATES_TO 2").attributes())
                .isEqualTo(Map.of("partition.count", 2L));
    }

    @Test
    void lateAndRepeatedAnswersDoNoHarm() {
        whole();
        told(reading().build());
        var all = topic.edges();
        int written = topic.written;
        accept(Fixtures.told(spec, 1, now, ClusterReadings.at(now).build()));
        accept(Fixtures.told(spec, 1, now - INTERVAL_MS, ClusterReadings.at(now).build()));
        accept(Fixtures.told(spec, 0, now + INTERVAL_MS, ClusterReadings.at(now).build()));
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        gone(EntityType.MESSAGE_QUEUE_TOPIC, "never there");
        assertThat(topic.edges()).isEqualTo(all);
        assertThat(topic.written).isEqualTo(written);
        assertThat(topic.removed).isZero();
    }

    @Test
    void aClusterThatIsNotAskedAnyMoreTellsNothing() {
        whole();
        told(reading().build());
        accept(Fixtures.retired(spec, 1, now));
        assertThat(topic.edges())
                .containsExactly("c CONTAINS orders", "c MANAGES 1", "c MANAGES 2");
        // What was on its way.
        accept(Fixtures.told(spec, 1, now + INTERVAL_MS, reading().build()));
        assertThat(topic.edges()).hasSize(3);
        accept(Fixtures.told(spec, 2, now + 2 * INTERVAL_MS, reading().build()));
        assertThat(topic.edges()).contains("1 HOSTS orders");
    }

    @Test
    void anotherIncarnationGoesOnWithWhatIsThere() {
        whole();
        accept(Fixtures.added(spec, 1, now));
        told(reading().build());
        accept(Fixtures.added(spec, 2, now + INTERVAL_MS));
        accept(Fixtures.retired(spec, 1, now));
        assertThat(topic.edges()).contains("1 HOSTS orders");
        assertThat(topic.removed).isZero();
    }

    @Test
    void countsAreWrittenAtOnce() {
        whole();
        told(reading().build());
        int written = topic.written;
        told(reading().build());
        assertThat(topic.written).isEqualTo(written);
        told(reading().members(4).build());
        assertThat(topic.written).isEqualTo(written + 1);
        assertThat(topic.edge("billing SUBSCRIBES_TO orders").attributes())
                .containsEntry("members.count", 4L);
        assertThat(topic.edge("billing SUBSCRIBES_TO orders").since())
                .isLessThan(topic.edge("billing SUBSCRIBES_TO orders").emittedAt());
    }

    @Test
    void aLagIsWrittenWhenItMovesAndOnceAMinuteAtMost() {
        whole();
        told(lagging(100));
        told(lagging(109));
        now += 60_000;
        told(lagging(110));
        assertThat(lag()).isEqualTo(100);
        told(lagging(111));
        assertThat(lag()).isEqualTo(111);
        told(lagging(0));
        assertThat(lag()).isEqualTo(111);
        now += 60_000;
        told(lagging(0));
        assertThat(lag()).isZero();
        now += 60_000;
        told(lagging(1));
        assertThat(lag()).isEqualTo(1);
    }

    @Test
    void aLagThatIsNotKnownForAMomentIsNoNews() {
        whole();
        told(lagging(100));
        int written = topic.written;
        told(unknownLag());
        told(lagging(100));
        assertThat(topic.written).isEqualTo(written);
        now += 60_000;
        told(unknownLag());
        assertThat(topic.edge("billing SUBSCRIBES_TO orders").attributes())
                .containsEntry("lag.partition.count", 0L)
                .doesNotContainKeys("lag.sum", "lag.max");
    }

    @Test
    void everyRelationshipIsWrittenAnewOnceInAnHour() {
        whole();
        told(reading().build());
        int written = topic.written;
        now = START + Edge.REFRESH_MS - 1;
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        assertThat(topic.written).isEqualTo(written);
        now += 1 + INTERVAL_MS;
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        assertThat(topic.written).isEqualTo(written + 4);
        assertThat(topic.edge("1 HOSTS orders").emittedAt()).isEqualTo(now);
        assertThat(topic.edge("1 HOSTS orders").since()).isLessThan(now);
    }

    @Test
    void whatWasToldBeforeTheFirstEntitiesIsNoNewsWithThem() {
        for (int answers = 0; answers < 4; answers++) {
            told(reading().build());
        }
        whole();
        fireTimers();
        assertThat(topic.edges()).contains("1 HOSTS orders");
        assertThat(topic.events).isEmpty();
    }

    @Test
    void theFirstPictureIsNoNewsAndWhatFollowsIsTogether() {
        whole();
        told(reading().build());
        fireTimers();
        assertThat(topic.events).isEmpty();

        windows();
        ClusterReadings more = reading();
        for (int i = 0; i < 7; i++) {
            exists(EntityType.MESSAGE_QUEUE_TOPIC, "t" + i);
            more.topic("t" + i, Partition.sound(1));
        }
        told(more.build());
        assertThat(topic.events).isEmpty();
        fireTimers();
        assertThat(topic.events)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.type()).isEqualTo(Type.RELATIONSHIP_APPEARED);
                            assertThat(event.cluster()).isEqualTo("c");
                            assertThat(event.attributes())
                                    .isEqualTo(Map.of("CONTAINS", "7", "HOSTS", "14"));
                            assertThat(event.message())
                                    .startsWith(
                                            "relationships of c appeared: CONTAINS 7 (c -> t0, c ->"
                                                    + " t1, c -> t2, c -> t3, c -> t4, ...), HOSTS"
                                                    + " 14 (1 -> t0,");
                        });

        topic.events.clear();
        gone(EntityType.MESSAGE_QUEUE_BROKER, "2");
        fireTimers();
        assertThat(topic.events)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.type()).isEqualTo(Type.RELATIONSHIP_DISAPPEARED);
                            assertThat(event.attributes())
                                    .isEqualTo(
                                            Map.of(
                                                    "MANAGES", "1",
                                                    "HOSTS", "8",
                                                    "REPLICATES_TO", "2"));
                        });
        fireTimers();
        assertThat(topic.events).hasSize(1);
    }

    @Test
    void namesInEventsAreBounded() {
        whole();
        windows();
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "x".repeat(10_000) + "\n");
        fireTimers();
        assertThat(topic.events)
                .singleElement()
                .satisfies(
                        event ->
                                assertThat(event.message())
                                        .hasSizeLessThan(300)
                                        .doesNotContain("\n"));
    }

    @Test
    void whatIsTooMuchIsLeftOutAndSaidOnce() {
        tracker = new RelationshipTracker("acme", 5);
        whole();
        told(reading().build());
        told(reading().build());
        assertThat(topic.edges()).hasSize(5);
        assertThat(topic.events)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.type()).isEqualTo(Type.STATE_BOUNDED);
                            assertThat(event.message())
                                    .isEqualTo("more than 5 relationships of c: 3 are left out");
                        });

        // There is room again.
        gone(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "billing");
        told(sound().build());
        gone(EntityType.MESSAGE_QUEUE_BROKER, "2");
        told(ClusterReadings.at(now).topic("orders", 1).build());
        assertThat(topic.edges())
                .containsExactly("1 HOSTS orders", "c CONTAINS orders", "c MANAGES 1");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "2");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "3");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "4");
        assertThat(topic.events).filteredOn(e -> e.type() == Type.STATE_BOUNDED).hasSize(2);
    }

    @Test
    void nothingIsLeftOfAClusterThatIsGone() {
        accept(Fixtures.added(spec, 1, now));
        whole();
        windows();
        told(reading().build());
        told(reading().build());
        gone(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "billing");
        gone(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        gone(EntityType.MESSAGE_QUEUE_CLUSTER, "c");
        gone(EntityType.MESSAGE_QUEUE_BROKER, "1");
        gone(EntityType.MESSAGE_QUEUE_BROKER, "2");
        assertThat(topic.latest).isEmpty();
        assertThat(store.isEmpty()).isTrue();
        assertThat(store.header()).isNotNull();
        accept(Fixtures.retired(spec, 1, now));
        fireTimers();
        assertThat(store.header()).isNull();
        assertThat(topic.events)
                .extracting(event -> event.type())
                .containsExactly(Type.RELATIONSHIP_DISAPPEARED);
    }

    @Test
    void theLastNewsIsToldBeforeAllIsForgotten() {
        whole();
        gone(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "billing");
        gone(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        gone(EntityType.MESSAGE_QUEUE_BROKER, "1");
        gone(EntityType.MESSAGE_QUEUE_BROKER, "2");
        assertThat(topic.events).isEmpty();
        gone(EntityType.MESSAGE_QUEUE_CLUSTER, "c");
        assertThat(store.header()).isNull();
        assertThat(topic.events).hasSize(1);
        timers.clear();
        tracker.onTime(store, "c", now, now, topic, timers::add);
        assertThat(timers).isEmpty();
    }

    /** A cluster of two brokers with a topic and a group. */
    private void whole() {
        exists(EntityType.MESSAGE_QUEUE_CLUSTER, "c");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "1");
        exists(EntityType.MESSAGE_QUEUE_BROKER, "2");
        exists(EntityType.MESSAGE_QUEUE_TOPIC, "orders");
        exists(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "billing");
    }

    /** So many windows pass that the first picture of entities is over. */
    private void windows() {
        for (int i = 0; i < 3; i++) {
            now += INTERVAL_MS;
            exists(EntityType.MESSAGE_QUEUE_CLUSTER, "c");
        }
    }

    private ClusterReadings sound() {
        return ClusterReadings.at(now)
                .topic(
                        "orders",
                        new Partition(1, 2, 200, -1, 1, 2),
                        new Partition(2, 2, 200, -1, 2, 1),
                        new Partition(1, 2, 200, -1, 1, 2));
    }

    private ClusterReadings reading() {
        return sound().group("billing")
                .commit("orders", 0, 100)
                .commit("orders", 1, 210)
                .commit("orders", 2, -1);
    }

    private ClusterReading lagging(long lag) {
        return ClusterReadings.at(now)
                .topic("orders", 1_000)
                .group("billing")
                .commit("orders", 0, 1_000 - lag)
                .build();
    }

    private ClusterReading unknownLag() {
        return ClusterReadings.at(now)
                .topic("orders", -1)
                .group("billing")
                .commit("orders", 0, 900)
                .build();
    }

    private long lag() {
        Map<String, Long> attributes = topic.edge("billing SUBSCRIBES_TO orders").attributes();
        assertThat(attributes.get("lag.max")).isEqualTo(attributes.get("lag.sum"));
        return attributes.get("lag.sum");
    }

    private void exists(EntityType type, String name) {
        tracker.accept(store, new EntityFact("c", type, name, true, now), now, topic, timers::add);
    }

    private void gone(EntityType type, String name) {
        tracker.accept(store, new EntityFact("c", type, name, false, 0), now, topic, timers::add);
    }

    /** The next tick of the cluster. */
    private void told(ClusterReading reading) {
        now += INTERVAL_MS;
        accept(Fixtures.told(spec, 1, now, reading));
    }

    private void silent() {
        now += INTERVAL_MS;
        assertThat(
                        Picture.of(
                                Fixtures.unobserved(
                                        spec,
                                        1,
                                        OutcomeKind.FAILED,
                                        FailureReason.READ_TIMEOUT,
                                        now,
                                        now)))
                .isNull();
    }

    private void accept(ScrapeOutcome outcome) {
        tracker.accept(store, Picture.of(outcome), now, topic, timers::add);
    }

    private void fireTimers() {
        List<Long> due = new ArrayList<>(timers);
        timers.clear();
        for (long time : due) {
            now = Math.max(now, time);
            tracker.onTime(store, "c", time, now, topic, timers::add);
        }
    }
}
