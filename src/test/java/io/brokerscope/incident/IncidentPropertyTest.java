package io.brokerscope.incident;

import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_BROKER;
import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_CLUSTER;
import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_CONSUMER_GROUP;
import static io.brokerscope.model.EntityType.MESSAGE_QUEUE_TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IncidentPropertyTest {

    private static final int STEPS = 250;
    private static final int STEP_SECONDS = 10;
    private static final IncidentSettings SETTINGS =
            new IncidentSettings(
                    30_000,
                    120_000,
                    300_000,
                    List.of(
                            new Maintenance(
                                    Drama.BEGIN + 900_000, Drama.BEGIN + 1_200_000, "disks")));

    private record Entity(EntityType type, String name) {}

    /** What is said of an entity; what does not matter where it is well. */
    private record Word(Entity entity, int how) {

        void sayTo(Drama drama) {
            switch (how) {
                case 0, 1, 2 -> drama.well(entity.type(), entity.name());
                case 3 -> drama.silent(entity.type(), entity.name());
                case 4 -> drama.lacksReplicas(entity.type(), entity.name());
                case 5 -> drama.gone(entity.type(), entity.name());
                default ->
                        drama.ill(
                                entity.type(),
                                entity.name(),
                                how % 2 == 0 ? Status.DEGRADED : Status.UNHEALTHY,
                                "reason " + how);
            }
        }
    }

    private final List<Entity> entities = new ArrayList<>();

    IncidentPropertyTest() {
        entities.add(new Entity(MESSAGE_QUEUE_CLUSTER, "c"));
        for (int i = 1; i <= 4; i++) {
            entities.add(new Entity(MESSAGE_QUEUE_BROKER, "" + i));
        }
        for (int i = 1; i <= 6; i++) {
            entities.add(new Entity(MESSAGE_QUEUE_TOPIC, "t" + i));
            entities.add(new Entity(MESSAGE_QUEUE_CONSUMER_GROUP, "g" + i));
        }
    }

    @Property(tries = 200)
    void everyIncidentIsOpenedThenUpdatedThenClosedOnce(@ForAll long seed) {
        Drama drama = play(seed, 0, true);
        Map<String, String> open = new HashMap<>();
        Set<String> closed = new HashSet<>();
        boolean maintained = false;
        for (EventRecord event : drama.out.events) {
            String id = event.attributes().get("incident");
            String cause = event.attributes().get("cause") + event.attributes().get("causeGuid");
            switch (event.type()) {
                case INCIDENT_OPENED -> {
                    assertThat(maintained).as("opened in a maintenance").isFalse();
                    assertThat(open).doesNotContainKey(id).doesNotContainValue(cause);
                    assertThat(closed).doesNotContain(id);
                    open.put(id, cause);
                }
                case INCIDENT_UPDATED -> {
                    assertThat(open).containsKey(id);
                    open.put(id, cause);
                    assertThat(open.values()).doesNotHaveDuplicates();
                }
                case INCIDENT_CLOSED -> {
                    assertThat(open.remove(id)).isNotNull();
                    closed.add(id);
                }
                case MAINTENANCE_BEGAN -> maintained = true;
                case MAINTENANCE_ENDED -> maintained = false;
                default -> throw new AssertionError(event);
            }
        }
        assertThat(drama.events(Type.MAINTENANCE_BEGAN)).hasSize(1);
        assertThat(drama.events(Type.MAINTENANCE_ENDED)).hasSize(1);
    }

    @Property(tries = 200)
    void nothingIsOpenOnceAllHasBeenWellForTheQuietTime(@ForAll long seed) {
        Drama drama = play(seed, 0, false);
        entities.forEach(entity -> drama.well(entity.type(), entity.name()));
        drama.at(drama.second() + SETTINGS.restartMs() / 1000 + 5);
        assertThat(drama.open()).isEmpty();
        assertThat(drama.store.troubles()).isEmpty();
        int told = drama.out.events.size();
        drama.at(drama.second() + 3_600);
        assertThat(drama.out.events).hasSize(told);
    }

    /** Nothing that lasts is forgotten, and one entity is in one incident. */
    @Property(tries = 200)
    void whatIsNotWellForLongerThanTheGraceBelongsToAnOpenIncident(@ForAll long seed) {
        Drama drama = play(seed, 0, false);
        drama.tick();
        Set<String> open = drama.open();
        for (Trouble trouble : drama.store.troubles()) {
            if (trouble.incident() != null) {
                assertThat(open).contains(trouble.incident());
            } else {
                assertThat(drama.now() - trouble.since()).isLessThan(30_000);
            }
        }
        Set<String> used = new HashSet<>();
        drama.store.troubles().forEach(trouble -> used.add(trouble.incident()));
        assertThat(used).as("an incident without an entity").containsAll(open);
        assertThat(drama.store.header().troubles()).isEqualTo(drama.store.troubles().size());
    }

    @Property(tries = 200)
    void theOrderInWhichThingsAreSaidBetweenTwoTicksDoesNotMatter(
            @ForAll long seed, @ForAll long order) {
        assertThat(play(seed, order, false).out.events).isEqualTo(play(seed, 0, false).out.events);
    }

    @Property(tries = 100)
    void whatIsSaidTwiceCountsOnce(@ForAll long seed) {
        assertThat(play(seed, 0, true).out.events).isEqualTo(play(seed, 0, false).out.events);
    }

    /** Plays a random drama; what is said at the same time may come in another order, or twice. */
    private Drama play(long seed, long order, boolean twice) {
        Random random = new Random(seed);
        Drama drama = new Drama(SETTINGS);
        for (int i = 1; i <= 4; i++) {
            drama.seen("" + i, random.nextBoolean() ? null : (Boolean) random.nextBoolean());
            drama.hosting("" + i, "t" + i, "t" + (i + 1), "t" + (i + 2));
        }
        for (int i = 1; i <= 6; i++) {
            drama.reading("g" + i, "t" + i, "t" + (1 + random.nextInt(6)));
        }
        int calm = 1 + random.nextInt(20);
        for (int step = 1; step <= STEPS; step++) {
            drama.at((long) step * STEP_SECONDS + 2);
            List<Word> words = new ArrayList<>();
            for (Entity entity : entities) {
                if (random.nextInt(10 * calm) == 0) {
                    words.add(new Word(entity, random.nextInt(9)));
                }
            }
            if (order != 0) {
                Collections.shuffle(words, new Random(order + step));
            }
            words.forEach(word -> word.sayTo(drama));
            if (twice) {
                words.forEach(word -> word.sayTo(drama));
            }
            if (random.nextInt(100) == 0) {
                drama.seen("" + (1 + random.nextInt(4)), random.nextBoolean());
            }
        }
        drama.at((long) STEPS * STEP_SECONDS + 10);
        return drama;
    }
}
