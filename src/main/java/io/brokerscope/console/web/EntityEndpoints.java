package io.brokerscope.console.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.brokerscope.console.fleet.Edge;
import io.brokerscope.console.fleet.EntityEntry;
import io.brokerscope.console.fleet.EntityQuery;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.Order;
import io.brokerscope.console.fleet.SeriesPoints;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Entities: a page of them, or one with its relationships and recent points. */
final class EntityEndpoints {

    private static final int MAX_EDGES = 500;

    private final FleetModel model;

    EntityEndpoints(FleetModel model) {
        this.model = model;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "/api/v1/entities",
                        (item, query) -> list(query),
                        "type",
                        "cluster",
                        "status",
                        "q",
                        "sort",
                        Page.LIMIT,
                        Page.CURSOR),
                Route.of("/api/v1/entities/{guid}", (guid, query) -> one(guid)));
    }

    private Reply list(Query query) {
        Order order = query.oneOf("sort", Order.class);
        EntityQuery wanted =
                new EntityQuery(
                        query.oneOf("type", EntityType.class, EntityType::prefix),
                        query.text("cluster"),
                        query.oneOf("status", Status.class),
                        query.text("q"),
                        order == null ? Order.WORST : order);
        List<EntityEntry> found = model.entities().snapshot().find(wanted);
        String cursor = query.text(Page.CURSOR);
        int from =
                cursor == null
                        ? 0
                        : behind(found, EntityCursor.read(cursor, wanted.order()), wanted.order());
        return Page.of(
                        found,
                        from,
                        Page.limit(query),
                        last -> EntityCursor.parts(last, wanted.order()))
                .reply(EntityEntry::json);
    }

    /** The first place behind an entity, whether it is still there or not. */
    private static int behind(List<EntityEntry> sorted, EntityEntry last, Order order) {
        int at = Collections.binarySearch(sorted, last, order.comparator());
        return at >= 0 ? at + 1 : -at - 1;
    }

    private Reply one(String guid) {
        EntityEntry entity = model.entities().get(guid);
        if (entity == null) {
            throw Problem.notFound("There is no entity with this GUID.");
        }
        List<Edge> edges = model.edges().of(guid);
        return Reply.json(
                Json.object(
                        json -> {
                            json.writeFieldName("entity");
                            Json.raw(json, entity.json());
                            json.writeArrayFieldStart("relationships");
                            for (Edge edge : edges.subList(0, Math.min(MAX_EDGES, edges.size()))) {
                                Json.raw(json, edge.json());
                            }
                            json.writeEndArray();
                            json.writeNumberField(
                                    "relationshipsNotListed",
                                    Math.max(0, edges.size() - MAX_EDGES));
                            series(json, model.series().of(guid));
                        }));
    }

    private static void series(JsonGenerator json, SeriesPoints points) throws IOException {
        json.writeObjectFieldStart("series");
        json.writeFieldName("dueAt");
        json.writeArray(points.dueAt(), 0, points.dueAt().length);
        json.writeFieldName("untilDueAt");
        json.writeArray(points.untilDueAt(), 0, points.untilDueAt().length);
        json.writeFieldName("revision");
        json.writeArray(points.revision(), 0, points.revision().length);
        json.writeArrayFieldStart("quality");
        for (Quality quality : points.quality()) {
            json.writeString(quality.name());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("metrics");
        for (int i = 0; i < points.names().length; i++) {
            json.writeArrayFieldStart(points.names()[i]);
            for (double value : points.values()[i]) {
                if (Double.isFinite(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeNull();
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
