package io.brokerscope.relationship;

import io.brokerscope.model.EntityId;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.output.RelationshipRecord;
import io.brokerscope.model.output.RelationshipRecord.End;
import io.brokerscope.relationship.RelationshipStore.Header;
import io.brokerscope.relationship.RelationshipStore.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * One fact about a cluster while it is taken in: relationships appear, are written and disappear
 * one by one; what belongs to the cluster as a whole is put together at the end.
 */
final class Step {

    /** Answers of the cluster after which all it tells anew is news. */
    private static final int FIRST_ANSWERS = 2;

    /** Windows after which every entity that appears is news. */
    private static final int FIRST_WINDOWS = 3;

    /** How long news gather: what has one cause comes within seconds. */
    private static final long GATHER_MS = 10_000;

    private final RelationshipStore store;
    private final String account;
    private final String cluster;
    private final int maxEdges;
    private final long now;
    private final Outputs out;

    private final Header before;
    private final List<Tally> news;
    private final Map<String, Set<String>> topicsOfGroups = new LinkedHashMap<>();
    private Watch watch;
    private long window;
    private int windows;
    private int edges;
    private int refused;
    private boolean cut;

    Step(
            RelationshipStore store,
            String account,
            String cluster,
            int maxEdges,
            long now,
            Outputs out) {
        this.store = store;
        this.account = account;
        this.cluster = cluster;
        this.maxEdges = maxEdges;
        this.now = now;
        this.out = out;
        Header known = store.header();
        before = known == null ? Header.BEGIN : known;
        watch = before.watch();
        window = before.window();
        windows = before.windows();
        edges = before.edges();
        cut = before.cut();
        news = new ArrayList<>(before.news());
    }

    Watch watch() {
        return watch;
    }

    void watch(Watch newest) {
        watch = newest;
    }

    void answered(long incarnation, long dueAt) {
        watch = watch.answered(incarnation, dueAt, FIRST_ANSWERS);
    }

    void retired(long incarnation) {
        watch = watch.retired(incarnation, now);
    }

    /** A record of the cluster's own entity was written. */
    void window(long dueAt) {
        if (dueAt > window) {
            window = dueAt;
            windows = Math.min(FIRST_WINDOWS, windows + 1);
        }
    }

    VertexKey clusterKey() {
        return new VertexKey(EntityType.MESSAGE_QUEUE_CLUSTER, cluster);
    }

    Vertex vertex(VertexKey key) {
        Vertex vertex = store.vertex(key.text());
        return vertex == null ? Vertex.NONE : vertex;
    }

    boolean exists(VertexKey key) {
        return vertex(key).exists();
    }

    List<VertexKey> vertices(EntityType type) {
        return store.vertices().stream()
                .map(VertexKey::of)
                .filter(key -> key.type() == type)
                .toList();
    }

    void keep(VertexKey key, Vertex vertex) {
        if (vertex.isEmpty()) {
            store.removeVertex(key.text());
        } else {
            store.vertex(key.text(), vertex);
        }
    }

    /** Whether there is room for one more, which is taken. */
    boolean admits(VertexKey target, Edge edge) {
        if (edges >= maxEdges) {
            refused++;
            return false;
        }
        edges++;
        if (edge.type() == RelationshipType.SUBSCRIBES_TO) {
            topicsOf(edge.source()).add(target.name());
        }
        return true;
    }

    /** Writes a relationship to an existing entity where that is due. */
    Edge settled(VertexKey target, Edge edge) {
        if (!edge.appeared()) {
            return exists(source(edge)) ? appeared(target, edge) : edge;
        }
        return edge.isNews(now) || edge.isStale(now) ? written(target, edge) : edge;
    }

    private Edge appeared(VertexKey target, Edge edge) {
        // What the cluster told long ago appears with entities that are written only now.
        boolean first =
                windows < FIRST_WINDOWS || edge.type().told() && watch.answers() < FIRST_ANSWERS;
        if (!first) {
            tell(edge, true, target);
        }
        return written(target, edge);
    }

    private Edge written(VertexKey target, Edge edge) {
        Edge written = edge.written(now);
        Map<String, Long> attributes = new LinkedHashMap<>();
        for (int i = 0; i < written.numbers().length; i++) {
            if (written.numbers()[i] >= 0) {
                attributes.put(edge.type().attributes().get(i), written.numbers()[i]);
            }
        }
        out.relationship(
                new RelationshipRecord(
                        1,
                        edge.type(),
                        End.of(entity(source(edge))),
                        End.of(entity(target)),
                        cluster,
                        attributes,
                        written.since(),
                        written.observedAt() < 0 ? null : written.observedAt(),
                        now));
        return written;
    }

    /** Takes a relationship back. */
    void remove(VertexKey target, Edge edge) {
        edges--;
        if (edge.type() == RelationshipType.SUBSCRIBES_TO) {
            topicsOf(edge.source()).remove(target.name());
        }
        if (edge.appeared()) {
            tell(edge, false, target);
            out.relationshipGone(
                    RelationshipRecord.key(
                            entity(source(edge)).guid(), edge.type(), entity(target).guid()),
                    now);
        }
    }

    private Set<String> topicsOf(String group) {
        return topicsOfGroups.computeIfAbsent(
                group, name -> new LinkedHashSet<>(vertex(groupKey(name)).topics()));
    }

    private static VertexKey groupKey(String name) {
        return new VertexKey(EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, name);
    }

    private static VertexKey source(Edge edge) {
        return new VertexKey(edge.type().source(), edge.source());
    }

    private EntityId entity(VertexKey key) {
        return switch (key.type()) {
            case MESSAGE_QUEUE_CLUSTER -> EntityId.cluster(account, cluster);
            case MESSAGE_QUEUE_BROKER ->
                    EntityId.broker(account, new TargetId(cluster, key.name()));
            case MESSAGE_QUEUE_TOPIC -> EntityId.topic(account, cluster, key.name());
            case MESSAGE_QUEUE_CONSUMER_GROUP ->
                    EntityId.consumerGroup(account, cluster, key.name());
            case MESSAGE_QUEUE_QUEUE -> throw new IllegalArgumentException(key + " is not read");
        };
    }

    private void tell(Edge edge, boolean appeared, VertexKey target) {
        for (int i = 0; i < news.size(); i++) {
            if (news.get(i).isOf(edge.type(), appeared)) {
                news.set(i, news.get(i).plus(edge.source(), target.name()));
                return;
            }
        }
        news.add(Tally.none(edge.type(), appeared).plus(edge.source(), target.name()));
    }

    /** The cluster told of itself: where all that has found room, the next cut is told again. */
    void seenWhole() {
        cut = cut && (refused > 0 || edges >= maxEdges);
    }

    /** Does what is due at this time. */
    void onTime(long time) {
        if (before.newsAt() != 0 && before.newsAt() <= time) {
            tellNews();
        }
        if (watch.forgetAt() != 0 && watch.forgetAt() <= time) {
            watch = watch.forgotten();
        }
    }

    private void tellNews() {
        tellNews(true, EventRecord.Type.RELATIONSHIP_APPEARED, "appeared");
        tellNews(false, EventRecord.Type.RELATIONSHIP_DISAPPEARED, "disappeared");
        news.clear();
    }

    private void tellNews(boolean appeared, EventRecord.Type type, String what) {
        List<String> words = new ArrayList<>();
        Map<String, String> counts = new LinkedHashMap<>();
        for (Tally tally : news) {
            if (tally.appeared() == appeared) {
                words.add(tally.inWords());
                counts.put(tally.type().name(), Integer.toString(tally.count()));
            }
        }
        if (!words.isEmpty()) {
            event(
                    type,
                    EventRecord.Severity.INFO,
                    "relationships of " + cluster + " " + what + ": " + String.join(", ", words),
                    counts);
        }
    }

    private void event(
            EventRecord.Type type,
            EventRecord.Severity severity,
            String message,
            Map<String, String> attributes) {
        out.event(
                new EventRecord(1, type, severity, now, cluster, null, null, message, attributes));
    }

    /** Keeps what is to be remembered; where that is nothing, tells the last news and forgets. */
    void end(LongConsumer timer) {
        topicsOfGroups.forEach(
                (group, topics) ->
                        keep(
                                groupKey(group),
                                vertex(groupKey(group)).withTopics(List.copyOf(topics))));
        if (refused > 0 && !cut) {
            cut = true;
            event(
                    EventRecord.Type.STATE_BOUNDED,
                    EventRecord.Severity.WARNING,
                    "more than "
                            + maxEdges
                            + " relationships of "
                            + cluster
                            + ": "
                            + refused
                            + " are left out",
                    Map.of("leftOut", Integer.toString(refused)));
        }
        if (store.isEmpty() && watch.idle()) {
            tellNews();
            store.clear();
            return;
        }
        long newsAt = news.isEmpty() ? 0 : before.newsAt() == 0 ? now + GATHER_MS : before.newsAt();
        if (newsAt != 0 && newsAt != before.newsAt()) {
            timer.accept(newsAt);
        }
        if (watch.forgetAt() != 0 && watch.forgetAt() != before.watch().forgetAt()) {
            timer.accept(watch.forgetAt());
        }
        Header after = new Header(watch, window, windows, edges, cut, news, newsAt);
        if (!after.equals(before)) {
            store.header(after);
        }
    }
}
