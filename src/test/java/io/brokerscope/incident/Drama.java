package io.brokerscope.incident;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Status;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.EventRecord.Type;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.testsupport.MapIncidentStore;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster of which things are told, second by second, with a tick of the clock every 5 s. */
final class Drama implements Relations {

    static final long BEGIN = 1_764_000_000_000L;
    static final long INTERVAL = 15_000;
    private static final int TICK = 5;

    final MapIncidentStore store = new MapIncidentStore();
    final RecordedOutputs out = new RecordedOutputs();
    private final IncidentTracker tracker = new IncidentTracker();
    private final IncidentSettings settings;
    private final Map<String, Boolean> alive = new HashMap<>();
    private final Map<String, Set<String>> hosted = new HashMap<>();
    private final Map<String, Set<String>> read = new HashMap<>();
    private final List<EntityFact> facts = new ArrayList<>();
    private long second;

    Drama() {
        this(IncidentSettings.DEFAULTS);
    }

    Drama(IncidentSettings settings) {
        this.settings = settings;
    }

    /** How the entities hang together. */
    Drama hosting(String broker, String... topics) {
        hosted.put(broker, new HashSet<>(List.of(topics)));
        return this;
    }

    Drama reading(String group, String... topics) {
        read.put(group, new HashSet<>(List.of(topics)));
        return this;
    }

    /** What the cluster itself sees; null for nothing. */
    Drama seen(String broker, Boolean isAlive) {
        alive.put(broker, isAlive);
        return this;
    }

    /** The clock goes on to a second. */
    Drama at(long to) {
        while (second < to) {
            second++;
            if (second % TICK == 0) {
                tick();
            }
        }
        return this;
    }

    void tick() {
        tracker.tick(store, "c", settings, this, INTERVAL, now(), out);
    }

    long second() {
        return second;
    }

    long now() {
        return BEGIN + second * 1000;
    }

    /** The metrics of a broker cannot be read: after a while its status is UNKNOWN. */
    Drama silent(String broker) {
        return silent(EntityType.MESSAGE_QUEUE_BROKER, broker);
    }

    Drama silent(EntityType type, String name) {
        return say(id(type, name), Status.DEGRADED, "values are the last known ones", true, false);
    }

    /** Something about an entity itself is wrong. */
    Drama ill(EntityType type, String name, Status status, String reason) {
        return say(id(type, name), status, reason, false, false);
    }

    Drama brokerIll(String broker) {
        return ill(
                EntityType.MESSAGE_QUEUE_BROKER,
                broker,
                Status.DEGRADED,
                "1 log directories are offline");
    }

    Drama clusterIll() {
        return ill(
                EntityType.MESSAGE_QUEUE_CLUSTER,
                "c",
                Status.DEGRADED,
                "1 of 3 brokers do not report");
    }

    Drama groupIll(String group) {
        return ill(
                EntityType.MESSAGE_QUEUE_CONSUMER_GROUP,
                group,
                Status.UNHEALTHY,
                "partition orders-0 is STALL");
    }

    /** Partitions of a broker or a topic lack replicas. */
    Drama lacksReplicas(EntityType type, String name) {
        return say(
                id(type, name), Status.DEGRADED, "3 partitions are under-replicated", false, true);
    }

    Drama topicLacksReplicas(String... topics) {
        for (String topic : topics) {
            lacksReplicas(EntityType.MESSAGE_QUEUE_TOPIC, topic);
        }
        return this;
    }

    Drama well(EntityType type, String... names) {
        for (String name : names) {
            say(id(type, name), Status.HEALTHY, null, false, false);
        }
        return this;
    }

    Drama gone(EntityType type, String name) {
        tracker.accept(store, EntityFact.gone(id(type, name), now()));
        return this;
    }

    private Drama say(
            EntityId id, Status status, String reason, boolean silent, boolean replication) {
        EntityFact fact =
                new EntityFact(
                        id.guid(),
                        id.type(),
                        id.name(),
                        "c",
                        status,
                        status == Status.HEALTHY ? 100.0 : 60.0,
                        reason,
                        silent,
                        replication,
                        now());
        facts.add(fact);
        tracker.accept(store, fact);
        return this;
    }

    /** One thing that was said comes once more. */
    Drama saidAgain(int index) {
        tracker.accept(store, facts.get(index));
        return this;
    }

    /** Everything that was said comes once more. */
    Drama replayed() {
        Map<String, EntityFact> last = new HashMap<>();
        facts.forEach(fact -> last.put(fact.guid(), fact));
        facts.stream()
                .filter(fact -> store.trouble(fact.guid()) != null || last.get(fact.guid()) == fact)
                .forEach(fact -> tracker.accept(store, fact));
        return this;
    }

    static EntityId id(EntityType type, String name) {
        return switch (type) {
            case MESSAGE_QUEUE_CLUSTER -> EntityId.cluster("a", name);
            case MESSAGE_QUEUE_BROKER -> EntityId.broker("a", new TargetId("c", name));
            case MESSAGE_QUEUE_TOPIC -> EntityId.topic("a", "c", name);
            case MESSAGE_QUEUE_CONSUMER_GROUP -> EntityId.consumerGroup("a", "c", name);
            case MESSAGE_QUEUE_QUEUE -> throw new IllegalArgumentException("no queues");
        };
    }

    /** Everything told so far, one line each: type, second and cause. */
    List<String> told() {
        return out.events.stream()
                .map(
                        event ->
                                event.type()
                                        + " "
                                        + (event.at() - BEGIN) / 1000
                                        + (event.attributes().containsKey("cause")
                                                ? " "
                                                        + event.attributes().get("cause")
                                                        + " "
                                                        + event.attributes().get("causeName")
                                                : ""))
                .toList();
    }

    List<EventRecord> events(Type type) {
        return out.events.stream().filter(event -> event.type() == type).toList();
    }

    /** Ids of the incidents that were opened and not closed. */
    Set<String> open() {
        Set<String> open = new HashSet<>();
        for (EventRecord event : out.events) {
            if (event.type() == Type.INCIDENT_OPENED) {
                open.add(event.attributes().get("incident"));
            } else if (event.type() == Type.INCIDENT_CLOSED) {
                open.remove(event.attributes().get("incident"));
            }
        }
        return open;
    }

    @Override
    public Boolean alive(String broker) {
        return alive.get(broker);
    }

    @Override
    public boolean hosts(String broker, String topic) {
        return hosted.isEmpty() || hosted.getOrDefault(broker, Set.of()).contains(topic);
    }

    @Override
    public Set<String> reads(String group) {
        return read.getOrDefault(group, Set.of());
    }
}
