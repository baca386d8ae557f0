package io.brokerscope.console.web;

import io.brokerscope.console.fleet.CoverageEntry;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.TargetWindow;
import io.brokerscope.console.fleet.Ticks;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;

/** What is expected against what reports, by cluster, and how the reads of each target go. */
final class CoverageEndpoints {

    private final FleetModel model;
    private final Clock clock;

    CoverageEndpoints(FleetModel model, Clock clock) {
        this.model = model;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "/api/v1/coverage",
                        (item, query) -> clusters(query),
                        "cluster",
                        Page.LIMIT,
                        Page.CURSOR),
                Route.of(
                        "/api/v1/targets",
                        (item, query) -> targets(query),
                        "cluster",
                        Page.LIMIT,
                        Page.CURSOR));
    }

    private Reply clusters(Query query) {
        String cluster = query.text("cluster");
        List<CoverageEntry> found =
                model.coverage().values().stream()
                        .filter(entry -> entry.record().target() == null)
                        .filter(
                                entry ->
                                        cluster == null || cluster.equals(entry.record().cluster()))
                        .toList();
        return Page.byKey(found, entry -> entry.record().key(), query).reply(CoverageEntry::json);
    }

    private Reply targets(Query query) {
        String cluster = query.text("cluster");
        TreeSet<String> keys = new TreeSet<>(model.outcomes().targets());
        model.coverage().values().stream()
                .filter(entry -> entry.record().target() != null)
                .forEach(entry -> keys.add(entry.record().key()));
        List<String> found =
                keys.stream()
                        .filter(key -> cluster == null || key.startsWith(cluster + "/"))
                        .toList();
        return Page.byKey(found, key -> key, query).reply(this::target);
    }

    private byte[] target(String key) {
        TargetWindow last = model.outcomes().last(key);
        Ticks day = model.outcomes().day(key, clock.millis());
        CoverageEntry coverage = model.coverage().get(key);
        int slash = key.lastIndexOf('/');
        return Json.object(
                json -> {
                    json.writeStringField("cluster", key.substring(0, slash));
                    json.writeStringField("target", key.substring(slash + 1));
                    Json.number(json, "uptime", day.share());
                    json.writeNumberField("ticks", day.all());
                    json.writeFieldName("last");
                    if (last == null) {
                        json.writeNull();
                    } else {
                        json.writeStartObject();
                        json.writeNumberField("dueAt", last.dueAt());
                        json.writeStringField("kind", last.kind().name());
                        json.writeStringField(
                                "reason", last.reason() == null ? null : last.reason().name());
                        json.writeNumberField("attempts", last.attempts());
                        json.writeStringField(
                                "breaker", last.breaker() == null ? null : last.breaker().name());
                        json.writeNumberField("intervalMs", last.intervalMs());
                        json.writeEndObject();
                    }
                    json.writeFieldName("coverage");
                    if (coverage == null) {
                        json.writeNull();
                    } else {
                        Json.raw(json, coverage.json());
                    }
                });
    }
}
