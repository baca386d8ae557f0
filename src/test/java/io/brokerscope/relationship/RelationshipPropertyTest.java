package io.brokerscope.relationship;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import io.brokerscope.testsupport.Fixtures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever comes and goes, is told, not told and told late. */
class RelationshipPropertyTest {

    private static final long START = 1_764_000_000_000L;
    private static final long INTERVAL_MS = 15_000;
    private static final List<String> BROKERS = List.of("1", "2", "3");
    private static final List<String> TOPICS = List.of("orders", "2", "a b");
    private static final List<String> GROUPS = List.of("orders", "billing");

    private final TargetSpec spec = Fixtures.clusterSpec(Fixtures.cluster("c"));
    private final RelationshipTracker tracker = new RelationshipTracker("acme");

    /** What is so, by the rules in words: entities that exist, and what was told last. */
    private static final class Truth {

        final Set<VertexKey> entities = new TreeSet<>(Comparator.comparing(VertexKey::text));

        /** What was told, with how many partitions for those of hosts. */
        final TreeMap<String, Long> told = new TreeMap<>();

        void exists(VertexKey entity) {
            entities.add(entity);
        }

        void gone(VertexKey entity) {
            entities.remove(entity);
            told.keySet().removeIf(edge -> ends(edge).contains(entity));
        }

        Set<String> edges() {
            Set<String> edges = new TreeSet<>();
            for (VertexKey entity : entities) {
                if (entity.type() == EntityType.MESSAGE_QUEUE_BROKER) {
                    edges.add("c MANAGES " + entity.name());
                } else if (entity.type() == EntityType.MESSAGE_QUEUE_TOPIC) {
                    edges.add("c CONTAINS " + entity.name());
                }
            }
            edges.addAll(told.keySet());
            edges.removeIf(edge -> !entities.containsAll(ends(edge)));
            return edges;
        }

        private static List<VertexKey> ends(String edge) {
            for (RelationshipType type : RelationshipType.values()) {
                int at = edge.indexOf(" " + type + " ");
                if (at > 0) {
                    return List.of(
                            new VertexKey(type.source(), edge.substring(0, at)),
                            new VertexKey(
                                    type.target(), edge.substring(at + type.name().length() + 2)));
                }
            }
            throw new AssertionError(edge);
        }
    }

    @Property(tries = 400)
    void theTopicHoldsWhatIsSo(@ForAll long seed) {
        Random random = new Random(seed);
        MapRelationshipStore store = new MapRelationshipStore();
        ReadTopic topic = new ReadTopic();
        TreeSet<Long> timers = new TreeSet<>();
        Truth truth = new Truth();
        long now = START;
        long dueAt = START;
        long incarnation = 1;
        boolean asked = true;
        for (int step = 0; step < 120; step++) {
            now += random.nextInt(8_000);
            while (!timers.isEmpty() && timers.first() <= now) {
                tracker.onTime(store, "c", timers.pollFirst(), now, topic, timers::add);
            }
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    VertexKey entity = entity(random);
                    truth.exists(entity);
                    tracker.accept(store, fact(entity, true, now), now, topic, timers::add);
                }
                case 4, 5 -> {
                    VertexKey entity = entity(random);
                    truth.gone(entity);
                    tracker.accept(store, fact(entity, false, now), now, topic, timers::add);
                }
                case 6 -> {
                    // Late, or once more.
                    Picture late =
                            Picture.of(
                                    Fixtures.told(
                                            spec,
                                            asked ? incarnation : incarnation - 1,
                                            dueAt - random.nextInt(2) * INTERVAL_MS,
                                            reading(random, new Truth())));
                    if (step > 0 && !(asked && dueAt == START)) {
                        tracker.accept(store, late, now, topic, timers::add);
                    }
                }
                case 7 -> {
                    if (random.nextInt(4) == 0 && asked) {
                        Picture retired = Picture.of(Fixtures.retired(spec, incarnation++, dueAt));
                        asked = false;
                        truth.told.clear();
                        tracker.accept(store, retired, now, topic, timers::add);
                    }
                }
                case 8 -> {
                    Picture added = Picture.of(Fixtures.added(spec, incarnation, dueAt));
                    asked = true;
                    tracker.accept(store, added, now, topic, timers::add);
                }
                default -> {
                    if (asked) {
                        dueAt += INTERVAL_MS;
                        Picture told =
                                Picture.of(
                                        Fixtures.told(
                                                spec, incarnation, dueAt, reading(random, truth)));
                        tracker.accept(store, told, now, topic, timers::add);
                    }
                }
            }
            assertThat(topic.edges()).as("after step " + step).isEqualTo(truth.edges());
            for (String edge : topic.edges()) {
                if (edge.contains(" HOSTS ")) {
                    assertThat(topic.edge(edge).attributes())
                            .as(edge)
                            .containsEntry("replica.count", truth.told.get(edge));
                }
            }
        }
        List<VertexKey> left = new ArrayList<>(truth.entities);
        while (!left.isEmpty()) {
            VertexKey entity = left.remove(random.nextInt(left.size()));
            truth.gone(entity);
            tracker.accept(store, fact(entity, false, now), now, topic, timers::add);
            assertThat(topic.edges()).isEqualTo(truth.edges());
        }
        assertThat(topic.latest).isEmpty();
        tracker.accept(
                store,
                Picture.of(Fixtures.retired(spec, incarnation, dueAt)),
                now,
                topic,
                timers::add);
        while (!timers.isEmpty()) {
            long time = timers.pollFirst();
            tracker.onTime(store, "c", time, time, topic, timers::add);
        }
        assertThat(topic.latest).isEmpty();
        assertThat(store.isEmpty()).isTrue();
        assertThat(store.header()).isNull();
    }

    private static EntityFact fact(VertexKey entity, boolean exists, long now) {
        return new EntityFact("c", entity.type(), entity.name(), exists, exists ? now : 0);
    }

    private static VertexKey entity(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new VertexKey(EntityType.MESSAGE_QUEUE_CLUSTER, "c");
            case 1 -> new VertexKey(EntityType.MESSAGE_QUEUE_BROKER, one(random, BROKERS));
            case 2 -> new VertexKey(EntityType.MESSAGE_QUEUE_TOPIC, one(random, TOPICS));
            default -> new VertexKey(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, one(random, GROUPS));
        };
    }

    private static String one(Random random, List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    /** A reading, whole or in part, and what it makes true. */
    private static ClusterReading reading(Random random, Truth truth) {
        ClusterReadings reading = ClusterReadings.at(START);
        boolean topicsWhole = random.nextInt(3) > 0;
        boolean groupsWhole = random.nextInt(3) > 0;
        if (!topicsWhole) {
            reading.missing(random.nextBoolean() ? Missing.TOPICS : Missing.TOPIC_LIMIT);
        }
        if (!groupsWhole) {
            reading.missing(random.nextBoolean() ? Missing.GROUP_LIST : Missing.GROUP_LIMIT);
        }
        Map<String, List<Partition>> topics = new TreeMap<>();
        for (String topic : TOPICS) {
            if (random.nextInt(4) > 0) {
                topics.put(topic, partitions(random));
                reading.topic(topic, topics.get(topic).toArray(Partition[]::new));
            }
        }
        hosts(truth, topics, topicsWhole);
        replication(truth, topics, topicsWhole);
        for (String group : GROUPS) {
            boolean listed = random.nextInt(4) > 0;
            boolean read = listed && random.nextInt(4) > 0;
            if (listed) {
                reading.group(group);
                if (!read && random.nextBoolean()) {
                    reading.unread();
                } else if (!read) {
                    reading.members(-1);
                }
            }
            for (String topic : TOPICS) {
                String edge = group + " SUBSCRIBES_TO " + topic;
                if (read && topics.containsKey(topic)) {
                    if (random.nextBoolean()) {
                        reading.commit(topic, 0, 5);
                        truth.told.put(edge, 1L);
                    } else {
                        truth.told.remove(edge);
                    }
                } else if (!topics.containsKey(topic) && topicsWhole || !listed && groupsWhole) {
                    truth.told.remove(edge);
                }
            }
        }
        return reading.build();
    }

    private static void hosts(
            Truth truth, Map<String, List<Partition>> topics, boolean topicsWhole) {
        for (String topic : TOPICS) {
            for (String broker : BROKERS) {
                String edge = broker + " HOSTS " + topic;
                long replicas =
                        topics.getOrDefault(topic, List.of()).stream()
                                .filter(partition -> holds(partition, broker))
                                .count();
                if (replicas > 0) {
                    truth.told.put(edge, replicas);
                } else if (topics.containsKey(topic) || topicsWhole) {
                    truth.told.remove(edge);
                }
            }
        }
    }

    private static void replication(
            Truth truth, Map<String, List<Partition>> topics, boolean topicsWhole) {
        for (String leader : BROKERS) {
            for (String follower : BROKERS) {
                String edge = leader + " REPLICATES_TO " + follower;
                boolean some =
                        topics.values().stream()
                                .flatMap(List::stream)
                                .anyMatch(
                                        partition ->
                                                !leader.equals(follower)
                                                        && partition.leader()
                                                                == Integer.parseInt(leader)
                                                        && holds(partition, follower));
                if (some) {
                    truth.told.put(edge, 1L);
                } else if (topicsWhole) {
                    truth.told.remove(edge);
                }
            }
        }
    }

    private static boolean holds(Partition partition, String broker) {
        for (int replica : partition.replicas()) {
            if (replica == Integer.parseInt(broker)) {
                return true;
            }
        }
        return false;
    }

    private static List<Partition> partitions(Random random) {
        List<Partition> partitions = new ArrayList<>();
        for (int number = 0; number <= random.nextInt(3); number++) {
            int first = 1 + random.nextInt(3);
            int second = 1 + first % 3;
            partitions.add(
                    new Partition(random.nextInt(5) == 0 ? -1 : first, 2, 10, -1, first, second));
        }
        return partitions;
    }
}
