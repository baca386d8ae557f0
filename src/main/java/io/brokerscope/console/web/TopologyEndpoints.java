package io.brokerscope.console.web;

import io.brokerscope.console.fleet.Edge;
import io.brokerscope.console.fleet.EntityEntry;
import io.brokerscope.console.fleet.EntityQuery;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.FleetSnapshot;
import io.brokerscope.console.fleet.Order;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Relationships: a page of them, or those of a cluster as a graph that stays small. */
final class TopologyEndpoints {

    private static final int BROKERS = 200;
    private static final int USUAL = 100;
    private static final int MOST = 500;
    private static final int MAX_EDGES = 10_000;

    private final FleetModel model;

    TopologyEndpoints(FleetModel model) {
        this.model = model;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "/api/v1/relationships",
                        (item, query) -> list(query),
                        "cluster",
                        "type",
                        "guid",
                        Page.LIMIT,
                        Page.CURSOR),
                Route.of(
                        "/api/v1/topology",
                        (item, query) -> graph(query),
                        "cluster",
                        "topics",
                        "groups"));
    }

    private Reply list(Query query) {
        String cluster = query.text("cluster");
        String type = query.text("type");
        String guid = query.text("guid");
        List<Edge> found =
                (guid == null ? model.edges().all() : model.edges().of(guid))
                        .stream()
                                .filter(edge -> cluster == null || cluster.equals(edge.cluster()))
                                .filter(edge -> type == null || type.equals(edge.type()))
                                .toList();
        return Page.byKey(found, Edge::key, query).reply(Edge::json);
    }

    private Reply graph(Query query) {
        String cluster = query.required("cluster");
        int topics = (int) query.number("topics", USUAL, 0, MOST);
        int groups = (int) query.number("groups", USUAL, 0, MOST);
        FleetSnapshot fleet = model.entities().snapshot();
        Map<String, Integer> left = new TreeMap<>();
        Map<String, EntityEntry> nodes = new LinkedHashMap<>();
        choose(fleet, cluster, EntityType.MESSAGE_QUEUE_CLUSTER, 1, nodes);
        left.put(
                "brokers", choose(fleet, cluster, EntityType.MESSAGE_QUEUE_BROKER, BROKERS, nodes));
        left.put("topics", choose(fleet, cluster, EntityType.MESSAGE_QUEUE_TOPIC, topics, nodes));
        left.put(
                "groups",
                choose(fleet, cluster, EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, groups, nodes));
        if (nodes.isEmpty()) {
            throw Problem.notFound("There is no entity of this cluster.");
        }
        List<Edge> edges =
                model.edges().all().stream()
                        .filter(edge -> nodes.containsKey(edge.source()))
                        .filter(edge -> nodes.containsKey(edge.target()))
                        .toList();
        left.put("edges", Math.max(0, edges.size() - MAX_EDGES));
        return Reply.json(
                Json.object(
                        json -> {
                            json.writeStringField("cluster", cluster);
                            json.writeArrayFieldStart("nodes");
                            for (EntityEntry node : nodes.values()) {
                                Json.raw(json, Nodes.json(node));
                            }
                            json.writeEndArray();
                            json.writeArrayFieldStart("edges");
                            for (Edge edge : edges.subList(0, Math.min(MAX_EDGES, edges.size()))) {
                                Json.raw(json, edge.json());
                            }
                            json.writeEndArray();
                            json.writeObjectFieldStart("notListed");
                            for (Map.Entry<String, Integer> rest : left.entrySet()) {
                                json.writeNumberField(rest.getKey(), rest.getValue());
                            }
                            json.writeEndObject();
                        }));
    }

    /** Puts the worst entities of a kind first, then the largest; says how many are left out. */
    private static int choose(
            FleetSnapshot fleet,
            String cluster,
            EntityType type,
            int most,
            Map<String, EntityEntry> nodes) {
        List<EntityEntry> chosen = new ArrayList<>();
        fleet.find(new EntityQuery(type, cluster, null, null, Order.WORST)).stream()
                .filter(entity -> entity.status() != Status.HEALTHY)
                .forEach(chosen::add);
        fleet.find(new EntityQuery(type, cluster, null, null, Order.SIZE)).stream()
                .filter(entity -> entity.status() == Status.HEALTHY)
                .forEach(chosen::add);
        chosen.stream().limit(most).forEach(entity -> nodes.put(entity.guid(), entity));
        return Math.max(0, chosen.size() - most);
    }
}
