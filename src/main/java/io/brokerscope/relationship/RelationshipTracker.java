package io.brokerscope.relationship;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.output.Outputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Follows how the entities of a cluster belong together. A relationship is there while both its
 * ends exist and the cluster tells of it, in whatever order these facts come; that a cluster has
 * its brokers and topics follows from their existence. It goes with either of its ends, or when the
 * cluster tells that it is over: what is not told, because a part of the cluster was not read or
 * all of it is silent, stays as it was. What was told of an entity is forgotten with it. Pure:
 * state and facts in, state and records out.
 */
public final class RelationshipTracker {

    /** Relationships of one cluster that are remembered at most. */
    static final int MAX_EDGES = 200_000;

    private final String account;
    private final int maxEdges;

    /**
     * Remembers nothing itself.
     *
     * @param account account in the GUIDs
     */
    public RelationshipTracker(String account) {
        this(account, MAX_EDGES);
    }

    RelationshipTracker(String account, int maxEdges) {
        this.account = account;
        this.maxEdges = maxEdges;
    }

    /**
     * Takes in that an entity exists or is gone.
     *
     * @param store state of its cluster
     * @param fact the fact; those of one entity come in order
     * @param now epoch milliseconds
     * @param out takes the records
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(
            RelationshipStore store, EntityFact fact, long now, Outputs out, LongConsumer timer) {
        Step step = new Step(store, account, fact.cluster(), maxEdges, now, out);
        VertexKey key = new VertexKey(fact.type(), fact.name());
        if (fact.exists()) {
            if (fact.type() == EntityType.MESSAGE_QUEUE_CLUSTER) {
                step.window(fact.dueAt());
            }
            exists(step, key);
        } else {
            gone(step, key);
        }
        step.end(timer);
    }

    /**
     * Takes in what a cluster told.
     *
     * @param store state of the cluster
     * @param picture what it told
     * @param now epoch milliseconds
     * @param out takes the records
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(
            RelationshipStore store, Picture picture, long now, Outputs out, LongConsumer timer) {
        Step step = new Step(store, account, picture.cluster(), maxEdges, now, out);
        long incarnation = picture.incarnation();
        if (step.watch().counts(incarnation)) {
            switch (picture.kind()) {
                case ADDED -> step.watch(step.watch().with(incarnation));
                case RETIRED -> {
                    step.retired(incarnation);
                    forgetTold(step);
                }
                default -> {
                    if (picture.dueAt() > step.watch().takenDue()) {
                        step.answered(incarnation, picture.dueAt());
                        told(step, picture.told(), picture.observedAt());
                    }
                }
            }
        }
        step.end(timer);
    }

    /**
     * Tells what has appeared and disappeared for a while, and forgets what need not be known any
     * more.
     *
     * @param cluster whose state it is
     */
    public void onTime(
            RelationshipStore store,
            String cluster,
            long time,
            long now,
            Outputs out,
            LongConsumer timer) {
        if (store.header() == null) {
            return;
        }
        Step step = new Step(store, account, cluster, maxEdges, now, out);
        step.onTime(time);
        step.end(timer);
    }

    private static void exists(Step step, VertexKey key) {
        Vertex vertex = step.vertex(key);
        if (vertex.exists()) {
            settle(step, key, vertex);
            return;
        }
        step.keep(key, vertex.existing());
        settle(step, key, vertex.existing());
        for (VertexKey target : targets(step, key, vertex)) {
            Vertex known = step.vertex(target);
            if (known.exists()) {
                settle(step, target, known);
            }
        }
    }

    /** Lets appear what leads to an existing entity and can. */
    private static void settle(Step step, VertexKey key, Vertex vertex) {
        RelationshipType own = ofCluster(key.type());
        List<Edge> edges = new ArrayList<>(vertex.edges().size() + 1);
        boolean changed = false;
        for (Edge edge : vertex.edges()) {
            Edge settled = step.settled(key, edge);
            edges.add(settled);
            // Most of the time nothing is to do, and then nothing is written.
            changed |= settled != edge;
            own = edge.type() == own ? null : own;
        }
        if (own != null && step.exists(step.clusterKey())) {
            Edge edge = Edge.begin(own, step.clusterKey().name(), new long[0], -1);
            if (step.admits(key, edge)) {
                edges.add(step.settled(key, edge));
                changed = true;
            }
        }
        if (changed) {
            step.keep(key, vertex.with(edges));
        }
    }

    /** What leads from a cluster to its entities of a type; null where nothing does. */
    private static RelationshipType ofCluster(EntityType type) {
        return switch (type) {
            case MESSAGE_QUEUE_BROKER -> RelationshipType.MANAGES;
            case MESSAGE_QUEUE_TOPIC -> RelationshipType.CONTAINS;
            default -> null;
        };
    }

    /** Entities that something may lead to from this one; all where it comes and goes seldom. */
    private static List<VertexKey> targets(Step step, VertexKey key, Vertex vertex) {
        return switch (key.type()) {
            case MESSAGE_QUEUE_CONSUMER_GROUP ->
                    vertex.topics().stream()
                            .map(topic -> new VertexKey(EntityType.MESSAGE_QUEUE_TOPIC, topic))
                            .toList();
            case MESSAGE_QUEUE_CLUSTER, MESSAGE_QUEUE_BROKER -> {
                List<VertexKey> all =
                        new ArrayList<>(step.vertices(EntityType.MESSAGE_QUEUE_BROKER));
                all.addAll(step.vertices(EntityType.MESSAGE_QUEUE_TOPIC));
                yield all;
            }
            case MESSAGE_QUEUE_TOPIC, MESSAGE_QUEUE_QUEUE -> List.of();
        };
    }

    private static void gone(Step step, VertexKey key) {
        Vertex vertex = step.vertex(key);
        removeWhere(step, key, edge -> true);
        for (VertexKey target : targets(step, key, vertex)) {
            removeWhere(
                    step,
                    target,
                    edge -> edge.type().source() == key.type() && edge.source().equals(key.name()));
        }
        step.keep(key, Vertex.NONE);
    }

    /** The cluster is not asked any more: nobody knows what it told. */
    private static void forgetTold(Step step) {
        for (EntityType type :
                List.of(EntityType.MESSAGE_QUEUE_BROKER, EntityType.MESSAGE_QUEUE_TOPIC)) {
            step.vertices(type).forEach(key -> removeWhere(step, key, edge -> edge.type().told()));
        }
    }

    private static void removeWhere(Step step, VertexKey target, Predicate<Edge> over) {
        Vertex vertex = step.vertex(target);
        List<Edge> left = new ArrayList<>(vertex.edges().size());
        for (Edge edge : vertex.edges()) {
            if (over.test(edge)) {
                step.remove(target, edge);
            } else {
                left.add(edge);
            }
        }
        if (left.size() < vertex.edges().size()) {
            step.keep(target, vertex.with(left));
        }
    }

    private static void told(Step step, Picture.Told told, long at) {
        Map<VertexKey, List<Edge>> edges = new LinkedHashMap<>();
        for (String topic : told.topics()) {
            edges.put(new VertexKey(EntityType.MESSAGE_QUEUE_TOPIC, topic), new ArrayList<>());
        }
        Absence absence = new Absence(told);
        add(edges, RelationshipType.HOSTS, told.hosts(), told, at);
        add(edges, RelationshipType.SUBSCRIBES_TO, told.subscriptions(), told, at);
        add(edges, RelationshipType.REPLICATES_TO, told.replication(), told, at);
        for (EntityType type :
                List.of(EntityType.MESSAGE_QUEUE_BROKER, EntityType.MESSAGE_QUEUE_TOPIC)) {
            step.vertices(type).forEach(key -> edges.putIfAbsent(key, List.of()));
        }
        // First those that go, so that there is room for those that come.
        edges.forEach(
                (target, leading) -> {
                    Set<String> ids = new HashSet<>();
                    leading.forEach(edge -> ids.add(edge.id()));
                    removeWhere(
                            step,
                            target,
                            edge -> !ids.contains(edge.id()) && absence.proves(target, edge));
                });
        edges.forEach((target, leading) -> take(step, target, leading, told));
        step.seenWhole();
    }

    private static void add(
            Map<VertexKey, List<Edge>> edges,
            RelationshipType type,
            Edges columns,
            Picture.Told told,
            long at) {
        for (int row = 0; row < columns.rows(); row++) {
            int source = columns.source()[row];
            int target = columns.target()[row];
            edges.computeIfAbsent(
                            new VertexKey(
                                    type.target(),
                                    type == RelationshipType.REPLICATES_TO
                                            ? Integer.toString(target)
                                            : told.topics()[target]),
                            key -> new ArrayList<>())
                    .add(
                            Edge.begin(
                                    type,
                                    type == RelationshipType.SUBSCRIBES_TO
                                            ? told.groups()[source]
                                            : Integer.toString(source),
                                    columns.numbers(row),
                                    at));
        }
    }

    /** Takes in what is told to lead to an entity. */
    private static void take(Step step, VertexKey target, List<Edge> told, Picture.Told picture) {
        if (told.isEmpty()) {
            return;
        }
        Vertex vertex = step.vertex(target);
        Map<String, Edge> edges = new LinkedHashMap<>(2 * (vertex.edges().size() + told.size()));
        vertex.edges().forEach(edge -> edges.put(edge.id(), edge));
        for (Edge edge : told) {
            Edge known = edges.get(edge.id());
            if (known == null && !step.admits(target, edge)) {
                continue;
            }
            // In how many partitions is not known from a part of the topics.
            boolean counted = picture.topicsRead() || edge.type() != RelationshipType.REPLICATES_TO;
            Edge next =
                    known == null
                            ? edge
                            : known.told(
                                    counted ? edge.numbers() : known.numbers(), edge.observedAt());
            edges.put(edge.id(), vertex.exists() ? step.settled(target, next) : next);
        }
        step.keep(target, vertex.with(List.copyOf(edges.values())));
    }

    /** What is not told: whether it is over, or nobody was asked who knows. */
    private static final class Absence {

        private final Picture.Told told;
        private final Set<String> topics;
        private final Map<String, Boolean> groups = new HashMap<>();

        Absence(Picture.Told told) {
            this.told = told;
            this.topics = Set.of(told.topics());
            for (int group = 0; group < told.groups().length; group++) {
                groups.put(told.groups()[group], told.groupRead()[group]);
            }
        }

        boolean proves(VertexKey target, Edge edge) {
            boolean listed = topics.contains(target.name());
            return switch (edge.type()) {
                case MANAGES, CONTAINS -> false;
                case HOSTS -> listed || told.topicsWhole();
                case SUBSCRIBES_TO ->
                        groups.containsKey(edge.source())
                                ? listed ? groups.get(edge.source()) : told.topicsWhole()
                                : told.groupsWhole() || !listed && told.topicsWhole();
                case REPLICATES_TO -> told.topicsWhole();
            };
        }
    }
}
