package io.brokerscope.console.web;

import io.brokerscope.console.fleet.EventLog.Numbered;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.Incident;
import java.util.List;

/** What happened: events and incidents. */
final class EventEndpoints {

    private static final String AFTER = "after";

    private final FleetModel model;

    EventEndpoints(FleetModel model) {
        this.model = model;
    }

    /** Whether an incident goes on. */
    enum State {
        OPEN,
        CLOSED
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "/api/v1/events",
                        (item, query) -> events(query),
                        AFTER,
                        "cluster",
                        Page.LIMIT),
                Route.of(
                        "/api/v1/incidents",
                        (item, query) -> incidents(query),
                        "state",
                        "cluster",
                        Page.LIMIT));
    }

    private Reply events(Query query) {
        String cluster = query.text("cluster");
        int limit = Page.limit(query);
        long after = query.number(AFTER, -1, 0, Long.MAX_VALUE);
        List<Numbered> found =
                after < 0
                        ? model.events().last(cluster, limit)
                        : model.events().after(after, cluster, limit);
        String next =
                found.isEmpty()
                        ? after < 0 ? null : Long.toString(after)
                        : Long.toString(found.get(found.size() - 1).id());
        return new Page<>(found, model.events().count(), next).reply(EventEndpoints::json);
    }

    static byte[] json(Numbered event) {
        return Json.object(
                json -> {
                    json.writeNumberField("id", event.id());
                    json.writeFieldName("event");
                    Json.raw(json, event.json());
                });
    }

    private Reply incidents(Query query) {
        State state = query.oneOf("state", State.class);
        String cluster = query.text("cluster");
        List<Incident> found =
                model.incidents().all().stream()
                        .filter(i -> state == null || i.isOpen() == (state == State.OPEN))
                        .filter(i -> cluster == null || cluster.equals(i.cluster()))
                        .toList();
        List<Incident> first = found.subList(0, Math.min(found.size(), Page.limit(query)));
        return new Page<>(first, found.size(), null).reply(EventEndpoints::json);
    }

    private static byte[] json(Incident incident) {
        return Json.object(
                json -> {
                    json.writeStringField("id", incident.id());
                    json.writeStringField(
                            "state", (incident.isOpen() ? State.OPEN : State.CLOSED).name());
                    json.writeStringField("cluster", incident.cluster());
                    json.writeStringField("guid", incident.guid());
                    json.writeStringField("severity", incident.severity());
                    json.writeStringField("message", incident.message());
                    json.writeNumberField("openedAt", incident.openedAt());
                    json.writeNumberField("updatedAt", incident.updatedAt());
                    if (incident.closedAt() == null) {
                        json.writeNullField("closedAt");
                    } else {
                        json.writeNumberField("closedAt", incident.closedAt());
                    }
                    json.writeObjectField("attributes", incident.attributes());
                });
    }
}
